# Emoji: the picker, and those of the site that admins make.
page-composer-emoji = Emoji
js-emoji = Emoji
js-emoji-picker = Emoji picker
js-emoji-custom = Of this site
js-emoji-frequent = Often used
js-emoji-close = Close
js-emoji-failed = The emoji could not be loaded. Try again.

admin-emoji = Emoji
admin-emoji-lead = What one writes as :name: shows its picture, in messages from then on.
admin-emoji-one = Emoji
admin-emoji-by = Made by
admin-emoji-new = New emoji
admin-emoji-name = Name
admin-emoji-name-hint = What stands between the colons: a to z, digits, _, - and +.
admin-emoji-file = Picture
admin-emoji-file-hint = PNG, GIF, WebP or JPEG of at most 256 KiB. It is made small: 128 × 128 at most.
admin-emoji-make = Add emoji
admin-delete-emoji = Delete
admin-delete-emoji-question = { $count ->
    [one] Delete this emoji? Messages show its name instead.
   *[other] Delete these { $count } emoji? Messages show their names instead.
}
admin-about-emoji = emoji
audit-emoji-created = made an emoji
audit-emoji-deleted = deleted an emoji

emoji-name-rule = A name has 2 to 32 of a to z, digits, _, - and +.
emoji-name-unicode = :{ $name }: is the name of an emoji that everybody has. Choose another name.
emoji-name-taken = There is an emoji :{ $name }: already.
emoji-too-many = There are too many emoji already. Delete one first.
emoji-file-none = Choose a picture.
emoji-file-large = The picture has more than { $kib } KiB.
emoji-file-type = This is no picture of a kind that can be used: PNG, GIF, WebP or JPEG.
emoji-file-pixels = The picture is too large: it may be { $side } × { $side } at most.
emoji-file-broken = The picture cannot be read: the file is damaged or incomplete.

cli-no-such-emoji = There is no emoji { $name }.
help-emoji = Emoji of this site
help-emoji-add = Makes an emoji of a picture
help-emoji-add-name = What stands between the colons
help-emoji-add-file = A PNG, GIF, WebP or JPEG file of at most 256 KiB
help-emoji-list = Lists name, maker and moment, separated by tabs
help-emoji-delete = Deletes an emoji
help-emoji-delete-name = Its name
