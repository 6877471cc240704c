# 命令行：设置、命令以及它们的答复。

# 无法使用的设置。{ $setting } 是选项、环境变量或文件中的一行。
setting-unknown = { $setting }：没有这个设置。
setting-file-unreadable = 无法读取 { $file }：{ $reason }。
setting-file-broken = { $file } 第 { $line } 行不是有效的 TOML。
setting-must-be-number = { $setting } 必须是不小于 0 的整数。
setting-must-be-true-or-false = { $setting } 只能是 true 或 false。
setting-must-be-text = { $setting } 必须是一行文字。
setting-must-be-folder = { $setting } 必须是文件夹的路径。
setting-must-be-address = { $setting } 必须是带端口的 IP 地址，例如 127.0.0.1:8000。
setting-must-be-url = { $setting } 必须是不带路径的网址，例如 https://chat.example.org。
setting-must-be-networks = { $setting } 必须是 IP 地址或网段，用逗号分隔，例如 10.0.0.0/8。
setting-must-be-locale = { $setting } 只能是 en 或 zh-Hans。
setting-must-be-registration = { $setting } 只能是 open、invite 或 closed。
setting-must-be-create-rooms = { $setting } 只能是 members 或 admins。
setting-must-be-log-format = { $setting } 只能是 plain 或 json。
setting-not-in-this-build = 此版本的 { $setting } 不支持“{ $value }”。
setting-at-least = { $setting } 不能小于 { $least }。
setting-at-most = { $setting } 不能大于 { $most }。
setting-longer-than = { $longer } 必须大于 { $shorter }。
setting-not-shorter-than = { $longer } 不能小于 { $shorter }。
setting-plain-http-public = { $url } 未加密：请把 --public-url 设为 https 网址，或用 --allow-plain-http 接受风险。
setting-plain-http-listen = 其他机器可以访问 { $address }，且连接未加密：请把 --public-url 设为代理的 https 网址，或用 --allow-plain-http 接受风险。

# 用法有误：退出码为 2。
usage-unknown-argument = 这里没有 { $argument }。用 --help 查看可用的内容。
usage-unknown-command = 没有命令 { $command }。用 --help 查看可用的命令。
usage-missing-command = 请写出其中一个命令：{ $commands }。
usage-missing = 缺少：{ $arguments }。
usage-conflict = { $argument } 和 { $other } 不能一起使用。
usage-value = { $argument } 不能是“{ $value }”。
usage-range = { $argument } 必须在 1 到 { $most } 之间。
usage-wrong = 无法识别这条命令。用 --help 查看用法。

# 命令的答复。
cli-file = { $path }：{ $reason }。
cli-database = 无法使用数据库：{ $reason }。
cli-database-newer = 数据库来自更新的版本（迁移 { $migration }）。请使用那个版本，或恢复备份。
cli-hashing = 无法保存密码：{ $reason }。
cli-runtime = 程序无法启动：{ $reason }。
cli-second-server = 已有另一个服务器在使用这份数据，请先停止它。
cli-password-prompt = 密码：
cli-password-prompt-again = 再输一次：
cli-password-differs = 两次输入的密码不一致。
cli-password-unreadable = 无法在这里读取密码。请用 --password-stdin 从标准输入提供。
cli-bot-password = 机器人没有密码。
cli-no-such-user = 没有用户 { $name }。
cli-no-such-room = 没有聊天室 { $name }。
cli-import-header = 文件的第一行必须是 { $header }。
cli-import-columns = 每行应有三个字段。
cli-import-line = 第 { $line } 行：{ $reason }没有导入任何用户。
cli-imported = 已导入 { $count } 个用户。
cli-layer-silent = 通道层没有响应。
cli-migrations-pending = 有 { $count } 个迁移尚未执行。请运行 teahouse migrate。

# --help：每个命令和参数各有一个键（src/cli/help.rs）。
help = Teahouse 是架设在团队自己机器上的聊天服务器。不带命令时即启动服务。
help-usage = 用法：
help-commands = 命令
help-arguments = 参数
help-options = 选项
help-settings = 设置
help-after = 每个设置可以是选项，其次是环境变量（--public-url 即 TEAHOUSE_PUBLIC_URL），再次是工作目录中 teahouse.toml 的一行（public_url = "…"）。限额为 0 表示不限。
help-help = 显示帮助
help-version = 显示版本
help-password-stdin = 从标准输入的第一行读取密码，不再提示
help-serve = 运行服务器
help-migrate = 更新数据库结构
help-migrate-plan = 只列出将要执行的迁移
help-migrate-status = 只列出迁移的状态；有未执行的迁移时退出码为 1
help-user = 账号
help-user-create = 创建账号
help-user-create-name = 用户名
help-user-create-display-name = 别人看到的名字
help-user-create-admin = 此账号可以管理聊天室和用户
help-user-create-bot = 此账号属于程序，没有密码
help-user-import = 批量创建账号，要么全部成功，要么一个也不创建
help-user-import-file = CSV 文件，首行为 username,display_name,password
help-user-list = 列出用户名、昵称、角色、状态和创建时间，以制表符分隔
help-user-password = 设置新密码，并结束所有登录
help-user-password-name = 用户名
help-room = 聊天室
help-room-create = 创建聊天室
help-room-create-name = 地址中使用的名称
help-room-create-title = 显示的标题
help-room-create-topic = 聊天室的用途
help-room-create-private = 只有成员能看到
help-room-list = 列出名称、类型、状态和标题，以制表符分隔
help-invite = 邀请
help-invite-create = 输出注册用的链接
help-invite-create-uses = 可供几人使用 [1]
help-invite-create-days = 几天后过期 [7]
help-invite-create-room = 注册后加入的聊天室
help-layer = 通道层
help-layer-check = 让一个信号经过通道层往返一次，并输出所用的时间
help-send = 发送一条消息
help-send-room = 聊天室的名称
help-send-text = 消息
help-send-as = 作者；不写则为机器人 teahouse

help-setting-listen = 服务器监听的地址；端口 0 表示任选空闲端口
help-setting-database = 数据库
help-setting-data = 存放文件、备份和私有套接字的文件夹；不写则为数据库所在的文件夹
help-setting-public-url = 用户访问的网址，例如 https://chat.example.org
help-setting-trusted-proxies = 可信的代理，采用其 X-Forwarded-For：地址或网段，用逗号分隔
help-setting-allow-plain-http = 接受可能被他人窃听的 http
help-setting-layer = 通道层
help-setting-registration = 谁可以注册：open（任何人）、invite（凭邀请）或 closed（关闭）
help-setting-create-rooms = 谁可以创建聊天室：members（成员）或 admins（管理员）
help-setting-site-name = 每个页面上的站点名称
help-setting-locale = 站点语言，en 或 zh-Hans；不写则由浏览器决定
help-setting-metrics-listen = 提供指标的地址
help-setting-log-format = 日志格式：plain 或 json
help-setting-limit-message-burst = 每位用户可连续发送的消息和其他指令数
help-setting-limit-messages-per-second = 此后每秒可发送的消息和其他指令数
help-setting-limit-sockets-per-user = 每位用户的套接字数
help-setting-limit-connections = 连接总数
help-setting-limit-connections-per-address = 每个地址的连接数
help-setting-limit-text-characters = 一条消息的字符数
help-setting-limit-frame-bytes = 一帧的字节数
help-setting-limit-file-bytes = 一个文件的字节数
help-setting-limit-files-bytes-per-user = 每位用户全部文件的字节数
help-setting-limit-queue-bytes = 每个套接字可排队的字节数
help-setting-limit-queue-frames = 每个套接字可排队的帧数
help-setting-write-deadline-seconds = 套接字多少秒不接收数据即关闭
help-setting-limit-logins-per-name = 同一用户名 3 分钟内的登录次数
help-setting-limit-logins-per-address = 同一地址 10 分钟内的登录次数
help-setting-session-idle-days = 登录闲置多少天后失效
help-setting-session-absolute-days = 登录最多保持多少天
help-setting-heartbeat-seconds = 向套接字发送心跳的间隔秒数
help-setting-heartbeat-dead-seconds = 套接字静默多少秒后关闭

# 服务器启动时输出的内容。
serve-listens = Teahouse 正在监听 { $url }
serve-setup = 在这里创建第一个账号：{ $url }
serve-cannot-listen = 服务器无法监听 { $address }：{ $reason }。
