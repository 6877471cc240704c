# Search: the page, the drawer, refusals.
search-empty = Say what to look for.
search-bad-day = A day is written as 2026-11-23.
search-bad-cursor = This place in the list is none. Search again.
search-busy = Too many searches at once. Try again in a moment.
search-too-slow = This search takes too long. Add a word, a person, a room or a day.
page-search-title = Search
page-search-field = Search messages
page-search-submit = Search
page-search-indexing = Older messages are still being made ready for search. Some may be missing for now.
page-search-nothing = Nothing found. Try fewer words, or the beginning of one.
page-search-no-older = Nothing older was found.
page-search-hits = Found, the newest first
page-search-older = Older
page-search-open = open in the room
page-search-how = How to search
page-search-help-phrase-typed = "green tea"
page-search-help-phrase = these words, one after the other
page-search-help-without-typed = -coffee
page-search-help-without = without this word; so too -from:anna, -in:lobby
page-search-help-from-typed = from:anna
page-search-help-from = by this person; from:me for your own
page-search-help-in-typed = in:lobby
page-search-help-in = in this room
page-search-help-has = with a link, has:file with a file, has:image with a picture
page-search-help-before = before this day
page-search-help-after = on this day or later

help-search = What was said: the index that search asks
help-search-check = Compares the index with all messages and prints how many are in it; exit code 1 where they differ or some still wait
help-search-reindex = Makes the index anew from the messages, beside a running server, and checks it
cli-search-differs = { $count ->
    [one] The search index is wrong about one message. `teahouse search reindex` makes it anew.
   *[other] The search index is wrong about { $count } messages. `teahouse search reindex` makes it anew.
}
cli-search-pending = Messages up to number { $id } are still to be indexed. A running server does it by itself, `teahouse search reindex` does it now.

page-search-in-room = In this room
page-search-room = Search this room
js-search = Search
js-search-failed = The search did not reach the server. Try again.
js-search-nothing = Nothing found. Try fewer words, or the beginning of one.
js-search-indexing = Older messages are still being made ready for search. Some may be missing for now.
js-search-found-one = { $count } found
js-search-found-other = { $count } found
js-search-found-more = more than { $count }
