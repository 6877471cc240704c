# 表情回应、置顶与收藏。
reaction-not-an-emoji = 回应只能是一个表情。
reaction-too-many = 一条消息最多 { $limit } 种表情，请从已有的表情里选一个。
reaction-members-only = 这里只有成员可以回应，请先加入聊天室。
pin-too-many = 一个聊天室最多置顶 { $limit } 条消息，请先取消一条。
pin-announcements = 这里只有聊天室的管理者可以置顶消息。

# 页面
page-reactions = 回应
page-reactions-more = 更多表情
page-reactions-quick = 用表情回应
page-message-pinned = 已置顶
page-message-kept = 已收藏
page-pin-open = 跳到这条消息
page-pin-remove = 取消置顶
page-pin-remove-of = 取消置顶 { $name } 的这条消息
page-pins-none = 这里没有置顶消息。
page-pins-to-room = 回到“{ $room }”
page-bookmarks-title = 收藏
page-bookmarks-none = 还没有收藏。在消息的菜单里选“收藏”，它就会出现在这里，只有你看得见。
page-bookmarks-none-older = 没有更早的了。
page-bookmarks-older = 更早的收藏
page-bookmark-remove = 取消收藏
page-bookmark-remove-of = 取消收藏 { $name } 的这条消息

# 脚本
js-reaction-you = 你
js-reaction-others-one = 另外 { $count } 人
js-reaction-others-other = 另外 { $count } 人
js-reaction-failed = 未完成：{ $reason }
js-pins-title = 置顶消息
js-pins-count-one = { $count } 条置顶消息
js-pins-count-other = { $count } 条置顶消息
js-pins-none = 这里已经没有置顶消息了。
js-pins-failed = 置顶消息加载失败。
js-bookmark-failed = 收藏没有保存，请再试一次。
js-action-unpin = 取消置顶
js-action-unbookmark = 取消收藏
