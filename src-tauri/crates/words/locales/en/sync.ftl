# Glossary. English is the source of all other languages; comments stand here.
#
# change        what a person did, as it waits, is sent and is kept in the history
# kept here     saved on this computer, not yet on the server
# synced        the server has it and this computer has what the server has
# conflict      two people changed the same value differently; a person decides
# board         the shared dashboard; made of widgets
# widget        one card on a board: a metric, chart, table, checklist, note, status or counter
# refused       the server did not take a change, and says why
# roll back     take an own change back before or after it was refused
# token         the access token: what a person signs in with
# Buttons name what they do. Sentence case. No exclamation marks.

## How sync stands: window, tray, notifications

status-sign-in-needed = Sign in to sync
status-refused =
    { $count ->
        [one] { $count } change was refused · open to decide
       *[other] { $count } changes were refused · open to decide
    }
status-conflicts =
    { $count ->
        [one] { $count } conflict to decide
       *[other] { $count } conflicts to decide
    }
status-paused-until = Paused until { $time }
status-paused = Paused
status-offline-since = Offline since { $time }
status-offline = Offline
status-sending =
    { $count ->
        [one] Sending { $count } change…
       *[other] Sending { $count } changes…
    }
status-catching-up = Catching up…
status-connecting = Connecting…
status-synced-at = Synced · { $time }
status-synced = Synced
status-kept-here =
    { $count ->
        [one] { $words } · { $count } change kept here
       *[other] { $words } · { $count } changes kept here
    }

## What went wrong

error-with-details = { $error } ({ $details })
error-restarting = The server is restarting.
error-slow-consumer = This computer could not keep up with the server.
error-rate-limited = Too many requests at once.
error-silent = The server heard nothing from this computer for too long.
error-replaced = Another window with the same identity took over the connection.
error-protocol-error = Server and app do not understand each other.
error-unauthorized = The server does not accept the access token.
error-unsupported-version = Server and app are of versions that do not fit together.
error-frame-too-large = A message was too large for the server.
error-unreachable = The server cannot be reached.
error-invalid-address = This is no address of a server.
error-invalid-command = The app does not understand what the window asks for.
error-invalid-op = This change breaks a rule.
error-invalid-path = This field cannot exist.
error-invalid-value = This value is not allowed.
error-type-mismatch = The field holds a value of another kind.
error-too-large = This is too large.
error-unknown-board = This board is not here.
error-unknown-record = This widget is not here any more.
error-unknown-op = This change does not wait here any more.
error-exists = That exists already.
error-forbidden = This account may not do that.
error-wrong-state = That is not possible at present.
error-queue-full = Too many changes wait already.
error-storage-full = The disk of this computer is full.
error-storage-failed = The data on this computer cannot be read or written.
error-database-corrupt = The data on this computer is damaged.
error-database-too-new = The data was written by a newer version of Tideboard.
error-server-restored = The server was restored from a backup that lacks some of your changes.
error-review-needed = Changes have waited for long and are shown before they are sent.
error-permission-denied = The right to use a file, folder or port is missing.
error-profile-in-use = Another program uses this profile.
error-port-in-use = The port is taken.
error-no-keychain = This computer has no keychain that can be used; the access token is kept until Tideboard quits.
error-tray = There is something to know about the tray.
error-timeout = It took too long.
error-shutting-down = Tideboard is quitting.
error-internal = Something went wrong in the program itself.

## Changes, as they wait and in the history

op-taps-joined = { $count } taps as one
op-edits-joined = { $count } edits as one
op-add = Add “{ $title }”
op-delete = Delete “{ $title }”
op-restore = Bring back “{ $title }”
op-edit = Edit
op-move = Move on the board
op-and-more =
    { $count ->
        [one] { $first } and { $count } more field
       *[other] { $first } and { $count } more fields
    }
op-add-entry-named =
    { $list ->
        [items] Add item “{ $name }”
        [rows] Add row “{ $name }”
        [columns] Add column “{ $name }”
        [services] Add service “{ $name }”
        [series] Add series “{ $name }”
       *[other] Add entry “{ $name }”
    }
op-add-entry =
    { $list ->
        [items] Add an item
        [rows] Add a row
        [columns] Add a column
        [services] Add a service
        [series] Add a series
       *[other] Add an entry
    }
op-remove-entry =
    { $list ->
        [items] Remove an item
        [rows] Remove a row
        [columns] Remove a column
        [services] Remove a service
        [series] Remove a series
       *[other] Remove an entry
    }
op-move-entry =
    { $list ->
        [items] Move an item
        [rows] Move a row
        [columns] Move a column
        [services] Move a service
        [series] Move a series
       *[other] Move an entry
    }
op-clear = Clear { $field }
op-add-readings =
    { $count ->
        [one] Add { $count } reading to { $title }
       *[other] Add { $count } readings to { $title }
    }
op-tick = Tick “{ $text }”
op-untick = Untick “{ $text }”
op-tick-one = Tick an item
op-untick-one = Untick an item
op-rename = Rename to “{ $name }”
op-edit-text = Edit the text
op-place = Place on the board
op-noun =
    { $list ->
        [items] Item
        [rows] Row
        [columns] Column
        [services] Service
        [series] Series
       *[other] Entry
    }
op-state-waiting = waiting
op-state-sending = sending
op-state-retrying = again in { $span }
op-state-acknowledged = on the server
op-state-held = held
op-state-conflict = decide
op-state-offered = send again?
op-state-refused = refused
op-state-gated = not taken
op-reason-held = waits for the change above
op-reason-offered = the server was restored from a backup without it
op-reason-said = “{ $message }”
change-retry = Retry
change-roll-back = Roll back
change-send-again = Send again
change-leave-out = Leave out
change-review = Review
change-edit = Edit it in its widget
change-nothing-waits = Nothing waits: the server has every change.
change-more-kept = and { $count } more, all kept on this computer
change-not-on-server =
    { $count ->
        [one] { $count } change not on the server yet
       *[other] { $count } changes not on the server yet
    }
change-on-their-way = Changes on their way
ending-settled = took effect
ending-rolled-back = rolled back
ending-vanished = never sent
ending-kept-local = mine kept
ending-kept-remote = theirs kept
ending-merged = merged
ending-reminted = sent anew
ending-superseded = decided before
ending-settled-sentence = It is on the server.
ending-rolled-back-sentence = You rolled it back.
ending-vanished-sentence = It was added and deleted before it was ever sent.
ending-kept-local-sentence = Both changed it; yours was kept.
ending-kept-remote-sentence = Both changed it; theirs was kept.
ending-merged-sentence = Both changed it; the two were put together.
ending-reminted-sentence = It was refused and sent again as a new change.
ending-superseded-sentence = It was decided together with an earlier change.
history-bring-mine = Bring mine back
history-bring-theirs = Bring theirs back
history-bring-before = Bring back what was before
history-removed = removed
history-readings =
    { $count ->
        [one] { $count } reading
       *[other] { $count } readings
    }
history-today = Today
history-which = Which changes
history-lost = Lost, merged, rolled back
history-all = All of mine
history-reading = Reading…
history-none-ended = No change of yours ended in the last 30 days.
history-none-lost = Nothing of yours was lost, merged or rolled back in the last 30 days.
history-older = Show older ones
history-brought-back = Brought back in “{ $title }”.
history-before = Before
history-mine = Mine
history-theirs = Theirs
history-more-fields =
    { $count ->
        [one] and { $count } more field
       *[other] and { $count } more fields
    }

## Why something is not synced

why-nothing-waits = Nothing waits to be sent.
why-safe =
    { $count ->
        [one] { $count } change is safe on this computer.
       *[other] { $count } changes are safe on this computer.
    }
why-synced = Everything is synced: the server has every change of yours, and you see its newest state.
why-sending = Your changes are on their way right now; nothing needs to be done.
why-catching-up = What others changed is arriving right now; nothing needs to be done.
why-connecting = The connection is just being made; your changes follow by themselves.
why-paused-until = You paused syncing until { $time }. { $kept } Press “Resume” to go on now.
why-paused = You paused syncing until you resume. { $kept } Press “Resume” to go on now.
why-sign-in = The server does not accept this computer's access token any more. { $kept } Sign in with a new token, and they are sent.
why-conflict = You and somebody else changed the same value differently. Press “Decide” to choose; everything else goes on syncing.
why-cause = { $cause } { $kept }
why-refused = The server refused a change; its reason stands beside it below. Retry it, or roll it back: it is kept here until you do.
why-unreachable = The server cannot be reached.
why-next-now = The next attempt is being made.
why-next-in = The next attempt is in { $span }.
why-next-connecting = An attempt is being made now.
why-next-refused = Waiting will not help.
why-next-itself = It is tried again by itself.
why-offline-since = No connection since { $time }: { $cause } { $kept } { $next } Press “Retry now” to try at once.
why-offline = No connection: { $cause } { $kept } { $next } Press “Retry now” to try at once.
why-change-offline = Waits for the connection; it is sent as soon as there is one.
why-change-paused = Waits because you paused syncing.
why-change-sign-in = Waits until you sign in again.
why-change-turn = Waits for its turn and is sent in a moment.
why-change-sending = Is on its way; the server has not answered yet.
why-change-acknowledged = Is on the server; only its echo is awaited.
why-change-busy = The server was busy; it is sent again in { $span }.
why-change-held = Waits for the change of the same widget above it.
why-change-conflict = Somebody else changed the same value; it waits for your decision.
why-change-offered = It was on the server once, but the server was restored from a backup that does not have it. Send it again, or let it go.
why-change-refused = The server refused it: { $message } Retry it, or roll it back.
why-change-gated = The board does not take it at present: { $message } It is sent when that changes.
press-retry-now = Retry now
press-send-now = Send now
press-resume = Resume
press-sign-in = Sign in…
press-decide = Decide

## Sync centre

centre-open = Open the sync centre
centre-changes = Changes
centre-conflicts = Conflicts
centre-counted = { $words } { $count }
centre-away = While away
centre-history = History
centre-why = Why not synced?
away-nothing = Nothing happened while you were away.
away-span = From { $from } to { $to }
away-by-others = Changed by others
away-more =
    { $count ->
        [one] and { $count } more widget
       *[other] and { $count } more widgets
    }
away-decide = Decide conflicts
away-refused = See refused changes
away-merges = See merges
away-on-board = { $about } · on { $board }
away-others-changed =
    { $count ->
        [one] others changed { $count } widget
       *[other] others changed { $count } widgets
    }
away-applied =
    { $count ->
        [one] { $count } change of yours took effect
       *[other] { $count } changes of yours took effect
    }
away-merged =
    { $count ->
        [one] { $count } was put together with theirs
       *[other] { $count } were put together with theirs
    }
away-conflicts =
    { $count ->
        [one] { $count } conflict needs you
       *[other] { $count } conflicts need you
    }
away-refusals =
    { $count ->
        [one] { $count } refused change needs you
       *[other] { $count } refused changes need you
    }
away-new = new
away-changed = changed
away-moved = moved
away-deleted = deleted
away-somebody-then-you = somebody, then you
away-fields =
    { $count ->
        [one] { $count } field
       *[other] { $count } fields
    }
away-title = While you were away
away-since = While you were away since { $time }:
away-show = Show
review-label = Old changes
review-since =
    { $count ->
        [one] { $count } change has waited here since { $time } and was not sent yet.
       *[other] { $count } changes have waited here since { $time } and were not sent yet.
    }
review-waited =
    { $count ->
        [one] { $count } change has waited here and was not sent yet.
       *[other] { $count } changes have waited here and were not sent yet.
    }
review-look = Look whether they still fit; what does not can be rolled back.
offered-lacks =
    { $count ->
        [one] The server was restored from a backup, which lacks one of your changes.
       *[other] The server was restored from a backup, which lacks { $count } of your changes.
    }
offered-both-ways = They took effect once. Send them again, or leave them out; what you leave stays in the history for 30 days.
offered-send =
    { $count ->
        [one] Send again
       *[other] Send all again
    }
offered-leave =
    { $count ->
        [one] Leave it out
       *[other] Leave all out
    }
offered-sent =
    { $count ->
        [one] { $count } change will be sent again.
       *[other] { $count } changes will be sent again.
    }
offered-left =
    { $count ->
        [one] { $count } change left out.
       *[other] { $count } changes left out.
    }
travel-title = Unsent changes in a file
travel-about = If this computer stays without a connection, its unsent changes can travel in a protected file.
travel-out = Save unsent changes to a file
travel-out-open = Save unsent changes to a file…
travel-in = Take changes in from a file
travel-in-open = Take changes in from a file…
travel-out-about = The file goes to your downloads folder. Only the passphrase opens it. The changes also stay here; it does no harm if both computers send them.
travel-passphrase = Passphrase, at least 8 characters
travel-again = The same once more
travel-saving = Saving…
travel-save = Save the file
travel-saved =
    { $count ->
        [one] { $count } change is in the file.
       *[other] { $count } changes are in the file.
    }
travel-next = On the other computer open the sync centre, choose “Take changes in from a file” and enter the same passphrase.
travel-copy-place = Copy its place
travel-choose-file = Choose the file first.
travel-file = File, its name ends in .age
travel-its-passphrase = Its passphrase
travel-take = Take them in
travel-nothing-new = Nothing new: all of its changes were known here already.
travel-came =
    { $count ->
        [one] { $count } change came in and will be sent.
       *[other] { $count } changes came in and will be sent.
    }
travel-known =
    { $count ->
        [one] { $count } other was known already.
       *[other] { $count } others were known already.
    }
travel-too-short = A passphrase has at least 8 characters.
travel-not-same = The two are not the same.

## Conflicts

conflict-none = No conflicts: nobody changed the same value as you.
conflict-decide-alike = Decide all alike, after a look at what that does:
conflict-keep-mine-all = Keep all mine…
conflict-keep-theirs-all = Keep all theirs…
conflict-policy-label = When { $kinds } clash from now on:
conflict-by-at = mine / theirs ({ $name }, { $time })
conflict-by-somebody = mine / theirs (somebody else)
conflict-keep-it = keep it
conflict-deleted = deleted
conflict-decided-count =
    { $count ->
        [one] { $count } conflict decided.
       *[other] { $count } conflicts decided.
    }
conflict-all-mine = Keep mine in all of them
conflict-all-theirs = Keep theirs in all of them
conflict-marked-stays = What is marked above stays. Nothing is lost: the other values are kept for 30 days, and one undo takes it all back.
conflict-to-decide =
    { $count ->
        [one] { $count } conflict to decide
       *[other] { $count } conflicts to decide
    }
conflict-decided = Decided: “{ $title }”.
conflict-gone = Nothing to decide here any more
conflict-gone-about = This conflict was settled meanwhile: it was decided elsewhere, or both sides have become the same. What was replaced is in the history.
conflict-next-left = Next conflict ({ $count } left)
conflict-nothing-lost = Nothing is lost: the other values are kept for 30 days.
conflict-later = Decide later
conflict-choose-first = Choose a value in every row first
conflict-apply = Apply the result
conflict-somebody = somebody else
conflict-before-about = what both started from
conflict-mine-of = Mine · { $name }
conflict-theirs-of = Theirs · { $name }
conflict-several = several people
conflict-result = Result
conflict-result-about = what it will be
conflict-heading-deletion = { $title } — keep or delete
conflict-heading =
    { $count ->
        [one] { $title } — { $count } value to decide
       *[other] { $title } — { $count } values to decide
    }
conflict-you-deleted = You deleted it at { $time } on { $device }.
conflict-you-restored = You brought it back at { $time } on { $device }.
conflict-you-changed = You changed it at { $time } on { $device }.
conflict-they-deleted = { $name } deleted it at { $time }.
conflict-they-changed = { $name } changed it at { $time }.
conflict-somebody-changed = Somebody else changed it meanwhile.
conflict-rest-merged = Everything else was merged.
conflict-story = { $own } { $theirs }
conflict-story-merged = { $own } { $theirs } { $rest }
conflict-delete-it = Delete it
conflict-keep-with-theirs = Keep it with their changes
conflict-bring-back = Bring it back
conflict-leave-deleted = Leave it deleted
conflict-bring-back-mine = Bring it back with my change
conflict-keep-mine = Keep all mine
conflict-keep-theirs = Keep all theirs
conflict-previous = Previous conflict
conflict-next = Next conflict
conflict-place = { $place } of { $count }
conflict-choose = choose
conflict-result-edit = Result to edit
conflict-put-together = Put together
conflict-one-after-other = One after the other
conflict-result-of = { $field }: result
policy-ask = ask me
policy-mine = keep mine
policy-theirs = keep theirs
kinds-metric = metrics
kinds-chart = charts
kinds-table = tables
kinds-checklist = checklists
kinds-note = notes
kinds-status = status lists
kinds-counter = counters
kinds-other = widgets of the kind { $kind }

## Everywhere

common-close = Close
common-close-esc = Close (Esc)
common-dismiss = Dismiss
common-saving = Saving…
common-back = Back
common-copy = Copy
common-copied = Copied
common-not-copied = Not copied
file-choose = Choose…
file-none = None chosen yet
advice-retry = Try again.
advice-sign-in = Sign in with a valid token.
advice-upgrade = Install a newer version of Tideboard.
advice-wait = It passes by itself: wait a moment.
advice-contact-admin = Ask whoever runs the server.
advice-fix-input = Check what was entered.
advice-free-space = Free some space on this computer's disk.
advice-close-other = Close the other program first.
error-schema-unknown = The server does not know this kind of widget.
error-op-reuse = Another change has this number already.
error-stale-op = The change is too old to be taken.

## The indicator and its details

sync-details = How sync stands
sync-no-server = no server yet
sync-last = Last synced
sync-never = never yet
sync-kept = Kept here
sync-sent = Sent
sync-sent-of = { $done } of { $all } on the server
sync-received = Received
sync-received-of = { $percent } % received
sync-kept-none = nothing that waits to be sent
sync-kept-some =
    { $count ->
        [one] { $count } change not on the server yet
       *[other] { $count } changes not on the server yet
    }
sync-kept-refused = { $kept }, { $refused } refused
sync-trying =
    { $count ->
        [one] Trying now, after { $count } attempt.
       *[other] Trying now, after { $count } attempts.
    }
sync-next =
    { $count ->
        [one] { $count } attempt so far. Next in { $span }.
       *[other] { $count } attempts so far. Next in { $span }.
    }
sync-pause = Pause
sync-pause-15 = 15 min
sync-pause-60 = 1 h
sync-pause-until = Until I resume
sign-in-token = New access token
sign-in-doing = Signing in…
sign-in-do = Sign in
trouble-foreign-page = This page belongs in the window of the Tideboard app.
## Names of fields, as changes say them

field-name =
    { $field ->
        [text] Text
        [done] Done
        [assignee] Assignee
        [note] Note
        [state] State
        [since] Since
        [name] Name
        [color] Color
        [value] Value
        [unit] Unit
        [target] Target
        [warn] Warn
        [alarm] Alarm
        [direction] Direction
        [style] Style
        [range] Range
        [step] Step
        [title] Title
        [type] Type
        [order] Order
        [stale_after_s] Stale after s
       *[other] { $name }
    }

## The drawer of the sync centre

centre-title = Sync centre
