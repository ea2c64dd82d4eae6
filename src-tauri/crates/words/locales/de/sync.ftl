# Glossar
#
# change        Änderung
# kept here     hier gesichert; auf diesem Computer gesichert
# synced        synchron (Zustand), synchronisiert (Vorgang)
# conflict      Konflikt; decide: entscheiden
# board         Board (das Board, die Boards)
# widget        Widget (das Widget, die Widgets)
# refused       abgelehnt
# roll back     zurücknehmen
# undo, redo    rückgängig machen, wiederholen
# token         Zugangsschlüssel
# server        Server
# reading       Messwert
# history       Verlauf
# sync centre   Sync-Zentrale
# Schalter im Infinitiv („Speichern“). Ohne Anrede, wo es geht; sonst knapp mit „Sie“ nie „du“.
# Anführungszeichen „…“, Auslassung …, schmales Leerzeichen ist nicht nötig.

## How sync stands: window, tray, notifications

status-sign-in-needed = Zum Synchronisieren anmelden
status-refused =
    { $count ->
        [one] { $count } Änderung abgelehnt · zum Entscheiden öffnen
       *[other] { $count } Änderungen abgelehnt · zum Entscheiden öffnen
    }
status-conflicts =
    { $count ->
        [one] { $count } Konflikt zu entscheiden
       *[other] { $count } Konflikte zu entscheiden
    }
status-paused-until = Pausiert bis { $time }
status-paused = Pausiert
status-offline-since = Offline seit { $time }
status-offline = Offline
status-sending =
    { $count ->
        [one] { $count } Änderung wird gesendet …
       *[other] { $count } Änderungen werden gesendet …
    }
status-catching-up = Neues wird empfangen …
status-connecting = Verbindung wird aufgebaut …
status-synced-at = Synchron · { $time }
status-synced = Synchron
status-kept-here =
    { $count ->
        [one] { $words } · { $count } Änderung hier gesichert
       *[other] { $words } · { $count } Änderungen hier gesichert
    }

## What went wrong

error-with-details = { $error } (Einzelheiten auf Englisch: { $details })
error-restarting = Der Server startet neu.
error-slow-consumer = Dieser Computer kam mit dem Server nicht mehr mit.
error-rate-limited = Zu viele Anfragen auf einmal.
error-silent = Der Server hat zu lange nichts von diesem Computer gehört.
error-replaced = Eine andere Verbindung mit derselben Kennung hat übernommen.
error-protocol-error = Server und App verstehen einander nicht.
error-unauthorized = Der Server nimmt den Zugangsschlüssel nicht an.
error-unsupported-version = Die Versionen von Server und App passen nicht zusammen.
error-frame-too-large = Eine Nachricht war zu groß für den Server.
error-unreachable = Der Server ist nicht erreichbar.
error-invalid-address = Das ist keine Adresse eines Servers.
error-invalid-command = Die App versteht nicht, was das Fenster verlangt.
error-invalid-op = Diese Änderung verstößt gegen eine Regel.
error-invalid-path = Dieses Feld kann es nicht geben.
error-invalid-value = Dieser Wert ist nicht zulässig.
error-type-mismatch = Das Feld enthält einen Wert anderer Art.
error-too-large = Das ist zu groß.
error-unknown-board = Dieses Board ist hier nicht vorhanden.
error-unknown-record = Dieses Widget ist nicht mehr vorhanden.
error-unknown-op = Diese Änderung wartet hier nicht mehr.
error-exists = Das gibt es bereits.
error-forbidden = Dieses Konto darf das nicht.
error-wrong-state = Das ist im Moment nicht möglich.
error-queue-full = Es warten schon zu viele Änderungen.
error-storage-full = Der Datenträger dieses Computers ist voll.
error-storage-failed = Die Daten auf diesem Computer lassen sich nicht lesen oder schreiben.
error-database-corrupt = Die Daten auf diesem Computer sind beschädigt.
error-database-too-new = Die Daten stammen von einer neueren Version von Tideboard.
error-server-restored = Der Server wurde aus einer Sicherung wiederhergestellt, in der einige eigene Änderungen fehlen.
error-review-needed = Änderungen haben lange gewartet und werden vor dem Senden gezeigt.
error-permission-denied = Das Recht auf eine Datei, einen Ordner oder einen Port fehlt.
error-profile-in-use = Ein anderes Programm benutzt dieses Profil.
error-port-in-use = Der Port ist belegt.
error-no-keychain = Auf diesem Computer ist kein Schlüsselbund nutzbar; der Zugangsschlüssel bleibt nur, bis Tideboard beendet wird.
error-tray = Hinweis zum Infobereich.
error-timeout = Das hat zu lange gedauert.
error-shutting-down = Tideboard wird beendet.
error-internal = Im Programm selbst ist etwas schiefgegangen.

## Changes, as they wait and in the history

op-taps-joined = { $count } Klicks als eine Änderung
op-edits-joined = { $count } Eingaben als eine Änderung
op-add = „{ $title }“ hinzufügen
op-delete = „{ $title }“ löschen
op-restore = „{ $title }“ zurückholen
op-edit = Bearbeiten
op-move = Auf dem Board verschieben
op-and-more =
    { $count ->
        [one] { $first } und { $count } weiteres Feld
       *[other] { $first } und { $count } weitere Felder
    }
op-add-entry-named =
    { $list ->
        [items] Punkt „{ $name }“ hinzufügen
        [rows] Zeile „{ $name }“ hinzufügen
        [columns] Spalte „{ $name }“ hinzufügen
        [services] Dienst „{ $name }“ hinzufügen
        [series] Reihe „{ $name }“ hinzufügen
       *[other] Eintrag „{ $name }“ hinzufügen
    }
op-add-entry =
    { $list ->
        [items] Punkt hinzufügen
        [rows] Zeile hinzufügen
        [columns] Spalte hinzufügen
        [services] Dienst hinzufügen
        [series] Reihe hinzufügen
       *[other] Eintrag hinzufügen
    }
op-remove-entry =
    { $list ->
        [items] Punkt entfernen
        [rows] Zeile entfernen
        [columns] Spalte entfernen
        [services] Dienst entfernen
        [series] Reihe entfernen
       *[other] Eintrag entfernen
    }
op-move-entry =
    { $list ->
        [items] Punkt verschieben
        [rows] Zeile verschieben
        [columns] Spalte verschieben
        [services] Dienst verschieben
        [series] Reihe verschieben
       *[other] Eintrag verschieben
    }
op-clear = { $field } leeren
op-add-readings =
    { $count ->
        [one] { $title }: { $count } Messwert hinzufügen
       *[other] { $title }: { $count } Messwerte hinzufügen
    }
op-tick = „{ $text }“ abhaken
op-untick = Haken bei „{ $text }“ entfernen
op-tick-one = Punkt abhaken
op-untick-one = Haken bei einem Punkt entfernen
op-rename = In „{ $name }“ umbenennen
op-edit-text = Text bearbeiten
op-place = Platz auf dem Board
op-noun =
    { $list ->
        [items] Punkt
        [rows] Zeile
        [columns] Spalte
        [services] Dienst
        [series] Reihe
       *[other] Eintrag
    }
op-state-waiting = wartet
op-state-sending = wird gesendet
op-state-retrying = erneut in { $span }
op-state-acknowledged = auf dem Server
op-state-held = zurückgestellt
op-state-conflict = entscheiden
op-state-offered = erneut senden?
op-state-refused = abgelehnt
op-state-gated = nicht angenommen
op-reason-held = wartet auf die Änderung darüber
op-reason-offered = der Server wurde aus einer Sicherung ohne sie wiederhergestellt
op-reason-said = „{ $message }“
change-retry = Erneut versuchen
change-roll-back = Zurücknehmen
change-send-again = Erneut senden
change-leave-out = Weglassen
change-review = Ansehen
change-edit = Im Widget bearbeiten
change-nothing-waits = Nichts wartet: Der Server hat alle Änderungen.
change-more-kept = und { $count } weitere, alle auf diesem Computer gesichert
change-not-on-server =
    { $count ->
        [one] { $count } Änderung noch nicht auf dem Server
       *[other] { $count } Änderungen noch nicht auf dem Server
    }
change-on-their-way = Änderungen unterwegs
ending-settled = wirksam
ending-rolled-back = zurückgenommen
ending-vanished = nie gesendet
ending-kept-local = meins behalten
ending-kept-remote = das andere behalten
ending-merged = zusammengeführt
ending-reminted = neu gesendet
ending-superseded = früher entschieden
ending-settled-sentence = Sie ist auf dem Server.
ending-rolled-back-sentence = Sie wurde zurückgenommen.
ending-vanished-sentence = Hinzugefügt und wieder gelöscht, bevor etwas gesendet wurde.
ending-kept-local-sentence = Beide haben es geändert; der eigene Wert wurde behalten.
ending-kept-remote-sentence = Beide haben es geändert; der andere Wert wurde behalten.
ending-merged-sentence = Beide haben es geändert; beides wurde zusammengeführt.
ending-reminted-sentence = Sie wurde abgelehnt und als neue Änderung erneut gesendet.
ending-superseded-sentence = Sie wurde zusammen mit einer früheren Änderung entschieden.
history-bring-mine = Meins zurückholen
history-bring-theirs = Das andere zurückholen
history-bring-before = Vorherigen Stand zurückholen
history-removed = entfernt
history-readings =
    { $count ->
        [one] { $count } Messwert
       *[other] { $count } Messwerte
    }
history-today = Heute
history-which = Welche Änderungen
history-lost = Unterlegen, zusammengeführt, zurückgenommen
history-all = Alle eigenen
history-reading = Wird gelesen …
history-none-ended = In den letzten 30 Tagen wurde keine eigene Änderung abgeschlossen.
history-none-lost = In den letzten 30 Tagen ist nichts Eigenes unterlegen, zusammengeführt oder zurückgenommen worden.
history-older = Ältere anzeigen
history-brought-back = In „{ $title }“ zurückgeholt.
history-before = Vorher
history-mine = Meins
history-theirs = Anderes
history-more-fields =
    { $count ->
        [one] und { $count } weiteres Feld
       *[other] und { $count } weitere Felder
    }

## Why something is not synced

why-nothing-waits = Nichts wartet auf das Senden.
why-safe =
    { $count ->
        [one] { $count } Änderung ist auf diesem Computer sicher.
       *[other] { $count } Änderungen sind auf diesem Computer sicher.
    }
why-synced = Alles ist synchron: Der Server hat alle eigenen Änderungen, und zu sehen ist sein neuester Stand.
why-sending = Die Änderungen sind gerade unterwegs; es ist nichts zu tun.
why-catching-up = Änderungen anderer treffen gerade ein; es ist nichts zu tun.
why-connecting = Die Verbindung wird gerade aufgebaut; die Änderungen folgen von selbst.
why-paused-until = Die Synchronisierung ist bis { $time } pausiert. { $kept } „Fortsetzen“ macht sofort weiter.
why-paused = Die Synchronisierung ist pausiert, bis sie fortgesetzt wird. { $kept } „Fortsetzen“ macht sofort weiter.
why-sign-in = Der Server nimmt den Zugangsschlüssel dieses Computers nicht mehr an. { $kept } Nach dem Anmelden mit einem neuen Schlüssel wird gesendet.
why-conflict = Derselbe Wert wurde hier und von jemand anderem unterschiedlich geändert. „Entscheiden“ führt zur Auswahl; alles andere wird weiter synchronisiert.
why-cause = { $cause } { $kept }
why-refused = Der Server hat eine Änderung abgelehnt; der Grund steht unten daneben. Erneut versuchen oder zurücknehmen: Bis dahin bleibt sie hier gesichert.
why-unreachable = Der Server ist nicht erreichbar.
why-next-now = Der nächste Versuch läuft.
why-next-in = Der nächste Versuch folgt in { $span }.
why-next-connecting = Ein Versuch läuft gerade.
why-next-refused = Warten hilft hier nicht.
why-next-itself = Es wird von selbst erneut versucht.
why-offline-since = Keine Verbindung seit { $time }: { $cause } { $kept } { $next } „Jetzt versuchen“ verbindet sofort.
why-offline = Keine Verbindung: { $cause } { $kept } { $next } „Jetzt versuchen“ verbindet sofort.
why-change-offline = Wartet auf die Verbindung und wird gesendet, sobald es eine gibt.
why-change-paused = Wartet, weil die Synchronisierung pausiert ist.
why-change-sign-in = Wartet auf die erneute Anmeldung.
why-change-turn = Ist gleich an der Reihe und wird dann gesendet.
why-change-sending = Ist unterwegs; der Server hat noch nicht geantwortet.
why-change-acknowledged = Ist auf dem Server; nur die Rückmeldung fehlt noch.
why-change-busy = Der Server war ausgelastet; in { $span } wird erneut gesendet.
why-change-held = Wartet auf die Änderung desselben Widgets darüber.
why-change-conflict = Jemand anderes hat denselben Wert geändert; eine Entscheidung ist nötig.
why-change-offered = Sie war schon auf dem Server, doch er wurde aus einer Sicherung wiederhergestellt, in der sie fehlt. Erneut senden oder weglassen.
why-change-refused = Der Server hat sie abgelehnt: { $message } Erneut versuchen oder zurücknehmen.
why-change-gated = Das Board nimmt sie zurzeit nicht an: { $message } Sobald sich das ändert, wird sie gesendet.
press-retry-now = Jetzt versuchen
press-send-now = Jetzt senden
press-resume = Fortsetzen
press-sign-in = Anmelden …
press-decide = Entscheiden

## Sync centre

centre-open = Sync-Zentrale öffnen
centre-changes = Änderungen
centre-conflicts = Konflikte
centre-counted = { $words } { $count }
centre-away = Abwesenheit
centre-history = Verlauf
centre-why = Warum nicht?
away-nothing = Während der Abwesenheit ist nichts geschehen.
away-span = Von { $from } bis { $to }
away-by-others = Von anderen geändert
away-more =
    { $count ->
        [one] und { $count } weiteres Widget
       *[other] und { $count } weitere Widgets
    }
away-decide = Konflikte entscheiden
away-refused = Abgelehnte Änderungen ansehen
away-merges = Zusammengeführtes ansehen
away-on-board = { $about } · auf { $board }
away-others-changed =
    { $count ->
        [one] andere haben { $count } Widget geändert
       *[other] andere haben { $count } Widgets geändert
    }
away-applied =
    { $count ->
        [one] { $count } eigene Änderung ist wirksam
       *[other] { $count } eigene Änderungen sind wirksam
    }
away-merged =
    { $count ->
        [one] { $count } wurde mit anderen zusammengeführt
       *[other] { $count } wurden mit anderen zusammengeführt
    }
away-conflicts =
    { $count ->
        [one] { $count } Konflikt wartet auf eine Entscheidung
       *[other] { $count } Konflikte warten auf eine Entscheidung
    }
away-refusals =
    { $count ->
        [one] { $count } abgelehnte Änderung wartet auf eine Entscheidung
       *[other] { $count } abgelehnte Änderungen warten auf eine Entscheidung
    }
away-new = neu
away-changed = geändert
away-moved = verschoben
away-deleted = gelöscht
away-somebody-then-you = erst jemand anders, dann hier
away-fields =
    { $count ->
        [one] { $count } Feld
       *[other] { $count } Felder
    }
away-title = Während der Abwesenheit
away-since = Seit { $time }, während der Abwesenheit:
away-show = Anzeigen
review-label = Alte Änderungen
review-since =
    { $count ->
        [one] { $count } Änderung wartet hier seit { $time } und wurde noch nicht gesendet.
       *[other] { $count } Änderungen warten hier seit { $time } und wurden noch nicht gesendet.
    }
review-waited =
    { $count ->
        [one] { $count } Änderung wartet hier und wurde noch nicht gesendet.
       *[other] { $count } Änderungen warten hier und wurden noch nicht gesendet.
    }
review-look = Bitte prüfen, ob sie noch passen; was nicht mehr passt, lässt sich zurücknehmen.
offered-lacks =
    { $count ->
        [one] Der Server wurde aus einer Sicherung wiederhergestellt, in der eine eigene Änderung fehlt.
       *[other] Der Server wurde aus einer Sicherung wiederhergestellt, in der { $count } eigene Änderungen fehlen.
    }
offered-both-ways = Sie waren schon wirksam. Erneut senden oder weglassen; Weggelassenes bleibt 30 Tage im Verlauf.
offered-send =
    { $count ->
        [one] Erneut senden
       *[other] Alle erneut senden
    }
offered-leave =
    { $count ->
        [one] Weglassen
       *[other] Alle weglassen
    }
offered-sent =
    { $count ->
        [one] { $count } Änderung wird erneut gesendet.
       *[other] { $count } Änderungen werden erneut gesendet.
    }
offered-left =
    { $count ->
        [one] { $count } Änderung weggelassen.
       *[other] { $count } Änderungen weggelassen.
    }
travel-title = Ungesendete Änderungen in einer Datei
travel-about = Bleibt dieser Computer ohne Verbindung, lassen sich ungesendete Änderungen in einer geschützten Datei mitnehmen.
travel-out = Ungesendete Änderungen in Datei sichern
travel-out-open = Ungesendete Änderungen in Datei sichern …
travel-in = Änderungen aus Datei übernehmen
travel-in-open = Änderungen aus Datei übernehmen …
travel-out-about = Die Datei kommt in den Download-Ordner. Nur die Passphrase öffnet sie. Die Änderungen bleiben auch hier; es schadet nicht, wenn beide Computer sie senden.
travel-passphrase = Passphrase, mindestens 8 Zeichen
travel-again = Noch einmal dieselbe
travel-saving = Wird gesichert …
travel-save = Datei sichern
travel-saved =
    { $count ->
        [one] { $count } Änderung ist in der Datei.
       *[other] { $count } Änderungen sind in der Datei.
    }
travel-next = Auf dem anderen Computer die Sync-Zentrale öffnen, „Änderungen aus Datei übernehmen“ wählen und dieselbe Passphrase eingeben.
travel-copy-place = Speicherort kopieren
travel-choose-file = Zuerst die Datei auswählen.
travel-file = Datei, ihr Name endet auf .age
travel-its-passphrase = Passphrase der Datei
travel-take = Übernehmen
travel-nothing-new = Nichts Neues: Alle enthaltenen Änderungen waren hier schon bekannt.
travel-came =
    { $count ->
        [one] { $count } Änderung wurde übernommen und wird gesendet.
       *[other] { $count } Änderungen wurden übernommen und werden gesendet.
    }
travel-known =
    { $count ->
        [one] { $count } weitere war schon bekannt.
       *[other] { $count } weitere waren schon bekannt.
    }
travel-too-short = Eine Passphrase hat mindestens 8 Zeichen.
travel-not-same = Die beiden stimmen nicht überein.

## Conflicts

conflict-none = Keine Konflikte: Niemand hat denselben Wert geändert.
conflict-decide-alike = Alle gleich entscheiden, nach einem Blick auf die Folgen:
conflict-keep-mine-all = Alles von mir behalten …
conflict-keep-theirs-all = Alles von der anderen Seite behalten …
conflict-policy-label = Künftige Konflikte ({ $kinds }):
conflict-by-at = meins / anderes ({ $name }, { $time })
conflict-by-somebody = meins / anderes (jemand anderes)
conflict-keep-it = behalten
conflict-deleted = gelöscht
conflict-decided-count =
    { $count ->
        [one] { $count } Konflikt entschieden.
       *[other] { $count } Konflikte entschieden.
    }
conflict-all-mine = Überall meins behalten
conflict-all-theirs = Überall das andere behalten
conflict-marked-stays = Was oben markiert ist, bleibt. Nichts geht verloren: Die anderen Werte bleiben 30 Tage erhalten, und einmal Rückgängig nimmt alles zurück.
conflict-to-decide =
    { $count ->
        [one] { $count } Konflikt zu entscheiden
       *[other] { $count } Konflikte zu entscheiden
    }
conflict-decided = Entschieden: „{ $title }“.
conflict-gone = Hier ist nichts mehr zu entscheiden
conflict-gone-about = Dieser Konflikt hat sich inzwischen erledigt: Er wurde anderswo entschieden, oder beide Seiten sind gleich geworden. Was ersetzt wurde, steht im Verlauf.
conflict-next-left = Nächster Konflikt (noch { $count })
conflict-nothing-lost = Nichts geht verloren: Die anderen Werte bleiben 30 Tage erhalten.
conflict-later = Später entscheiden
conflict-choose-first = Zuerst in jeder Zeile einen Wert auswählen
conflict-apply = Ergebnis übernehmen
conflict-somebody = jemand anderes
conflict-before-about = wovon beide ausgingen
conflict-mine-of = Meins · { $name }
conflict-theirs-of = Anderes · { $name }
conflict-several = mehrere Personen
conflict-result = Ergebnis
conflict-result-about = was daraus wird
conflict-heading-deletion = { $title } – behalten oder löschen
conflict-heading =
    { $count ->
        [one] { $title } – { $count } Wert zu entscheiden
       *[other] { $title } – { $count } Werte zu entscheiden
    }
conflict-you-deleted = Hier auf { $device } um { $time } gelöscht.
conflict-you-restored = Hier auf { $device } um { $time } zurückgeholt.
conflict-you-changed = Hier auf { $device } um { $time } geändert.
conflict-they-deleted = Von { $name } um { $time } gelöscht.
conflict-they-changed = Von { $name } um { $time } geändert.
conflict-somebody-changed = Inzwischen hat jemand anderes es geändert.
conflict-rest-merged = Alles andere wurde zusammengeführt.
conflict-story = { $own } { $theirs }
conflict-story-merged = { $own } { $theirs } { $rest }
conflict-delete-it = Löschen
conflict-keep-with-theirs = Mit den anderen Änderungen behalten
conflict-bring-back = Zurückholen
conflict-leave-deleted = Gelöscht lassen
conflict-bring-back-mine = Mit meiner Änderung zurückholen
conflict-keep-mine = Alles von mir behalten
conflict-keep-theirs = Alles von der anderen Seite behalten
conflict-previous = Vorheriger Konflikt
conflict-next = Nächster Konflikt
conflict-place = { $place } von { $count }
conflict-choose = auswählen
conflict-result-edit = Ergebnis zum Bearbeiten
conflict-put-together = Zusammengeführt
conflict-one-after-other = Hintereinander
conflict-result-of = { $field }: Ergebnis
policy-ask = nachfragen
policy-mine = meins behalten
policy-theirs = das andere behalten
kinds-metric = Kennzahlen
kinds-chart = Diagramme
kinds-table = Tabellen
kinds-checklist = Checklisten
kinds-note = Notizen
kinds-status = Statuslisten
kinds-counter = Zähler
kinds-other = Widgets der Art { $kind }

## Everywhere

common-close = Schließen
common-close-esc = Schließen (Esc)
common-dismiss = Ausblenden
common-saving = Wird gespeichert …
common-back = Zurück
common-copy = Kopieren
common-copied = Kopiert
common-not-copied = Nicht kopiert
file-choose = Auswählen …
file-none = Noch keine ausgewählt
advice-retry = Bitte erneut versuchen.
advice-sign-in = Mit einem gültigen Zugangsschlüssel anmelden.
advice-upgrade = Eine neuere Version von Tideboard installieren.
advice-wait = Das gibt sich von selbst: einen Moment warten.
advice-contact-admin = Bitte an die Betreuung des Servers wenden.
advice-fix-input = Bitte die Eingabe prüfen.
advice-free-space = Auf dem Datenträger dieses Computers Platz schaffen.
advice-close-other = Zuerst das andere Programm schließen.
error-schema-unknown = Der Server kennt diese Art von Widget nicht.
error-op-reuse = Eine andere Änderung trägt schon diese Nummer.
error-stale-op = Die Änderung ist zu alt, um noch angenommen zu werden.

## The indicator and its details

sync-details = Stand der Synchronisierung
sync-no-server = noch kein Server
sync-last = Zuletzt synchron
sync-never = noch nie
sync-kept = Hier gesichert
sync-sent = Gesendet
sync-sent-of = { $done } von { $all } auf dem Server
sync-received = Empfangen
sync-received-of = { $percent } % empfangen
sync-kept-none = nichts, was noch zu senden ist
sync-kept-some =
    { $count ->
        [one] { $count } Änderung noch nicht auf dem Server
       *[other] { $count } Änderungen noch nicht auf dem Server
    }
sync-kept-refused = { $kept }, { $refused } abgelehnt
sync-trying =
    { $count ->
        [one] Versucht es jetzt, nach { $count } Versuch.
       *[other] Versucht es jetzt, nach { $count } Versuchen.
    }
sync-next =
    { $count ->
        [one] Bisher { $count } Versuch. Der nächste in { $span }.
       *[other] Bisher { $count } Versuche. Der nächste in { $span }.
    }
sync-pause = Pausieren
sync-pause-15 = 15 min
sync-pause-60 = 1 h
sync-pause-until = Bis auf Weiteres
sign-in-token = Neuer Zugangsschlüssel
sign-in-doing = Meldet an …
sign-in-do = Anmelden
trouble-foreign-page = Diese Seite gehört in das Fenster der App Tideboard.
## Names of fields, as changes say them

field-name =
    { $field ->
        [text] Text
        [done] Erledigt
        [assignee] Zuständig
        [note] Notiz
        [state] Zustand
        [since] Seit
        [name] Name
        [color] Farbe
        [value] Wert
        [unit] Einheit
        [target] Ziel
        [warn] Warnung
        [alarm] Alarm
        [direction] Richtung
        [style] Stil
        [range] Spanne
        [step] Schritt
        [title] Titel
        [type] Art
        [order] Reihenfolge
        [stale_after_s] Veraltet nach s
       *[other] { $name }
    }

## The drawer of the sync centre

centre-title = Sync-Zentrale
