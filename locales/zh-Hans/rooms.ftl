# 聊天室的命名规则。
room-name-empty = 请给聊天室起个名字。
room-name-length = 名字最多 { $limit } 个字符。
room-name-characters = 名字只能用文字、数字、“-”和“_”。
room-name-taken = 已有同名的聊天室。
room-title-empty = 请填写标题。
room-title-length = 标题最多 { $limit } 个字符。
room-title-characters = 标题只能是一行文字，不能含控制字符。
room-topic-length = 简介最多 { $limit } 个字符。
room-topic-characters = 简介只能是一行文字，不能含控制字符。
room-kind-unknown = 聊天室要么公开，要么私密。
room-default-is-open = 只有公开的聊天室才能让新用户自动加入。
