# 打开聊天室时发生的变化，以及在其中可以做什么。
page-room-menu = 更多
page-room-members = 成员
page-room-settings = 聊天室设置
page-room-leave = 退出聊天室
js-room-announcements = 这个聊天室只有管理者可以发言，你可以查看消息。
js-room-muted = 你已被禁言，{ $until } 之后可以发言。现在仍可查看消息。
js-room-muted-for-good = 你已被禁言，管理者解除之后才能发言。现在仍可查看消息。
js-slow-seconds = 慢速模式：每 { $count } 秒可发一条
js-slow-minutes = 慢速模式：每 { $count } 分钟可发一条
js-slow-waits = 慢速模式：将于 { $time } 自动发出。

# 举报与折叠的消息
page-action-report = 举报
page-report-title = 举报这条消息
page-report-lead = “{ $room }”的管理者会看到这条消息和你填写的理由，不会通知作者。
page-report-reason = 哪里不妥
page-report-reason-hint = 简单说明即可，也可以不填。
page-report-submit = 举报
page-reported = 已举报，管理者会来处理。
js-message-folded = 你屏蔽的人发的消息
page-message-unfold = 显示

# 页面和脚本都会用到
js-room-archived = 聊天室已归档，可以查看，不能再发消息。
js-log-label = { $room } 的消息
js-composer-label = 发消息到“{ $room }”
