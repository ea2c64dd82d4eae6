## Every widget

widget-menu = Menu of { $title }
widget-title = Widget
widget-settings = Settings…
widget-duplicate = Duplicate
widget-arrange = Move or resize
widget-save-csv = Save as CSV
widget-editing = { $name } is editing
widget-editing-more = { $name } and { $count } more are editing
tag-noun =
    { $count ->
        [one] change
       *[other] changes
    }
tag-waiting =
    { $count ->
        [one] waiting
       *[other] waiting
    }
tag-sending = sending
tag-refused = refused
tag-decide = decide
widget-field-value = { $label }: { $value }
widget-not-saved = Not saved.
widget-unknown = A widget of the kind "{ $kind }" needs a newer version of Tideboard.
widget-unknown-about = Its content is safe; other computers with a newer version show it.
age-live = live
age-changed-at = changed
age-synced = synced
age-as-of = as of { $time } ·
age-old = old
age-none = no data yet
span-seconds = { $n } s
span-minutes = { $n } min
span-hours = { $n } h
span-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
moment-today = today { $time }
text-too-long = That text is too long to be kept: at most 64 KB fit in one place. Nothing was changed.
paste-too-long = That is too much to paste at once. Nothing was changed; paste it in parts.
markdown-task = Task
markdown-not-followed = Not followed: { $url }

## Settings of a widget

spec-settings-of = Settings of { $title }
spec-title = Title
spec-unit = Unit
spec-stale = Old after
spec-stale-about = Without news for longer it is shown as old.
spec-stale-never = Never
spec-direction = Better is
spec-direction-up = More
spec-direction-down = Less
spec-direction-about = Limits warn on the other side.
spec-target = Target
spec-warn = Warning at
spec-alarm = Alarm at
spec-style = Drawn as
spec-style-line = Lines
spec-style-area = Areas
spec-style-bar = Bars
spec-range = Span shown
spec-step = One press adds
spec-columns = Columns
spec-text = Text
spec-number = Number
spec-lines = Lines
spec-services = Services
spec-too-long = At most 200 letters.
spec-no-number = That is not a number.
spec-not-positive = It must be above zero.
entry-kind = Kind of values
entry-move-up = Move “{ $name }” up
entry-up = Move up
entry-remove = Remove “{ $name }”
entry-new =
    { $list ->
        [columns] New column
        [series] New line
       *[services] New service
    }
entry-name =
    { $list ->
        [columns] Name of the column
        [series] Name of the line
       *[services] Name of the service
    }
entry-add =
    { $list ->
        [columns] Add a column
        [series] Add a line
       *[services] Add a service
    }

## Kinds, as they are offered

offer-metric = Metric
offer-metric-about = One number with its trend and limits.
offer-chart = Chart
offer-chart-about = Readings over time, one or several lines.
offer-table = Table
offer-table-about = Rows and columns; cells merge one by one.
offer-checklist = Checklist
offer-checklist-about = Items to tick, with who does them.
offer-status = Status
offer-status-about = Services or machines and how they are.
offer-note = Note
offer-note-about = Text with headings, lists and links.
offer-counter = Counter
offer-counter-about = Two big keys; everybody's presses add up.
begin-metric = New metric
begin-chart = New chart
begin-readings = Readings
begin-table = New table
begin-name = Name
begin-amount = Amount
begin-checklist = New checklist
begin-note = New note
begin-status = New status
begin-service = First service
begin-counter = New counter
example-throughput = Filler throughput
example-bottles = bottles/h
example-energy = Energy
example-filler = Filler
example-washer = Washer
example-lane = Lane
example-pallets = Pallets
example-log = Check the log
example-lab = Sample to lab
example-forklift = **Forklift 2** is charging.
example-back = Back at *12:30*
example-palletiser = Palletiser
example-curtain = light curtain

## Metric

metric-change = Change the value
metric-target = target { $value }
metric-alarm = alarm { $value }
metric-above-warning = above warning { $value }
metric-below-warning = below warning { $value }
metric-above-alarm = above alarm { $value }
metric-below-alarm = below alarm { $value }
metric-value = Value
number-wanted = Enter a number, such as 12.5.
trend-up-better = up { $size }, better
trend-up-worse = up { $size }, worse
trend-down-better = down { $size }, better
trend-down-worse = down { $size }, worse
trend-unchanged = unchanged
trend-since = { $words } since { $time }
trend-steady = steady for { $span }
trend-up = up { $size } in { $span }
trend-down = down { $size } in { $span }
percent = { $number } %

## Chart

chart-add = Add a reading
chart-role = chart
chart-no-lines = No lines yet: add one in the settings of this widget.
chart-all-off = All lines are switched off.
chart-none-in-span = No readings in this span.
chart-none = No readings yet.
chart-lines = Lines
chart-span = Span
chart-reset = Back to the newest
chart-line-summary = { $name }: last { $last }, lowest { $low }, highest { $high }.
chart-line-empty = { $name }: no readings.
chart-gap = No data from { $from } to { $to }.
chart-from-to = { $from } to { $to }.
chart-no-data = no data { $from }–{ $to }
chart-help = Drag to look closer, double-click to go back. Keys: arrows read values, + and − zoom, Shift and an arrow move, 0 goes back.
reading-gone = This line is not there any more.
reading-line = Line
reading-time = Time, empty for now
reading-now = now
reading-time-about = A time of today, such as 14:30
reading-add = Add
reading-time-wanted = Enter a time such as 14:30.
reading-future = That time is still to come.

## Checklist

check-show-done = Show done items
check-hide-done = Hide done items
check-progress = { $done } of { $all } done
check-nothing = Nothing to do yet
check-clear = Remove done items
check-removed-one = “{ $text }” was removed.
check-removed =
    { $count ->
        [one] { $count } item was removed.
       *[other] { $count } items were removed.
    }
check-moved = “{ $text }” is now { $place } of { $count }
check-add = Add an item
check-item = Item
check-remove = Remove “{ $text }”
check-move = Move “{ $text }”
check-grip = Drag, or use the arrow keys
check-who = Who does it
check-assign = Give it to somebody
check-assigned = Done by { $name }, change

## Counter and note

counter-steps = in steps of { $by }
counter-amount = Amount
counter-amount-about = Another amount for the keys
counter-not-positive = The amount must be above zero.
counter-subtract = Subtract { $by }
counter-add = Add { $by }
note-show = Show the text alone
note-edit = Edit the text
note-label = Text with Markdown
note-placeholder = **bold**, - list, # heading
note-empty = Empty so far.

## Status

services-none = No services yet: add one in the settings of this widget.
service-ok = OK
service-degraded = Degraded
service-down = Down
service-maintenance = Maintenance
service-unknown = Unknown
service-note = Note on { $name }
service-note-add = Add a note
service-state = State of { $name }
service-from = from { $time }
service-since = since { $time } ·
service-no-history = No history of the last 24 h
service-history = Last 24 h: { $shares }

## Table

table-no-columns = No columns yet.
table-cells = Cells
table-no-rows = No rows yet.
table-none-contains = No row contains that.
table-rows =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
table-rows-of =
    { $count ->
        [one] { $shown } of { $count } row
       *[other] { $shown } of { $count } rows
    }
table-title = Table
table-add-row = Add a row
table-row = Row
table-add-column = Add a column
table-filter = Filter rows
table-menu = Row and column
table-filter-placeholder = Contains…
table-filter-label = Rows that contain
table-paste-too-much = That is too much to paste at once: at most { $most } cells fit. Nothing was changed.
table-left-out =
    { $count ->
        [one] { $count } column of what was pasted did not fit into this table.
       *[other] { $count } columns of what was pasted did not fit into this table.
    }
table-rows-removed =
    { $count ->
        [one] { $count } row was removed.
       *[other] { $count } rows were removed.
    }
table-new-column = New column
table-column-removed = The column “{ $name }” was removed.
table-cell-gone = The cell was removed meanwhile, “{ $text }” has no place.
table-not-copied = The cells could not be copied.
table-column-name = Name of the column
table-no-row = There is no row.
table-is-sorted = Rows are sorted: take that back first.
table-texts = Column of texts
table-numbers = Column of numbers
table-row-above = Row above
table-row-below = Row below
table-row-up = Move row up (Alt+↑)
table-row-down = Move row down (Alt+↓)
table-remove-rows = Remove selected rows
table-sort-up = Sort, smallest first
table-sort-down = Sort, largest first
table-sort-none = Not sorted
table-rename = Rename column
table-column-after = Column after
table-column-left = Move column left (Alt+←)
table-column-right = Move column right (Alt+→)
table-remove-column = Remove column
table-cell-pending = Not on the server yet
table-cell-empty = empty
table-cell = { $column }, row { $row }: { $text }
table-cell-waiting = { $column }, row { $row }: { $text }, not on the server yet
table-cell-changed = Changed to “{ $text }” meanwhile. Enter replaces it, Escape keeps it.
table-selected =
    { $count ->
        [one] { $count } cell
       *[other] { $count } cells
    }
table-sum = { $cells } · sum { $sum }
