# Replies, threads, and what a message said before.
reply-target-gone = The message that you reply to is no longer there.
page-quote = In reply to
page-reply-cancel = Do not reply
page-thread = Thread
page-threads = Threads
page-threads-unread =
    { $count ->
        [one] { $count } thread with new replies
       *[other] { $count } threads with new replies
    }
page-threads-empty = Threads that you began or replied in stand here, those with new replies first. Reply to a message to begin one.
page-thread-replies =
    { $count ->
        [one] { $count } reply
       *[other] { $count } replies
    }
page-thread-reply = Reply in this thread
page-thread-empty = Nobody has replied yet.
page-thread-newer = Newer replies
page-thread-to-room = To the message in its room
page-history-title = Edit history
page-history-lead = What { $name } wrote, and what was changed. The newest is on top.
page-history-present = Now
page-history-first = First
page-history-to-message = To the message
js-history-title = Edit history
js-history-removed = [removed:
js-history-added = [added:
js-history-end = ]
js-history-present = Now
js-history-first = First
js-thread = Thread
js-thread-replies-one = { $count } reply
js-thread-replies-other = { $count } replies
js-thread-empty = Nobody has replied yet.
js-thread-failed = The thread could not be loaded.
js-thread-more = Newer replies
js-threads-unread-one = { $count } thread with new replies
js-threads-unread-other = { $count } threads with new replies
js-history-failed = The history could not be loaded.
js-retry = Try again
js-reply-without = The message that you reply to is no longer there. Retry sends this without the reply.
