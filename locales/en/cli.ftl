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

# Wrong usage: exit code 2.
usage-unknown-argument = There is no { $argument } here. --help shows what there is.
usage-unknown-command = There is no command { $command }. --help shows what there is.
usage-missing-command = Name one of these commands: { $commands }.
usage-missing = This is missing: { $arguments }.
usage-conflict = { $argument } and { $other } do not go together.
usage-value = { $argument } cannot be “{ $value }”.
usage-range = { $argument } must be from 1 to { $most }.
usage-wrong = This command cannot be read. --help shows what there is.

# What commands answer.
cli-file = { $path }: { $reason }.
cli-database = The database cannot be used: { $reason }.
cli-database-newer = The database is of a newer release (migration { $migration }). Use that release, or a backup.
cli-hashing = The password cannot be stored: { $reason }.
cli-runtime = The program cannot start: { $reason }.
cli-second-server = Another server runs on this data. Stop it first.
cli-password-prompt = Password:{" "}
cli-password-prompt-again = The same again:{" "}
cli-password-differs = The two passwords are not the same.
cli-password-unreadable = The password cannot be read from here. Give it on standard input, with --password-stdin.
cli-bot-password = A bot has no password.
cli-no-such-user = There is no user { $name }.
cli-no-such-room = There is no room { $name }.
cli-import-header = The first line of the file must be { $header }.
cli-import-columns = A line has three fields.
cli-import-line = Line { $line }: { $reason } Nothing was imported.
cli-imported = { $count ->
    [one] One user imported.
   *[other] { $count } users imported.
}
cli-layer-silent = The channel layer does not answer.
cli-migrations-pending = { $count ->
    [one] One migration is pending. Run teahouse migrate.
   *[other] { $count } migrations are pending. Run teahouse migrate.
}

# --help: a key for each command and argument (src/cli/help.rs).
help = Teahouse is a chat server for a team’s own machine. Without a command it serves.
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-settings = Settings
help-after = A setting is a flag, else an environment variable (--public-url is TEAHOUSE_PUBLIC_URL), else a line of teahouse.toml in the working directory (public_url = "…"). A limit of 0 is no limit.
help-help = Shows this help
help-version = Shows the version
help-password-stdin = Reads the password from the first line of standard input, without a prompt
help-serve = Runs the server
help-migrate = Brings the database up to date
help-migrate-plan = Only lists what would be done
help-migrate-status = Only lists what is done; exit code 1 where something is pending
help-user = Accounts
help-user-create = Makes an account
help-user-create-name = The username
help-user-create-display-name = The name that others see
help-user-create-admin = The account may look after rooms and people
help-user-create-bot = The account is a program’s and has no password
help-user-import = Makes many accounts, all or none
help-user-import-file = A CSV file with the header username,display_name,password
help-user-list = Lists username, display name, role, state and time of creation, separated by tabs
help-user-password = Sets a new password and ends all sessions
help-user-password-name = The username
help-room = Rooms
help-room-create = Makes a room
help-room-create-name = The name, as in addresses
help-room-create-title = The title, as people see it
help-room-create-topic = What the room is for
help-room-create-private = Only members see the room
help-room-list = Lists name, kind, state and title, separated by tabs
help-invite = Invites
help-invite-create = Prints a link with which people can register
help-invite-create-uses = How many people it admits [1]
help-invite-create-days = After how many days it expires [7]
help-invite-create-room = A room that they become members of
help-layer = The channel layer
help-layer-check = Sends something through the channel layer and prints how long that took
help-send = Posts a message
help-send-room = The room’s name
help-send-text = The message
help-send-as = The author; without it the bot teahouse

help-setting-listen = Where the server listens; port 0 takes a free one
help-setting-database = The database
help-setting-data = The folder for files, backups and the private socket; without it that of the database
help-setting-public-url = The address that people type, such as https://chat.example.org
help-setting-trusted-proxies = Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas
help-setting-allow-plain-http = Accept http where others could read along
help-setting-layer = The channel layer
help-setting-registration = Who may register: open, invite or closed
help-setting-create-rooms = Who may create rooms: members or admins
help-setting-site-name = The name on every page
help-setting-locale = The language of the site, en or zh-Hans; without it by the browser
help-setting-metrics-listen = Where metrics are served
help-setting-log-format = The form of the log: plain or json
help-setting-limit-message-burst = Messages and other commands that one user may send at once
help-setting-limit-messages-per-second = Messages and other commands a second after that
help-setting-limit-sockets-per-user = Open sockets of one user
help-setting-limit-connections = Open connections
help-setting-limit-connections-per-address = Open connections of one address
help-setting-limit-text-characters = Characters of a message
help-setting-limit-frame-bytes = Bytes of a frame
help-setting-limit-file-bytes = Bytes of a file
help-setting-limit-files-bytes-per-user = Bytes of all files of one user
help-setting-limit-queue-bytes = Bytes that may wait for one socket
help-setting-limit-queue-frames = Frames that may wait for one socket
help-setting-write-deadline-seconds = Seconds after which a socket that takes nothing is closed
help-setting-limit-logins-per-name = Sign-ins by one name in 3 minutes
help-setting-limit-logins-per-address = Sign-ins from one address in 10 minutes
help-setting-session-idle-days = Days without use after which a session ends
help-setting-session-absolute-days = Days after which a session ends in any case
help-setting-heartbeat-seconds = Seconds between two pings to a socket
help-setting-heartbeat-dead-seconds = Seconds of silence after which a socket is closed

# What the server prints when it starts.
serve-listens = Teahouse listens on { $url }
serve-setup = Make the first account here: { $url }
serve-cannot-listen = The server cannot listen on { $address }: { $reason }.
