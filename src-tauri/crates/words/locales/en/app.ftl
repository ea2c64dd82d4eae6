## Everywhere

common-cancel = Cancel
common-undo = Undo
common-done = Done
common-delete = Delete
common-save = Save
common-remove = Remove
common-yes = yes
common-no = no

## First start

first-welcome = Welcome to Tideboard
first-lead = A shared board that stays right when the network does not. Where should yours live?
first-try = Try it on this computer
first-trying = Starting on this computer…
first-try-about = Live figures of this machine and a few things to edit. Nothing leaves it.
first-join = Join a server
first-join-about = Somebody gave you an address and an access token.
first-host = Host for my team
first-host-about = This computer becomes the server; others on the network join it.
host-about = The server runs while Tideboard runs, also with the window closed to the tray.
host-port = Port
host-port-wrong = A port is a number from 0 to 65535.
host-port-about = Others reach this computer there. 0: any that is free.
host-starting = Starting…
host-start = Start hosting
host-ready = Your team can join now
host-ready-about = They choose “Join a server” and enter one of these addresses and the token. Whoever has the token can edit: pass it on in private.
host-addresses =
    { $count ->
        [one] Address
       *[other] Addresses
    }
host-token = Token
host-open = Open the board
join-address = Address
join-token = Access token
join-testing = Testing…
join-test = Test connection
join-joining = Joining…
join-do = Join
join-answers = The server answers.
join-you-are = You are
join-boards = Boards
join-boards-none = none yet
join-took = Answer took
milliseconds = { $ms } ms

## Top bar, menus and dialogs

bar-boards = Boards
bar-boards-none = No boards on this server yet.
bar-this-board = This board
bar-view-only = view only
bar-none-open = No board is open.
bar-read-only = You may only look at this board.
bar-owner-only = Only its owner may delete a board.
bar-owners-make-boards = Only owners may make boards on this server.
bar-add-widget = Add a widget…
bar-arrange = Arrange
bar-rename = Rename…
bar-duplicate = Duplicate…
bar-save = Save to a file
bar-delete = Delete…
bar-new = New board…
bar-from-file = Board from a file…
bar-search = Search or jump to…
bar-also-here = Also here
notices-title = Notices
notice-no-tray = This desktop shows no tray icons, so closing the window quits Tideboard. Nothing that you typed gets lost.
notice-close-to-tray = Closing the window leaves Tideboard in the tray, where it keeps syncing. Close it once more to hide it; to end Tideboard, choose Quit from the tray icon.
notice-safe-graphics = The window stayed blank the last time, so it is drawn without the graphics card now. To try the card again, delete the file that is named in the details.
notice-board-link = This link does not lead to a board. A link to a board is written tideboard://board/, followed by the id of the board.
notice-link = A link could not be opened.
notice-keychain-trouble = There is a problem with the access token that this computer keeps.
notice-token-file = To keep it beyond that, it can go into a file on this computer. Whoever can read the files of this account can then use the token.
notice-token-file-do = Keep it in a file on this computer
toast-not-saved = Not saved. { $error }
undo-done = Taken back.
undo-partly =
    { $count ->
        [one] Taken back, but for { $count } field that somebody else changed since.
       *[other] Taken back, but for { $count } fields that somebody else changed since.
    }
redo-done = Made again.
redo-partly =
    { $count ->
        [one] Made again, but for { $count } field that somebody else changed since.
       *[other] Made again, but for { $count } fields that somebody else changed since.
    }

## Search and commands

palette-title = Search or jump to
palette-label = Search boards, widgets and commands
palette-placeholder = Boards, widgets, words in them, commands…
palette-found = Found
palette-nothing = Nothing kept on this computer has these words.
palette-in = in “{ $title }” · { $board }
palette-on = widget on { $board }
palette-more = More than { $count } widgets have these words. Type more to narrow it down.
palette-board = board
palette-widget = widget
palette-command = command
command-arrange = Arrange the board
command-undo = Undo my last change
command-redo = Redo
command-save = Save the board to a file
command-print = Print the board
command-sync = How sync stands
command-why = Why is something not synced?
command-conflicts = Conflicts to decide
command-history = History: bring something back
command-sync-now = Sync now
command-resume = Resume syncing
command-pause = Pause syncing until I resume

## Keys

keys-title = Keyboard shortcuts
keys-anywhere = Anywhere
keys-search = Search, jump, do
keys-kiosk = Only the board
keys-list = This list
keys-close = Close what is open
keys-arrows = Arrows
keys-shift-arrows = Shift Arrows
keys-delete = Delete
keys-pick = Pick up, drop
keys-move = Move
keys-resize = Resize
keys-put-back = Put back
keys-delete-widget = Delete the widget
keys-tables = Tables
keys-cells = Go from cell to cell
keys-edit = Edit; Enter again saves and goes down
keys-save-right = Save and go right
keys-copy = Copy and paste cells, also from a spreadsheet
keys-empty = Empty the cell
keys-lists = Lists and charts
keys-move-item = Move an item
keys-read-chart = Read a chart point by point
keys-zoom = Zoom a chart, show all

## Settings

settings-title = Settings
settings-connection = Connection
settings-conflicts = Sync and conflicts
settings-appearance = Appearance
settings-computer = This computer
settings-about = About
about-version = Tideboard { $version }
about-report = For a report
about-report-about = Versions, folders and sizes of files; no access token and nothing of what is on your boards.
about-copy = Copy all of it
looks-language = Language
looks-colours = Colours
looks-system = As the system
looks-light = Light
looks-dark = Dark
looks-room = Spacing
looks-compact = Compact: more on the screen
looks-usual = Usual
looks-roomy = Roomy: easier to hit
looks-contrast = High contrast
looks-motion = Reduce motion
looks-otherwise = Otherwise as the system asks for it.
device-name = Name of this device, as others see it
device-name-missing = A device needs a name.
tray-look-title = What the icon in the tray says
tray-look-panel = The panel of the desktop, with the icon of Tideboard in the tray
tray-look-synced = Synced
tray-look-synced-about = everything is sent and received
tray-look-syncing = Syncing
tray-look-syncing-about = connecting, sending or receiving
tray-look-offline = Offline
tray-look-offline-about = no connection; your changes are kept here
tray-look-conflict = Conflict
tray-look-conflict-about = two values wait for your decision
tray-look-attention = Needs you
tray-look-attention-about = a change was refused, or the disk is full
close-to-tray = Closing the window keeps Tideboard in the tray
close-to-tray-about = It goes on syncing there; “Quit” in the tray menu ends it.
close-to-tray-none = This desktop shows no tray: closing quits.
clash-about = When you and somebody else change the same value, you are asked. For kinds of widgets where that is not worth it, one side can win by itself; the other stays in the history for 30 days. Deletions are always asked about.
review-label-after = After a time without a connection, show unsent changes before they are sent
review-hours =
    { $count ->
        [one] older than { $count } hour
       *[other] older than { $count } hours
    }
review-1-hour = older than 1 hour
review-8-hours = older than 8 hours
review-1-day = older than 1 day
review-1-week = older than 1 week
review-never = never
server-title = Server
server-user = Signed in as
server-nobody = nobody yet
server-now = Status
server-program = Server program
server-sign-in-again = Sign in again…
server-sign-out = Sign out…
server-other = Another server
server-other-about = Boards and unsent changes of this one stay on this computer.
server-invite = Invite somebody…
server-host = Host for my team…
server-join = Join a server…
server-none = none yet
server-local = in this app, for this computer
server-hosting = in this app, port { $port }
sign-out-about = The access token is forgotten. What the server has stays there.
sign-out-do = Sign out
sign-out-unsent =
    { $count ->
        [one] { $count } change is not on the server yet.
       *[other] { $count } changes are not on the server yet.
    }
sign-out-choice = Kept here, they are sent when you sign in again as the same user. Discarded, they are rolled back, but for those that may have reached the server.
sign-out-keep = Keep them and sign out
sign-out-save = Save them to a file first…
sign-out-discard = Discard them and sign out

## Everywhere, too

common-try-again = Try again

## Tray

tray-sync-now = Sync now
tray-pause = Pause
tray-pause-15 = For 15 minutes
tray-pause-60 = For 1 hour
tray-pause-until = Until I resume
tray-resume = Resume
tray-open = Open Tideboard
tray-settings = Settings
tray-no-conflicts = Conflicts…
tray-conflicts = Conflicts ({ $count })…
tray-no-refused = Failed changes…
tray-refused = Failed changes ({ $count })…
tray-quit = Quit
tray-quit-kept =
    { $count ->
        [one] Quit · { $count } change is kept on this computer
       *[other] Quit · { $count } changes are kept on this computer
    }

## Notifications, starting, data

settings-notifications = Notifications
settings-data = Your data
notify-about = While you do not look at this window, the desktop tells you what needs you, all in one notification. It never tells you that changes were sent or received.
notify-conflicts = Conflicts to decide
notify-conflicts-about = You and somebody else changed the same value.
notify-refused = Refused changes
notify-refused-about = The server did not take what you changed.
notify-sign-in = Signing in again
notify-sign-in-about = Until then, changes stay on this computer.
notify-offline = Changes that cannot be sent
notify-offline-about = After 15 minutes without a connection.
notify-open = Open
login-start = Tideboard starts when you log in
login-start-tray = In the tray, without the window, so that changes are sent and received from the start.
login-start-window = With the window, since this desktop shows no tray.
login-start-moved = Not for this start: a variable says where its data are, and a start at login would not know it.
data-back-up = Back up
data-back-up-about = Boards, unsent changes, history and settings go into a new folder among your downloads. Access tokens do not.
data-back-up-now = Back up now
data-backing-up = Backing up…
data-saved-as = Saved as
data-restore = Restore
data-restore-about = A backup takes the place of what is here. Changes that it holds and that were sent since do not count twice.
data-restore-choose = Choose a backup…
data-restore-now = Restore it
data-restore-title = Restore a backup
data-restore-aside = What is here now is set aside in Tideboard’s own folder and can be restored like a backup.
data-found-boards =
    { $count ->
        [one] { $count } board
       *[other] { $count } boards
    }
data-found-unsent =
    { $count ->
        [one] { $count } unsent change
       *[other] { $count } unsent changes
    }
data-found = { $boards }, { $unsent }
data-found-server = { $boards }, { $unsent }, and the server inside the app
data-erase = Sign out and erase
data-erase-about = Access tokens, boards, unsent changes, history and settings are deleted from this computer. What a server has stays there.
data-erase-final = This cannot be undone.
data-erase-unsent =
    { $count ->
        [one] { $count } change is not on the server yet and will be lost.
       *[other] { $count } changes are not on the server yet and will be lost.
    }
data-erase-server = The server runs inside this app: its boards are deleted for everybody.
data-erase-now = Erase everything
data-erase-open = Sign out and erase…
