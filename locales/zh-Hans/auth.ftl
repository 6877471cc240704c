# 用户名、昵称和密码的规则。
username-length = 用户名须为 { $min } 到 { $max } 个字符。
username-characters = 用户名只能用文字、数字、“.”、“_”和“-”。
username-first = 用户名须以文字或数字开头。
username-scripts = 用户名混用了不会一起书写的文字。
username-reserved = 此用户名已保留，请换一个。
username-taken = 已有相同或相似的用户名，请换一个。
display-name-length = 昵称最多 { $max } 个字符。
display-name-system = 这个昵称保留给系统提示使用，请换一个。
display-name-characters = 昵称只能是一行文字，不能含控制字符。
password-short = 密码至少 { $min } 个字母、数字或符号，一个汉字算 3 个。
password-long = 密码最长 { $max } 字节。
password-common = 这个密码太容易猜到，请换一个。
password-own-name = 密码不能是自己的名字或本站的名字，请换一个。

# 不是发给本站、或不是本人发出的请求。
auth-no-host = 请求没有说明要访问哪个网站。
auth-other-host = 本服务器不使用你访问的这个地址。如需使用，请管理员用 --public-url 设置。
auth-cross-site = 这个请求不是从本站页面发出的。请在本站打开页面后重试。

# 登录、初始设置与注册。
login-failed = 用户名或密码不正确。
login-throttled = 尝试次数过多，请等 { $seconds } 秒后再试。
login-busy = 此刻登录的人较多，请稍后再试。
setup-token-wrong = 令牌与服务器打印的链接不符。每次启动都会打印新的链接。
register-closed = 本站不开放注册，请向管理员索取账号。
register-needs-invite = 注册需要邀请，请向站内成员索取链接。
register-invite-wrong = 邀请已被使用、已过期或不存在，请索取新的邀请。
reset-link-wrong = 链接已被使用、已过期或不存在，请向管理员索取新的链接。
password-current-wrong = 当前密码不正确。
