# What usernames, display names and passwords may be.
username-length = A username has { $min } to { $max } characters.
username-characters = A username is made of letters, digits, “.”, “_” and “-”.
username-first = A username begins with a letter or a digit.
username-scripts = This username mixes scripts that are not written together.
username-reserved = This username is reserved. Choose another.
username-taken = This username, or one that looks like it, is taken. Choose another.
display-name-length = A display name has at most { $max } characters.
display-name-characters = A display name is one line without control characters.
password-short = A password has at least { $min } characters.
password-long = A password has at most { $max } bytes.
password-common = This password is easy to guess. Choose another.
password-own-name = Choose a password that is not your name or the site’s.
