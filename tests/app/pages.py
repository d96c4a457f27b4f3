"""Every page and dialog of the app, opened and filled in one window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QWidget,
)

from app.consent import Consent
from app.contacts import Contacts
from app.legibility import Problem, Seen
from app.places import recordings_folder
from app.recent import MISSED, PLACED, PastCall, RecentCalls
from app.recording.session import Outcome, View
from app.records.layout import MESSAGE
from app.records.shelf import Shelf
from app.retraining.progress import Progress, Proof, ProofRow, Request, State
from app.retraining.runs import Run
from app.windows.contact_dialog import ContactDialog
from app.windows.language import tr
from app.windows.main_window import MainWindow
from app.windows.phrases import PhraseDialog
from app.windows.record_page import outcome_words
from app.windows.records_page import RecordsPage
from app.windows.ring_light import RingScreen
from app.windows.seen_dialog import open_seen
from app.windows.workshop import Workshop
from detector.sources import Frame
from training.recorder import Phase
from transport.control import ASK, Record
from transport.sas import words_of
from transport.text import OWN, PEER, TextLine

from ..training.recordings import record
from .conftest import qt_until
from .test_records import write

SIZE = (1280, 720)
SECRET = bytes(range(32))
CODE = "142-saturday-revolutionary"
TROUBLE = "A code is a number and two words, for example 7-guitar-revenge: check what you typed."


@pytest.fixture(scope="module", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        Contacts().add("Ada", SECRET, words_of(SECRET), first=True, verified=True)
        Contacts().add("Grace", SECRET[::-1], words_of(SECRET[::-1]), first=True, verified=False)
        for call in (PastCall("Ada", 1_760_000_000, 754, PLACED), PastCall("", 1_760_050_000, 0, MISSED)):
            RecentCalls().add(call)
        record(
            recordings_folder() / "handshapes-20261121-101500", frames=12, items=("V: index and middle apart", "flat")
        )
        yield


def home(window: MainWindow) -> QWidget:
    if not window.home.other_button.isChecked():
        window.home.other_button.click()
    window.home.people.show_tab(0)
    window.home.show_seen(Seen(frozenset({Problem.BACK_LIGHT})))
    window.home.notice.say(tr(TROUBLE))
    return window.home


def recent_calls(window: MainWindow) -> QWidget:
    if window.home.other_button.isChecked():
        window.home.other_button.click()
    window.home.people.show_tab(1)
    window.home.people.recent.setCurrentRow(0)
    return window.home


def waiting(window: MainWindow) -> QWidget:
    window.home.show_code(CODE)
    return window.home


def by_text(window: MainWindow) -> QWidget:
    window.home.show_invitation("HANDLINE-I-" + "ABCDEFGH" * 60, invites=True)
    return window.home


def unanswered(window: MainWindow) -> QWidget:
    window.home.show_unanswered("Ada", "The other signer is in another call.")
    return window.home


def rings(window: MainWindow) -> QWidget:
    window.ring_light.bar.say(tr("{name} calls you", name="Ada"))
    return window


def ring_screen(window: MainWindow) -> QWidget:
    screen = RingScreen()
    screen.show_over(window, "Ada")
    return screen


def contact(window: MainWindow) -> QWidget:
    window.home.people.change.emit("Ada")
    return dialog(window, ContactDialog)


def settings_page(window: MainWindow) -> QWidget:
    window.own_pages.open_settings()
    page = window.own_pages.settings_page
    assert page is not None
    for row in page.rows.values():
        row.say("Give the user name and the password, too, whoever you are, and do not forget it this time.")
    return page


def first_start(window: MainWindow, step: int) -> QWidget:
    window.own_pages.open_first_start("")
    page = window.own_pages.first_start
    assert page is not None
    for _ in range(step):
        page.next.click()
    page.show_seen(Seen(frozenset({Problem.LOW_CONTRAST})))
    return page


def avatar(window: MainWindow) -> QWidget:
    window.own_pages.choose_avatar()
    return dialog(window, QDialog)


def seen(window: MainWindow) -> QWidget:
    open_seen(window._own, window._keeping.settings, window, window.home.notice.say)
    return dialog(window, QDialog)


def in_call(window: MainWindow) -> QWidget:
    page = window.call_page
    page.begin(seen=True)
    window._pages.setCurrentWidget(page)
    page.talk.show_words(("anchor", "bicycle", "candle", "dolphin"), "")
    page.talk.show_lines((TextLine(1, OWN, "Can you see me?", 0), TextLine(2, PEER, "Yes, and very well 😀", 9)))
    page.notice.say(tr(TROUBLE))
    return page


def asked_to_record(window: MainWindow) -> QWidget:
    page = in_call(window)
    window.call_page.notice.clear()
    consent = Consent()
    consent.came(Record(ASK))
    window.in_call.record._bar.show_consent(consent, "Ada")
    return page


def phrases(window: MainWindow) -> QWidget:
    window._pages.setCurrentWidget(window.call_page)
    PhraseDialog(window._keeping.settings.phrases, window.call_page).open()
    return dialog(window, PhraseDialog)


def records(window: MainWindow) -> RecordsPage:
    window.side_pages.open_records()
    assert window.side_pages.records is not None
    return window.side_pages.records


def no_records(window: MainWindow) -> QWidget:
    for path in Shelf().folder.glob("*"):
        path.unlink()
    return records(window)


def kept_call(window: MainWindow) -> QWidget:
    write(Shelf().folder / "2026-11-21 10.15.00 Ada.signed", 30)
    page = records(window)
    qt_until(lambda: page.player.record)
    page.notice.say("The record Ada cannot be written any more (No space left on device): what was written is kept.")
    return page


def kept_message(window: MainWindow) -> QWidget:
    write(Shelf().folder / "2026-11-22 10.15.00 Ada.signed", 30, MESSAGE)
    page = records(window)
    qt_until(lambda: page.player.record)
    page._show_going(True)
    return page


def message(window: MainWindow) -> QWidget:
    page = records(window)
    page._show_going(False)
    page.write_to("Ada")
    said = "Nobody was seen: sit so that your hands and face are in the picture, and record again."
    page.message.notice.say(tr(said))
    return page


def workshop(window: MainWindow, page: str) -> Workshop:
    if window._pages.currentWidget() is not window.side_pages.workshop or window.side_pages.workshop is None:
        window.side_pages.open_workshop()
    assert window.side_pages.workshop is not None
    window.side_pages.workshop.show_page(page)
    return window.side_pages.workshop


def record_page(window: MainWindow) -> QWidget:
    made = workshop(window, "record")
    made.record._doing.setCurrentIndex(0)
    made.record.notice.say(tr("The camera is gone: connect it, and look again."))
    made.record.retry.show()
    made.record.result.setText(outcome_words(Path("/tmp"), Outcome(12, 35, 1208, 3, None)))
    made.record._result.show()
    qt_until(lambda: not made.record._finding.going)
    return made


def record_stage(window: MainWindow) -> QWidget:
    made = workshop(window, "record")
    image = np.zeros((120, 160, 3), np.uint8)
    gloss = "bent V: index and middle apart, hooked"
    made.record.stage.show_view(View(Phase.WAIT, gloss, None, 12, 35, 1208, 3, Frame(image, 0, "x")))
    made.record._doing.setCurrentWidget(made.record.stage)
    return made


def review(window: MainWindow) -> QWidget:
    made = workshop(window, "review")
    qt_until(lambda: made.review.where.text())
    return made


def statistics(window: MainWindow) -> QWidget:
    made = workshop(window, "statistics")
    qt_until(lambda: made.statistics.summary.text())
    qt_until(lambda: not made.statistics.state.text())
    return made


def train(window: MainWindow) -> QWidget:
    made = workshop(window, "train")
    qt_until(made.train.form.list.count)
    return made


def training(window: MainWindow) -> QWidget:
    made = workshop(window, "train")
    qt_until(made.train.form.list.count)
    view = made.train.view
    view.begin("Ada, mixed, 21 Nov 2026, 10:15")
    lines = [
        Progress(
            60.0 * n, State.TRAINING, stage=1, stages=2, epoch=n, done=n / 9, loss=1 / (n + 1),
            validation_loss=1.2 / (n + 1), pdj={"signer": 0.5 + n / 30, "others": 0.6}, left_s=400.0,
        )
        for n in range(8)
    ]  # fmt: skip
    view.show_progress(lines)
    made.train._doing.setCurrentWidget(view)
    return made


def proof(window: MainWindow) -> QWidget:
    made = workshop(window, "train")
    rows = tuple(
        ProofRow(name, 40, {"pdj_005": 0.52, "pdj_01": 0.8}, {"pdj_005": after, "pdj_01": 0.9})
        for name, after in (("this signer", 0.71), ("other signer somebody with a long name", 0.516))
    )
    why = "This signer is read better (52 to 71 of 100 points right) and others as well as before."
    run = Run(Path("/nowhere"), Request("mixed", "fast", "Ada", ()), None, None)
    made.train.proof.show_proof(run, Proof(True, why, rows, ()), used=False)
    made.train._doing.setCurrentWidget(made.train.proof)
    return made


PAGES: dict[str, Callable[[MainWindow], QWidget]] = {
    "home": home,
    "recent calls": recent_calls,
    "waiting": waiting,
    "by text": by_text,
    "unanswered": unanswered,
    "somebody rings": rings,
    "ring screen": ring_screen,
    "contact": contact,
    "settings": settings_page,
    **{f"first start {n + 1}": partial(first_start, step=n) for n in range(5)},
    "avatar": avatar,
    "what they see": seen,
    "call": in_call,
    "asked to record": asked_to_record,
    "phrases": phrases,
    "no records": no_records,
    "record of a call": kept_call,
    "message kept": kept_message,
    "message": message,
    "record": record_page,
    "record stage": record_stage,
    "review": review,
    "statistics": statistics,
    "train": train,
    "training": training,
    "proof": proof,
}


def dialog(window: MainWindow, kind: type[QDialog]) -> QDialog:
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


@pytest.fixture(params=PAGES)
def page(window: MainWindow, request: pytest.FixtureRequest) -> Iterator[QWidget]:
    made = PAGES[request.param](window)
    if made.isWindow() and made is not window:
        made.resize(made.size().boundedTo(made.screen().size()))
        made.show()
    made.window().activateWindow()
    assert QTest.qWaitForWindowActive(made.window(), 20_000)
    QTest.qWait(20)  # everything finds its place
    yield made
    if made.isWindow() and made is not window:
        made.close()
    window.ring_light.bar.say("")
    window.side_pages.leave()
    window._go_home()
    window.home.notice.clear()
