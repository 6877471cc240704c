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

# Requests that are not for us, or not meant by the one who sends them.
auth-no-host = The request does not say which site it is for.
auth-other-host = This server does not answer under the address you used. If it should, its operator sets that address with --public-url.
auth-cross-site = This request did not come from one of our own pages. Open the page here and try again.
