# The admin's site, and the pages on which a room is looked after.

page-admin = Admin

# The parts of the site
admin-users = Users
admin-rooms = Rooms
admin-memberships = Memberships
admin-messages-title = Messages
admin-reports = Reports
admin-invites = Invites
admin-sessions = Sessions
admin-audit = Audit log
admin-settings = Settings
admin-health = Health
admin-users-lead = Everybody with an account. A click on a name shows what can be done about one.
admin-rooms-lead = Open and private rooms. Direct messages are nobody’s to look after.
admin-messages-lead = What was said in open rooms, and in private ones where you are a member. Nobody reads along unseen.
admin-audit-lead = Who did what to whom. Nothing is ever changed or taken away here.
admin-settings-lead = These take effect at once, for everybody.

# Lists
admin-search = Search
admin-find = Find
admin-all = all
admin-show-all = Show all
admin-nothing-found = Nothing like this was found.
admin-nothing-here = Nothing is here yet.
admin-nothing-chosen = Choose at least one row.
admin-choose-all = Choose all of this page
admin-chosen-one = { $count } chosen
admin-chosen-other = { $count } chosen
admin-with-chosen = With those chosen:
admin-pages = Pages
admin-before = Previous
admin-after = Next
admin-done = { $count ->
    [one] Done for one.
   *[other] Done for { $count }.
}
admin-operator = operator

# Headings
admin-username = Username
admin-name = Name
admin-role = Role
admin-state = State
admin-created = Since
admin-seen = Last seen
admin-title = Title
admin-room = Room
admin-kind = Kind
admin-members = Members
admin-messages = Messages
admin-muted = Muted until
admin-joined = Joined
admin-text = Message
admin-sent = Sent
admin-number = No.
admin-left = Left
admin-uses = Of
admin-by = Made by
admin-expires = Expires
admin-address = Address
admin-browser = Browser
admin-at = When
admin-actor = Who
admin-via = Via
admin-action = What
admin-whom = Whom
admin-was = Before
admin-became = After
admin-about = About
admin-about-people = people
admin-about-members = members of rooms
admin-about-rooms = rooms
admin-about-messages = messages
admin-about-invites = invites
admin-about-sessions = sessions
admin-about-settings = settings

# Words
admin-word-active = active
admin-word-admin = admin
admin-word-api = API
admin-word-archived = archived
admin-word-bot = bot
admin-word-command = command line
admin-word-deactivated = deactivated
admin-word-deleted = deleted
admin-word-dismissed = dismissed
admin-word-edited = edited
admin-word-ended = maker’s right ended
admin-word-expired = expired
admin-word-hidden = hidden
admin-word-kept = kept
admin-word-member = member
admin-word-moderator = moderator
admin-word-muted = muted
admin-word-no = no
admin-word-open = open
admin-word-owner = owner
admin-word-page = page
admin-word-private = private
admin-word-removed = removed
admin-word-revoked = revoked
admin-word-server = server
admin-word-shown = shown
admin-word-socket = chat
admin-word-usable = usable
admin-word-used = used up
admin-word-yes = yes

# What can be done, and the question before it
admin-activate = Activate
admin-activate-question = { $count ->
    [one] Activate this account?
   *[other] Activate these { $count } accounts?
}
admin-deactivate = Deactivate
admin-deactivate-question = { $count ->
    [one] Deactivate this account? Its sessions end at once; its messages stay.
   *[other] Deactivate these { $count } accounts? Their sessions end at once; their messages stay.
}
admin-promote = Make admin
admin-promote-question = { $count ->
    [one] Make an admin of this user? They sign in again.
   *[other] Make admins of these { $count } users? They sign in again.
}
admin-demote = Make member
admin-demote-question = { $count ->
    [one] Make a member of this admin? They sign in again.
   *[other] Make members of these { $count } admins? They sign in again.
}
admin-end-sessions = End sessions
admin-end-sessions-question = { $count ->
    [one] End all sessions of this user?
   *[other] End all sessions of these { $count } users?
}
admin-delete-user = Delete, keep messages
admin-delete-user-question = { $count ->
    [one] Delete this account? What it wrote stays under “Deleted user”. This cannot be undone.
   *[other] Delete these { $count } accounts? What they wrote stays under “Deleted user”. This cannot be undone.
}
admin-delete-all = Delete with messages
admin-delete-all-question = { $count ->
    [one] Delete this account and everything it wrote? This cannot be undone.
   *[other] Delete these { $count } accounts and everything they wrote? This cannot be undone.
}
admin-archive = Archive
admin-archive-question = { $count ->
    [one] Archive this room? It becomes read-only and leaves the lists; it can be restored.
   *[other] Archive these { $count } rooms? They become read-only and leave the lists; they can be restored.
}
admin-restore = Restore
admin-restore-question = { $count ->
    [one] Restore this room?
   *[other] Restore these { $count } rooms?
}
admin-delete-room = Delete room
admin-delete-room-question = { $count ->
    [one] Delete this room with all its messages? This cannot be undone.
   *[other] Delete these { $count } rooms with all their messages? This cannot be undone.
}
admin-type-room = { $count ->
    [one] Type { $text } to delete it
   *[other] Type { $text } to delete all of them
}
admin-type-room-wrong = { $count ->
    [one] This is not the room’s name. Nothing was deleted.
   *[other] This is not the number of rooms. Nothing was deleted.
}
admin-remove = Remove from room
admin-remove-question = { $count ->
    [one] Remove this person from the room?
   *[other] End these { $count } memberships?
}
admin-ban = Ban from room
admin-ban-question = { $count ->
    [one] Ban this person from the room?
   *[other] End these { $count } memberships, and keep these people out?
}
admin-delete-message = Delete message
admin-delete-message-question = { $count ->
    [one] Delete this message? Its text is erased for everybody.
   *[other] Delete these { $count } messages? Their texts are erased for everybody.
}
admin-revoke = Revoke
admin-revoke-question = { $count ->
    [one] Revoke this invite? Nobody can register with it any more.
   *[other] Revoke these { $count } invites? Nobody can register with them any more.
}
admin-end = End session
admin-end-question = { $count ->
    [one] End this session? It is signed out at once.
   *[other] End these { $count } sessions? They are signed out at once.
}

# One user
admin-reset-link = Link for a new password
admin-reset-made = Hand this link over. It sets one new password, within 24 hours, and is shown only now.
admin-no-sessions = Nowhere signed in.
admin-no-rooms = In no room.
admin-user-audit = What was done to them
admin-user-messages = What they wrote

# Invites
admin-invite-new = New invite
admin-invite-uses = For how many people
admin-invite-days = For how many days
admin-invite-room = Into which room
admin-invite-room-hint = The room’s name in the address. Empty: the default rooms only.
admin-invite-make = Make link
admin-invite-made = This is the link. It is shown only now.

# Settings
admin-setting-changed = Changed by { $name },
setting-site-name = Name of this place
setting-site-name-hint = Stands on every page.
setting-registration = Who may make an account
setting-registration-hint = Closed: invites open nothing either.
setting-registration-open = Everybody who reaches this page
setting-registration-invite = Whoever has an invite
setting-registration-closed = Nobody
setting-create-rooms = Who may make rooms
setting-create-rooms-hint = Direct messages are everybody’s.
setting-create-rooms-members = All members
setting-create-rooms-admins = Admins
setting-burst = Messages at once
setting-burst-hint = How many somebody may send in one go. 0: no limit.
setting-rate = Messages a second
setting-rate-hint = How many a second come back after that. 0: no limit.
setting-text = Characters in a message
setting-text-hint = 0: no limit. Pages that are open take it over when they are loaded again.
setting-sockets = Windows of one person
setting-sockets-hint = How many windows somebody may have open in all. 0: no limit.

# Health
health-version = Version
health-people = People
health-rooms = Rooms
health-messages = Messages
health-sockets = Open windows
health-sessions = Sessions
health-database = Database
health-log = Write-ahead log
health-verify = Check the audit log
audit-whole = The audit log is whole: { $rows } rows, newest hash { $hash }.
audit-broken = The audit log is broken at row { $row }: something was changed or taken away there.

# Deeds in the audit log
audit-invite-created = made an invite
audit-invite-revoked = revoked an invite
audit-member-added = added a member
audit-member-banned = banned from a room
audit-member-muted = muted
audit-member-removed = removed from a room
audit-member-role = changed a role
audit-member-unbanned = lifted a ban
audit-member-unmuted = unmuted
audit-message-deleted = deleted a message
audit-message-edited = edited a message
audit-message-hidden = hid a message
audit-message-shown = showed a message again
audit-report-dismissed = dismissed a report
audit-room-archived = archived a room
audit-room-created = made a room
audit-room-deleted = deleted a room
audit-room-restored = restored a room
audit-room-updated = changed a room
audit-session-all-ended = ended all sessions
audit-session-ended = ended a session
audit-setting-changed = changed a setting
audit-user-activated = activated an account
audit-user-created = made an account
audit-user-deactivated = deactivated an account
audit-user-deleted = deleted an account
audit-user-demoted = made a member of an admin
audit-user-password = set a password
audit-user-promoted = made an admin
audit-user-reset-link = made a link for a new password

# Facts in the audit log
audit-fact = { $name }: { $value }
audit-fact-separator = {", "}
audit-fact-bytes = Size
audit-fact-days = Valid for
audit-fact-emoji = Emoji
audit-fact-invite = Invite
audit-fact-message = Message
audit-fact-name = Name
audit-fact-session = Session
audit-fact-until = Until
audit-for-good = for good
audit-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
audit-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
audit-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }

# A room is looked after
page-room-invites = Invites
page-room-reports = Reports
page-room-audit = Audit log
page-room-rename-hint = Links with the present name go on working.
page-slow = Slow mode
page-slow-hint = How long a member waits between two messages.
slow-off = Off
slow-5 = 5 seconds
slow-15 = 15 seconds
slow-60 = 1 minute
slow-300 = 5 minutes
slow-900 = 15 minutes
slow-3600 = 1 hour
page-announcements = Announcements only
page-announcements-hint = Only moderators and owners write here.
page-default = New users join this room
page-default-hint = An open room that everybody is in from the start.
page-room-end = Archive or delete
page-room-archive-lead = An archived room can be read and not written in, and leaves the lists. It can be restored.
page-room-restore-lead = The room comes back as it was.
page-room-delete-lead = Deleting takes away the room and everything that was said in it, for everybody and for good.
page-room-delete-name = Type { $name } to delete it
page-room-delete-wrong = This is not the room’s name. Nothing was deleted.
page-room-invites-lead = Whoever registers with such a link is a member of this room from the start.
page-member-add = Add somebody by username
page-member-add-submit = Add
page-member-actions = Change
page-member-make = Make { $role }
page-member-mute = Mute until lifted
page-member-mute-hour = Mute for an hour
page-member-mute-day = Mute for a day
page-member-unmute = Unmute
page-banned = Banned
page-member-unban = Lift the ban

# Reports
reports-waiting = Waiting
reports-closed = Dealt with
reports-none = Nothing was reported. All is well.
reports-none-closed = No report was dealt with yet.
reports-not-member = You are not a member of this room: what was reported is all of it that you see.
report-by = Reported by { $name },
report-hide = Hide
report-show = Show again
report-dismiss = Dismiss
