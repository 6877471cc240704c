# 表情：选择面板，以及管理员添加的站内表情。
page-composer-emoji = 表情
js-emoji = 表情
js-emoji-picker = 选择表情
js-emoji-custom = 站内表情
js-emoji-frequent = 常用
js-emoji-close = 关闭
js-emoji-failed = 表情加载失败，请重试。

admin-emoji = 表情
admin-emoji-lead = 消息里写 :名称: 就会显示对应的图片，从添加之后的消息开始生效。
admin-emoji-one = 表情
admin-emoji-by = 添加者
admin-emoji-new = 添加表情
admin-emoji-name = 名称
admin-emoji-name-hint = 写在两个冒号之间：小写字母 a–z、数字，以及 _、- 和 +。
admin-emoji-file = 图片
admin-emoji-file-hint = PNG、GIF、WebP 或 JPEG，不超过 256 KiB，会缩小到 128 × 128 以内。
admin-emoji-make = 添加
admin-delete-emoji = 删除
admin-delete-emoji-question = { $count ->
   *[other] 删除这 { $count } 个表情？消息里会改为显示名称。
}
admin-about-emoji = 表情
audit-emoji-created = 添加了表情
audit-emoji-deleted = 删除了表情

emoji-name-rule = 名称需有 2 到 32 个字符：小写字母 a–z、数字，以及 _、- 和 +。
emoji-name-unicode = :{ $name }: 是通用表情的名称，请换一个。
emoji-name-taken = 已经有表情 :{ $name }: 了。
emoji-too-many = 表情太多了，请先删除一些。
emoji-file-none = 请选择图片。
emoji-file-large = 图片超过了 { $kib } KiB。
emoji-file-type = 这不是可用的图片，请选择 PNG、GIF、WebP 或 JPEG。
emoji-file-pixels = 图片尺寸太大，最大为 { $side } × { $side }。
emoji-file-broken = 图片无法读取：文件已损坏或不完整。

cli-no-such-emoji = 没有表情 { $name }。
help-emoji = 站内表情
help-emoji-add = 用图片添加表情
help-emoji-add-name = 两个冒号之间的名称
help-emoji-add-file = 不超过 256 KiB 的 PNG、GIF、WebP 或 JPEG 文件
help-emoji-list = 列出名称、添加者和时间，以制表符分隔
help-emoji-delete = 删除表情
help-emoji-delete-name = 表情的名称
