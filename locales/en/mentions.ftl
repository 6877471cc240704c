# Calling people: the list that opens while a name is typed, and the page of the messages that call the reader.
page-mentions-title = Mentions
page-mentions-filter = Which mentions
page-mentions-all = All
page-mentions-unread = Unread
page-mentions-mark = Unread
page-mentions-new = New mentions
page-mentions-older = Older mentions
page-mentions-none = Nobody has mentioned you yet.
page-mentions-none-hint = Messages with @ and your username, and those that call a whole room with @room, come together here.
page-mentions-none-unread = You have read every message that mentions you.
page-mentions-none-older = There are no older mentions.
api-bad-cursor = The cursor must be one that an earlier answer gave.

js-people-label = People to mention
js-people-outside = Not in this room
js-people-room = Everybody in this room
js-people-room-reach-one = Calls { $count } person
js-people-room-reach-other = Calls { $count } people
js-choices-one = { $count } suggestion. Up and down arrows move, Enter chooses.
js-choices-other = { $count } suggestions. Up and down arrows move, Enter chooses.
