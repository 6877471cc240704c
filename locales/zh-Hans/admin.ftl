# 管理后台，以及管理聊天室的页面。

page-admin = 管理

# 后台的各个部分
admin-users = 用户
admin-rooms = 聊天室
admin-memberships = 成员关系
admin-messages-title = 消息
admin-reports = 举报
admin-invites = 邀请
admin-sessions = 登录会话
admin-audit = 审计日志
admin-settings = 设置
admin-health = 运行状况
admin-users-lead = 所有账号。点击名字可查看详情和可用的操作。
admin-rooms-lead = 公开和私密的聊天室。私聊不归任何人管理。
admin-messages-lead = 公开聊天室里的消息，以及你所在的私密聊天室里的消息。没有人能暗中旁观。
admin-audit-lead = 谁对谁做了什么。这里的记录不会被更改，也不会被删除。
admin-settings-lead = 更改立即对所有人生效。

# 列表
admin-search = 搜索
admin-find = 查找
admin-all = 全部
admin-show-all = 显示全部
admin-nothing-found = 没有找到符合条件的内容。
admin-nothing-here = 这里还没有内容。
admin-nothing-chosen = 请至少选择一行。
admin-choose-all = 选择本页全部
admin-chosen-one = 已选 { $count } 项
admin-chosen-other = 已选 { $count } 项
admin-with-chosen = 对所选内容：
admin-pages = 翻页
admin-before = 上一页
admin-after = 下一页
admin-done = 已处理 { $count } 项。
admin-operator = 运维人员

# 表头
admin-username = 用户名
admin-name = 昵称
admin-role = 角色
admin-state = 状态
admin-created = 创建时间
admin-seen = 最近使用
admin-title = 标题
admin-room = 聊天室
admin-kind = 类型
admin-members = 成员
admin-messages = 消息
admin-muted = 禁言至
admin-joined = 加入时间
admin-text = 消息
admin-sent = 发送时间
admin-number = 编号
admin-left = 剩余
admin-uses = 总数
admin-by = 创建者
admin-expires = 过期时间
admin-address = 地址
admin-browser = 浏览器
admin-at = 时间
admin-actor = 操作者
admin-via = 途径
admin-action = 操作
admin-whom = 对象
admin-was = 之前
admin-became = 之后
admin-about = 关于
admin-about-people = 账号
admin-about-members = 聊天室成员
admin-about-rooms = 聊天室
admin-about-messages = 消息
admin-about-invites = 邀请
admin-about-sessions = 登录会话
admin-about-settings = 设置

# 用词
admin-word-active = 正常
admin-word-admin = 管理员
admin-word-api = API
admin-word-archived = 已归档
admin-word-bot = 机器人
admin-word-command = 命令行
admin-word-deactivated = 已停用
admin-word-deleted = 已删除
admin-word-dismissed = 已忽略
admin-word-edited = 已编辑
admin-word-ended = 创建者已无权限
admin-word-expired = 已过期
admin-word-hidden = 已隐藏
admin-word-kept = 保留
admin-word-member = 成员
admin-word-moderator = 协管
admin-word-muted = 已禁言
admin-word-no = 否
admin-word-open = 公开
admin-word-owner = 室主
admin-word-page = 网页
admin-word-private = 私密
admin-word-removed = 删除
admin-word-revoked = 已撤销
admin-word-server = 服务器
admin-word-shown = 显示中
admin-word-socket = 聊天
admin-word-usable = 可用
admin-word-used = 已用完
admin-word-yes = 是

# 可用的操作，以及操作前的确认
admin-activate = 启用
admin-activate-question = 启用这 { $count } 个账号吗？
admin-deactivate = 停用
admin-deactivate-question = 停用这 { $count } 个账号吗？登录立即失效，消息会保留。
admin-promote = 设为管理员
admin-promote-question = 将这 { $count } 位用户设为管理员吗？他们需要重新登录。
admin-demote = 设为普通成员
admin-demote-question = 将这 { $count } 位管理员设为普通成员吗？他们需要重新登录。
admin-end-sessions = 结束全部登录
admin-end-sessions-question = 结束这 { $count } 位用户的全部登录会话吗？
admin-delete-user = 删除，保留消息
admin-delete-user-question = 删除这 { $count } 个账号吗？写过的消息会以“已删除的用户”的名义保留。此操作无法撤销。
admin-delete-all = 连同消息删除
admin-delete-all-question = 删除这 { $count } 个账号和写过的全部消息吗？此操作无法撤销。
admin-archive = 归档
admin-archive-question = 归档这 { $count } 个聊天室吗？归档后只能查看，也不再出现在列表中；以后可以恢复。
admin-restore = 恢复
admin-restore-question = 恢复这 { $count } 个聊天室吗？
admin-delete-room = 删除聊天室
admin-delete-room-question = 删除这 { $count } 个聊天室和其中的全部消息吗？此操作无法撤销。
admin-type-room = { $count ->
    [1] 输入 { $text } 以确认删除
   *[other] 输入 { $text }（聊天室数量）以确认全部删除
}
admin-type-room-wrong = { $count ->
    [1] 这不是聊天室的名称，没有删除任何内容。
   *[other] 这不是聊天室的数量，没有删除任何内容。
}
admin-remove = 移出聊天室
admin-remove-question = 将这 { $count } 位成员移出聊天室吗？
admin-ban = 禁止进入
admin-ban-question = 将这 { $count } 位成员移出，并禁止再次进入吗？
admin-delete-message = 删除消息
admin-delete-message-question = 删除这 { $count } 条消息吗？所有人都将看不到内容。
admin-revoke = 撤销
admin-revoke-question = 撤销这 { $count } 个邀请吗？之后不能再用来注册。
admin-end = 结束登录
admin-end-question = 结束这 { $count } 个登录会话吗？会立即退出登录。

# 单个用户
admin-reset-link = 生成重设密码的链接
admin-reset-made = 请把这个链接交给本人。它在 24 小时内可设置一次新密码，并且只在此刻显示。
admin-no-sessions = 没有登录会话。
admin-no-rooms = 没有加入聊天室。
admin-user-audit = 与此人有关的记录
admin-user-messages = 此人写的消息

# 邀请
admin-invite-new = 新建邀请
admin-invite-uses = 可供几人使用
admin-invite-days = 几天内有效
admin-invite-room = 加入哪个聊天室
admin-invite-room-hint = 填写地址中的名称。留空则只加入默认聊天室。
admin-invite-make = 生成链接
admin-invite-made = 这就是链接，只在此刻显示。

# 设置
admin-setting-changed = { $name } 更改于
setting-site-name = 站点名称
setting-site-name-hint = 显示在每个页面上。
setting-registration = 谁可以注册
setting-registration-hint = 关闭注册时，邀请也无法使用。
setting-registration-open = 能打开页面的任何人
setting-registration-invite = 持有邀请的人
setting-registration-closed = 关闭注册
setting-create-rooms = 谁可以创建聊天室
setting-create-rooms-hint = 私聊对所有人开放。
setting-create-rooms-members = 所有成员
setting-create-rooms-admins = 仅管理员
setting-burst = 连续发送的消息数
setting-burst-hint = 一次最多可连续发送几条。0 表示不限。
setting-rate = 每秒消息数
setting-rate-hint = 连续发送之后，每秒可再发几条。0 表示不限。
setting-text = 单条消息的字符数
setting-text-hint = 0 表示不限。已打开的页面在刷新后生效。
setting-sockets = 每人的窗口数
setting-sockets-hint = 每人最多可同时打开几个窗口。0 表示不限。

# 运行状况
health-version = 版本
health-people = 用户
health-rooms = 聊天室
health-messages = 消息
health-sockets = 打开的窗口
health-sessions = 登录会话
health-database = 数据库
health-log = 预写日志
health-verify = 检查审计日志
audit-whole = 审计日志完整：共 { $rows } 条，最新的哈希为 { $hash }。
audit-broken = 审计日志在第 { $row } 条处不完整：那里有内容被更改或删除。

# 审计日志中的操作
audit-invite-created = 创建邀请
audit-invite-revoked = 撤销邀请
audit-member-added = 添加成员
audit-member-banned = 禁止进入
audit-member-muted = 禁言
audit-member-removed = 移出聊天室
audit-member-role = 更改角色
audit-member-unbanned = 解除禁入
audit-member-unmuted = 解除禁言
audit-message-deleted = 删除消息
audit-message-edited = 编辑消息
audit-message-hidden = 隐藏消息
audit-message-shown = 恢复显示消息
audit-report-dismissed = 忽略举报
audit-room-archived = 归档聊天室
audit-room-created = 创建聊天室
audit-room-deleted = 删除聊天室
audit-room-restored = 恢复聊天室
audit-room-updated = 更改聊天室
audit-session-all-ended = 结束全部登录
audit-session-ended = 结束登录
audit-setting-changed = 更改设置
audit-user-activated = 启用账号
audit-user-created = 创建账号
audit-user-deactivated = 停用账号
audit-user-deleted = 删除账号
audit-user-demoted = 取消管理员
audit-user-password = 设置密码
audit-user-promoted = 设为管理员
audit-user-reset-link = 生成重设密码的链接

# 审计日志中的内容
audit-fact = { $name }：{ $value }
audit-fact-separator = ，
audit-fact-bytes = 大小
audit-fact-days = 有效期
audit-fact-emoji = 表情
audit-fact-invite = 邀请
audit-fact-message = 消息
audit-fact-name = 名称
audit-fact-session = 登录会话
audit-fact-until = 截止
audit-for-good = 永久
audit-bytes = { $count } 字节
audit-days = { $count } 天
audit-seconds = { $count } 秒

# 管理聊天室
page-room-invites = 邀请
page-room-reports = 举报
page-room-audit = 审计日志
page-room-rename-hint = 使用现有名称的链接仍然有效。
page-slow = 慢速模式
page-slow-hint = 成员每发一条消息后要等多久。
slow-off = 关闭
slow-5 = 5 秒
slow-15 = 15 秒
slow-60 = 1 分钟
slow-300 = 5 分钟
slow-900 = 15 分钟
slow-3600 = 1 小时
page-announcements = 仅发布公告
page-announcements-hint = 只有协管和室主可以发言。
page-default = 新用户自动加入
page-default-hint = 每个人一开始就在其中的公开聊天室。
page-room-end = 归档或删除
page-room-archive-lead = 归档后只能查看、不能发言，也不再出现在列表中；以后可以恢复。
page-room-restore-lead = 聊天室会恢复原样。
page-room-delete-lead = 删除后，聊天室和其中的全部消息对所有人都会永久消失。
page-room-delete-name = 输入 { $name } 以确认删除
page-room-delete-wrong = 这不是聊天室的名称，没有删除任何内容。
page-room-invites-lead = 用这种链接注册的人会直接成为这个聊天室的成员。
page-member-add = 按用户名添加
page-member-add-submit = 添加
page-member-actions = 更改
page-member-make = 设为{ $role }
page-member-mute = 禁言，直到解除
page-member-mute-hour = 禁言一小时
page-member-mute-day = 禁言一天
page-member-unmute = 解除禁言
page-banned = 已禁止进入
page-member-unban = 解除禁止

# 举报
reports-waiting = 待处理
reports-closed = 已处理
reports-none = 没有举报，一切正常。
reports-none-closed = 还没有处理过举报。
reports-not-member = 你不是这个聊天室的成员，只能看到被举报的内容。
report-by = 举报人：{ $name }，
report-hide = 隐藏
report-show = 恢复显示
report-dismiss = 忽略
