# 各个入口的提示。
form-unreadable = 表单无法读取，请重新打开页面再提交。
door-not-a-handshake = 此地址只接受版本 13 的 WebSocket 握手。
door-no-key = 握手缺少 Sec-WebSocket-Key。
door-bad-since = “since”必须是不小于 0 的整数。
door-unknown-protocol = 所提供的子协议都不认识，这里使用“chat.v1”。
door-too-many-sockets = 你打开的窗口太多了，请关掉一个再试。
door-stopping = 服务器正在重启，请稍后再试。
rooms-only-admins = 这里只有管理员可以创建聊天室。
api-bad-limit = “limit”必须是不小于 1 的整数。
api-bad-seq = “before”“after”“around”必须是整数，而且一次只能用一个。
