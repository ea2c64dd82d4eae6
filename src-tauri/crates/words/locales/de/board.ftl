## The open board

board-choose = Oben links ein Board auswählen.
board-none-on-server = Auf diesem Server gibt es noch keine Boards. Das erste lässt sich oben links anlegen.
board-none-open = Kein Board ist offen
board-waits = Das Board wird empfangen …
board-missing-title = Dieses Board ist noch nicht auf diesem Computer
board-missing = Es erscheint, sobald dieser Computer mit dem Server verbunden ist.
board-empty-view = Widgets, die jemand hinzufügt, erscheinen hier sofort.
board-empty-title = Auf diesem Board ist noch nichts
board-empty-edit = Das erste Widget hinzufügen; alle auf diesem Board sehen es.
board-add-widget = Widget hinzufügen
board-made-title = Titel
board-new = Neues Board
board-create = Anlegen
board-rename = Board umbenennen
board-rename-do = Umbenennen
board-duplicate = Board duplizieren
board-duplicate-do = Duplizieren
copy-of = { $title } (Kopie)
board-needs-title = Ein Board braucht einen Titel.
board-delete = Board löschen
board-delete-about =
    { $count ->
        [one] „{ $title }“ mit { $count } Widget wird für alle auf diesem Server gelöscht. Es lässt sich hier nicht zurückholen.
       *[other] „{ $title }“ mit { $count } Widgets wird für alle auf diesem Server gelöscht. Es lässt sich hier nicht zurückholen.
    }
board-delete-keep = Behalten
board-delete-all = Für alle löschen
board-from-file = Board aus einer Datei
board-file-name = Datei, ihr Name endet auf .tideboard.json
board-file-title =
    { $count ->
        [one] Titel des neuen Boards mit { $count } Widget
       *[other] Titel des neuen Boards mit { $count } Widgets
    }
board-file-make = Board anlegen
board-file-too-large = Das ist zu groß: Ein Board in einer Datei hat höchstens { $most } MB.
board-file-no-json = Das ist kein Board: Die Datei ist kein JSON oder sie ist abgeschnitten (Zeile { $line }).
board-file-foreign = Das ist JSON, aber kein von Tideboard gespeichertes Board.
board-file-newer = Die Datei wurde von einer neueren Version von Tideboard gespeichert.
board-file-damaged = Die Datei ist beschädigt: { $error }.
board-file-too-many = Ein Board in einer Datei hat höchstens { $most } Widgets.
board-file-widget = Widget { $place } („{ $title }“) kann nicht übernommen werden: { $error }.
board-saved-in = Gespeichert in { $file }
file-too-large = Die Datei ist zu groß: mehr als 256 MB.
file-unreadable = Die Datei kann nicht gelesen werden.
widget-added = { $name } wurde hinzugefügt.
widget-deleted = „{ $title }“ wurde gelöscht.

## Arranging the board

arrange-title = Anordnen
arrange-place = Spalte { $column } von { $columns }, Zeile { $row }, { $width } breit, { $height } hoch
arrange-help = Eine Karte oder ihre Ecke ziehen. Mit der Tastatur: Enter nimmt auf, Pfeile bewegen, Shift und Pfeile ändern die Größe, Enter legt ab, Esc stellt zurück.
arrange-grip = { $title }: Spalte { $column }, Zeile { $row }, { $width } breit, { $height } hoch
arrange-delete = „{ $title }“ löschen

## The first board

starter-title = Dieser Computer
starter-processor = Prozessor
starter-memory = Arbeitsspeicher
starter-disk = Festplatte
starter-received = Netz: empfangen
starter-sent = Netz: gesendet
starter-history = Prozessor und Arbeitsspeicher
starter-steps = Erste Schritte
starter-step-figures = Zusehen, wie sich die Werte dieses Computers bewegen
starter-step-tick = Diese Zeile abhaken
starter-step-note = Die Notiz ändern
starter-step-coffee = Eine Tasse Kaffee zählen
starter-step-pause = Synchronisierung pausieren und dann etwas ändern
starter-machines = Maschinen (Beispiel)
starter-pasteuriser = Pasteurisierer
starter-exchanger = Wärmetauscher beobachten
starter-labeller = Etikettierer
starter-roll = neue Rolle
starter-buffer = Paletten im Puffer (Beispiel)
starter-product = Produkt
starter-mineral-large = Mineralwasser 0,75
starter-mineral-small = Mineralwasser 0,5
starter-lemon = Zitrone 0,5
starter-coffee = Tassen Kaffee
starter-welcome = Willkommen
starter-welcome-live = Hier ist alles **live**: Die Werte kommen einmal in der Sekunde von diesem Computer.
starter-welcome-safe = Alles lässt sich ändern. Jede Änderung ist auf der Festplatte dieses Computers gesichert, bevor sie zu sehen ist.
starter-welcome-away = Netz trennen, weiterarbeiten, Netz wieder verbinden: Nichts geht verloren.
starter-welcome-team = Andere können mitmachen: in den Einstellungen *Für das Team bereitstellen* wählen.
