# 提到别人：输入名字时打开的列表，以及提到读者的消息页面。
page-mentions-title = 提到我的
page-mentions-filter = 筛选
page-mentions-all = 全部
page-mentions-unread = 未读
page-mentions-mark = 未读
page-mentions-new = 有新的提及
page-mentions-older = 更早的提及
page-mentions-none = 还没有人提到你。
page-mentions-none-hint = 用 @ 加你的用户名提到你的消息，以及用 @room 提醒整个聊天室的消息，都会汇集在这里。
page-mentions-none-unread = 提到你的消息都已读完。
page-mentions-none-older = 没有更早的提及了。
api-bad-cursor = 游标必须是之前的回答给出的。

js-people-label = 可以提到的人
js-people-outside = 不在此聊天室
js-people-room = 聊天室里的所有人
js-people-room-reach-one = 将提醒 { $count } 人
js-people-room-reach-other = 将提醒 { $count } 人
js-choices-one = { $count } 个候选。上下方向键移动，回车选择。
js-choices-other = { $count } 个候选。上下方向键移动，回车选择。
