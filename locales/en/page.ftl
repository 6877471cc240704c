# What stands on the pages. Texts for scripts are in js.ftl.

# Words that several pages use
page-username = Username
page-username-hint = 2 to 32 letters, digits, “.”, “_” or “-”, in any script.
page-display-name = Display name
page-display-name-hint = What others see. Empty: the username.
page-password = Password
page-password-hint = At least 8 letters, digits or signs; a Chinese character counts as three. A sentence is easy to remember.
page-show-password = Show
page-save = Save
page-saved = Saved.
page-account = Account
page-theme = Appearance
page-theme-system = System
page-theme-light = Light
page-theme-dark = Dark

# Setup, sign-in, register
page-setup-title = Set up this place
page-setup-lead = You are the first here. This account looks after people and rooms.
page-setup-token = Setup token
page-setup-token-hint = It is in the link that the server printed when it started.
page-setup-submit = Create account
page-login-title = Sign in
page-login-submit = Sign in
page-login-new-here = New here?
page-login-session-ended = Your session has ended. Sign in to go on; what you wrote is kept.
page-register-title = Create an account
page-register-submit = Create account
page-register-known = Already have an account?
page-reset-title = Choose a new password
page-reset-lead = It signs you in here and ends every other session. Your username is
page-reset-submit = Set password and sign in
page-logout = Sign out

# Errors
page-error-request = This did not work
page-error-forbidden = Not allowed
page-error-not-found = Not found
page-error-host = Another address
page-error-too-many = One moment
page-error-ours = Something went wrong
page-error-to-chat = Back to the chat
page-error-to-login = Go to sign-in

# Sidebar
page-sidebar = Rooms and account
page-sidebar-rooms = Rooms
page-sidebar-browse = Browse rooms
page-sidebar-empty = You are in no room yet.
page-sidebar-draft = Draft
page-sidebar-unsent = Not sent yet
page-unread = { $count ->
    [one] { $count } unread message
   *[other] { $count } unread messages
}
page-mentions = { $count ->
    [one] { $count } mention of you
   *[other] { $count } mentions of you
}

# Rooms
page-rooms-title = All rooms
page-rooms-create = New room
page-rooms-create-submit = Create room
page-rooms-empty = There is no room yet. Make the first one.
page-rooms-joined = Joined
page-rooms-archived = Archived rooms
page-room-title = Title
page-room-name = Name in the address
page-room-name-hint = Letters, digits, “-” and “_”, in any script. Empty: made from the title.
page-room-topic = Topic
page-room-topic-hint = One line on what this room is for.
page-room-kind = Who may come in
page-room-open = Open
page-room-open-hint = Everybody here can find it and join.
page-room-private = Private
page-room-private-hint = Only people who are added can see it.
page-join = Join
page-join-room = Join { $room }
page-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
}

# The conversation
page-skip-to-messages = Skip to the messages
page-back-to-rooms = Back to rooms
page-log-start = This is where this room begins. Say hello.
page-older = Older messages
page-newest = Newest messages
page-unread-line = New
page-unread-line-label = New messages start here
page-mark-read = Mark all as read
page-message-edited = edited
page-message-bot = bot
page-message-retry = Retry
page-message-discard = Discard
page-drawer-close = Close
page-actions = Message actions
page-action-react = Add a reaction
page-action-reply = Reply
page-action-more = More
page-action-pin = Pin
page-action-bookmark = Bookmark
page-action-history = Earlier versions
page-action-edit = Edit
page-action-delete = Delete
page-action-unread = Mark unread from here
page-action-text = Copy text
page-action-link = Copy link
page-cancel = Cancel
page-editor-label = Edit the message
page-editor-hint = Enter saves, Escape cancels.
page-editor-save = Save
page-delete-title = Delete this message?
page-delete-lead = Its text is erased for everybody, and does not come back.
page-composer-send = Send
page-composer-hint = Enter sends, Shift+Enter breaks the line.

# Account
page-profile-title = Profile
page-language = Language
page-language-browser = As the browser asks
page-language-own-name = English
page-password-title = Password
page-password-lead = A new password ends your sessions in all other browsers.
page-password-current = Present password
page-password-new = New password
page-password-submit = Change password
page-password-saved = Your password has been changed.
