## The open board

board-choose = Choose a board at the top left.
board-none-on-server = No boards on this server yet. Make the first one at the top left.
board-none-open = No board is open
board-waits = Receiving this board…
board-missing-title = This board is not on this computer yet
board-missing = It appears once this computer is connected to the server.
board-empty-view = Widgets that somebody adds appear here at once.
board-empty-title = Nothing on this board yet
board-empty-edit = Add the first widget; everybody on this board sees it.
board-add-widget = Add a widget
board-made-title = Title
board-new = New board
board-create = Create
board-rename = Rename the board
board-rename-do = Rename
board-duplicate = Duplicate the board
board-duplicate-do = Duplicate
copy-of = { $title } (copy)
board-needs-title = A board needs a title.
board-delete = Delete the board
board-delete-about =
    { $count ->
        [one] “{ $title }” with its { $count } widget is deleted for everybody on this server. It cannot be brought back here.
       *[other] “{ $title }” with its { $count } widgets is deleted for everybody on this server. It cannot be brought back here.
    }
board-delete-keep = Keep it
board-delete-all = Delete for everybody
board-from-file = Board from a file
board-file-name = File, its name ends in .tideboard.json
board-file-title =
    { $count ->
        [one] Title of the new board with { $count } widget
       *[other] Title of the new board with { $count } widgets
    }
board-file-make = Make the board
board-file-too-large = This is too large: a board in a file has at most { $most } MB.
board-file-no-json = This is no board: the file is not JSON, or it was cut off (line { $line }).
board-file-foreign = This is JSON, but no board that Tideboard has saved.
board-file-newer = The file was saved by a newer version of Tideboard.
board-file-damaged = The file is damaged: { $error }.
board-file-too-many = A board in a file has at most { $most } widgets.
board-file-widget = Widget { $place } (“{ $title }”) cannot be taken: { $error }.
board-saved-in = Saved in { $file }
file-too-large = The file is too large: more than 256 MB.
file-unreadable = The file cannot be read.
widget-added = { $name } was added.
widget-deleted = “{ $title }” was deleted.

## Arranging the board

arrange-title = Arranging
arrange-place = Column { $column } of { $columns }, row { $row }, { $width } wide, { $height } high
arrange-help = Drag a card or its corner. By keyboard: Enter picks up, arrows move, Shift and arrows resize, Enter drops, Esc puts back.
arrange-grip = { $title }: column { $column }, row { $row }, { $width } wide, { $height } high
arrange-delete = Delete “{ $title }”

## The first board

starter-title = This computer
starter-processor = Processor
starter-memory = Memory
starter-disk = Disk
starter-received = Network in
starter-sent = Network out
starter-history = Processor and memory
starter-steps = First steps
starter-step-figures = See this computer's figures move
starter-step-tick = Tick this line
starter-step-note = Change the note
starter-step-coffee = Count a cup of coffee
starter-step-pause = Pause syncing, then change something
starter-machines = Machines (sample)
starter-pasteuriser = Pasteuriser
starter-exchanger = heat exchanger, watch
starter-labeller = Labeller
starter-roll = new roll
starter-buffer = Pallets in buffer (sample)
starter-product = Product
starter-mineral-large = Mineral 0.75
starter-mineral-small = Mineral 0.5
starter-lemon = Lemon 0.5
starter-coffee = Cups of coffee
starter-welcome = Welcome
starter-welcome-live = Everything here is **live**: the figures come from this computer, once a second.
starter-welcome-safe = Change anything. It is safe on this computer's disk before you see it.
starter-welcome-away = Take the network away, go on working, and let it come back: nothing gets lost.
starter-welcome-team = Others can join: choose *Host for my team* in the settings.
