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
        <source>← &amp;Home</source>
        <translation>← &amp;Start</translation>
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
</context>
</TS>
