<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>One long</source>
        <translation>Einmal lang</translation>
    </message>
    <message>
        <source>Two short</source>
        <translation>Zweimal kurz</translation>
    </message>
    <message>
        <source>Three short</source>
        <translation>Dreimal kurz</translation>
    </message>
    <message>
        <source>Long and short</source>
        <translation>Lang und kurz</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>Gleichmäßig</translation>
    </message>
    <message>
        <source>The command &apos;{program}&apos; for calls cannot be started ({reason}).</source>
        <translation>Der Befehl „{program}“ für Anrufe kann nicht gestartet werden ({reason}).</translation>
    </message>
    <message>
        <source>The command &apos;{program}&apos; for calls took longer than {reason} s.</source>
        <translation>Der Befehl „{program}“ für Anrufe hat länger als {reason} s gebraucht.</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a name</source>
        <translation>„{name}“ ist kein Name</translation>
    </message>
    <message>
        <source>the secret of {name} is damaged</source>
        <translation>das Geheimnis von {name} ist beschädigt</translation>
    </message>
    <message>
        <source>the words of {name} are damaged</source>
        <translation>die Wörter von {name} sind beschädigt</translation>
    </message>
    <message>
        <source>the light of {name} is damaged</source>
        <translation>das Licht von {name} ist beschädigt</translation>
    </message>
    <message>
        <source>A contact&apos;s name has 1 to {most} characters: choose another one.</source>
        <translation>Der Name eines Kontakts hat 1 bis {most} Zeichen: Wähle einen anderen.</translation>
    </message>
    <message>
        <source>There is no contact &apos;{name}&apos;: you have {known}.</source>
        <translation>Es gibt keinen Kontakt „{name}“: Du hast {known}.</translation>
    </message>
    <message>
        <source>You have {most} contacts, and no more fit: remove one first.</source>
        <translation>Du hast {most} Kontakte, mehr passen nicht: Entferne erst einen.</translation>
    </message>
    <message>
        <source>There is a contact &apos;{name}&apos; already: choose another name.</source>
        <translation>Es gibt schon einen Kontakt „{name}“: Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>they are larger than {most} bytes</source>
        <translation>sie sind größer als {most} Bytes</translation>
    </message>
    <message>
        <source>it does not hold a list of at most {most} contacts</source>
        <translation>sie enthält keine Liste von höchstens {most} Kontakten</translation>
    </message>
    <message>
        <source>two contacts have the same name</source>
        <translation>zwei Kontakte haben denselben Namen</translation>
    </message>
    <message>
        <source>The contacts in {path} cannot be read ({reason}): check its permissions.</source>
        <translation>Die Kontakte in {path} können nicht gelesen werden ({reason}): Prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>es ist kein JSON</translation>
    </message>
    <message>
        <source>The contacts in {path} cannot be used ({reason}): mend that file, or move it away to begin anew.</source>
        <translation>Die Kontakte in {path} sind unbrauchbar ({reason}): Repariere die Datei, oder verschiebe sie, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>a contact in it has unknown values</source>
        <translation>ein Kontakt darin hat unbekannte Werte</translation>
    </message>
    <message>
        <source>a contact in it has no name, or lacks something</source>
        <translation>ein Kontakt darin hat keinen Namen, oder etwas fehlt</translation>
    </message>
    <message>
        <source>the words of &apos;{name}&apos; are damaged</source>
        <translation>die Wörter von „{name}“ sind beschädigt</translation>
    </message>
    <message>
        <source>the system&apos;s keyring does not give out the secret of &apos;{name}&apos;: unlock it</source>
        <translation>der Schlüsselbund des Systems gibt das Geheimnis von „{name}“ nicht heraus: Entsperre ihn</translation>
    </message>
    <message>
        <source>the secret of &apos;{name}&apos; is damaged</source>
        <translation>das Geheimnis von „{name}“ ist beschädigt</translation>
    </message>
    <message>
        <source>The contacts cannot be saved in {path} ({reason}).</source>
        <translation>Die Kontakte können nicht in {path} gespeichert werden ({reason}).</translation>
    </message>
    <message>
        <source>The list of recent calls was damaged: it begins anew, and {path} keeps the old one.</source>
        <translation>Die Liste der letzten Anrufe war beschädigt: Sie beginnt neu, und {path} bewahrt die alte auf.</translation>
    </message>
    <message>
        <source>The list of recent calls in {path} cannot be read.</source>
        <translation>Die Liste der letzten Anrufe in {path} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The list of recent calls cannot be saved in {path} ({reason}).</source>
        <translation>Die Liste der letzten Anrufe kann nicht in {path} gespeichert werden ({reason}).</translation>
    </message>
    <message>
        <source>{what} is neither true nor false.</source>
        <translation>{what} ist weder wahr noch falsch.</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is neither on nor off.</source>
        <translation>„{text}“ ist weder on noch off.</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is not a value of {what}: write one of {names}.</source>
        <translation>„{value}“ ist kein Wert von {what}: Schreibe eines von {names}.</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>&apos;{url}&apos; is not a {scheme} server: write {example}.</source>
        <translation>„{url}“ ist kein {scheme}-Server: Schreibe {example}.</translation>
    </message>
    <message>
        <source>{what} is not a list of at most {most} words.</source>
        <translation>{what} ist keine Liste von höchstens {most} Wörtern.</translation>
    </message>
    <message>
        <source>{what} names no program.</source>
        <translation>{what} nennt kein Programm.</translation>
    </message>
    <message>
        <source>{what} has a quotation mark without its other half.</source>
        <translation>{what} hat ein Anführungszeichen ohne das zweite.</translation>
    </message>
    <message>
        <source>{what} is not a list of names of models.</source>
        <translation>{what} ist keine Liste von Namen von Modellen.</translation>
    </message>
    <message>
        <source>{what} is not a list of at most {most} texts.</source>
        <translation>{what} ist keine Liste von höchstens {most} Texten.</translation>
    </message>
    <message>
        <source>{what} is not a text of at most {most} signs{quoted}.</source>
        <translation>{what} ist kein Text von höchstens {most} Zeichen{quoted}.</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no {kind}: choose {names}.</source>
        <translation>„{value}“ ist keine {kind}: Wähle {names}.</translation>
    </message>
    <message>
        <source>person to appear as</source>
        <translation>Person, als die man erscheint</translation>
    </message>
    <message>
        <source>tone of skin</source>
        <translation>Hautfarbe</translation>
    </message>
    <message>
        <source>cut of hair</source>
        <translation>Frisur</translation>
    </message>
    <message>
        <source>colour of hair</source>
        <translation>Haarfarbe</translation>
    </message>
    <message>
        <source>colour of a top</source>
        <translation>Farbe eines Oberteils</translation>
    </message>
    <message>
        <source>length of sleeves</source>
        <translation>Ärmellänge</translation>
    </message>
    <message>
        <source>{what} does not hold named values.</source>
        <translation>{what} enthält keine benannten Werte.</translation>
    </message>
    <message>
        <source>{what} holds an unknown value &apos;{name}&apos;.</source>
        <translation>{what} enthält einen unbekannten Wert „{name}“.</translation>
    </message>
    <message>
        <source>{what} has no &apos;{name}&apos;.</source>
        <translation>{what} hat kein „{name}“.</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a setting: choose {names}.</source>
        <translation>„{name}“ ist keine Einstellung: Wähle {names}.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>Reading and hands</source>
        <translation>Lesen und Hände</translation>
    </message>
    <message>
        <source>When somebody calls</source>
        <translation>Wenn jemand anruft</translation>
    </message>
    <message>
        <source>The line</source>
        <translation>Die Leitung</translation>
    </message>
    <message>
        <source>Your detector</source>
        <translation>Deine Erkennung</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>What you are seen by: a camera, or a video in its place</source>
        <translation>Was dich sieht: eine Kamera, oder ein Video an ihrer Stelle</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>Avatar</translation>
    </message>
    <message>
        <source>Who stands for you on the other side</source>
        <translation>Wer dich auf der anderen Seite vertritt</translation>
    </message>
    <message>
        <source>Blur how I move</source>
        <translation>Meine Bewegungen verwischen</translation>
    </message>
    <message>
        <source>Takes off what tells people apart by how they move</source>
        <translation>Nimmt weg, woran man Leute an ihren Bewegungen erkennt</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Your stronger hand</source>
        <translation>Deine stärkere Hand</translation>
    </message>
    <message>
        <source>Buttons stand on the side of this hand</source>
        <translation>Knöpfe stehen auf der Seite dieser Hand</translation>
    </message>
    <message>
        <source>I sign with one hand</source>
        <translation>Ich gebärde mit einer Hand</translation>
    </message>
    <message>
        <source>An underlined letter alone presses its button</source>
        <translation>Der unterstrichene Buchstabe allein drückt seinen Knopf</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>How large everything is written</source>
        <translation>Wie groß alles geschrieben ist</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system has it, or always light or dark</source>
        <translation>Wie das System es hat, oder immer hell oder dunkel</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing flashes; colours stand still</source>
        <translation>Nichts blinkt; Farben stehen still</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Counts from the next start on</source>
        <translation>Gilt ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>Nothing flashes; missed calls are listed</source>
        <translation>Nichts blinkt; verpasste Anrufe stehen in der Liste</translation>
    </message>
    <message>
        <source>Whole screen</source>
        <translation>Ganzer Bildschirm</translation>
    </message>
    <message>
        <source>Who calls fills the screen, in their colour</source>
        <translation>Wer anruft, füllt den Bildschirm in seiner Farbe</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>A program to start when somebody calls, such as for a lamp. HANDLINE_CONTACT holds the name.</source>
        <translation>Ein Programm, das bei einem Anruf startet, etwa für eine Lampe. HANDLINE_CONTACT enthält den Namen.</translation>
    </message>
    <message>
        <source>Mailbox server</source>
        <translation>Vermittlungsserver</translation>
    </message>
    <message>
        <source>Where two peers meet: ws://HOST:PORT/v1</source>
        <translation>Wo sich zwei treffen: ws://HOST:PORT/v1</translation>
    </message>
    <message>
        <source>STUN server</source>
        <translation>STUN-Server</translation>
    </message>
    <message>
        <source>Tells how others reach you: stun:HOST:PORT</source>
        <translation>Sagt, wie andere dich erreichen: stun:HOST:PORT</translation>
    </message>
    <message>
        <source>TURN server</source>
        <translation>TURN-Server</translation>
    </message>
    <message>
        <source>Relays calls: turn:HOST:PORT?transport=udp, with user name and password</source>
        <translation>Leitet Anrufe weiter: turn:HOST:PORT?transport=udp, mit Benutzername und Passwort</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>Fein</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Üblich</translation>
    </message>
    <message>
        <source>Coarse, for poor links</source>
        <translation>Grob, für schlechte Leitungen</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>How exactly your hands are sent</source>
        <translation>Wie genau deine Hände gesendet werden</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>A hand landmarker that proposes labels; else your detector does</source>
        <translation>Ein Handerkenner, der Punkte vorschlägt; sonst tut es deine Erkennung</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Phrases</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>Own view as the avatar</source>
        <translation>Eigene Ansicht als Avatar</translation>
    </message>
    <message>
        <source>First start</source>
        <translation>Erster Start</translation>
    </message>
    <message>
        <source>they are larger than {most} bytes.</source>
        <translation>sie sind größer als {most} Bytes.</translation>
    </message>
    <message>
        <source>The settings in {path} cannot be read ({reason}): check its permissions.</source>
        <translation>Die Einstellungen in {path} können nicht gelesen werden ({reason}): Prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>it is not JSON.</source>
        <translation>es ist kein JSON.</translation>
    </message>
    <message>
        <source>Mend or delete the settings in {path}: {reason}</source>
        <translation>Repariere oder lösche die Einstellungen in {path}: {reason}</translation>
    </message>
    <message>
        <source>{problem} Until then those that were good last are used.</source>
        <translation>{problem} Bis dahin gelten die, die zuletzt gut waren.</translation>
    </message>
    <message>
        <source>{problem} Until then the usual ones are used.</source>
        <translation>{problem} Bis dahin gelten die üblichen.</translation>
    </message>
    <message>
        <source>The settings cannot be saved in {path} ({reason}).</source>
        <translation>Die Einstellungen können nicht in {path} gespeichert werden ({reason}).</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>{name} has given up: call them back.</source>
        <translation>{name} hat aufgegeben: Rufe zurück.</translation>
    </message>
    <message>
        <source>{name} has called you, {when}.</source>
        <translation>{name} hat angerufen, {when}.</translation>
    </message>
    <message>
        <source>&amp;Person</source>
        <translation>&amp;Person</translation>
    </message>
    <message>
        <source>S&amp;kin</source>
        <translation>&amp;Haut</translation>
    </message>
    <message>
        <source>&amp;Hair</source>
        <translation>&amp;Frisur</translation>
    </message>
    <message>
        <source>Hair &amp;colour</source>
        <translation>Haarfar&amp;be</translation>
    </message>
    <message>
        <source>&amp;Top</source>
        <translation>&amp;Oberteil</translation>
    </message>
    <message>
        <source>&amp;Sleeves</source>
        <translation>Ärme&amp;l</translation>
    </message>
    <message>
        <source>Very light</source>
        <translation>Sehr hell</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mittelhell</translation>
    </message>
    <message>
        <source>Tan</source>
        <translation>Gebräunt</translation>
    </message>
    <message>
        <source>Brown</source>
        <translation>Braun</translation>
    </message>
    <message>
        <source>Very dark</source>
        <translation>Sehr dunkel</translation>
    </message>
    <message>
        <source>Shorn</source>
        <translation>Geschoren</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Kurz</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>Rund</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>Lang</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Plum</source>
        <translation>Pflaume</translation>
    </message>
    <message>
        <source>Who stands for you</source>
        <translation>Wer dich vertritt</translation>
    </message>
    <message>
        <source>You, as the other signer is going to see you</source>
        <translation>Du, wie die andere Seite dich sehen wird</translation>
    </message>
    <message>
        <source>&amp;Blur how I move</source>
        <translation>Meine Bewegungen &amp;verwischen</translation>
    </message>
    <message>
        <source>Takes your proportions, posture and small movements off before anything is sent</source>
        <translation>Nimmt deine Maße, Haltung und kleinen Bewegungen weg, bevor etwas gesendet wird</translation>
    </message>
    <message>
        <source>The avatar&apos;s proportions are its own. Blurring takes yours off what is sent, too.</source>
        <translation>Der Avatar hat eigene Maße. Verwischen nimmt deine auch von dem weg, was gesendet wird.</translation>
    </message>
    <message>
        <source>&amp;Appear so</source>
        <translation>&amp;So erscheinen</translation>
    </message>
    <message>
        <source>Be shown like this from the next call on</source>
        <translation>Ab dem nächsten Anruf so gezeigt werden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave it as it was (Esc)</source>
        <translation>Lassen, wie es war (Esc)</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>Keine Kamera</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Colour of their calls</source>
        <translation>Farbe der Anrufe</translation>
    </message>
    <message>
        <source>Pattern of their calls</source>
        <translation>Muster der Anrufe</translation>
    </message>
    <message>
        <source>How their calls look</source>
        <translation>Wie die Anrufe aussehen</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Colour</source>
        <translation>&amp;Farbe</translation>
    </message>
    <message>
        <source>&amp;Pattern</source>
        <translation>&amp;Muster</translation>
    </message>
    <message>
        <source>Words to compare</source>
        <translation>Wörter zum Vergleichen</translation>
    </message>
    <message>
        <source>&amp;Forget them</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>They can no longer call you without a code</source>
        <translation>Dann kann diese Person dich nicht mehr ohne Code anrufen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Really &amp;forget</source>
        <translation>Wirklich &amp;vergessen</translation>
    </message>
    <message>
        <source>Sit before the camera.</source>
        <translation>Setz dich vor die Kamera.</translation>
    </message>
    <message>
        <source>Move back.</source>
        <translation>Geh zurück.</translation>
    </message>
    <message>
        <source>Come nearer.</source>
        <translation>Komm näher.</translation>
    </message>
    <message>
        <source>Move to your left.</source>
        <translation>Geh nach links von dir.</translation>
    </message>
    <message>
        <source>Move to your right.</source>
        <translation>Geh nach rechts von dir.</translation>
    </message>
    <message>
        <source>Tilt the camera up.</source>
        <translation>Neige die Kamera nach oben.</translation>
    </message>
    <message>
        <source>Tilt the camera down.</source>
        <translation>Neige die Kamera nach unten.</translation>
    </message>
    <message>
        <source>Good: stay there.</source>
        <translation>Gut: Bleib dort.</translation>
    </message>
    <message>
        <source>Good.</source>
        <translation>Gut.</translation>
    </message>
    <message>
        <source>No camera is found: plug one in or switch it on, then start again; or go on without.</source>
        <translation>Es ist keine Kamera zu finden: Stecke eine ein oder schalte sie ein und starte neu; oder mache ohne weiter.</translation>
    </message>
    <message>
        <source>Look at the camera, and rest.</source>
        <translation>Schau in die Kamera, ganz ruhig.</translation>
    </message>
    <message>
        <source>Your camera</source>
        <translation>Deine Kamera</translation>
    </message>
    <message>
        <source>Which one sees you?</source>
        <translation>Welche sieht dich?</translation>
    </message>
    <message>
        <source>Your frame</source>
        <translation>Dein Rahmen</translation>
    </message>
    <message>
        <source>Your hands need the room inside the box.</source>
        <translation>Deine Hände brauchen den Platz im Kasten.</translation>
    </message>
    <message>
        <source>Your light</source>
        <translation>Dein Licht</translation>
    </message>
    <message>
        <source>Sign something: can your hands be read?</source>
        <translation>Gebärde etwas: Sind deine Hände zu lesen?</translation>
    </message>
    <message>
        <source>Your face at ease</source>
        <translation>Dein Gesicht in Ruhe</translation>
    </message>
    <message>
        <source>Each call begins so: the avatar reads your face against it.</source>
        <translation>Jeder Anruf beginnt so: Der Avatar liest dein Gesicht im Vergleich dazu.</translation>
    </message>
    <message>
        <source>Your avatar</source>
        <translation>Dein Avatar</translation>
    </message>
    <message>
        <source>The other signer sees somebody of your choice, never your picture.</source>
        <translation>Die andere Seite sieht jemanden deiner Wahl, nie dein Bild.</translation>
    </message>
    <message>
        <source>Your camera picture appears here.</source>
        <translation>Hier erscheint dein Kamerabild.</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>How much of this step is done</source>
        <translation>Wie viel von diesem Schritt getan ist</translation>
    </message>
    <message>
        <source>&amp;Choose …</source>
        <translation>Wähl&amp;en …</translation>
    </message>
    <message>
        <source>Choose who stands for you on the other side</source>
        <translation>Wählen, wer dich auf der anderen Seite vertritt</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Skip all</source>
        <translation>Alles &amp;auslassen</translation>
    </message>
    <message>
        <source>You find this again in the settings (Esc)</source>
        <translation>Du findest das in den Einstellungen wieder (Esc)</translation>
    </message>
    <message>
        <source>They see you as {name}.</source>
        <translation>Man sieht dich als {name}.</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} von {all}</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>&amp;My detector …</source>
        <translation>&amp;Meine Erkennung …</translation>
    </message>
    <message>
        <source>Record yourself, and teach the detector your hands</source>
        <translation>Nimm dich auf, und lehre die Erkennung deine Hände</translation>
    </message>
    <message>
        <source>Your picture stays here: only keypoints travel.</source>
        <translation>Dein Bild bleibt hier: Nur Punkte reisen.</translation>
    </message>
    <message>
        <source>S&amp;ettings …</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>Camera, colours, text, calls, servers</source>
        <translation>Kamera, Farben, Schrift, Anrufe, Server</translation>
    </message>
    <message>
        <source>Me&amp;ssages …</source>
        <translation>&amp;Nachrichten …</translation>
    </message>
    <message>
        <source>Signed messages and records of calls</source>
        <translation>Gebärdete Nachrichten und Aufnahmen von Anrufen</translation>
    </message>
    <message>
        <source>&amp;File …</source>
        <translation>&amp;Datei …</translation>
    </message>
    <message>
        <source>Use a video or pictures in place of a camera</source>
        <translation>Ein Video oder Bilder anstelle einer Kamera verwenden</translation>
    </message>
    <message>
        <source>&amp;Video …</source>
        <translation>&amp;Video …</translation>
    </message>
    <message>
        <source>Folder of &amp;pictures …</source>
        <translation>Ordner mit &amp;Bildern …</translation>
    </message>
    <message>
        <source>Avata&amp;r …</source>
        <translation>Avata&amp;r …</translation>
    </message>
    <message>
        <source>Your avatar, as the other signer sees it (F5)</source>
        <translation>Dein Avatar, wie die andere Seite ihn sieht (F5)</translation>
    </message>
    <message>
        <source>C&amp;all</source>
        <translation>&amp;Anrufen</translation>
    </message>
    <message>
        <source>Get a code that the other signer answers with</source>
        <translation>Einen Code bekommen, mit dem die andere Seite annimmt</translation>
    </message>
    <message>
        <source>Code of the call to answer</source>
        <translation>Code des Anrufs, der angenommen wird</translation>
    </message>
    <message>
        <source>A&amp;nswer</source>
        <translation>Anne&amp;hmen</translation>
    </message>
    <message>
        <source>Answer the call with this code</source>
        <translation>Den Anruf mit diesem Code annehmen</translation>
    </message>
    <message>
        <source>Other wa&amp;ys …</source>
        <translation>Andere &amp;Wege …</translation>
    </message>
    <message>
        <source>Call without the internet, or without any server</source>
        <translation>Ohne Internet anrufen, oder ganz ohne Server</translation>
    </message>
    <message>
        <source>You call: you get a code to pass on.</source>
        <translation>Du rufst an: Du bekommst einen Code zum Weitergeben.</translation>
    </message>
    <message>
        <source>You were given a code: type it.</source>
        <translation>Du hast einen Code bekommen: Tippe ihn ein.</translation>
    </message>
    <message>
        <source>In the same network</source>
        <translation>Im selben Netz</translation>
    </message>
    <message>
        <source>Without the internet; both of you tick this</source>
        <translation>Ohne Internet; beide kreuzen das an</translation>
    </message>
    <message>
        <source>By te&amp;xt or QR code …</source>
        <translation>Mit Te&amp;xt oder QR-Code …</translation>
    </message>
    <message>
        <source>Call without any server</source>
        <translation>Ohne jeden Server anrufen</translation>
    </message>
    <message>
        <source>A code is a number and two words, for example 7-guitar-revenge: check what you typed.</source>
        <translation>Ein Code ist eine Zahl und zwei Wörter, zum Beispiel 7-guitar-revenge: Prüfe, was du getippt hast.</translation>
    </message>
    <message>
        <source>Use a video</source>
        <translation>Ein Video verwenden</translation>
    </message>
    <message>
        <source>Videos and pictures</source>
        <translation>Videos und Bilder</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Use a folder of pictures</source>
        <translation>Einen Ordner mit Bildern verwenden</translation>
    </message>
    <message>
        <source>You are not in the picture.</source>
        <translation>Du bist nicht im Bild.</translation>
    </message>
    <message>
        <source>Somebody else is in the picture.</source>
        <translation>Noch jemand ist im Bild.</translation>
    </message>
    <message>
        <source>It is too dark: put a light before you.</source>
        <translation>Es ist zu dunkel: Stell ein Licht vor dich.</translation>
    </message>
    <message>
        <source>The light is behind you: turn, or draw the curtain.</source>
        <translation>Das Licht ist hinter dir: Dreh dich, oder zieh den Vorhang zu.</translation>
    </message>
    <message>
        <source>The picture is pale: clean the lens, or change the light.</source>
        <translation>Das Bild ist blass: Putze die Linse, oder ändere das Licht.</translation>
    </message>
    <message>
        <source>You are far away: come nearer.</source>
        <translation>Du bist weit weg: Komm näher.</translation>
    </message>
    <message>
        <source>Your hands leave the picture: move back.</source>
        <translation>Deine Hände verlassen das Bild: Geh zurück.</translation>
    </message>
    <message>
        <source>The picture is blurred: clean the lens.</source>
        <translation>Das Bild ist unscharf: Putze die Linse.</translation>
    </message>
    <message>
        <source>You can be read well.</source>
        <translation>Du bist gut zu lesen.</translation>
    </message>
    <message>
        <source>How well you can be read</source>
        <translation>Wie gut du zu lesen bist</translation>
    </message>
    <message>
        <source>No camera was found: connect one, or choose a video or pictures below.</source>
        <translation>Keine Kamera gefunden: Schließe eine an, oder wähle unten ein Video oder Bilder.</translation>
    </message>
    <message>
        <source>Getting a code …</source>
        <translation>Ein Code wird geholt …</translation>
    </message>
    <message>
        <source>Looking for the other side …</source>
        <translation>Die andere Seite wird gesucht …</translation>
    </message>
    <message>
        <source>Ringing …</source>
        <translation>Es klingelt …</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Wird verbunden …</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>The other side does not see you at the moment, connecting again …</source>
        <translation>Die andere Seite sieht dich gerade nicht, die Verbindung wird erneuert …</translation>
    </message>
    <message>
        <source>The other side is silent ({seconds} s), waiting for it …</source>
        <translation>Von der anderen Seite kommt nichts ({seconds} s), es wird gewartet …</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Schlecht</translation>
    </message>
    <message>
        <source>Reconnecting …</source>
        <translation>Neu verbinden …</translation>
    </message>
    <message>
        <source>{delay} ms  ·  {poses} poses/s  ·  {rate} kbit/s (video: {video})</source>
        <translation>{delay} ms  ·  {poses} Posen/s  ·  {rate} kbit/s (Video: {video})</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>Delay from their camera to your screen: {delay}. {poses} poses a second come. You send {rate} kbit/s; a video call needs about {video}.</source>
        <translation>Verzögerung von der anderen Kamera bis zu deinem Bildschirm: {delay}. Es kommen {poses} Posen in der Sekunde. Du sendest {rate} kbit/s; ein Videoanruf braucht etwa {video}.</translation>
    </message>
    <message>
        <source>Your camera is off: you are not seen.</source>
        <translation>Deine Kamera ist aus: Du wirst nicht gesehen.</translation>
    </message>
    <message>
        <source>No camera: you see the other signer and are not seen.</source>
        <translation>Keine Kamera: Du siehst die andere Seite und wirst nicht gesehen.</translation>
    </message>
    <message>
        <source>Camera starts …</source>
        <translation>Kamera startet …</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>Your camera is back</source>
        <translation>Deine Kamera ist wieder da</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Hide this notice</source>
        <translation>Diesen Hinweis ausblenden</translation>
    </message>
    <message>
        <source>Your own camera picture, mirrored</source>
        <translation>Dein eigenes Kamerabild, gespiegelt</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation>heute {time}</translation>
    </message>
    <message>
        <source>yesterday {time}</source>
        <translation>gestern {time}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} h {m} min</translation>
    </message>
    <message>
        <source>{m} min</source>
        <translation>{m} min</translation>
    </message>
    <message>
        <source>missed {when}</source>
        <translation>verpasst {when}</translation>
    </message>
    <message>
        <source>{when}, {long}</source>
        <translation>{when}, {long}</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Recent calls</source>
        <translation>Letzte Anrufe</translation>
    </message>
    <message>
        <source>Ca&amp;ll them</source>
        <translation>An&amp;klingeln</translation>
    </message>
    <message>
        <source>Call who is chosen (Return)</source>
        <translation>Anrufen, wer gewählt ist (Eingabetaste)</translation>
    </message>
    <message>
        <source>Name, light, or forget this contact</source>
        <translation>Name, Licht, oder diesen Kontakt vergessen</translation>
    </message>
    <message>
        <source>E&amp;dit …</source>
        <translation>&amp;Ändern …</translation>
    </message>
    <message>
        <source>For&amp;get</source>
        <translation>Ver&amp;gessen</translation>
    </message>
    <message>
        <source>Take this call off the list</source>
        <translation>Diesen Anruf von der Liste nehmen</translation>
    </message>
    <message>
        <source>Forget all</source>
        <translation>Alle vergessen</translation>
    </message>
    <message>
        <source>Take all calls off the list</source>
        <translation>Alle Anrufe von der Liste nehmen</translation>
    </message>
    <message>
        <source>Contac&amp;ts</source>
        <translation>Kon&amp;takte</translation>
    </message>
    <message>
        <source>Re&amp;cent</source>
        <translation>&amp;Letzte</translation>
    </message>
    <message>
        <source>By code</source>
        <translation>Mit Code</translation>
    </message>
    <message>
        <source>Ans&amp;wer call</source>
        <translation>Anr&amp;uf annehmen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Not n&amp;ow</source>
        <translation>N&amp;icht jetzt</translation>
    </message>
    <message>
        <source>Tell them that you cannot talk now</source>
        <translation>Der anderen Seite sagen, dass du jetzt nicht kannst</translation>
    </message>
    <message>
        <source>Somebody calls</source>
        <translation>Jemand ruft an</translation>
    </message>
    <message>
        <source>Ans&amp;wer</source>
        <translation>Ann&amp;ehmen</translation>
    </message>
    <message>
        <source>&amp;Hide</source>
        <translation>Aus&amp;blenden</translation>
    </message>
    <message>
        <source>Back to what you were doing; it goes on ringing (Esc)</source>
        <translation>Zurück zu dem, was du getan hast; es klingelt weiter (Esc)</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>{name} is calling you</source>
        <translation>{name} ruft dich an</translation>
    </message>
    <message>
        <source>QR code for the other screen</source>
        <translation>QR-Code für den anderen Bildschirm</translation>
    </message>
    <message>
        <source>&amp;Copy the text</source>
        <translation>Den Text &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the text, to send it in a message</source>
        <translation>Den Text kopieren, um ihn in einer Nachricht zu senden</translation>
    </message>
    <message>
        <source>Answer from the other screen</source>
        <translation>Antwort vom anderen Bildschirm</translation>
    </message>
    <message>
        <source>Let the other signer scan this, or send them the text. Then paste their answer below.</source>
        <translation>Lass die andere Seite das scannen, oder sende ihr den Text. Füge dann unten ihre Antwort ein.</translation>
    </message>
    <message>
        <source>Show this to the signer who invited you, or send them the text: the call begins when they enter it.</source>
        <translation>Zeig das der Person, die dich eingeladen hat, oder sende ihr den Text: Der Anruf beginnt, wenn sie ihn eingibt.</translation>
    </message>
    <message>
        <source>What is wrong with it</source>
        <translation>Was daran nicht stimmt</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Look for the file</source>
        <translation>Nach der Datei suchen</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>User name at the server</source>
        <translation>Benutzername am Server</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Password at the server</source>
        <translation>Passwort am Server</translation>
    </message>
    <message>
        <source>Kept, and not shown</source>
        <translation>Behalten, wird nicht gezeigt</translation>
    </message>
    <message>
        <source>Give the user name and the password, too.</source>
        <translation>Gib auch Benutzername und Passwort an.</translation>
    </message>
    <message>
        <source>Nothing is kept yet.

Record a message for yourself or for a contact, or a call while you are in it.</source>
        <translation>Es ist noch nichts aufbewahrt.

Nimm eine Nachricht auf, für dich oder für einen Kontakt, oder einen Anruf, während er läuft.</translation>
    </message>
    <message>
        <source>Film of the avatar</source>
        <translation>Film des Avatars</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Avatar with motion</source>
        <translation>Avatar mit Bewegung</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text for ELAN</source>
        <translation>Text für ELAN</translation>
    </message>
    <message>
        <source>Record, to send</source>
        <translation>Aufnahme, zum Senden</translation>
    </message>
    <message>
        <source>← &amp;Home</source>
        <translation>← &amp;Start</translation>
    </message>
    <message>
        <source>Back to the first page</source>
        <translation>Zurück zur ersten Seite</translation>
    </message>
    <message>
        <source>Messages and records</source>
        <translation>Nachrichten und Aufnahmen</translation>
    </message>
    <message>
        <source>&amp;New message</source>
        <translation>&amp;Neue Nachricht</translation>
    </message>
    <message>
        <source>Sign a message for yourself or for a contact</source>
        <translation>Gebärde eine Nachricht, für dich oder für einen Kontakt</translation>
    </message>
    <message>
        <source>&amp;Open file …</source>
        <translation>Datei &amp;öffnen …</translation>
    </message>
    <message>
        <source>A record or message from elsewhere</source>
        <translation>Eine Aufnahme oder Nachricht von anderswo</translation>
    </message>
    <message>
        <source>&amp;Save as …</source>
        <translation>&amp;Sichern als …</translation>
    </message>
    <message>
        <source>A film, keypoints, an animation, the text, or a copy to send</source>
        <translation>Ein Film, Punkte, eine Animation, der Text, oder eine Kopie zum Senden</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Throw this record away</source>
        <translation>Diese Aufnahme wegwerfen</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>Fortschritt des Schreibens</translation>
    </message>
    <message>
        <source>Give up writing</source>
        <translation>Das Schreiben aufgeben</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>Geschrieben: {path}</translation>
    </message>
    <message>
        <source>Your message to {name} is kept. “Save as …” makes a copy to send to them.</source>
        <translation>Deine Nachricht an {name} ist aufbewahrt. „Sichern als …“ macht eine Kopie, die du senden kannst.</translation>
    </message>
    <message>
        <source>Open a record</source>
        <translation>Eine Aufnahme öffnen</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Sichern als</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete “{name}” for good?</source>
        <translation>„{name}“ endgültig löschen?</translation>
    </message>
    <message>
        <source>Back to the first page (Esc)</source>
        <translation>Zurück zur ersten Seite (Esc)</translation>
    </message>
    <message>
        <source>&amp;Frame yourself …</source>
        <translation>&amp;Rahmen einrichten …</translation>
    </message>
    <message>
        <source>Camera, light and frame once more, step by step</source>
        <translation>Kamera, Licht und Rahmen noch einmal, Schritt für Schritt</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation>&amp;Ausprobieren</translation>
    </message>
    <message>
        <source>See how it is when somebody calls</source>
        <translation>Sehen, wie es ist, wenn jemand anruft</translation>
    </message>
    <message>
        <source>Your code</source>
        <translation>Dein Code</translation>
    </message>
    <message>
        <source>Your code as a QR code</source>
        <translation>Dein Code als QR-Code</translation>
    </message>
    <message>
        <source>{name} waves to you</source>
        <translation>{name} winkt dir</translation>
    </message>
    <message>
        <source>{name}&apos;s camera is on again</source>
        <translation>{name}: Die Kamera ist wieder an</translation>
    </message>
    <message>
        <source>{name}&apos;s camera is off</source>
        <translation>{name}: Die Kamera ist aus</translation>
    </message>
    <message>
        <source>What the other signer says beside signing</source>
        <translation>Was die andere Person neben dem Gebärden sagt</translation>
    </message>
    <message>
        <source>What both have written</source>
        <translation>Was beide geschrieben haben</translation>
    </message>
    <message>
        <source>What both write stands here, letter by letter.</source>
        <translation>Hier steht, was beide schreiben, Buchstabe für Buchstabe.</translation>
    </message>
    <message>
        <source>Type; they read along</source>
        <translation>Schreib; sie lesen mit</translation>
    </message>
    <message>
        <source>Text to the other signer, sent as you type</source>
        <translation>Text an die andere Person, gesendet, während du schreibst</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy all that was written</source>
        <translation>Alles Geschriebene kopieren</translation>
    </message>
    <message>
        <source>Save te&amp;xt …</source>
        <translation>Te&amp;xt sichern …</translation>
    </message>
    <message>
        <source>Save what was written: WebVTT, or .eaf for ELAN</source>
        <translation>Das Geschriebene sichern: WebVTT, oder .eaf für ELAN</translation>
    </message>
    <message>
        <source>You both see these words if nobody listens in.</source>
        <translation>Beide seht ihr diese Wörter, wenn niemand mithört.</translation>
    </message>
    <message>
        <source>Their name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the other signer, to save as a contact</source>
        <translation>Name der anderen Person, um sie als Kontakt zu sichern</translation>
    </message>
    <message>
        <source>Sa&amp;ve</source>
        <translation>S&amp;ichern</translation>
    </message>
    <message>
        <source>Save the other signer as a contact, to call again without a code</source>
        <translation>Die andere Person als Kontakt sichern, um ohne Code wieder anzurufen</translation>
    </message>
    <message>
        <source>They</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Den Code kopieren</translation>
    </message>
    <message>
        <source>Give up this call (Esc)</source>
        <translation>Diesen Anruf aufgeben (Esc)</translation>
    </message>
    <message>
        <source>Send it to the other signer, who types it under “Answer”. It works once, for ten minutes.</source>
        <translation>Sende ihn der anderen Seite, die ihn unter „Annehmen“ eintippt. Er gilt einmal, zehn Minuten lang.</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>Einladung</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Adult of average build</source>
        <translation>Erwachsene Person, mittlerer Bau</translation>
    </message>
    <message>
        <source>Young woman, slim</source>
        <translation>Junge Frau, schlank</translation>
    </message>
    <message>
        <source>Young man, slim</source>
        <translation>Junger Mann, schlank</translation>
    </message>
    <message>
        <source>Woman in her middle years, full figure</source>
        <translation>Frau in mittleren Jahren, füllig</translation>
    </message>
    <message>
        <source>Man in his middle years, strong</source>
        <translation>Mann in mittleren Jahren, kräftig</translation>
    </message>
    <message>
        <source>Old woman, slight</source>
        <translation>Alte Frau, zierlich</translation>
    </message>
    <message>
        <source>Old man, stout</source>
        <translation>Alter Mann, beleibt</translation>
    </message>
    <message>
        <source>Young adult, sturdy</source>
        <translation>Junge erwachsene Person, stämmig</translation>
    </message>
    <message>
        <source>What they see</source>
        <translation>Was man sieht</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
    <message>
        <source>As sent, and decoded again: so you look to them.</source>
        <translation>Gesendet und wieder gelesen: So siehst du für sie aus.</translation>
    </message>
    <message>
        <source>Camera off</source>
        <translation>Kamera aus</translation>
    </message>
    <message>
        <source>Camera on</source>
        <translation>Kamera an</translation>
    </message>
    <message>
        <source>Show me as my avatar</source>
        <translation>Mich als Avatar zeigen</translation>
    </message>
    <message>
        <source>Move my view to the next corner</source>
        <translation>Meine Ansicht in die nächste Ecke</translation>
    </message>
    <message>
        <source>Text beside the signing</source>
        <translation>Text neben dem Gebärden</translation>
    </message>
    <message>
        <source>Record this call …</source>
        <translation>Diesen Anruf aufnehmen …</translation>
    </message>
    <message>
        <source>Always on top</source>
        <translation>Immer im Vordergrund</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ganzer Bildschirm</translation>
    </message>
    <message>
        <source>State of the connection</source>
        <translation>Zustand der Verbindung</translation>
    </message>
    <message>
        <source>Delay, poses a second and bits a second</source>
        <translation>Verzögerung, Posen und Bits in der Sekunde</translation>
    </message>
    <message>
        <source>&amp;Wave</source>
        <translation>&amp;Winken</translation>
    </message>
    <message>
        <source>Wave to the other signer: their screen lights up (F2)</source>
        <translation>Der anderen Person winken: Ihr Bildschirm leuchtet auf (F2)</translation>
    </message>
    <message>
        <source>Switch your camera off, or on again (F4)</source>
        <translation>Deine Kamera aus- oder wieder einschalten (F4)</translation>
    </message>
    <message>
        <source>What they &amp;see</source>
        <translation>Was &amp;sie sehen</translation>
    </message>
    <message>
        <source>Your own avatar, as the other signer sees it (F5)</source>
        <translation>Dein Avatar, wie ihn die andere Person sieht (F5)</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>Your view, text, full screen, always on top</source>
        <translation>Eigene Ansicht, Text, ganzer Bildschirm, Vordergrund</translation>
    </message>
    <message>
        <source>&amp;Hang up</source>
        <translation>A&amp;uflegen</translation>
    </message>
    <message>
        <source>End the call (Ctrl+H)</source>
        <translation>Den Anruf beenden (Strg+H)</translation>
    </message>
    <message>
        <source>The other signer</source>
        <translation>Die andere Person</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Their camera is off</source>
        <translation>Kamera ist aus</translation>
    </message>
    <message>
        <source>{name} signs</source>
        <translation>{name} gebärdet</translation>
    </message>
    <message>
        <source>They sign</source>
        <translation>Andere Person gebärdet</translation>
    </message>
    <message>
        <source>You waved</source>
        <translation>Du hast gewinkt</translation>
    </message>
    <message>
        <source>You: “{text}”</source>
        <translation>Du: „{text}“</translation>
    </message>
    <message>
        <source>A&amp;gree</source>
        <translation>E&amp;inverstanden</translation>
    </message>
    <message>
        <source>Let them keep your movements of this call</source>
        <translation>Sie dürfen deine Bewegungen aus diesem Anruf behalten</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Nothing is kept from now on</source>
        <translation>Ab jetzt wird nichts behalten</translation>
    </message>
    <message>
        <source>This call is recorded</source>
        <translation>Dieser Anruf wird aufgenommen</translation>
    </message>
    <message>
        <source>{name} records this call</source>
        <translation>{name} nimmt diesen Anruf auf</translation>
    </message>
    <message>
        <source>● {here}: you both agreed</source>
        <translation>● {here}: Beide habt ihr zugestimmt</translation>
    </message>
    <message>
        <source>{name} asks to record this call: movements and text, never a picture</source>
        <translation>{name} möchte diesen Anruf aufnehmen: Bewegungen und Text, nie ein Bild</translation>
    </message>
    <message>
        <source>Waiting for {name} to agree to recording …</source>
        <translation>Warten, ob {name} der Aufnahme zustimmt …</translation>
    </message>
    <message>
        <source>The record is kept under “Messages and records”: {name}.</source>
        <translation>Die Aufnahme liegt unter „Nachrichten“: {name}.</translation>
    </message>
    <message>
        <source>You, as the other signer sees you</source>
        <translation>Du, wie dich die andere Person sieht</translation>
    </message>
    <message>
        <source>Again, please</source>
        <translation>Noch einmal, bitte</translation>
    </message>
    <message>
        <source>Slower, please</source>
        <translation>Langsamer, bitte</translation>
    </message>
    <message>
        <source>I cannot see your hand</source>
        <translation>Ich sehe deine Hand nicht</translation>
    </message>
    <message>
        <source>I cannot see your face</source>
        <translation>Ich sehe dein Gesicht nicht</translation>
    </message>
    <message>
        <source>It is too dark</source>
        <translation>Es ist zu dunkel</translation>
    </message>
    <message>
        <source>Come closer, please</source>
        <translation>Komm näher, bitte</translation>
    </message>
    <message>
        <source>Go back a little, please</source>
        <translation>Geh etwas zurück, bitte</translation>
    </message>
    <message>
        <source>Your picture stands still</source>
        <translation>Dein Bild steht still</translation>
    </message>
    <message>
        <source>One moment, please</source>
        <translation>Einen Moment, bitte</translation>
    </message>
    <message>
        <source>I understand</source>
        <translation>Ich verstehe</translation>
    </message>
    <message>
        <source>Say at once</source>
        <translation>Sofort sagen</translation>
    </message>
    <message>
        <source>Edit …</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Choose what keys 1 to 6 say</source>
        <translation>Wählen, was die Tasten 1 bis 6 sagen</translation>
    </message>
    <message>
        <source>Show them “{text}” (key {number})</source>
        <translation>Ihnen „{text}“ zeigen (Taste {number})</translation>
    </message>
    <message>
        <source>Key &amp;{number}</source>
        <translation>Taste &amp;{number}</translation>
    </message>
    <message>
        <source>What key {number} says</source>
        <translation>Was Taste {number} sagt</translation>
    </message>
    <message>
        <source>As they were</source>
        <translation>Wie zuvor</translation>
    </message>
    <message>
        <source>The usual phrases again</source>
        <translation>Wieder die üblichen Sätze</translation>
    </message>
    <message>
        <source>Leave them as they are (Esc)</source>
        <translation>Alles lassen, wie es ist (Esc)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Sichern</translation>
    </message>
    <message>
        <source>Use these</source>
        <translation>Diese verwenden</translation>
    </message>
    <message>
        <source>They see these words large, at once.</source>
        <translation>Sie sehen diese Wörter sofort und groß.</translation>
    </message>
    <message>
        <source>Whether you sign at the moment</source>
        <translation>Ob du gerade gebärdest</translation>
    </message>
    <message>
        <source>You; arrow keys move it</source>
        <translation>Du; Pfeiltasten verschieben es</translation>
    </message>
    <message>
        <source>Drag it out of the way, or move it with the arrow keys</source>
        <translation>Zieh es aus dem Weg, oder verschieb es mit den Pfeiltasten</translation>
    </message>
    <message>
        <source>● You sign</source>
        <translation>● Du gebärdest</translation>
    </message>
    <message>
        <source>○ You</source>
        <translation>○ Du</translation>
    </message>
    <message>
        <source>This is what they see of you</source>
        <translation>Das sehen sie von dir</translation>
    </message>
    <message>
        <source>The other signer, drawn as an avatar</source>
        <translation>Die andere Person, als Avatar gezeichnet</translation>
    </message>
    <message>
        <source>Whether the other signs at the moment</source>
        <translation>Ob die andere Person gerade gebärdet</translation>
    </message>
    <message>
        <source>Nobody signs in this part of the record.</source>
        <translation>In diesem Teil der Aufnahme gebärdet niemand.</translation>
    </message>
    <message>
        <source>Signer</source>
        <translation>Gebärdende Person</translation>
    </message>
    <message>
        <source>This is not a record of Handline&apos;s, or one of a newer version.</source>
        <translation>Das ist keine Aufnahme von Handline, oder eine von einer neueren Version.</translation>
    </message>
    <message>
        <source>The record&apos;s beginning is damaged.</source>
        <translation>Der Anfang der Aufnahme ist beschädigt.</translation>
    </message>
    <message>
        <source>{name} is larger than {most} MB.</source>
        <translation>{name} ist größer als {most} MB.</translation>
    </message>
    <message>
        <source>{name} cannot be shown: {reason}</source>
        <translation>{name} kann nicht gezeigt werden: {reason}</translation>
    </message>
    <message>
        <source>{name} holds nobody&apos;s signing, or is cut off at its beginning.</source>
        <translation>{name} enthält niemandes Gebärden, oder ist am Anfang abgeschnitten.</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}): check its permissions.</source>
        <translation>{name} kann nicht gelesen werden ({reason}): Prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{name} (damaged)</source>
        <translation>{name} (beschädigt)</translation>
    </message>
    <message>
        <source>Call with {name}</source>
        <translation>Anruf mit {name}</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>The records in {folder} cannot be read ({reason}).</source>
        <translation>Die Aufnahmen in {folder} können nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <source>{name} cannot be kept ({reason}).</source>
        <translation>{name} kann nicht aufbewahrt werden ({reason}).</translation>
    </message>
    <message>
        <source>{name} cannot be deleted ({reason}).</source>
        <translation>{name} kann nicht gelöscht werden ({reason}).</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>begonnen</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>not better</source>
        <translation>nicht besser</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
    <message>
        <source>{n} by score</source>
        <translation>{n} wegen der Sicherheit</translation>
    </message>
    <message>
        <source>{n} by the mirrored picture</source>
        <translation>{n} wegen des gespiegelten Bildes</translation>
    </message>
    <message>
        <source>{n} by their bones</source>
        <translation>{n} wegen der Knochen</translation>
    </message>
    <message>
        <source>{n} by a leap</source>
        <translation>{n} wegen eines Sprungs</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{frames} frames, {hands} hands believed; not believed: {fell}.</source>
        <translation>{frames} Bilder, {hands} Hände geglaubt; nicht geglaubt: {fell}.</translation>
    </message>
    <message>
        <source>The left hand: {why}.</source>
        <translation>Die linke Hand: {why}.</translation>
    </message>
    <message>
        <source>The right hand: {why}.</source>
        <translation>Die rechte Hand: {why}.</translation>
    </message>
    <message>
        <source>its score is low</source>
        <translation>sie ist unsicher gelesen</translation>
    </message>
    <message>
        <source>the mirrored picture is read otherwise</source>
        <translation>das gespiegelte Bild wird anders gelesen</translation>
    </message>
    <message>
        <source>its bones are unusually long or short</source>
        <translation>ihre Knochen sind ungewöhnlich lang oder kurz</translation>
    </message>
    <message>
        <source>it leaps away for one frame</source>
        <translation>sie springt für ein Bild weg</translation>
    </message>
    <message>
        <source>No keypoints yet.</source>
        <translation>Noch keine Punkte.</translation>
    </message>
    <message>
        <source>No hands are labelled.</source>
        <translation>Es sind keine Hände bezeichnet.</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Save what was written</source>
        <translation>Geschriebenes sichern</translation>
    </message>
    <message>
        <source>Labelling was given up; nothing was changed.</source>
        <translation>Das Bezeichnen wurde aufgegeben; nichts ist geändert.</translation>
    </message>
    <message>
        <source>Who proposes keypoints</source>
        <translation>Wer Punkte vorschlägt</translation>
    </message>
    <message>
        <source>&amp;Label now</source>
        <translation>&amp;Jetzt bezeichnen</translation>
    </message>
    <message>
        <source>Propose keypoints for all pictures; yours stay and count more</source>
        <translation>Schlägt Punkte für alle Bilder vor; deine bleiben und zählen mehr</translation>
    </message>
    <message>
        <source>Frames labelled</source>
        <translation>Bezeichnete Bilder</translation>
    </message>
    <message>
        <source>Progress of labelling</source>
        <translation>Fortschritt des Bezeichnens</translation>
    </message>
    <message>
        <source>Give it up; nothing is changed</source>
        <translation>Gib es auf; nichts wird geändert</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Another teacher …</source>
        <translation>Anderer Lehrer …</translation>
    </message>
    <message>
        <source>A hand landmarker for MediaPipe</source>
        <translation>Ein Handerkenner für MediaPipe</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Tasks</translation>
    </message>
    <message>
        <source>dd MMM yyyy, HH:mm</source>
        <translation>dd. MMM yyyy, HH:mm</translation>
    </message>
    <message>
        <source>State of the message</source>
        <translation>Stand der Nachricht</translation>
    </message>
    <message>
        <source>Whom the message is for</source>
        <translation>Für wen die Nachricht ist</translation>
    </message>
    <message>
        <source>For … (may stay empty)</source>
        <translation>Für … (darf leer bleiben)</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>Au&amp;fnehmen</translation>
    </message>
    <message>
        <source>Record, or stop (Space)</source>
        <translation>Aufnehmen, oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Back, without a message (Esc)</source>
        <translation>Zurück, ohne Nachricht (Esc)</translation>
    </message>
    <message>
        <source>There is no camera: choose one on the first page.</source>
        <translation>Es ist keine Kamera da: Wähle eine auf der ersten Seite.</translation>
    </message>
    <message>
        <source>Nobody was seen: sit so that your hands and face are in the picture, and record again.</source>
        <translation>Niemand war zu sehen: Setz dich so, dass Hände und Gesicht im Bild sind, und nimm noch einmal auf.</translation>
    </message>
    <message>
        <source>● Recording  {at} of {most}</source>
        <translation>● Aufnahme  {at} von {most}</translation>
    </message>
    <message>
        <source>Get ready …</source>
        <translation>Mach dich bereit …</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <source>{name}, drawn as an avatar; arrow keys turn it</source>
        <translation>{name}, als Avatar gezeichnet; Pfeiltasten drehen ihn</translation>
    </message>
    <message>
        <source>What was written at this moment</source>
        <translation>Was in diesem Moment geschrieben war</translation>
    </message>
    <message>
        <source>Moment of the record</source>
        <translation>Moment der Aufnahme</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Abspielen</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>One pose back (,)</source>
        <translation>Eine Pose zurück (,)</translation>
    </message>
    <message>
        <source>One pose back</source>
        <translation>Eine Pose zurück</translation>
    </message>
    <message>
        <source>One pose on (.)</source>
        <translation>Eine Pose weiter (.)</translation>
    </message>
    <message>
        <source>One pose on</source>
        <translation>Eine Pose weiter</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Turn the avatars to the front again (Home); drag to turn them</source>
        <translation>Die Avatare wieder nach vorne drehen (Pos1); ziehe, um sie zu drehen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Frames that it did not learn from, left before, right after: the label in white, what was read in orange.</source>
        <translation>Bilder, von denen sie nicht gelernt hat, links vorher, rechts nachher: die Bezeichnung in Weiß, das Gelesene in Orange.</translation>
    </message>
    <message>
        <source>Whether it is better</source>
        <translation>Ob es besser ist</translation>
    </message>
    <message>
        <source>&amp;Use it in the next call</source>
        <translation>In Anrufen &amp;verwenden</translation>
    </message>
    <message>
        <source>Calls read your hands with the new weights</source>
        <translation>Anrufe lesen deine Hände mit den neuen Gewichten</translation>
    </message>
    <message>
        <source>Keypoints found within 5 % of the hand&apos;s size, and within 10 %</source>
        <translation>Punkte gefunden auf 5 % der Handgröße genau, und auf 10 %</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Held-out frames</source>
        <translation>Zurückgehaltene Bilder</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
    <message>
        <source>points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>A frame read before and after</source>
        <translation>Ein Bild, vorher und nachher gelesen</translation>
    </message>
    <message>
        <source>✓ Calls use it</source>
        <translation>✓ Anrufe verwenden es</translation>
    </message>
    <message>
        <source>There is no camera: go back, and choose a camera or a video on the first page.</source>
        <translation>Es ist keine Kamera da: Geh zurück, und wähle eine Kamera oder ein Video auf der ersten Seite.</translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation>Noch einma&amp;l suchen</translation>
    </message>
    <message>
        <source>Open the camera once more</source>
        <translation>Die Kamera noch einmal öffnen</translation>
    </message>
    <message>
        <source>What was recorded</source>
        <translation>Was aufgenommen wurde</translation>
    </message>
    <message>
        <source>&amp;Label and review</source>
        <translation>&amp;Prüfen …</translation>
    </message>
    <message>
        <source>Propose keypoints, and look at them</source>
        <translation>Punkte vorschlagen, und sie ansehen</translation>
    </message>
    <message>
        <source>The camera is gone: connect it, and look again.</source>
        <translation>Die Kamera ist weg: Schließe sie an, und suche noch einmal.</translation>
    </message>
    <message>
        <source>{n} of {all} items are recorded, {frames} frames this time: {name}.</source>
        <translation>{n} von {all} Gebärden sind aufgenommen, {frames} Bilder dieses Mal: {name}.</translation>
    </message>
    <message>
        <source>{n} frames were lost, because the disk was too slow or failed.</source>
        <translation>{n} Bilder gingen verloren, weil die Festplatte zu langsam war oder versagte.</translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Nichts wurde aufgenommen.</translation>
    </message>
    <message>
        <source>You can go on with it later.</source>
        <translation>Du kannst später damit weitermachen.</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Buchstaben</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>Ziffern</translation>
    </message>
    <message>
        <source>Handshapes</source>
        <translation>Handformen</translation>
    </message>
    <message>
        <source>Free signing</source>
        <translation>Freies Gebärden</translation>
    </message>
    <message>
        <source>Your name, or what you want to be called</source>
        <translation>Dein Name, oder wie du heißen willst</translation>
    </message>
    <message>
        <source>Who signs</source>
        <translation>Wer gebärdet</translation>
    </message>
    <message>
        <source>What to sign</source>
        <translation>Was gebärdet wird</translation>
    </message>
    <message>
        <source>&amp;Text file …</source>
        <translation>&amp;Textdatei …</translation>
    </message>
    <message>
        <source>A text file with one gloss a line</source>
        <translation>Eine Textdatei mit einer Glosse je Zeile</translation>
    </message>
    <message>
        <source>Hands-&amp;free</source>
        <translation>&amp;Freihändig</translation>
    </message>
    <message>
        <source>By the t&amp;imer, each</source>
        <translation>Mit der &amp;Uhr, jeweils</translation>
    </message>
    <message>
        <source>Seconds of a take by the timer</source>
        <translation>Sekunden einer Aufnahme mit der Uhr</translation>
    </message>
    <message>
        <source>I have read this and &amp;agree</source>
        <translation>Gelesen, ich stimme &amp;zu</translation>
    </message>
    <message>
        <source>Record one item after the other</source>
        <translation>Eine Gebärde nach der anderen aufnehmen</translation>
    </message>
    <message>
        <source>How a take begins</source>
        <translation>Wie eine Aufnahme beginnt</translation>
    </message>
    <message>
        <source>Raise your hands, sign, let them rest.</source>
        <translation>Hebe die Hände, gebärde, lass sie ruhen.</translation>
    </message>
    <message>
        <source>Your consent</source>
        <translation>Deine Einwilligung</translation>
    </message>
    <message>
        <source>A list of glosses</source>
        <translation>Eine Liste von Glossen</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Recordings that are not finished</source>
        <translation>Aufnahmen, die nicht fertig sind</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Go on with this recording</source>
        <translation>Mit dieser Aufnahme weitermachen</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Nicht fertig</translation>
    </message>
    <message>
        <source>{name}  ({n} of {all})</source>
        <translation>{name}  ({n} von {all})</translation>
    </message>
    <message>
        <source>Recording: Space goes on, R repeats, S skips, P pauses, Escape stops</source>
        <translation>Aufnahme: Leertaste weiter, R noch einmal, S auslassen, P Pause, Escape beendet</translation>
    </message>
    <message>
        <source>Items done</source>
        <translation>Fertige Gebärden</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Frames on disk</source>
        <translation>Bilder auf der Festplatte</translation>
    </message>
    <message>
        <source>Go on (Space)</source>
        <translation>Weiter (Leertaste)</translation>
    </message>
    <message>
        <source>Begin or end the take at once</source>
        <translation>Die Aufnahme sofort beginnen oder beenden</translation>
    </message>
    <message>
        <source>Again (R)</source>
        <translation>Noch einmal (R)</translation>
    </message>
    <message>
        <source>Throw this take away; before a take: the item before once more</source>
        <translation>Diese Aufnahme verwerfen; vor einer Aufnahme: die Gebärde davor noch einmal</translation>
    </message>
    <message>
        <source>Skip (S)</source>
        <translation>Auslassen (S)</translation>
    </message>
    <message>
        <source>Leave this item out</source>
        <translation>Diese Gebärde auslassen</translation>
    </message>
    <message>
        <source>Pause (P)</source>
        <translation>Pause (P)</translation>
    </message>
    <message>
        <source>Pause, or go on</source>
        <translation>Anhalten, oder weitermachen</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>Stopp (Esc)</translation>
    </message>
    <message>
        <source>Stop; what is recorded is kept and can be gone on with</source>
        <translation>Beenden; was aufgenommen ist, bleibt, und du kannst damit weitermachen</translation>
    </message>
    <message>
        <source>{n} frames</source>
        <translation>{n} Bilder</translation>
    </message>
    <message>
        <source>{kept}, {n} lost</source>
        <translation>{kept}, {n} verloren</translation>
    </message>
    <message>
        <source>Go on (P)</source>
        <translation>Weiter (P)</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Raise your hands and sign</source>
        <translation>Hebe die Hände und gebärde</translation>
    </message>
    <message>
        <source>● Recording</source>
        <translation>● Aufnahme</translation>
    </message>
    <message>
        <source>● Recording  {n}</source>
        <translation>● Aufnahme  {n}</translation>
    </message>
    <message>
        <source>✓ Recorded</source>
        <translation>✓ Aufgenommen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>✓ All done</source>
        <translation>✓ Alles fertig</translation>
    </message>
    <message>
        <source>The other signer is shown as somebody else: {reason}</source>
        <translation>Die andere Person wird als jemand anderes gezeigt: {reason}</translation>
    </message>
    <message>
        <source>wrist</source>
        <translation>Handgelenk</translation>
    </message>
    <message>
        <source>thumb</source>
        <translation>Daumen</translation>
    </message>
    <message>
        <source>index</source>
        <translation>Zeigefinger</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>Mittelfinger</translation>
    </message>
    <message>
        <source>ring</source>
        <translation>Ringfinger</translation>
    </message>
    <message>
        <source>little</source>
        <translation>kleiner Finger</translation>
    </message>
    <message>
        <source>The frame with its keypoints</source>
        <translation>Das Bild mit seinen Punkten</translation>
    </message>
    <message>
        <source>No keypoint is chosen.</source>
        <translation>Kein Punkt ist gewählt.</translation>
    </message>
    <message>
        <source>tip</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Left hand: {point}</source>
        <translation>Linke Hand: {point}</translation>
    </message>
    <message>
        <source>Right hand: {point}</source>
        <translation>Rechte Hand: {point}</translation>
    </message>
    <message>
        <source>Most doubtful first</source>
        <translation>Die zweifelhaftesten zuerst</translation>
    </message>
    <message>
        <source>Without hands first</source>
        <translation>Ohne Hände zuerst</translation>
    </message>
    <message>
        <source>In order of time</source>
        <translation>In der Reihenfolge der Zeit</translation>
    </message>
    <message>
        <source>No left hand</source>
        <translation>Keine linke Hand</translation>
    </message>
    <message>
        <source>No right hand</source>
        <translation>Keine rechte Hand</translation>
    </message>
    <message>
        <source>Get left hand</source>
        <translation>Linke Hand holen</translation>
    </message>
    <message>
        <source>Get right hand</source>
        <translation>Rechte Hand holen</translation>
    </message>
    <message>
        <source>No frame of this take has a left hand to begin with: reject the frame, or go on.</source>
        <translation>Kein Bild dieser Gebärde hat eine linke Hand, von der man ausgehen kann: Verwirf das Bild, oder geh weiter.</translation>
    </message>
    <message>
        <source>No frame of this take has a right hand to begin with: reject the frame, or go on.</source>
        <translation>Kein Bild dieser Gebärde hat eine rechte Hand, von der man ausgehen kann: Verwirf das Bild, oder geh weiter.</translation>
    </message>
    <message>
        <source>you</source>
        <translation>du</translation>
    </message>
    <message>
        <source>a teacher</source>
        <translation>ein Lehrer</translation>
    </message>
    <message>
        <source>the detector</source>
        <translation>die Erkennung</translation>
    </message>
    <message>
        <source>labelled by you, score {score}</source>
        <translation>bezeichnet von dir, Sicherheit {score}</translation>
    </message>
    <message>
        <source>labelled by a teacher, score {score}</source>
        <translation>bezeichnet von einem Lehrer, Sicherheit {score}</translation>
    </message>
    <message>
        <source>labelled by the detector, score {score}</source>
        <translation>bezeichnet von der Erkennung, Sicherheit {score}</translation>
    </message>
    <message>
        <source>Drag a keypoint, or choose it by keys: 1 to 5 a finger (again: its next joint), 0 the wrist, H the other hand. Arrows move it (Shift: by five pixels). Z shows the hand in large, F the picture, + and - zoom. Page Up and Page Down go back and on, Return accepts, Delete rejects.</source>
        <translation>Ziehe einen Punkt, oder wähle ihn mit Tasten: 1 bis 5 einen Finger (noch einmal: sein nächstes Gelenk), 0 das Handgelenk, H die andere Hand. Pfeile verschieben ihn (Umschalt: um fünf Pixel). Z zeigt die Hand groß, F das Bild, + und - vergrößern. Bild auf und Bild ab gehen zurück und weiter, Eingabe nimmt an, Entf verwirft.</translation>
    </message>
    <message>
        <source>Chosen keypoint</source>
        <translation>Gewählter Punkt</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Which frames come first</source>
        <translation>Welche Bilder zuerst kommen</translation>
    </message>
    <message>
        <source>Which frame this is</source>
        <translation>Welches Bild das ist</translation>
    </message>
    <message>
        <source>Who labelled it</source>
        <translation>Wer es bezeichnet hat</translation>
    </message>
    <message>
        <source>Why it is doubtful</source>
        <translation>Warum es zweifelhaft ist</translation>
    </message>
    <message>
        <source>What was decided</source>
        <translation>Was entschieden ist</translation>
    </message>
    <message>
        <source>How many frames are decided</source>
        <translation>Wie viele Bilder entschieden sind</translation>
    </message>
    <message>
        <source>&amp;Accept (Return)</source>
        <translation>&amp;Annehmen (Eingabe)</translation>
    </message>
    <message>
        <source>The keypoints are right as they stand</source>
        <translation>Die Punkte stimmen, wie sie sind</translation>
    </message>
    <message>
        <source>Re&amp;ject (Del)</source>
        <translation>&amp;Verwerfen (Entf)</translation>
    </message>
    <message>
        <source>This frame serves for nothing</source>
        <translation>Dieses Bild taugt zu nichts</translation>
    </message>
    <message>
        <source>◀ &amp;Back</source>
        <translation>◀ &amp;Zurück</translation>
    </message>
    <message>
        <source>The frame before (Page Up)</source>
        <translation>Das Bild davor (Bild auf)</translation>
    </message>
    <message>
        <source>&amp;On ▶</source>
        <translation>W&amp;eiter ▶</translation>
    </message>
    <message>
        <source>The next frame (Page Down); what you changed is kept</source>
        <translation>Das nächste Bild (Bild ab); was du geändert hast, bleibt</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Take the last change back (Ctrl+Z)</source>
        <translation>Die letzte Änderung zurücknehmen (Strg+Z)</translation>
    </message>
    <message>
        <source>Re&amp;do</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Do it again (Ctrl+Shift+Z)</source>
        <translation>Es wieder tun (Strg+Umschalt+Z)</translation>
    </message>
    <message>
        <source>Left hand …</source>
        <translation>Linke Hand …</translation>
    </message>
    <message>
        <source>No left hand here, or take it from the nearest frame of this take</source>
        <translation>Hier ist keine linke Hand, oder nimm sie vom nächsten Bild dieser Gebärde</translation>
    </message>
    <message>
        <source>Right hand …</source>
        <translation>Rechte Hand …</translation>
    </message>
    <message>
        <source>No right hand here, or take it from the nearest frame of this take</source>
        <translation>Hier ist keine rechte Hand, oder nimm sie vom nächsten Bild dieser Gebärde</translation>
    </message>
    <message>
        <source>Reading the recording …</source>
        <translation>Die Aufnahme wird gelesen …</translation>
    </message>
    <message>
        <source>{name} holds no frames: go on with it on the page to record.</source>
        <translation>{name} enthält keine Bilder: Mach auf der Seite „Aufnehmen“ damit weiter.</translation>
    </message>
    <message>
        <source>There is no recording yet: record something first.</source>
        <translation>Es gibt noch keine Aufnahme: Nimm zuerst etwas auf.</translation>
    </message>
    <message>
        <source>No recording is open.</source>
        <translation>Keine Aufnahme ist geöffnet.</translation>
    </message>
    <message>
        <source>no item</source>
        <translation>keine Gebärde</translation>
    </message>
    <message>
        <source>not labelled</source>
        <translation>nicht bezeichnet</translation>
    </message>
    <message>
        <source>Frame {n}</source>
        <translation>Bild {n}</translation>
    </message>
    <message>
        <source>✓ Accepted</source>
        <translation>✓ Angenommen</translation>
    </message>
    <message>
        <source>✗ Rejected</source>
        <translation>✗ Verworfen</translation>
    </message>
    <message>
        <source>✎ Changed</source>
        <translation>✎ Geändert</translation>
    </message>
    <message>
        <source>{n} of {all} decided by you</source>
        <translation>{n} von {all} hast du entschieden</translation>
    </message>
    <message>
        <source>to train</source>
        <translation>zum Lernen</translation>
    </message>
    <message>
        <source>to choose by</source>
        <translation>zum Auswählen</translation>
    </message>
    <message>
        <source>to test</source>
        <translation>zum Prüfen</translation>
    </message>
    <message>
        <source>left hand, size</source>
        <translation>linke Hand, Größe</translation>
    </message>
    <message>
        <source>right hand, size</source>
        <translation>rechte Hand, Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Measured {n} of {all} recordings …</source>
        <translation>{n} von {all} Aufnahmen gemessen …</translation>
    </message>
    <message>
        <source>Whose recordings</source>
        <translation>Wessen Aufnahmen</translation>
    </message>
    <message>
        <source>All signers</source>
        <translation>Alle Personen</translation>
    </message>
    <message>
        <source>&amp;Measure again</source>
        <translation>Noch einmal &amp;messen</translation>
    </message>
    <message>
        <source>Read all recordings once more</source>
        <translation>Alle Aufnahmen noch einmal lesen</translation>
    </message>
    <message>
        <source>In short</source>
        <translation>Kurz gesagt</translation>
    </message>
    <message>
        <source>What could be better</source>
        <translation>Was besser sein könnte</translation>
    </message>
    <message>
        <source>Frames of each item</source>
        <translation>Bilder jeder Gebärde</translation>
    </message>
    <message>
        <source>How well hands are seen: tenth, middle and ninetieth percentile</source>
        <translation>Wie gut Hände zu sehen sind: zehntes, mittleres und neunzigstes Perzentil</translation>
    </message>
    <message>
        <source>Who labelled the frames</source>
        <translation>Wer die Bilder bezeichnet hat</translation>
    </message>
    <message>
        <source>Frames of each part</source>
        <translation>Bilder jedes Teils</translation>
    </message>
    <message>
        <source>Which recordings are in which part</source>
        <translation>Welche Aufnahmen in welchem Teil sind</translation>
    </message>
    <message>
        <source>Items, in frames</source>
        <translation>Gebärden, in Bildern</translation>
    </message>
    <message>
        <source>How well you are seen</source>
        <translation>Wie gut du zu sehen bist</translation>
    </message>
    <message>
        <source>Split, by recording</source>
        <translation>Aufteilung, nach Aufnahmen</translation>
    </message>
    <message>
        <source>Figures of the recordings</source>
        <translation>Zahlen der Aufnahmen</translation>
    </message>
    <message>
        <source>Reading the recordings …</source>
        <translation>Die Aufnahmen werden gelesen …</translation>
    </message>
    <message>
        <source>(unnamed)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>{m} min {s} s</source>
        <translation>{m} min {s} s</translation>
    </message>
    <message>
        <source>One recording</source>
        <translation>Eine Aufnahme</translation>
    </message>
    <message>
        <source>{n} recordings</source>
        <translation>{n} Aufnahmen</translation>
    </message>
    <message>
        <source>{many} of {signers}: {n} frames, {lasts} of signing</source>
        <translation>{many} von {signers}: {n} Bilder, {lasts} Gebärden</translation>
    </message>
    <message>
        <source>{words}, {n} frames a second</source>
        <translation>{words}, {n} Bilder in der Sekunde</translation>
    </message>
    <message>
        <source>{n} frames belong to takes that were repeated or cut.</source>
        <translation>{n} Bilder gehören zu Aufnahmen, die wiederholt oder abgebrochen wurden.</translation>
    </message>
    <message>
        <source>{n} pictures are damaged.</source>
        <translation>{n} Bilder sind beschädigt.</translation>
    </message>
    <message>
        <source>score of the labels</source>
        <translation>Sicherheit der Punkte</translation>
    </message>
    <message>
        <source>light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Your hands are small in the picture: come nearer.</source>
        <translation>Deine Hände sind klein im Bild: Komm näher.</translation>
    </message>
    <message>
        <source>The pictures are dark: add light from the front.</source>
        <translation>Die Bilder sind dunkel: Mach Licht von vorne.</translation>
    </message>
    <message>
        <source>Some pictures are blurred: more light helps.</source>
        <translation>Einige Bilder sind verwischt: Mehr Licht hilft.</translation>
    </message>
    <message>
        <source>Mi&amp;xed (recommended)</source>
        <translation>Ge&amp;mischt (empfohlen)</translation>
    </message>
    <message>
        <source>Your hands and hands it knows, in several sets, each learnt more gently than the last: it learns you and forgets nobody.</source>
        <translation>Deine Hände und Hände, die sie kennt, in mehreren Mengen, jede sanfter gelernt als die davor: Sie lernt dich und vergisst niemanden.</translation>
    </message>
    <message>
        <source>U&amp;nited</source>
        <translation>&amp;Vereint</translation>
    </message>
    <message>
        <source>Your hands and hands it knows as one set. It often learns you less well.</source>
        <translation>Deine Hände und Hände, die sie kennt, als eine Menge. Dich lernt sie so oft weniger gut.</translation>
    </message>
    <message>
        <source>&amp;In series</source>
        <translation>&amp;Nacheinander</translation>
    </message>
    <message>
        <source>Your hands alone. It learns you, and may forget others.</source>
        <translation>Nur deine Hände. Sie lernt dich, und vergisst vielleicht andere.</translation>
    </message>
    <message>
        <source>In minutes (recommended)</source>
        <translation>In Minuten (empfohlen)</translation>
    </message>
    <message>
        <source>As in the founding paper (much longer)</source>
        <translation>Wie im Artikel (viel länger)</translation>
    </message>
    <message>
        <source>Who is to be learnt</source>
        <translation>Wer gelernt werden soll</translation>
    </message>
    <message>
        <source>Labelled recordings to learn from</source>
        <translation>Bezeichnete Aufnahmen, von denen gelernt wird</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Lernen</translation>
    </message>
    <message>
        <source>It goes on in the background, also while you call</source>
        <translation>Es läuft im Hintergrund, auch während du telefonierst</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Was fehlt</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>What this way does</source>
        <translation>Was diese Art tut</translation>
    </message>
    <message>
        <source>{name}: {n} of {all} frames are labelled</source>
        <translation>{name}: {n} von {all} Bildern sind bezeichnet</translation>
    </message>
    <message>
        <source>Tick a labelled recording; label recordings on the page to review.</source>
        <translation>Kreuze eine bezeichnete Aufnahme an; bezeichne Aufnahmen auf der Seite „Prüfen“.</translation>
    </message>
    <message>
        <source>{n} labelled frames are few: record and label more for a clear gain.</source>
        <translation>{n} bezeichnete Bilder sind wenige: Nimm mehr auf und bezeichne mehr, damit es viel bringt.</translation>
    </message>
    <message>
        <source>Another retraining goes on: wait for it, or cancel it.</source>
        <translation>Ein anderes Lernen läuft: Warte darauf, oder brich es ab.</translation>
    </message>
    <message>
        <source>{n} labelled frames.</source>
        <translation>{n} bezeichnete Bilder.</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>united</source>
        <translation>vereint</translation>
    </message>
    <message>
        <source>in series</source>
        <translation>nacheinander</translation>
    </message>
    <message>
        <source>Training takes some minutes on this computer. Part of your frames is held out: on these, and on everybody else&apos;s, before and after are compared. New weights are used only when you say so, and you can go back.</source>
        <translation>Das Lernen dauert auf diesem Computer einige Minuten. Ein Teil deiner Bilder wird zurückgehalten: An ihnen, und an denen aller anderen, wird vorher mit nachher verglichen. Neue Gewichte werden nur verwendet, wenn du es sagst, und du kannst zurück.</translation>
    </message>
    <message>
        <source>Retrainings on this computer</source>
        <translation>Lernläufe auf diesem Computer</translation>
    </message>
    <message>
        <source>Carry &amp;on</source>
        <translation>We&amp;itermachen</translation>
    </message>
    <message>
        <source>Go on with this retraining where it stopped</source>
        <translation>Mit diesem Lernlauf weitermachen, wo er aufgehört hat</translation>
    </message>
    <message>
        <source>Which weights calls use</source>
        <translation>Welche Gewichte Anrufe verwenden</translation>
    </message>
    <message>
        <source>Go &amp;back</source>
        <translation>&amp;Zurückgehen</translation>
    </message>
    <message>
        <source>Use the weights before these in the next call</source>
        <translation>Im nächsten Anruf die Gewichte davor verwenden</translation>
    </message>
    <message>
        <source>It stopped.</source>
        <translation>Es hat aufgehört.</translation>
    </message>
    <message>
        <source>Giving it up …</source>
        <translation>Es wird aufgegeben …</translation>
    </message>
    <message>
        <source>Calls use the weights that came with Handline.</source>
        <translation>Anrufe verwenden die Gewichte, die mit Handline kamen.</translation>
    </message>
    <message>
        <source>The weights chosen for calls are gone; those that came with Handline stand in.</source>
        <translation>Die für Anrufe gewählten Gewichte sind weg; die mit Handline gekommenen springen ein.</translation>
    </message>
    <message>
        <source>Calls use: {name}.</source>
        <translation>Anrufe verwenden: {name}.</translation>
    </message>
    <message>
        <source>Preparing the pictures …</source>
        <translation>Die Bilder werden vorbereitet …</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Comparing before and after …</source>
        <translation>Vorher und nachher werden verglichen …</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>Es ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It was given up; the weights in use are as they were.</source>
        <translation>Es wurde aufgegeben; die verwendeten Gewichte sind, wie sie waren.</translation>
    </message>
    <message>
        <source>Which retraining</source>
        <translation>Welcher Lernlauf</translation>
    </message>
    <message>
        <source>What goes on</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Zeit, die bleibt</translation>
    </message>
    <message>
        <source>Progress of the retraining</source>
        <translation>Fortschritt des Lernens</translation>
    </message>
    <message>
        <source>Loss: how far off it still is</source>
        <translation>Verlust: wie weit es noch daneben liegt</translation>
    </message>
    <message>
        <source>training</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>Points found, in percent</source>
        <translation>Gefundene Punkte, in Prozent</translation>
    </message>
    <message>
        <source>this signer</source>
        <translation>diese Person</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>Wait, and go on later where it was</source>
        <translation>Warten, und später weitermachen, wo es war</translation>
    </message>
    <message>
        <source>Give it up; the weights in use stay as they are</source>
        <translation>Gib es auf; die verwendeten Gewichte bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>It goes on when you leave this page, call somebody or close Handline.</source>
        <translation>Es läuft weiter, wenn du diese Seite verlässt, jemanden anrufst oder Handline schließt.</translation>
    </message>
    <message>
        <source>It begins …</source>
        <translation>Es beginnt …</translation>
    </message>
    <message>
        <source>{words}, step {n} of {all}</source>
        <translation>{words}, Schritt {n} von {all}</translation>
    </message>
    <message>
        <source>{words}, round {n}</source>
        <translation>{words}, Runde {n}</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>about {n} min left</source>
        <translation>noch etwa {n} min</translation>
    </message>
    <message>
        <source>That did not work ({reason}): try again.</source>
        <translation>Das ging nicht ({reason}): Versuch es noch einmal.</translation>
    </message>
    <message>
        <source>&amp;1  Record</source>
        <translation>&amp;1  Aufnehmen</translation>
    </message>
    <message>
        <source>Record yourself, one item after the other</source>
        <translation>Nimm dich auf, eine Gebärde nach der anderen</translation>
    </message>
    <message>
        <source>&amp;2  Review</source>
        <translation>&amp;2  Prüfen</translation>
    </message>
    <message>
        <source>Look at the keypoints, and mend them</source>
        <translation>Sieh dir die Punkte an, und verbessere sie</translation>
    </message>
    <message>
        <source>&amp;3  Statistics</source>
        <translation>&amp;3  Zahlen</translation>
    </message>
    <message>
        <source>What your recordings hold, and how well you are seen</source>
        <translation>Was deine Aufnahmen enthalten, und wie gut du zu sehen bist</translation>
    </message>
    <message>
        <source>&amp;4  Train</source>
        <translation>&amp;4  Lernen</translation>
    </message>
    <message>
        <source>Teach the detector your hands, and see what that brings</source>
        <translation>Lehre die Erkennung deine Hände, und sieh, was das bringt</translation>
    </message>
    <message>
        <source>Back to the first page; what is recorded or goes on is kept</source>
        <translation>Zurück zur ersten Seite; was aufgenommen ist oder läuft, bleibt</translation>
    </message>
    <message>
        <source>My detector</source>
        <translation>Meine Erkennung</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; cannot be a recording&apos;s name: use letters, digits, - and _.</source>
        <translation>„{0}“ kann nicht der Name einer Aufnahme sein: Nimm Buchstaben, Ziffern, - und _.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has no port that there is: give one from 1 to 65535.</source>
        <translation>„{0}“ hat keinen Port, den es gibt: Nenne einen von 1 bis 65535.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not a STUN or TURN server: write stun:HOST:PORT, turn:HOST:PORT or turn:HOST:PORT?transport=tcp.</source>
        <translation>„{0}“ ist kein STUN- oder TURN-Server: Schreibe stun:HOST:PORT, turn:HOST:PORT oder turn:HOST:PORT?transport=tcp.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not a camera: write camera: and a number, for example camera:0.</source>
        <translation>„{0}“ ist keine Kamera: Schreibe camera: und eine Zahl, zum Beispiel camera:0.</translation>
    </message>
    <message>
        <source>Another program records into {0}: close it first.</source>
        <translation>Ein anderes Programm nimmt nach {0} auf: Schließe es zuerst.</translation>
    </message>
    <message>
        <source>Both sides typed in a code: one signer calls and the other types the code in.</source>
        <translation>Beide Seiten haben einen Code eingetippt: Eine ruft an, und die andere tippt den Code ein.</translation>
    </message>
    <message>
        <source>Camera {0} cannot be opened: connect it, close programs that use it, or choose another.</source>
        <translation>Die Kamera {0} kann nicht geöffnet werden: Schließe sie an, schließe Programme, die sie verwenden, oder wähle eine andere.</translation>
    </message>
    <message>
        <source>Cannot read {0} ({1}): check the path and its permissions.</source>
        <translation>{0} kann nicht gelesen werden ({1}): Prüfe den Pfad und seine Zugriffsrechte.</translation>
    </message>
    <message>
        <source>Cannot write into {0} ({1}): free space or check it.</source>
        <translation>In {0} kann nicht geschrieben werden ({1}): Schaffe Platz, oder prüfe es.</translation>
    </message>
    <message>
        <source>Cannot write into {0} ({1}): free space or check its permissions, then go on with --resume; what is recorded is safe.</source>
        <translation>In {0} kann nicht geschrieben werden ({1}): Schaffe Platz oder prüfe die Zugriffsrechte, dann mach mit --resume weiter; was aufgenommen ist, ist sicher.</translation>
    </message>
    <message>
        <source>Cannot write the picture {0}: its size is {1}x{2}.</source>
        <translation>Das Bild {0} kann nicht geschrieben werden: Seine Größe ist {1}x{2}.</translation>
    </message>
    <message>
        <source>Cannot write the video {0}: its pictures are {1}x{2}.</source>
        <translation>Das Video {0} kann nicht geschrieben werden: Seine Bilder sind {1}x{2}.</translation>
    </message>
    <message>
        <source>Cannot write {0} ({1}): check the folder, its permissions and the disk.</source>
        <translation>{0} kann nicht geschrieben werden ({1}): Prüfe den Ordner, seine Zugriffsrechte und die Festplatte.</translation>
    </message>
    <message>
        <source>Cannot write {0} ({1}): free space or check its permissions.</source>
        <translation>{0} kann nicht geschrieben werden ({1}): Schaffe Platz, oder prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>Cannot write {0} ({1}): free space or check its permissions; what is written is safe.</source>
        <translation>{0} kann nicht geschrieben werden ({1}): Schaffe Platz, oder prüfe die Zugriffsrechte; was geschrieben ist, ist sicher.</translation>
    </message>
    <message>
        <source>Comparing with the weights before …</source>
        <translation>Es wird mit den Gewichten davor verglichen …</translation>
    </message>
    <message>
        <source>Cutting hands out of {0} pictures …</source>
        <translation>Hände werden aus {0} Bildern geschnitten …</translation>
    </message>
    <message>
        <source>Handline is not running on the other side, or it has no network: try again later, or call with a code.</source>
        <translation>Handline läuft auf der anderen Seite nicht, oder sie hat kein Netz: Versuche es später, oder rufe mit einem Code an.</translation>
    </message>
    <message>
        <source>Hands cannot be watched ({0}): record by the timer.</source>
        <translation>Hände können nicht verfolgt werden ({0}): Nimm mit der Uhr auf.</translation>
    </message>
    <message>
        <source>Hands of {0}, {1}</source>
        <translation>Hände von {0}, {1}</translation>
    </message>
    <message>
        <source>I agree that pictures of me are recorded and kept on this computer, readable by my account alone, to improve how Handline reads my signing. They leave this computer only if I export and give them away. To take this back I delete the recording&apos;s folder, and what was exported from it.</source>
        <translation>Ich bin einverstanden, dass Bilder von mir aufgenommen und auf diesem Computer aufbewahrt werden, nur mit meinem Konto lesbar, damit Handline mein Gebärden besser liest. Sie verlassen diesen Computer nur, wenn ich sie exportiere und weitergebe. Um das zurückzunehmen, lösche ich den Ordner der Aufnahme, und was daraus exportiert wurde.</translation>
    </message>
    <message>
        <source>MediaPipe is not installed: pip install mediapipe, or label by the detector.</source>
        <translation>MediaPipe ist nicht installiert: pip install mediapipe, oder lass die Erkennung bezeichnen.</translation>
    </message>
    <message>
        <source>More than two are using this code: call again, and give the new code to one signer only.</source>
        <translation>Mehr als zwei verwenden diesen Code: Rufe noch einmal an, und gib den neuen Code nur einer Person.</translation>
    </message>
    <message>
        <source>No answer was entered in time: make a new invitation.</source>
        <translation>Keine Antwort wurde rechtzeitig eingegeben: Mach eine neue Einladung.</translation>
    </message>
    <message>
        <source>No call can be offered in this network: {0}</source>
        <translation>In diesem Netz kann kein Anruf angeboten werden: {0}</translation>
    </message>
    <message>
        <source>No connection could be made. {0}</source>
        <translation>Es kam keine Verbindung zustande. {0}</translation>
    </message>
    <message>
        <source>No hand in {0} is labelled and believed: label its pictures first.</source>
        <translation>Keine Hand in {0} ist bezeichnet und geglaubt: Bezeichne zuerst die Bilder.</translation>
    </message>
    <message>
        <source>No picture is labelled: label the recordings first.</source>
        <translation>Kein Bild ist bezeichnet: Bezeichne zuerst die Aufnahmen.</translation>
    </message>
    <message>
        <source>No source given: give a camera&apos;s number, a video, a picture or a folder of pictures.</source>
        <translation>Keine Quelle genannt: Nenne die Nummer einer Kamera, ein Video, ein Bild oder einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>Nobody answered the code within {0} minutes: call again.</source>
        <translation>Niemand hat den Code innerhalb von {0} Minuten angenommen: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>Nobody answered: try again later.</source>
        <translation>Niemand hat geantwortet: Versuche es später noch einmal.</translation>
    </message>
    <message>
        <source>Nobody in this network is calling with this code: check the code, and that both computers are in the same network.</source>
        <translation>Niemand in diesem Netz ruft mit diesem Code an: Prüfe den Code, und dass beide Computer im selben Netz sind.</translation>
    </message>
    <message>
        <source>Nobody is calling with this code: check it with the other signer and try again.</source>
        <translation>Niemand ruft mit diesem Code an: Prüfe ihn mit der anderen Seite, und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>Others are read worse by {0} points, more than {1}: kept as a candidate, not to be used.</source>
        <translation>Andere werden um {0} Punkte schlechter gelesen, mehr als {1}: nur aufbewahrt, nicht zu verwenden.</translation>
    </message>
    <message>
        <source>Pairing was broken off by the mailbox server: call again.</source>
        <translation>Der Vermittlungsserver hat abgebrochen: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>Recording into {0} stopped ({1}): go on with --resume.</source>
        <translation>Die Aufnahme nach {0} hat aufgehört ({1}): Mach mit --resume weiter.</translation>
    </message>
    <message>
        <source>Some of {0} is missing or changed: copy the whole text again.</source>
        <translation>Etwas fehlt oder ist verändert ({0}): Kopiere noch einmal den ganzen Text.</translation>
    </message>
    <message>
        <source>The avatar cannot be drawn: {0}</source>
        <translation>Der Avatar kann nicht gezeichnet werden: {0}</translation>
    </message>
    <message>
        <source>The call broke off because of a fault in Handline: call again.</source>
        <translation>Der Anruf brach wegen eines Fehlers in Handline ab: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>The code was wrong: each code works only once, so ask for a new one.</source>
        <translation>Der Code war falsch: Jeder Code gilt nur einmal, also bitte um einen neuen.</translation>
    </message>
    <message>
        <source>The connection to the other signer was lost and did not come back.</source>
        <translation>Die Verbindung zur anderen Seite ging verloren und kam nicht wieder.</translation>
    </message>
    <message>
        <source>The dataset is empty: record something first.</source>
        <translation>Die Menge ist leer: Nimm zuerst etwas auf.</translation>
    </message>
    <message>
        <source>The dataset of {0} is empty: record and label something first.</source>
        <translation>Die Menge von {0} ist leer: Nimm zuerst etwas auf und bezeichne es.</translation>
    </message>
    <message>
        <source>The folder {0} cannot be written to: check its permissions.</source>
        <translation>In den Ordner {0} kann nicht geschrieben werden: Prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>The label cannot be written ({0}): free space.</source>
        <translation>Die Bezeichnung kann nicht geschrieben werden ({0}): Schaffe Platz.</translation>
    </message>
    <message>
        <source>The labels in {0} are of another skeleton: move it away to label anew.</source>
        <translation>Die Bezeichnungen in {0} sind von einem anderen Skelett: Verschiebe sie, um neu zu bezeichnen.</translation>
    </message>
    <message>
        <source>The labels of {0} in {1} are damaged or of another skeleton.</source>
        <translation>Die Bezeichnungen von {0} in {1} sind beschädigt oder von einem anderen Skelett.</translation>
    </message>
    <message>
        <source>The list of weights {0} is damaged; install Handline again or choose others.</source>
        <translation>Die Liste der Gewichte {0} ist beschädigt; installiere Handline neu, oder wähle andere.</translation>
    </message>
    <message>
        <source>The mailbox server {0} cannot be reached: check the network connection and its address.</source>
        <translation>Der Vermittlungsserver {0} ist nicht zu erreichen: Prüfe die Netzverbindung und seine Adresse.</translation>
    </message>
    <message>
        <source>The mailbox server {0} cannot be reached: check the network connection.</source>
        <translation>Der Vermittlungsserver {0} ist nicht zu erreichen: Prüfe die Netzverbindung.</translation>
    </message>
    <message>
        <source>The mailbox server {0} did not answer within {1} s: check the network connection.</source>
        <translation>Der Vermittlungsserver {0} antwortete nicht innerhalb von {1} s: Prüfe die Netzverbindung.</translation>
    </message>
    <message>
        <source>The mailbox server {0} refuses calls, saying: {1}</source>
        <translation>Der Vermittlungsserver {0} lehnt Anrufe ab, mit den Worten: {1}</translation>
    </message>
    <message>
        <source>The other side did not go on.</source>
        <translation>Die andere Seite machte nicht weiter.</translation>
    </message>
    <message>
        <source>The other side did not go on: call again.</source>
        <translation>Die andere Seite machte nicht weiter: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>The other side has another version of Handline: both sides need the newest one.</source>
        <translation>Die andere Seite hat eine andere Version von Handline: Beide brauchen die neueste.</translation>
    </message>
    <message>
        <source>The other side has begun anew.</source>
        <translation>Die andere Seite hat neu begonnen.</translation>
    </message>
    <message>
        <source>The other side is no longer there: call it again.</source>
        <translation>Die andere Seite ist nicht mehr da: Rufe sie noch einmal an.</translation>
    </message>
    <message>
        <source>The other side is not there.</source>
        <translation>Die andere Seite ist nicht da.</translation>
    </message>
    <message>
        <source>The other side sent something that is not a Handline call: call again.</source>
        <translation>Die andere Seite hat etwas gesendet, das kein Handline-Anruf ist: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>The other side was found but no connection could be made: one of the two networks blocks it. Try another network, or name a TURN server in the settings.</source>
        <translation>Die andere Seite wurde gefunden, aber es kam keine Verbindung zustande: Eines der beiden Netze sperrt sie. Versuche ein anderes Netz, oder nenne in den Einstellungen einen TURN-Server.</translation>
    </message>
    <message>
        <source>The other side&apos;s description of its connection makes no sense: call again.</source>
        <translation>Die andere Seite beschreibt ihre Verbindung so, dass es keinen Sinn ergibt: Rufe noch einmal an.</translation>
    </message>
    <message>
        <source>The other signer cannot talk now.</source>
        <translation>Die andere Seite kann gerade nicht sprechen.</translation>
    </message>
    <message>
        <source>The other signer closed Handline.</source>
        <translation>Die andere Seite hat Handline geschlossen.</translation>
    </message>
    <message>
        <source>The other signer hung up.</source>
        <translation>Die andere Seite hat aufgelegt.</translation>
    </message>
    <message>
        <source>The other signer is in another call.</source>
        <translation>Die andere Seite ist in einem anderen Anruf.</translation>
    </message>
    <message>
        <source>The picture {0} has another size than it was recorded with: it is left out.</source>
        <translation>Das Bild {0} hat eine andere Größe, als es aufgenommen wurde: Es wird ausgelassen.</translation>
    </message>
    <message>
        <source>The picture {0} is missing or damaged: it is left out.</source>
        <translation>Das Bild {0} fehlt oder ist beschädigt: Es wird ausgelassen.</translation>
    </message>
    <message>
        <source>The record {0} cannot be written any more ({1}): what was written is kept.</source>
        <translation>Die Aufnahme {0} kann nicht weiter geschrieben werden ({1}): Was geschrieben ist, bleibt.</translation>
    </message>
    <message>
        <source>The retraining cannot be begun ({0}): free space.</source>
        <translation>Der Lernlauf kann nicht begonnen werden ({0}): Schaffe Platz.</translation>
    </message>
    <message>
        <source>The retraining ended without a word: start it again.</source>
        <translation>Der Lernlauf endete ohne ein Wort: Beginne ihn noch einmal.</translation>
    </message>
    <message>
        <source>The weights cannot be kept in {0} ({1}): free space.</source>
        <translation>Die Gewichte können nicht in {0} aufbewahrt werden ({1}): Schaffe Platz.</translation>
    </message>
    <message>
        <source>The weights file {0} is damaged (its checksum is wrong); install Handline again or choose other weights.</source>
        <translation>Die Gewichtsdatei {0} ist beschädigt (ihre Prüfsumme stimmt nicht); installiere Handline neu, oder wähle andere Gewichte.</translation>
    </message>
    <message>
        <source>The weights file {0} is larger than {1} MB; it is not one of Handline&apos;s.</source>
        <translation>Die Gewichtsdatei {0} ist größer als {1} MB; sie ist keine von Handline.</translation>
    </message>
    <message>
        <source>The weights file {0} is missing; install Handline again or choose other weights.</source>
        <translation>Die Gewichtsdatei {0} fehlt; installiere Handline neu, oder wähle andere Gewichte.</translation>
    </message>
    <message>
        <source>The weights file {0} is not a network that can be run: {1}</source>
        <translation>Die Gewichtsdatei {0} ist kein Netz, das laufen kann: {1}</translation>
    </message>
    <message>
        <source>The weights file {0} was made for another skeleton than this version&apos;s; retrain it or choose other weights.</source>
        <translation>Die Gewichtsdatei {0} wurde für ein anderes Skelett gemacht als das dieser Version; lerne neu, oder wähle andere Gewichte.</translation>
    </message>
    <message>
        <source>The weights in {0} are of a kind that this Handline does not know: choose others.</source>
        <translation>Die Gewichte in {0} sind von einer Art, die dieses Handline nicht kennt: Wähle andere.</translation>
    </message>
    <message>
        <source>The weights in {0} are of format {1}, this Handline reads format {2}.</source>
        <translation>Die Gewichte in {0} haben das Format {1}, dieses Handline liest das Format {2}.</translation>
    </message>
    <message>
        <source>The weights in {0} {1}, and are not for this: choose other weights.</source>
        <translation>Die Gewichte in {0} {1}, und sind nicht hierfür: Wähle andere Gewichte.</translation>
    </message>
    <message>
        <source>There are more than {0} recordings: name fewer.</source>
        <translation>Es gibt mehr als {0} Aufnahmen: Nenne weniger.</translation>
    </message>
    <message>
        <source>There are no weights in {0} (no manifest.json); choose another folder.</source>
        <translation>In {0} sind keine Gewichte (keine manifest.json); wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>There are {0} {1} servers: only one is used, give one.</source>
        <translation>Es gibt {0} {1}-Server: Nur einer wird verwendet, nenne einen.</translation>
    </message>
    <message>
        <source>There is a recording {0} already: choose another name, or go on with --resume.</source>
        <translation>Es gibt schon eine Aufnahme {0}: Wähle einen anderen Namen, oder mach mit --resume weiter.</translation>
    </message>
    <message>
        <source>There is a retraining {0} already: choose another name.</source>
        <translation>Es gibt schon einen Lernlauf {0}: Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is a set {0} in {1} already: choose another name.</source>
        <translation>Es gibt schon eine Menge {0} in {1}: Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no camera {0}: give a number from 0 to {1}, or a file.</source>
        <translation>Es gibt keine Kamera {0}: Nenne eine Nummer von 0 bis {1}, oder eine Datei.</translation>
    </message>
    <message>
        <source>There is no file or folder {0}: check the path.</source>
        <translation>Es gibt keine Datei und keinen Ordner {0}: Prüfe den Pfad.</translation>
    </message>
    <message>
        <source>There is no file {0}: name the hand landmarker&apos;s .task file.</source>
        <translation>Es gibt keine Datei {0}: Nenne die .task-Datei des Handerkenners.</translation>
    </message>
    <message>
        <source>There is no folder {0}: make it first.</source>
        <translation>Es gibt keinen Ordner {0}: Lege ihn zuerst an.</translation>
    </message>
    <message>
        <source>There is no invitation yet that this could answer: wait a moment.</source>
        <translation>Es gibt noch keine Einladung, auf die das antworten könnte: Warte einen Moment.</translation>
    </message>
    <message>
        <source>There is no list &apos;{0}&apos;: name {1} or a text file of glosses.</source>
        <translation>Es gibt keine Liste „{0}“: Nenne {1} oder eine Textdatei mit Glossen.</translation>
    </message>
    <message>
        <source>There is no recording {0} to go on with: begin one without --resume.</source>
        <translation>Es gibt keine Aufnahme {0}, mit der es weitergehen könnte: Beginne eine ohne --resume.</translation>
    </message>
    <message>
        <source>There is no recording {0}: check its name.</source>
        <translation>Es gibt keine Aufnahme {0}: Prüfe ihren Namen.</translation>
    </message>
    <message>
        <source>There is no set {0} in {1}: check its name.</source>
        <translation>Es gibt keine Menge {0} in {1}: Prüfe ihren Namen.</translation>
    </message>
    <message>
        <source>There is nothing to write to {0}: the source has no frames.</source>
        <translation>In {0} ist nichts zu schreiben: Die Quelle hat keine Bilder.</translation>
    </message>
    <message>
        <source>This answers another invitation: show the other signer yours again.</source>
        <translation>Das antwortet auf eine andere Einladung: Zeig der anderen Seite noch einmal deine.</translation>
    </message>
    <message>
        <source>This cannot be used ({0}): both sides need the newest Handline.</source>
        <translation>Das kann nicht verwendet werden ({0}): Beide Seiten brauchen das neueste Handline.</translation>
    </message>
    <message>
        <source>This code has been used already: ask for a new one.</source>
        <translation>Dieser Code ist schon verbraucht: Bitte um einen neuen.</translation>
    </message>
    <message>
        <source>This computer has no network address: connect it to a network and call again.</source>
        <translation>Dieser Computer hat keine Netzadresse: Verbinde ihn mit einem Netz, und rufe noch einmal an.</translation>
    </message>
    <message>
        <source>This computer is in no local network: connect it to the same one as the other signer.</source>
        <translation>Dieser Computer ist in keinem lokalen Netz: Verbinde ihn mit demselben wie die andere Seite.</translation>
    </message>
    <message>
        <source>This is not {0} to a Handline call: it begins with {1}-{2}-.</source>
        <translation>Das ist keine {0} zu einem Handline-Anruf: So etwas beginnt mit {1}-{2}-.</translation>
    </message>
    <message>
        <source>This is {0}, and {1} is needed here: copy the text from the other screen.</source>
        <translation>Das ist eine {0}, und hier wird eine {1} gebraucht: Kopiere den Text vom anderen Bildschirm.</translation>
    </message>
    <message>
        <source>This network cannot be searched ({0}): call with a code instead.</source>
        <translation>Dieses Netz kann nicht durchsucht werden ({0}): Rufe stattdessen mit einem Code an.</translation>
    </message>
    <message>
        <source>This signer is not read better: kept as a candidate, not to be used.</source>
        <translation>Diese Person wird nicht besser gelesen: nur aufbewahrt, nicht zu verwenden.</translation>
    </message>
    <message>
        <source>This signer is read better ({0}) and others as well as before.</source>
        <translation>Diese Person wird besser gelesen ({0}), und andere so gut wie zuvor.</translation>
    </message>
    <message>
        <source>Two callers in this network have this number: ask for a new code.</source>
        <translation>Zwei Anrufende in diesem Netz haben diese Nummer: Bitte um einen neuen Code.</translation>
    </message>
    <message>
        <source>Writing the new weights …</source>
        <translation>Die neuen Gewichte werden geschrieben …</translation>
    </message>
    <message>
        <source>an answer to an invitation</source>
        <translation>Antwort auf eine Einladung</translation>
    </message>
    <message>
        <source>an invitation</source>
        <translation>Einladung</translation>
    </message>
    <message>
        <source>bent B</source>
        <translation>B gebeugt</translation>
    </message>
    <message>
        <source>bent L</source>
        <translation>L gebeugt</translation>
    </message>
    <message>
        <source>bent V</source>
        <translation>V gebeugt</translation>
    </message>
    <message>
        <source>claw</source>
        <translation>Kralle</translation>
    </message>
    <message>
        <source>curved hand</source>
        <translation>gewölbte Hand</translation>
    </message>
    <message>
        <source>fingers curled onto the thumb</source>
        <translation>Finger auf den Daumen gerollt</translation>
    </message>
    <message>
        <source>fist, thumb beside</source>
        <translation>Faust, Daumen daneben</translation>
    </message>
    <message>
        <source>fist, thumb between index and middle</source>
        <translation>Faust, Daumen zwischen Zeige- und Mittelfinger</translation>
    </message>
    <message>
        <source>fist, thumb in front</source>
        <translation>Faust, Daumen davor</translation>
    </message>
    <message>
        <source>fist, thumb under three</source>
        <translation>Faust, Daumen unter dreien</translation>
    </message>
    <message>
        <source>fist, thumb under two</source>
        <translation>Faust, Daumen unter zweien</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>flach</translation>
    </message>
    <message>
        <source>flat O</source>
        <translation>O flach</translation>
    </message>
    <message>
        <source>flat hand, bent at the knuckles</source>
        <translation>flache Hand, an den Grundgelenken gebeugt</translation>
    </message>
    <message>
        <source>flat hand, thumb across</source>
        <translation>flache Hand, Daumen quer</translation>
    </message>
    <message>
        <source>flat hand, thumb beside</source>
        <translation>flache Hand, Daumen daneben</translation>
    </message>
    <message>
        <source>four spread, thumb in</source>
        <translation>vier gespreizt, Daumen innen</translation>
    </message>
    <message>
        <source>free signing {0}</source>
        <translation>freies Gebärden {0}</translation>
    </message>
    <message>
        <source>horns</source>
        <translation>Hörner</translation>
    </message>
    <message>
        <source>index and little finger</source>
        <translation>Zeige- und kleiner Finger</translation>
    </message>
    <message>
        <source>index and middle apart</source>
        <translation>Zeige- und Mittelfinger gespreizt</translation>
    </message>
    <message>
        <source>index and middle apart, hooked</source>
        <translation>Zeige- und Mittelfinger gespreizt, gekrümmt</translation>
    </message>
    <message>
        <source>index and middle apart, thumb between</source>
        <translation>Zeige- und Mittelfinger gespreizt, Daumen dazwischen</translation>
    </message>
    <message>
        <source>index and middle crossed</source>
        <translation>Zeige- und Mittelfinger gekreuzt</translation>
    </message>
    <message>
        <source>index and middle together</source>
        <translation>Zeige- und Mittelfinger zusammen</translation>
    </message>
    <message>
        <source>index and thumb closed, the others up</source>
        <translation>Zeigefinger und Daumen geschlossen, die anderen oben</translation>
    </message>
    <message>
        <source>index and thumb, forward</source>
        <translation>Zeigefinger und Daumen, nach vorne</translation>
    </message>
    <message>
        <source>index curled, thumb out</source>
        <translation>Zeigefinger gerollt, Daumen ab</translation>
    </message>
    <message>
        <source>index hooked</source>
        <translation>Zeigefinger gekrümmt</translation>
    </message>
    <message>
        <source>index up</source>
        <translation>Zeigefinger oben</translation>
    </message>
    <message>
        <source>index up, the others round</source>
        <translation>Zeigefinger oben, die anderen rund</translation>
    </message>
    <message>
        <source>index up, thumb out</source>
        <translation>Zeigefinger oben, Daumen ab</translation>
    </message>
    <message>
        <source>index, middle and ring</source>
        <translation>Zeige-, Mittel- und Ringfinger</translation>
    </message>
    <message>
        <source>little finger up</source>
        <translation>kleiner Finger oben</translation>
    </message>
    <message>
        <source>middle and thumb closed, the others up</source>
        <translation>Mittelfinger und Daumen geschlossen, die anderen oben</translation>
    </message>
    <message>
        <source>middle bent forward, the others spread</source>
        <translation>Mittelfinger nach vorne, die anderen gespreizt</translation>
    </message>
    <message>
        <source>open 8</source>
        <translation>8 offen</translation>
    </message>
    <message>
        <source>other signer {0}</source>
        <translation>andere Person {0}</translation>
    </message>
    <message>
        <source>rounded, tips together</source>
        <translation>gerundet, Spitzen zusammen</translation>
    </message>
    <message>
        <source>spread hand</source>
        <translation>gespreizte Hand</translation>
    </message>
    <message>
        <source>spread hand, curled</source>
        <translation>gespreizte Hand, gekrümmt</translation>
    </message>
    <message>
        <source>straight fingers, tips together</source>
        <translation>gerade Finger, Spitzen zusammen</translation>
    </message>
    <message>
        <source>thumb and little finger</source>
        <translation>Daumen und kleiner Finger</translation>
    </message>
    <message>
        <source>thumb, index and little finger</source>
        <translation>Daumen, Zeige- und kleiner Finger</translation>
    </message>
    <message>
        <source>thumb, index and middle</source>
        <translation>Daumen, Zeige- und Mittelfinger</translation>
    </message>
    <message>
        <source>{0} Until then the shipped weights are used.</source>
        <translation>{0} Bis dahin werden die mitgelieferten Gewichte verwendet.</translation>
    </message>
    <message>
        <source>{0} alone cannot be split, because frames of one recording are too alike.</source>
        <translation>{0} allein kann nicht aufgeteilt werden, weil Bilder einer Aufnahme einander zu ähnlich sind.</translation>
    </message>
    <message>
        <source>{0} and {1} have the same name: rename the folder of one of them.</source>
        <translation>{0} und {1} heißen gleich: Benenne den Ordner von einer der beiden um.</translation>
    </message>
    <message>
        <source>{0} asks for STUN over TLS, which is not supported: write stun:HOST:PORT.</source>
        <translation>{0} verlangt STUN über TLS, was nicht geht: Schreibe stun:HOST:PORT.</translation>
    </message>
    <message>
        <source>{0} asks for TURN over DTLS, which is not supported: leave out ?transport=udp.</source>
        <translation>{0} verlangt TURN über DTLS, was nicht geht: Lass ?transport=udp weg.</translation>
    </message>
    <message>
        <source>{0} can no longer be read: it changed or went away.</source>
        <translation>{0} kann nicht mehr gelesen werden: Es hat sich geändert oder ist weg.</translation>
    </message>
    <message>
        <source>{0} cannot be reached ({1}): check its address.</source>
        <translation>{0} ist nicht zu erreichen ({1}): Prüfe die Adresse.</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}): check its permissions.</source>
        <translation>{0} kann nicht gelesen werden ({1}): Prüfe die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{0} cannot be used ({1}): restore it from a copy.</source>
        <translation>{0} kann nicht verwendet werden ({1}): Stelle es aus einer Kopie wieder her.</translation>
    </message>
    <message>
        <source>{0} cannot be written: let it end in {1}.</source>
        <translation>{0} kann nicht geschrieben werden: Lass den Namen auf {1} enden.</translation>
    </message>
    <message>
        <source>{0} cannot hold frames of different sizes: write .json, or give pictures of one size.</source>
        <translation>{0} kann keine Bilder verschiedener Größe enthalten: Schreibe .json, oder gib Bilder von einer Größe.</translation>
    </message>
    <message>
        <source>{0} does not answer: check its address and the network.</source>
        <translation>{0} antwortet nicht: Prüfe die Adresse und das Netz.</translation>
    </message>
    <message>
        <source>{0} gives no more pictures: choose another camera.</source>
        <translation>{0} gibt keine Bilder mehr: Wähle eine andere Kamera.</translation>
    </message>
    <message>
        <source>{0} has more than {1} frames: it is not a recording of Handline&apos;s.</source>
        <translation>{0} hat mehr als {1} Bilder: Es ist keine Aufnahme von Handline.</translation>
    </message>
    <message>
        <source>{0} has more than {1} lines: it is not a part of a recording.</source>
        <translation>{0} hat mehr als {1} Zeilen: Es ist kein Teil einer Aufnahme.</translation>
    </message>
    <message>
        <source>{0} has pictures of {1}x{2} pixels: use some that are smaller than {3} a side.</source>
        <translation>{0} hat Bilder von {1}x{2} Pixeln: Nimm welche, die auf jeder Seite kleiner als {3} sind.</translation>
    </message>
    <message>
        <source>{0} holds &apos;{1}&apos;: write glosses of at most {2} printable signs.</source>
        <translation>{0} enthält „{1}“: Schreibe Glossen von höchstens {2} druckbaren Zeichen.</translation>
    </message>
    <message>
        <source>{0} holds more than {1} pictures: split it into smaller folders.</source>
        <translation>{0} enthält mehr als {1} Bilder: Teile es auf kleinere Ordner auf.</translation>
    </message>
    <message>
        <source>{0} holds no frames: go on with `handline record --resume {1}`, or delete it.</source>
        <translation>{0} enthält keine Bilder: Mach mit `handline record --resume {1}` weiter, oder lösche es.</translation>
    </message>
    <message>
        <source>{0} holds no pictures: put PNG, JPEG or WebP files into it.</source>
        <translation>{0} enthält keine Bilder: Lege PNG-, JPEG- oder WebP-Dateien hinein.</translation>
    </message>
    <message>
        <source>{0} holds {1} frames, and no more fit: begin another recording.</source>
        <translation>{0} enthält {1} Bilder, und mehr passen nicht: Beginne eine andere Aufnahme.</translation>
    </message>
    <message>
        <source>{0} holds {1} glosses: give between 1 and {2}, one a line.</source>
        <translation>{0} enthält {1} Glossen: Gib zwischen 1 und {2}, eine je Zeile.</translation>
    </message>
    <message>
        <source>{0} is a TURN server without user name or password: give both.</source>
        <translation>{0} ist ein TURN-Server ohne Benutzernamen oder Passwort: Gib beides an.</translation>
    </message>
    <message>
        <source>{0} is a copy of {1}: name one of them.</source>
        <translation>{0} ist eine Kopie von {1}: Nenne eines davon.</translation>
    </message>
    <message>
        <source>{0} is a folder: give the name of a file to write.</source>
        <translation>{0} ist ein Ordner: Nenne eine Datei, die geschrieben werden soll.</translation>
    </message>
    <message>
        <source>{0} is complete: all {1} items are recorded or skipped.</source>
        <translation>{0} ist fertig: Alle {1} Gebärden sind aufgenommen oder ausgelassen.</translation>
    </message>
    <message>
        <source>{0} is larger than {1} GB: it is not a part of a recording.</source>
        <translation>{0} ist größer als {1} GB: Es ist kein Teil einer Aufnahme.</translation>
    </message>
    <message>
        <source>{0} is larger than {1} MB: give a smaller picture.</source>
        <translation>{0} ist größer als {1} MB: Nimm ein kleineres Bild.</translation>
    </message>
    <message>
        <source>{0} is larger than {1} MB: it is not of a recording.</source>
        <translation>{0} ist größer als {1} MB: Es ist nicht von einer Aufnahme.</translation>
    </message>
    <message>
        <source>{0} is larger than {1} kB: give a shorter list of glosses.</source>
        <translation>{0} ist größer als {1} kB: Gib eine kürzere Liste von Glossen.</translation>
    </message>
    <message>
        <source>{0} is missing: carry on from the shipped weights instead.</source>
        <translation>{0} fehlt: Geh stattdessen von den mitgelieferten Gewichten aus.</translation>
    </message>
    <message>
        <source>{0} is neither a recording nor a data folder: check its name.</source>
        <translation>{0} ist weder eine Aufnahme noch ein Datenordner: Prüfe den Namen.</translation>
    </message>
    <message>
        <source>{0} is not a code: it should look like 7-guitarist-revenge. Ask the other signer for it again.</source>
        <translation>{0} ist kein Code: Er sollte wie 7-guitarist-revenge aussehen. Bitte die andere Seite noch einmal darum.</translation>
    </message>
    <message>
        <source>{0} is not a file or folder: give a video, a picture or a folder of pictures.</source>
        <translation>{0} ist weder Datei noch Ordner: Gib ein Video, ein Bild oder einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>{0} is not a hand landmarker that MediaPipe can open: name another file.</source>
        <translation>{0} ist kein Handerkenner, den MediaPipe öffnen kann: Nenne eine andere Datei.</translation>
    </message>
    <message>
        <source>{0} is not a picture that can be read: give a PNG, JPEG or WebP file that is not damaged.</source>
        <translation>{0} ist kein Bild, das gelesen werden kann: Gib eine unbeschädigte PNG-, JPEG- oder WebP-Datei.</translation>
    </message>
    <message>
        <source>{0} is not a recording ({1} cannot be read): check its name.</source>
        <translation>{0} ist keine Aufnahme ({1} kann nicht gelesen werden): Prüfe den Namen.</translation>
    </message>
    <message>
        <source>{0} is not a recording and holds none: record one with `handline record`.</source>
        <translation>{0} ist keine Aufnahme und enthält keine: Nimm eine mit `handline record` auf.</translation>
    </message>
    <message>
        <source>{0} is not a text in UTF-8: save the list of glosses as UTF-8.</source>
        <translation>{0} ist kein Text in UTF-8: Sichere die Liste der Glossen als UTF-8.</translation>
    </message>
    <message>
        <source>{0} is not a video that can be read: give an undamaged .mp4, .webm or .avi file.</source>
        <translation>{0} ist kein Video, das gelesen werden kann: Gib eine unbeschädigte .mp4-, .webm- oder .avi-Datei.</translation>
    </message>
    <message>
        <source>{0} is not the address of a mailbox server: it should look like ws://HOST:PORT/v1.</source>
        <translation>{0} ist keine Adresse eines Vermittlungsservers: Sie sollte wie ws://HOST:PORT/v1 aussehen.</translation>
    </message>
    <message>
        <source>{0} is not the hand network of this version: carry on from other weights.</source>
        <translation>{0} ist nicht das Handnetz dieser Version: Geh von anderen Gewichten aus.</translation>
    </message>
    <message>
        <source>{0} is not the name of a picture: let it end in .png, .jpg or .webp.</source>
        <translation>{0} ist kein Name für ein Bild: Lass ihn auf .png, .jpg oder .webp enden.</translation>
    </message>
    <message>
        <source>{0} is not the name of a text: let it end in {1}.</source>
        <translation>{0} ist kein Name für einen Text: Lass ihn auf {1} enden.</translation>
    </message>
    <message>
        <source>{0} is not the name of an animation: let it end in {1}.</source>
        <translation>{0} ist kein Name für eine Animation: Lass ihn auf {1} enden.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} pixels large: make it smaller than {3} a side.</source>
        <translation>{0} ist {1}x{2} Pixel groß: Mach es auf jeder Seite kleiner als {3}.</translation>
    </message>
    <message>
        <source>{0} labelled hands to train on and {1} to test on are too few for {2} (each {3} at least): record and label more.</source>
        <translation>{0} bezeichnete Hände zum Lernen und {1} zum Prüfen sind zu wenige für {2} (jeweils mindestens {3}): Nimm mehr auf und bezeichne mehr.</translation>
    </message>
    <message>
        <source>{0} recordings are too few for these shares: record more.</source>
        <translation>{0} Aufnahmen sind zu wenige für diese Anteile: Nimm mehr auf.</translation>
    </message>
    <message>
        <source>{0} refuses the user name or the password: correct them.</source>
        <translation>{0} lehnt den Benutzernamen oder das Passwort ab: Berichtige sie.</translation>
    </message>
    <message>
        <source>{0} stopped giving pictures: connect it again, or choose another source.</source>
        <translation>{0} gibt keine Bilder mehr: Schließe sie wieder an, oder wähle eine andere Quelle.</translation>
    </message>
    <message>
        <source>{0} to {1} of 100 points right</source>
        <translation>{0} auf {1} von 100 Punkten richtig</translation>
    </message>
    <message>
        <source>{0}: {1} cannot be read and {2} left out; the others are whole.</source>
        <translation>{0}: {1} kann nicht gelesen werden, {2} ausgelassen; die anderen sind heil.</translation>
    </message>
    <message>
        <source>{0}: {1} damaged line{2} left out; the others are whole.</source>
        <translation>{0}: {1} beschädigte Zeile{2} ausgelassen; die anderen sind heil.</translation>
    </message>
    <message>
        <source>{0}: {1} label{2} of frames that are missing; left out.</source>
        <translation>{0}: {1} Bezeichnung{2} von fehlenden Bildern; ausgelassen.</translation>
    </message>
    <message>
        <source>{0}: {1} missing (first {2}.jpg); the frames are left out.</source>
        <translation>{0}: {1} fehlen (zuerst {2}.jpg); die Bilder werden ausgelassen.</translation>
    </message>
    <message>
        <source>{0}: {1} without a line that tells of them; left as is.</source>
        <translation>{0}: {1} ohne eine Zeile, die davon erzählt; so gelassen.</translation>
    </message>
    <message>
        <source>Why there is no call</source>
        <translation>Warum es keinen Anruf gibt</translation>
    </message>
    <message>
        <source>Record your signing for them</source>
        <translation>Nimm dein Gebärden für sie auf</translation>
    </message>
    <message>
        <source>Sign a &amp;message …</source>
        <translation>&amp;Nachricht gebärden …</translation>
    </message>
    <message>
        <source>Call &amp;again</source>
        <translation>Noch einmal &amp;anrufen</translation>
    </message>
    <message>
        <source>You could not reach {name}</source>
        <translation>Du konntest {name} nicht erreichen</translation>
    </message>
</context>
</TS>
