# What happens to a room while one looks at it, and what one may do there.
page-room-menu = More about this room
page-room-members = Members
page-room-settings = Room settings
page-room-leave = Leave this room
js-room-announcements = Only those who look after this room write here. You can read along.
js-room-muted = You are muted here until { $until }. You can read along.
js-room-muted-for-good = You are muted here until somebody who looks after the room lifts it. You can read along.
js-slow-seconds = Slow mode: one message every { $count } s
js-slow-minutes = Slow mode: one message every { $count } min
js-slow-waits = Slow mode: this goes out at { $time }.

# Reporting, and folded messages
page-action-report = Report
page-report-title = Report this message
page-report-lead = Those who look after { $room } see the message and your reason. Its author is not told.
page-report-reason = What is wrong with it
page-report-reason-hint = In a few words; may be empty.
page-report-submit = Report
page-reported = Reported. Those who look after this room will see to it.
js-message-folded = Message of somebody you blocked
page-message-unfold = Show

# Read by pages and scripts
js-room-archived = This room is archived. You can read it; it takes no more messages.
js-log-label = Messages in { $room }
js-composer-label = Message { $room }
