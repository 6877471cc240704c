# The command line: settings, commands, and what they answer.

# Settings that cannot be used. { $setting } is the flag, the variable or the line.
setting-unknown = { $setting }: there is no such setting.
setting-file-unreadable = { $file } cannot be read: { $reason }.
setting-file-broken = { $file } is not valid TOML in line { $line }.
setting-must-be-number = { $setting } must be a whole number, 0 or more.
setting-must-be-true-or-false = { $setting } must be true or false.
setting-must-be-text = { $setting } must be a line of text.
setting-must-be-folder = { $setting } must be the path of a folder.
setting-must-be-address = { $setting } must be an IP address with a port, such as 127.0.0.1:8000.
setting-must-be-url = { $setting } must be an address without a path, such as https://chat.example.org.
setting-must-be-networks = { $setting } must be IP addresses or networks, separated by commas, such as 10.0.0.0/8.
setting-must-be-locale = { $setting } must be en or zh-Hans.
setting-must-be-registration = { $setting } must be open, invite or closed.
setting-must-be-create-rooms = { $setting } must be members or admins.
setting-must-be-log-format = { $setting } must be plain or json.
setting-not-in-this-build = { $setting } cannot be “{ $value }” in this build.
setting-at-least = { $setting } must be { $least } or more.
setting-at-most = { $setting } must be { $most } or less.
setting-longer-than = { $longer } must be more than { $shorter }.
setting-not-shorter-than = { $longer } must not be less than { $shorter }.
setting-plain-http-public = { $url } is not encrypted: set --public-url to an https address, or accept the risk with --allow-plain-http.
setting-plain-http-listen = { $address } can be reached by others and is not encrypted: set --public-url to the https address of your proxy, or accept the risk with --allow-plain-http.
