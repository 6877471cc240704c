# 用户名、显示名称和密码的规则。
username-length = 用户名须为 { $min } 到 { $max } 个字符。
username-characters = 用户名只能用文字、数字、“.”、“_”和“-”。
username-first = 用户名须以文字或数字开头。
username-scripts = 用户名混用了不会一起书写的文字。
username-reserved = 此用户名已保留，请换一个。
username-taken = 已有相同或相似的用户名，请换一个。
display-name-length = 显示名称最多 { $max } 个字符。
display-name-characters = 显示名称只能是一行文字，不能含控制字符。
password-short = 密码至少 { $min } 个字符。
password-long = 密码最长 { $max } 字节。
password-common = 这个密码太容易猜到，请换一个。
password-own-name = 密码不能是自己的名字或本站的名字，请换一个。
