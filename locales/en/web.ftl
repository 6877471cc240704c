# What the doors of the house say.
form-unreadable = The form could not be read; load the page again and send it once more.
door-not-a-handshake = This address takes WebSocket handshakes of version 13 only.
door-no-key = The handshake has no Sec-WebSocket-Key.
door-bad-since = “since” is a whole number of 0 or more.
door-unknown-protocol = None of the offered subprotocols is known here; “chat.v1” is.
door-too-many-sockets = You have too many windows open here; close one and try again.
door-stopping = The server is restarting; try again in a moment.
rooms-only-admins = Only admins create rooms here.
api-bad-limit = “limit” is a whole number of 1 or more.
api-bad-seq = “before”, “after” and “around” are whole numbers, and only one of them may be asked.
