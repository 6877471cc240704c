# What a room may be called.
room-name-empty = Give the room a name.
room-name-length = A room’s name has at most { $limit } characters.
room-name-characters = A room’s name is made of letters, digits, “-” and “_”.
room-name-taken = There is already a room with this name.
room-title-empty = Give the room a title.
room-title-length = A title has at most { $limit } characters.
room-title-characters = A title is one line without control characters.
room-topic-length = A topic has at most { $limit } characters.
room-topic-characters = A topic is one line without control characters.
room-kind-unknown = A room is open or private.
room-default-is-open = Only an open room can have all new users join it.
