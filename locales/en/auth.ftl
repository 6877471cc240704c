# What usernames, display names and passwords may be.
username-length = A username has { $min } to { $max } characters.
username-characters = A username is made of letters, digits, “.”, “_” and “-”.
username-first = A username begins with a letter or a digit.
username-scripts = This username mixes scripts that are not written together.
username-reserved = This username is reserved. Choose another.
username-taken = This username, or one that looks like it, is taken. Choose another.
display-name-length = A display name has at most { $max } characters.
display-name-system = This display name is kept for the server’s own notices. Choose another.
display-name-characters = A display name is one line without control characters.
password-short = A password has at least { $min } letters, digits or signs. A Chinese character counts as three.
password-long = A password has at most { $max } bytes.
password-common = This password is easy to guess. Choose another.
password-own-name = Choose a password that is not your name or the site’s.

# Requests that are not for us, or not meant by the one who sends them.
auth-no-host = The request does not say which site it is for.
auth-other-host = This server does not answer under the address you used. If it should, its operator sets that address with --public-url.
auth-cross-site = This request did not come from one of our own pages. Open the page here and try again.

# Signing in, setup, registration.
login-failed = Username or password is wrong.
login-throttled = Too many tries. Wait { $seconds } s, then try again.
login-busy = Many people are signing in right now. Try again in a moment.
setup-token-wrong = This is not the token in the link that the server printed. Each start prints a new one.
register-closed = Nobody can register here. Ask an admin for an account.
register-needs-invite = Registering here takes an invite. Ask somebody who is in for a link.
register-invite-wrong = This invite has been used, has expired or does not exist. Ask for a new one.
reset-link-wrong = This link has been used, has expired or does not exist. Ask an admin for a new one.
password-current-wrong = This is not your present password.
