# Reactions, pins and bookmarks.
reaction-not-an-emoji = A reaction is exactly one emoji.
reaction-too-many = A message takes { $limit } different emoji. Answer with one of those that are there.
reaction-members-only = Join this room first: here only members react.
pin-too-many = A room keeps { $limit } pinned messages. Take one away first.
pin-announcements = Here only those who look after the room pin messages.

# On the pages
page-reactions = Reactions
page-reactions-more = More emoji
page-reactions-quick = React with
page-message-pinned = Pinned
page-message-kept = Bookmarked
page-pin-open = Go to message
page-pin-remove = Unpin
page-pin-remove-of = Unpin this message from { $name }
page-pins-none = Nothing is pinned here.
page-pins-to-room = To { $room }
page-bookmarks-title = Bookmarks
page-bookmarks-none = You keep no messages yet. Choose “Bookmark” in the menu of a message: only you see it, here.
page-bookmarks-none-older = Nothing older.
page-bookmarks-older = Older bookmarks
page-bookmark-remove = Remove bookmark
page-bookmark-remove-of = Remove the bookmark of this message from { $name }

# Of the scripts
js-reaction-you = You
js-reaction-others-one = { $count } other
js-reaction-others-other = { $count } others
js-reaction-failed = Not done: { $reason }
js-pins-title = Pinned messages
js-pins-count-one = { $count } pinned message
js-pins-count-other = { $count } pinned messages
js-pins-none = Nothing is pinned here any more.
js-pins-failed = The pinned messages could not be loaded.
js-bookmark-failed = The bookmark could not be saved. Try again.
js-action-unpin = Unpin
js-action-unbookmark = Remove bookmark
