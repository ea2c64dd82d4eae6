## Every widget

widget-menu = Menü von { $title }
widget-title = Widget
widget-settings = Einstellungen …
widget-duplicate = Duplizieren
widget-arrange = Verschieben oder Größe ändern
widget-save-csv = Als CSV speichern
widget-editing = { $name } bearbeitet gerade
widget-editing-more = { $name } und { $count } weitere bearbeiten gerade
tag-noun =
    { $count ->
        [one] Änderung
       *[other] Änderungen
    }
tag-waiting =
    { $count ->
        [one] wartet
       *[other] warten
    }
tag-sending = wird gesendet
tag-refused = abgelehnt
tag-decide = entscheiden
widget-field-value = { $label }: { $value }
widget-not-saved = Nicht gespeichert.
widget-unknown = Ein Widget der Art „{ $kind }“ braucht eine neuere Version von Tideboard.
widget-unknown-about = Sein Inhalt ist sicher; andere Computer mit einer neueren Version zeigen ihn.
age-live = aktuell
age-changed-at = geändert
age-synced = synchron
age-as-of = Stand { $time } ·
age-old = alt
age-none = noch keine Daten
span-seconds = { $n } s
span-minutes = { $n } min
span-hours = { $n } h
span-days =
    { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
moment-today = heute { $time }
text-too-long = Der Text ist zu lang, um behalten zu werden: höchstens 64 KB passen an eine Stelle. Nichts wurde geändert.
paste-too-long = Das ist zu viel auf einmal. Nichts wurde geändert; in Teilen einfügen.
markdown-task = Aufgabe
markdown-not-followed = Wird nicht geöffnet: { $url }

## Settings of a widget

spec-settings-of = Einstellungen von { $title }
spec-title = Titel
spec-unit = Einheit
spec-stale = Veraltet nach
spec-stale-about = Ohne Neues wird es danach als veraltet gezeigt.
spec-stale-never = Nie
spec-direction = Besser ist
spec-direction-up = Mehr
spec-direction-down = Weniger
spec-direction-about = Grenzwerte warnen auf der anderen Seite.
spec-target = Ziel
spec-warn = Warnung bei
spec-alarm = Alarm bei
spec-style = Gezeichnet als
spec-style-line = Linien
spec-style-area = Flächen
spec-style-bar = Balken
spec-range = Gezeigte Spanne
spec-step = Ein Druck zählt
spec-columns = Spalten
spec-text = Text
spec-number = Zahl
spec-lines = Linien
spec-services = Dienste
spec-too-long = Höchstens 200 Zeichen.
spec-no-number = Das ist keine Zahl.
spec-not-positive = Es muss über null liegen.
entry-kind = Art der Werte
entry-move-up = „{ $name }“ nach oben verschieben
entry-up = Nach oben
entry-remove = „{ $name }“ entfernen
entry-new =
    { $list ->
        [columns] Neue Spalte
        [series] Neue Linie
       *[services] Neuer Dienst
    }
entry-name =
    { $list ->
        [columns] Name der Spalte
        [series] Name der Linie
       *[services] Name des Dienstes
    }
entry-add =
    { $list ->
        [columns] Spalte hinzufügen
        [series] Linie hinzufügen
       *[services] Dienst hinzufügen
    }

## Kinds, as they are offered

offer-metric = Kennzahl
offer-metric-about = Eine Zahl mit Verlauf und Grenzwerten.
offer-chart = Diagramm
offer-chart-about = Messwerte über die Zeit, eine oder mehrere Linien.
offer-table = Tabelle
offer-table-about = Zeilen und Spalten; jede Zelle wird für sich zusammengeführt.
offer-checklist = Checkliste
offer-checklist-about = Punkte zum Abhaken, mit Zuständigen.
offer-status = Status
offer-status-about = Dienste oder Maschinen und ihr Zustand.
offer-note = Notiz
offer-note-about = Text mit Überschriften, Listen und Links.
offer-counter = Zähler
offer-counter-about = Zwei große Tasten; alle zählen zusammen.
begin-metric = Neue Kennzahl
begin-chart = Neues Diagramm
begin-readings = Messwerte
begin-table = Neue Tabelle
begin-name = Name
begin-amount = Menge
begin-checklist = Neue Checkliste
begin-note = Neue Notiz
begin-status = Neuer Status
begin-service = Erster Dienst
begin-counter = Neuer Zähler
example-throughput = Durchsatz des Füllers
example-bottles = Flaschen/h
example-energy = Energie
example-filler = Füller
example-washer = Wäscher
example-lane = Bahn
example-pallets = Paletten
example-log = Protokoll prüfen
example-lab = Probe ins Labor
example-forklift = **Stapler 2** lädt.
example-back = Zurück um *12:30*
example-palletiser = Palettierer
example-curtain = Lichtvorhang

## Metric

metric-change = Wert ändern
metric-target = Ziel { $value }
metric-alarm = Alarm { $value }
metric-above-warning = über Warnwert { $value }
metric-below-warning = unter Warnwert { $value }
metric-above-alarm = über Alarmwert { $value }
metric-below-alarm = unter Alarmwert { $value }
metric-value = Wert
number-wanted = Eine Zahl eingeben, etwa 12,5.
trend-up-better = { $size } gestiegen, besser
trend-up-worse = { $size } gestiegen, schlechter
trend-down-better = { $size } gefallen, besser
trend-down-worse = { $size } gefallen, schlechter
trend-unchanged = unverändert
trend-since = { $words } seit { $time }
trend-steady = stabil seit { $span }
trend-up = { $size } mehr in { $span }
trend-down = { $size } weniger in { $span }
percent = { $number } %

## Chart

chart-add = Messwert hinzufügen
chart-role = Diagramm
chart-no-lines = Noch keine Linien: In den Einstellungen dieses Widgets lässt sich eine hinzufügen.
chart-all-off = Alle Linien sind ausgeblendet.
chart-none-in-span = Keine Messwerte in dieser Spanne.
chart-none = Noch keine Messwerte.
chart-lines = Linien
chart-span = Spanne
chart-reset = Zurück zum Neuesten
chart-line-summary = { $name }: zuletzt { $last }, niedrigster Wert { $low }, höchster { $high }.
chart-line-empty = { $name }: keine Messwerte.
chart-gap = Keine Daten von { $from } bis { $to }.
chart-from-to = { $from } bis { $to }.
chart-no-data = keine Daten { $from }–{ $to }
chart-help = Ziehen zeigt es genauer, Doppelklick geht zurück. Tasten: Pfeile lesen Werte ab, + und − zoomen, Shift und ein Pfeil verschieben, 0 geht zurück.
reading-gone = Diese Linie gibt es nicht mehr.
reading-line = Linie
reading-time = Uhrzeit, leer für jetzt
reading-now = jetzt
reading-time-about = Eine Uhrzeit von heute, etwa 14:30
reading-add = Hinzufügen
reading-time-wanted = Eine Uhrzeit wie 14:30 eingeben.
reading-future = Diese Zeit liegt noch in der Zukunft.

## Checklist

check-show-done = Erledigte zeigen
check-hide-done = Erledigte ausblenden
check-progress = { $done } von { $all } erledigt
check-nothing = Noch nichts zu tun
check-clear = Erledigte entfernen
check-removed-one = „{ $text }“ wurde entfernt.
check-removed =
    { $count ->
        [one] { $count } Punkt wurde entfernt.
       *[other] { $count } Punkte wurden entfernt.
    }
check-moved = „{ $text }“ ist jetzt { $place } von { $count }
check-add = Punkt hinzufügen
check-item = Punkt
check-remove = „{ $text }“ entfernen
check-move = „{ $text }“ verschieben
check-grip = Ziehen oder die Pfeiltasten verwenden
check-who = Wer es übernimmt
check-assign = Jemandem zuweisen
check-assigned = Übernimmt { $name }, ändern

## Counter and note

counter-steps = in Schritten von { $by }
counter-amount = Menge
counter-amount-about = Andere Menge für die Tasten
counter-not-positive = Die Menge muss über null liegen.
counter-subtract = { $by } abziehen
counter-add = { $by } hinzufügen
note-show = Nur den Text zeigen
note-edit = Text bearbeiten
note-label = Text mit Markdown
note-placeholder = **fett**, - Liste, # Überschrift
note-empty = Noch leer.

## Status

services-none = Noch keine Dienste: In den Einstellungen dieses Widgets lässt sich einer hinzufügen.
service-ok = In Ordnung
service-degraded = Eingeschränkt
service-down = Ausgefallen
service-maintenance = Wartung
service-unknown = Unbekannt
service-note = Notiz zu { $name }
service-note-add = Notiz hinzufügen
service-state = Zustand von { $name }
service-from = ab { $time }
service-since = seit { $time } ·
service-no-history = Kein Verlauf der letzten 24 h
service-history = Letzte 24 h: { $shares }

## Table

table-no-columns = Noch keine Spalten.
table-cells = Zellen
table-no-rows = Noch keine Zeilen.
table-none-contains = Keine Zeile enthält das.
table-rows =
    { $count ->
        [one] { $count } Zeile
       *[other] { $count } Zeilen
    }
table-rows-of =
    { $count ->
        [one] { $shown } von { $count } Zeile
       *[other] { $shown } von { $count } Zeilen
    }
table-title = Tabelle
table-add-row = Zeile hinzufügen
table-row = Zeile
table-add-column = Spalte hinzufügen
table-filter = Zeilen filtern
table-menu = Zeile und Spalte
table-filter-placeholder = Enthält …
table-filter-label = Zeilen mit diesem Inhalt
table-paste-too-much = Das ist zu viel auf einmal: höchstens { $most } Zellen passen. Nichts wurde geändert.
table-left-out =
    { $count ->
        [one] { $count } eingefügte Spalte passte nicht in diese Tabelle.
       *[other] { $count } eingefügte Spalten passten nicht in diese Tabelle.
    }
table-rows-removed =
    { $count ->
        [one] { $count } Zeile wurde entfernt.
       *[other] { $count } Zeilen wurden entfernt.
    }
table-new-column = Neue Spalte
table-column-removed = Die Spalte „{ $name }“ wurde entfernt.
table-cell-gone = Die Zelle wurde inzwischen entfernt, „{ $text }“ hat keinen Platz.
table-not-copied = Die Zellen konnten nicht kopiert werden.
table-column-name = Name der Spalte
table-no-row = Es gibt keine Zeile.
table-is-sorted = Die Zeilen sind sortiert: das zuerst aufheben.
table-texts = Textspalte
table-numbers = Zahlenspalte
table-row-above = Zeile darüber
table-row-below = Zeile darunter
table-row-up = Zeile nach oben (Alt+↑)
table-row-down = Zeile nach unten (Alt+↓)
table-remove-rows = Ausgewählte Zeilen entfernen
table-sort-up = Sortieren, Kleinstes zuerst
table-sort-down = Sortieren, Größtes zuerst
table-sort-none = Nicht sortiert
table-rename = Spalte umbenennen
table-column-after = Spalte danach
table-column-left = Spalte nach links (Alt+←)
table-column-right = Spalte nach rechts (Alt+→)
table-remove-column = Spalte entfernen
table-cell-pending = Noch nicht auf dem Server
table-cell-empty = leer
table-cell = { $column }, Zeile { $row }: { $text }
table-cell-waiting = { $column }, Zeile { $row }: { $text }, noch nicht auf dem Server
table-cell-changed = Inzwischen in „{ $text }“ geändert. Enter ersetzt es, Escape behält es.
table-selected =
    { $count ->
        [one] { $count } Zelle
       *[other] { $count } Zellen
    }
table-sum = { $cells } · Summe { $sum }
