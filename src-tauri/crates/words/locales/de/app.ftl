## Everywhere

common-cancel = Abbrechen
common-undo = Rückgängig
common-done = Fertig
common-delete = Löschen
common-save = Speichern
common-remove = Entfernen
common-yes = ja
common-no = nein

## First start

first-welcome = Willkommen bei Tideboard
first-lead = Ein gemeinsames Board, das auch dann stimmt, wenn das Netz es nicht tut. Wo soll es liegen?
first-try = Auf diesem Computer ausprobieren
first-trying = Startet auf diesem Computer …
first-try-about = Aktuelle Messwerte dieses Rechners und ein paar Dinge zum Bearbeiten. Nichts verlässt ihn.
first-join = Einem Server beitreten
first-join-about = Adresse und Zugangsschlüssel liegen vor.
first-host = Für das Team bereitstellen
first-host-about = Dieser Computer wird zum Server; andere im Netz treten bei.
host-about = Der Server läuft, solange Tideboard läuft, auch wenn das Fenster im Infobereich liegt.
host-port = Port
host-port-wrong = Ein Port ist eine Zahl von 0 bis 65535.
host-port-about = Dort ist dieser Computer für andere erreichbar. 0: irgendein freier.
host-starting = Startet …
host-start = Bereitstellung starten
host-ready = Das Team kann jetzt beitreten
host-ready-about = Dafür „Einem Server beitreten“ wählen und eine dieser Adressen und den Schlüssel eingeben. Wer den Schlüssel hat, kann bearbeiten: nur vertraulich weitergeben.
host-addresses =
    { $count ->
        [one] Adresse
       *[other] Adressen
    }
host-token = Schlüssel
host-open = Board öffnen
join-address = Adresse
join-token = Zugangsschlüssel
join-testing = Prüft …
join-test = Verbindung prüfen
join-joining = Tritt bei …
join-do = Beitreten
join-answers = Der Server antwortet.
join-you-are = Angemeldet als
join-boards = Boards
join-boards-none = noch keine
join-took = Antwortzeit
milliseconds = { $ms } ms

## Top bar, menus and dialogs

bar-boards = Boards
bar-boards-none = Auf diesem Server gibt es noch keine Boards.
bar-this-board = Dieses Board
bar-view-only = nur ansehen
bar-none-open = Kein Board ist offen.
bar-read-only = Dieses Board kann nur angesehen werden.
bar-owner-only = Nur wem ein Board gehört, kann es löschen.
bar-owners-make-boards = Auf diesem Server können nur Eigentümer Boards anlegen.
bar-add-widget = Widget hinzufügen …
bar-arrange = Anordnen
bar-rename = Umbenennen …
bar-duplicate = Duplizieren …
bar-save = In eine Datei speichern
bar-delete = Löschen …
bar-new = Neues Board …
bar-from-file = Board aus einer Datei …
bar-search = Suchen oder springen …
bar-also-here = Auch hier
notices-title = Hinweise
notice-no-tray = Diese Arbeitsumgebung zeigt keine Symbole im Infobereich; das Schließen des Fensters beendet Tideboard. Eingegebenes geht nicht verloren.
notice-close-to-tray = Beim Schließen des Fensters bleibt Tideboard im Infobereich und synchronisiert weiter. Noch einmal schließen blendet es aus; „Beenden“ im Menü des Symbols beendet Tideboard.
notice-safe-graphics = Beim letzten Mal blieb das Fenster leer; deshalb wird es jetzt ohne die Grafikkarte gezeichnet. Um die Grafikkarte wieder zu verwenden, die in den Einzelheiten genannte Datei löschen.
notice-board-link = Dieser Link führt zu keinem Board. Ein Link zu einem Board lautet tideboard://board/, gefolgt von der ID des Boards.
notice-link = Ein Link ließ sich nicht öffnen.
notice-keychain-trouble = Mit dem Zugangsschlüssel, den dieser Computer aufbewahrt, gibt es ein Problem.
notice-token-file = Damit er länger bleibt, kann er in einer Datei auf diesem Computer liegen. Wer die Dateien dieses Kontos lesen kann, kann dann den Zugangsschlüssel benutzen.
notice-token-file-do = In einer Datei auf diesem Computer aufbewahren
toast-not-saved = Nicht gespeichert. { $error }
undo-done = Zurückgenommen.
undo-partly =
    { $count ->
        [one] Zurückgenommen bis auf { $count } Feld, das inzwischen jemand anders geändert hat.
       *[other] Zurückgenommen bis auf { $count } Felder, die inzwischen jemand anders geändert hat.
    }
redo-done = Wiederholt.
redo-partly =
    { $count ->
        [one] Wiederholt bis auf { $count } Feld, das inzwischen jemand anders geändert hat.
       *[other] Wiederholt bis auf { $count } Felder, die inzwischen jemand anders geändert hat.
    }

## Search and commands

palette-title = Suchen oder springen
palette-label = Boards, Widgets und Befehle suchen
palette-placeholder = Boards, Widgets, Wörter darin, Befehle …
palette-found = Gefunden
palette-nothing = Nichts auf diesem Computer enthält diese Wörter.
palette-in = in „{ $title }“ · { $board }
palette-on = Widget auf { $board }
palette-more = Mehr als { $count } Widgets enthalten diese Wörter. Weitere Buchstaben grenzen die Suche ein.
palette-board = Board
palette-widget = Widget
palette-command = Befehl
command-arrange = Board anordnen
command-undo = Meine letzte Änderung rückgängig machen
command-redo = Wiederholen
command-save = Board in eine Datei speichern
command-print = Board drucken
command-sync = Stand der Synchronisierung
command-why = Warum ist etwas nicht synchronisiert?
command-conflicts = Offene Konflikte
command-history = Verlauf: etwas zurückholen
command-sync-now = Jetzt synchronisieren
command-resume = Synchronisierung fortsetzen
command-pause = Synchronisierung pausieren, bis sie fortgesetzt wird

## Keys

keys-title = Tastenkürzel
keys-anywhere = Überall
keys-search = Suchen, springen, ausführen
keys-kiosk = Nur das Board
keys-list = Diese Liste
keys-close = Offenes schließen
keys-arrows = Pfeile
keys-shift-arrows = Shift Pfeile
keys-delete = Entf
keys-pick = Aufnehmen, ablegen
keys-move = Bewegen
keys-resize = Größe ändern
keys-put-back = Zurückstellen
keys-delete-widget = Widget löschen
keys-tables = Tabellen
keys-cells = Von Zelle zu Zelle gehen
keys-edit = Bearbeiten; noch einmal Enter speichert und geht nach unten
keys-save-right = Speichern und nach rechts gehen
keys-copy = Zellen kopieren und einfügen, auch aus einer Tabellenkalkulation
keys-empty = Zelle leeren
keys-lists = Listen und Diagramme
keys-move-item = Punkt verschieben
keys-read-chart = Diagramm Punkt für Punkt ablesen
keys-zoom = Diagramm zoomen, alles zeigen

## Settings

settings-title = Einstellungen
settings-connection = Verbindung
settings-conflicts = Synchronisierung und Konflikte
settings-appearance = Darstellung
settings-computer = Dieser Computer
settings-about = Über
about-version = Tideboard { $version }
about-report = Für eine Meldung
about-report-about = Versionen, Ordner und Dateigrößen; kein Zugangsschlüssel und nichts von den Boards.
about-copy = Alles kopieren
looks-language = Sprache
looks-colours = Farben
looks-system = Wie das System
looks-light = Hell
looks-dark = Dunkel
looks-room = Abstände
looks-compact = Kompakt: mehr auf dem Bildschirm
looks-usual = Üblich
looks-roomy = Großzügig: leichter zu treffen
looks-contrast = Hoher Kontrast
looks-motion = Bewegung verringern
looks-otherwise = Sonst so, wie das System es vorgibt.
device-name = Name dieses Geräts, wie andere ihn sehen
device-name-missing = Ein Gerät braucht einen Namen.
tray-look-title = Was das Symbol im Infobereich zeigt
tray-look-panel = Die Leiste der Arbeitsumgebung mit dem Symbol von Tideboard
tray-look-synced = Synchron
tray-look-synced-about = alles ist gesendet und empfangen
tray-look-syncing = Synchronisiert
tray-look-syncing-about = verbindet sich, sendet oder empfängt
tray-look-offline = Offline
tray-look-offline-about = keine Verbindung; Änderungen bleiben hier gesichert
tray-look-conflict = Konflikt
tray-look-conflict-about = zwei Werte warten auf eine Entscheidung
tray-look-attention = Etwas ist zu tun
tray-look-attention-about = eine Änderung wurde abgelehnt, oder der Datenträger ist voll
close-to-tray = Beim Schließen des Fensters bleibt Tideboard im Infobereich
close-to-tray-about = Dort synchronisiert es weiter; „Beenden“ im Menü des Symbols beendet es.
close-to-tray-none = Diese Arbeitsumgebung zeigt keinen Infobereich: Schließen beendet.
clash-about = Wird derselbe Wert hier und von jemand anderem geändert, wird nachgefragt. Wo sich das für eine Art von Widget nicht lohnt, kann eine Seite von selbst gewinnen; die andere bleibt 30 Tage im Verlauf. Bei Löschungen wird immer nachgefragt.
review-label-after = Nach einer Zeit ohne Verbindung ungesendete Änderungen vor dem Senden zeigen
review-hours =
    { $count ->
        [one] älter als { $count } Stunde
       *[other] älter als { $count } Stunden
    }
review-1-hour = älter als 1 Stunde
review-8-hours = älter als 8 Stunden
review-1-day = älter als 1 Tag
review-1-week = älter als 1 Woche
review-never = nie
server-title = Server
server-user = Angemeldet als
server-nobody = noch niemand
server-now = Stand
server-program = Serverprogramm
server-sign-in-again = Neu anmelden …
server-sign-out = Abmelden …
server-other = Anderer Server
server-other-about = Boards und ungesendete Änderungen dieses Servers bleiben auf diesem Computer.
server-invite = Jemanden einladen …
server-host = Für das Team bereitstellen …
server-join = Einem Server beitreten …
server-none = noch keiner
server-local = in dieser App, für diesen Computer
server-hosting = in dieser App, Port { $port }
sign-out-about = Der Zugangsschlüssel wird vergessen. Was der Server hat, bleibt dort.
sign-out-do = Abmelden
sign-out-unsent =
    { $count ->
        [one] { $count } Änderung ist noch nicht auf dem Server.
       *[other] { $count } Änderungen sind noch nicht auf dem Server.
    }
sign-out-choice = Hier behalten, werden sie nach erneuter Anmeldung unter demselben Namen gesendet. Verworfen, werden sie zurückgenommen, außer solchen, die den Server erreicht haben könnten.
sign-out-keep = Behalten und abmelden
sign-out-save = Erst in eine Datei speichern …
sign-out-discard = Verwerfen und abmelden

## Everywhere, too

common-try-again = Erneut versuchen

## Tray

tray-sync-now = Jetzt synchronisieren
tray-pause = Pausieren
tray-pause-15 = Für 15 Minuten
tray-pause-60 = Für 1 Stunde
tray-pause-until = Bis auf Weiteres
tray-resume = Fortsetzen
tray-open = Tideboard öffnen
tray-settings = Einstellungen
tray-no-conflicts = Konflikte …
tray-conflicts = Konflikte ({ $count }) …
tray-no-refused = Fehlgeschlagene Änderungen …
tray-refused = Fehlgeschlagene Änderungen ({ $count }) …
tray-quit = Beenden
tray-quit-kept =
    { $count ->
        [one] Beenden · { $count } Änderung bleibt auf diesem Computer
       *[other] Beenden · { $count } Änderungen bleiben auf diesem Computer
    }

## Notifications, starting, data

settings-notifications = Benachrichtigungen
settings-data = Daten
notify-about = Ist dieses Fenster nicht im Blick, meldet die Arbeitsumgebung, was eine Entscheidung braucht, alles in einer Benachrichtigung. Dass Änderungen gesendet oder empfangen wurden, wird nie gemeldet.
notify-conflicts = Konflikte zu entscheiden
notify-conflicts-about = Derselbe Wert wurde hier und anderswo geändert.
notify-refused = Abgelehnte Änderungen
notify-refused-about = Der Server hat eine Änderung nicht angenommen.
notify-sign-in = Neue Anmeldung nötig
notify-sign-in-about = Bis dahin bleiben Änderungen auf diesem Computer.
notify-offline = Änderungen, die nicht gesendet werden können
notify-offline-about = Nach 15 Minuten ohne Verbindung.
notify-open = Öffnen
login-start = Tideboard bei der Anmeldung am Computer starten
login-start-tray = Im Infobereich, ohne Fenster, damit von Anfang an gesendet und empfangen wird.
login-start-window = Mit dem Fenster, da diese Arbeitsumgebung keinen Infobereich zeigt.
login-start-moved = Nicht bei diesem Start: Eine Variable sagt, wo seine Daten liegen, und ein Start bei der Anmeldung würde sie nicht kennen.
data-back-up = Sichern
data-back-up-about = Boards, ungesendete Änderungen, Verlauf und Einstellungen kommen in einen neuen Ordner unter den Downloads. Zugangsschlüssel nicht.
data-back-up-now = Jetzt sichern
data-backing-up = Wird gesichert …
data-saved-as = Gespeichert als
data-restore = Wiederherstellen
data-restore-about = Eine Sicherung ersetzt, was hier ist. Änderungen darin, die inzwischen gesendet wurden, zählen nicht doppelt.
data-restore-choose = Sicherung auswählen …
data-restore-now = Wiederherstellen
data-restore-title = Sicherung wiederherstellen
data-restore-aside = Was jetzt hier ist, wird in Tideboards eigenem Ordner aufgehoben und lässt sich wie eine Sicherung wiederherstellen.
data-found-boards =
    { $count ->
        [one] { $count } Board
       *[other] { $count } Boards
    }
data-found-unsent =
    { $count ->
        [one] { $count } ungesendete Änderung
       *[other] { $count } ungesendete Änderungen
    }
data-found = { $boards }, { $unsent }
data-found-server = { $boards }, { $unsent } und der Server in der App
data-erase = Abmelden und löschen
data-erase-about = Zugangsschlüssel, Boards, ungesendete Änderungen, Verlauf und Einstellungen werden von diesem Computer gelöscht. Was ein Server hat, bleibt dort.
data-erase-final = Das lässt sich nicht rückgängig machen.
data-erase-unsent =
    { $count ->
        [one] { $count } Änderung ist noch nicht auf dem Server und geht verloren.
       *[other] { $count } Änderungen sind noch nicht auf dem Server und gehen verloren.
    }
data-erase-server = Der Server läuft in dieser App: Seine Boards werden für alle gelöscht.
data-erase-now = Alles löschen
data-erase-open = Abmelden und löschen …
