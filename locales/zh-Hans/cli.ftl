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
