# 页面上的文字。脚本用到的文字在 js.ftl。

# 多个页面共用的词
page-username = 用户名
page-username-hint = 2 到 32 个字符：各种文字的字母和数字，以及“.”“_”“-”。
page-display-name = 昵称
page-display-name-hint = 别人看到的名字。留空则显示用户名。
page-password = 密码
page-password-hint = 至少 8 个字母、数字或符号，一个汉字算 3 个。用一句话当密码更好记。
page-show-password = 显示
page-save = 保存
page-saved = 已保存。
page-account = 账号
page-theme = 外观
page-theme-system = 跟随系统
page-theme-light = 浅色
page-theme-dark = 深色

# 初始设置、登录、注册
page-setup-title = 初始设置
page-setup-lead = 你是第一位来到这里的人。这个账号负责管理成员和聊天室。
page-setup-token = 设置口令
page-setup-token-hint = 就在服务器启动时输出的链接里。
page-setup-submit = 创建账号
page-login-title = 登录
page-login-submit = 登录
page-login-new-here = 第一次来？
page-login-session-ended = 登录已失效。重新登录即可继续，写好的内容还在。
page-register-title = 注册账号
page-register-submit = 注册
page-register-known = 已有账号？
page-reset-title = 设置新密码
page-reset-lead = 设置后会在这里登录，其他设备上的登录都会失效。你的用户名是
page-reset-submit = 设置密码并登录
page-logout = 退出登录

# 出错
page-error-request = 这一步没有成功
page-error-forbidden = 没有权限
page-error-not-found = 找不到内容
page-error-host = 访问地址不对
page-error-too-many = 请稍等
page-error-ours = 服务器出了问题
page-error-to-chat = 返回聊天
page-error-to-login = 前往登录

# 侧栏
page-sidebar = 聊天室与账号
page-sidebar-rooms = 聊天室
page-sidebar-browse = 浏览聊天室
page-sidebar-empty = 你还没有加入任何聊天室。
page-sidebar-draft = 草稿
page-sidebar-unsent = 有消息待发送
page-unread = { $count } 条未读消息
page-mentions = { $count } 条消息提到了你

# 聊天室
page-rooms-title = 全部聊天室
page-rooms-create = 新建聊天室
page-rooms-create-submit = 创建
page-rooms-empty = 还没有聊天室，来建第一个吧。
page-rooms-joined = 已加入
page-rooms-archived = 已归档的聊天室
page-room-title = 标题
page-room-name = 地址中的名称
page-room-name-hint = 各种文字的字母和数字，以及“-”“_”。留空则按标题生成。
page-room-topic = 话题
page-room-topic-hint = 用一句话说明这里聊什么。
page-room-kind = 谁可以进来
page-room-open = 公开
page-room-open-hint = 这里的每个人都能找到并加入。
page-room-private = 私密
page-room-private-hint = 只有被添加的人才能看到。
page-join = 加入
page-join-room = 加入 { $room }
page-members = { $count } 位成员

# 对话
page-skip-to-messages = 跳到消息
page-back-to-rooms = 返回聊天室列表
page-log-start = 聊天室从这里开始，打个招呼吧。
page-older = 更早的消息
page-newest = 最新消息
page-unread-line = 新消息
page-unread-line-label = 以下是新消息
page-mark-read = 全部标为已读
page-message-edited = 已编辑
page-message-bot = 机器人
page-message-retry = 重试
page-message-discard = 放弃
page-drawer-close = 关闭
page-actions = 消息操作
page-action-react = 添加表情回应
page-action-reply = 回复
page-action-more = 更多
page-action-pin = 置顶
page-action-bookmark = 收藏
page-action-history = 编辑记录
page-action-edit = 编辑
page-action-delete = 删除
page-action-unread = 从这里标为未读
page-action-text = 复制文字
page-action-link = 复制链接
page-cancel = 取消
page-editor-label = 编辑消息
page-editor-hint = Enter 保存，Esc 取消。
page-editor-save = 保存
page-delete-title = 删除这条消息？
page-delete-lead = 所有人都将看不到它的内容，删除后无法恢复。
page-composer-send = 发送
page-composer-hint = Enter 发送，Shift+Enter 换行。

# 账号
page-profile-title = 个人资料
page-language = 语言
page-language-browser = 跟随浏览器
page-language-own-name = 简体中文
page-password-title = 密码
page-password-lead = 修改密码后，其他浏览器上的登录都会失效。
page-password-current = 当前密码
page-password-new = 新密码
page-password-submit = 修改密码
page-password-saved = 密码已修改。
