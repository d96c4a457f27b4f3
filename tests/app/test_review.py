"""Protects labels at the desk: the doubtful come first, every decision is on disk, and everything can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.places import recordings_folder
from app.review.desk import Desk
from app.review.order import Order, ordered, ranks
from app.windows.application import the_body
from app.windows.review_canvas import ReviewCanvas, point_words
from app.windows.review_page import ReviewPage
from app.windows.work import Work
from avatar.body import Body
from detector.skeleton import HANDS, keypoint
from training.recording import Recording, load_recording
from training.recording_labels import Author, Label, LabelWriter
from training.recording_lines import LineWriter, RecordingError

from ..calls.scripted import scripted_pose
from ..training.recordings import SIZE, pose, record
from .conftest import qt_until
from .workshop import check_controls, pixels, shown

TIP = keypoint("right", "index_tip")


@pytest.fixture(scope="module")
def body() -> Body:
    return the_body()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six frames; the detector is less and less sure, and the fourth has no right hand."""
    path = record(tmp_path / "mine", labels=False)
    writer = LabelWriter(path / "labels.jsonl")
    for number in range(6):
        seen = scripted_pose(100.0, SIZE, number)
        score = np.where(seen.known, np.float32(0.9 - 0.1 * number), 0)
        xyz = seen.xyz.copy()
        if number == 3:
            xyz[HANDS["right"]], score[HANDS["right"]] = np.nan, 0
        seen = replace(seen, xyz=xyz, score=score)
        writer.add(Label(number, Author.DETECTOR, "", seen, {"left": None, "right": 0.01}))
    writer.close()
    return path


def desk_of(folder: Path, order: Order = Order.TIME) -> Desk:
    recording = load_recording(folder)
    return Desk(recording, ordered(recording, ranks(recording), order))


def human(folder: Path, frame: int) -> Label | None:
    """The human's label that counts, as anybody reads it."""
    best = load_recording(folder).best_labels().get(frame)
    return best if best is not None and best.author is Author.HUMAN else None


def test_the_most_doubtful_frames_come_first_and_decided_ones_last(folder: Path) -> None:
    recording = load_recording(folder)
    found = ranks(recording)
    assert ordered(recording, found, Order.DOUBTFUL) == [5, 4, 2, 1, 0, 3]
    assert ordered(recording, found, Order.HANDLESS)[0] == 3
    assert ordered(recording, found, Order.TIME) == [*range(6)]
    assert "its score is low" in str(found[5].why) or found[5].doubt < 1
    assert str(found[3].why) == "No hands are labelled."
    desk = desk_of(folder, Order.DOUBTFUL)
    desk.accept()
    desk.close()
    recording = load_recording(folder)
    assert ordered(recording, ranks(recording), Order.DOUBTFUL)[-1] == 5


def test_a_mirrored_picture_that_disagrees_is_named(folder: Path) -> None:
    writer = LabelWriter(folder / "labels.jsonl")
    writer.add(Label(0, Author.DETECTOR, "", scripted_pose(100.0, SIZE, 0), {"left": None, "right": 0.04}))
    writer.close()
    rank = ranks(load_recording(folder))[0]
    assert str(rank.why) == "The right hand: the mirrored picture is read otherwise."


def test_what_a_human_decides_is_on_disk_at_once_and_can_be_taken_back(folder: Path) -> None:
    desk = desk_of(folder)
    desk.place(TIP, 20.0, 10.0)
    assert desk.standing.mended
    assert human(folder, 0) is None
    desk.go(1)
    mended = human(folder, 0)
    assert mended is not None
    assert mended.pose.xyz[TIP, :2].tolist() == [20.0, 10.0]
    assert set(mended.pose.score[mended.pose.known]) == {1.0}
    desk.reject()
    assert 1 not in load_recording(folder).best_labels()
    assert (desk.decided, desk.frame.number) == (2, 2)
    desk.undo()
    assert desk.frame.number == 1
    assert load_recording(folder).best_labels()[1].author is Author.DETECTOR
    desk.redo()
    assert 1 not in load_recording(folder).best_labels()
    for _ in range(4):
        desk.undo()
    assert not desk.can_undo
    assert human(folder, 0) is None
    assert load_recording(folder).best_labels()[0].author is Author.DETECTOR
    desk.close()
    authors = [label.author for label in load_recording(folder).labels]
    assert authors.count(Author.DETECTOR) == 6, "nothing is ever taken out of the file"


def test_moves_of_one_point_are_taken_back_together(folder: Path) -> None:
    desk = desk_of(folder)
    assert desk.standing.pose is not None
    before = desk.standing.pose.xyz[TIP].copy()
    desk.place(TIP, 5.0, 5.0)
    desk.place(TIP, 6.0, 5.0, on=True)
    desk.place(TIP, 999.0, -5.0, on=True)
    assert desk.standing.pose.xyz[TIP, :2].tolist() == [SIZE[0] - 1, 0]
    desk.undo()
    np.testing.assert_array_equal(desk.standing.pose.xyz[TIP], before)
    desk.close()


def test_a_hand_is_taken_away_or_borrowed_from_the_take(folder: Path) -> None:
    desk = desk_of(folder)
    desk.forget("right")
    desk.go(1)
    mended = human(folder, 0)
    assert mended is not None
    assert not mended.pose.known[HANDS["right"]].any()
    desk.go(2)
    desk.position = 3
    assert not desk.has_hand("right")
    assert desk.borrow("right")
    assert not desk.borrow("left")
    desk.close()
    lent = human(folder, 3)
    assert lent is not None
    np.testing.assert_allclose(
        lent.pose.xyz[HANDS["right"]], scripted_pose(100.0, SIZE, 0).xyz[HANDS["right"]], atol=2e-3
    )


def test_a_full_disk_is_a_sentence_and_the_change_stays_on_the_desk(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(folder)
    desk.place(TIP, 20.0, 10.0)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(LineWriter, "add", full)
        with pytest.raises(RecordingError, match="No space left"):
            desk.go(1)
        assert desk.frame.number == 0
        assert desk.standing.mended
    desk.go(1)
    assert human(folder, 0) is not None
    desk.close()


@given(st.lists(st.sampled_from(["place", "accept", "reject", "forget", "on", "back", "undo", "redo"]), max_size=25))
@budget(max_examples=20, deadline=None)
def test_whatever_was_done_undo_leads_back_to_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, actions: list[str]
) -> None:
    path = record(tmp_path_factory.mktemp("desk") / "r")
    desk = desk_of(path)
    doing: dict[str, Callable[[], object]] = {
        "place": lambda: desk.place(TIP, 3.0, 4.0),
        "accept": desk.accept,
        "reject": desk.reject,
        "forget": lambda: desk.forget("right"),
        "on": lambda: desk.go(1),
        "back": lambda: desk.go(-1),
        "undo": desk.undo,
        "redo": desk.redo,
    }
    for action in actions:
        doing[action]()
    while desk.can_undo:
        desk.undo()
    assert desk.decided == 0
    desk.close()
    best = load_recording(path).best_labels()
    assert {number: label.author for number, label in best.items()} == dict.fromkeys(range(6), Author.DETECTOR)
    np.testing.assert_array_equal(best[0].pose.xyz, pose(0).xyz)


def test_points_are_caught_and_chosen_by_mouse_and_keys(qt: QApplication) -> None:
    canvas = ReviewCanvas()
    canvas.resize(2 * SIZE[0], 2 * SIZE[1])
    shows = scripted_pose(100.0, SIZE, 0)
    canvas.show_frame(np.full((SIZE[1], SIZE[0], 3), 90, np.uint8), shows)
    canvas.show()
    at = canvas.to_widget(*map(float, shows.xyz[TIP, :2]))
    assert canvas.nearest(at) == TIP
    assert canvas.nearest(QPointF(2.0, 2.0)) is None
    back = canvas.to_picture(canvas.to_widget(12.5, 30.25))
    assert (back.x(), back.y()) == pytest.approx((12.5, 30.25))
    chosen = []
    for keys in "2220h":
        QTest.keyClicks(canvas, keys)
        chosen.append(point_words(canvas.point))
    assert chosen == [
        "Right hand: index, tip",
        "Right hand: index, DIP",
        "Right hand: index, PIP",
        "Right hand: wrist",
        "Left hand: wrist",
    ]
    moved: list[tuple[int, float, float, bool]] = []
    canvas.moved.connect(lambda *args: moved.append(args))
    canvas.choose(TIP)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    x, y = map(float, shows.xyz[TIP, :2])
    assert [entry[:3] for entry in moved] == [(TIP, x - 5, y), (TIP, x, y + 1)]
    QTest.keyClicks(canvas, "z")
    assert canvas.zoom > 2
    middle = canvas.to_widget(*map(float, shows.xyz[HANDS["right"], :2].mean(0)))
    assert abs(middle.x() - canvas.width() / 2) < 60
    blue = pixels(canvas).astype(int)
    assert ((blue[..., 2] > 200) & (blue[..., 0] < 140)).sum() > 50, "the right hand has its colour"
    QTest.keyClicks(canvas, "f")
    assert canvas.zoom == 1


def opened(page: ReviewPage) -> Recording:
    qt_until(lambda: page.where.text())
    assert page._opened is not None
    return page._opened.recording


def test_review_by_mouse_and_by_keys_alone(qt: QApplication, body: Body, folder: Path) -> None:
    recordings_folder().mkdir(parents=True)
    path = folder.rename(recordings_folder() / "mine")
    with shown(body, "", "review") as (_, workshop):
        page = workshop.review
        opened(page)
        assert page.where.text() == "1 of 6"
        check_controls(page)
        canvas = page.canvas
        last = scripted_pose(100.0, SIZE, 0).xyz[TIP]
        start = canvas.to_widget(float(last[0]), float(last[1])).toPoint()
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(canvas, start + QPoint(20, 0))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))
        assert page.verdict.text() == "✎ Changed"
        QTest.mouseClick(page.on, Qt.MouseButton.LeftButton)
        assert page.where.text() == "2 of 6"
        mended = human(path, 5)
        assert mended is not None
        assert mended.pose.xyz[TIP, 0] > last[0] + 1
        # From here by keys alone.
        canvas.setFocus()
        QTest.keyClicks(canvas, "3")
        QTest.keyClick(canvas, Qt.Key.Key_Up)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
        assert page.where.text() == "3 of 6"
        QTest.keyClick(canvas, Qt.Key.Key_Delete)
        assert page.decided.text() == "3 of 6 decided by you"
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert page.decided.text() == "2 of 6 decided by you"
        QTest.keyClick(canvas, Qt.Key.Key_PageUp)
        assert page.verdict.text() == "✓ Accepted"
        moved = human(path, 4)
        assert moved is not None
        assert moved.pose.xyz[keypoint("right", "middle_tip"), 1] == pytest.approx(
            scripted_pose(100.0, SIZE, 0).xyz[keypoint("right", "middle_tip"), 1] - 1, abs=2e-3
        )
        page.order.setCurrentIndex(page.order.findData(Order.TIME))
        page.order.activated.emit(page.order.currentIndex())
        assert "Frame 0" in page.who.text()


def test_labels_are_proposed_with_progress_given_up_and_wanted_of_a_teacher(
    qt: QApplication, body: Body, tmp_path: Path
) -> None:
    path = record(recordings_folder() / "mine", labels=False)
    with shown(body, "", "review") as (_, workshop):
        page = workshop.review
        opened(page)
        assert page.why.text() == "No keypoints yet."
        assert not page.accept.isEnabled()
        QTest.mouseClick(page.labelling.go, Qt.MouseButton.LeftButton)
        assert page.labelling.cancel.isVisible()
        QTest.mouseClick(page.labelling.cancel, Qt.MouseButton.LeftButton)
        qt_until(lambda: not page.labelling.going)
        assert page.notice.sentence == "Labelling was given up; nothing was changed."
        assert load_recording(path).labels == ()
        QTest.mouseClick(page.labelling.go, Qt.MouseButton.LeftButton)
        qt_until(lambda: not page.labelling.going)
        assert "hands believed" in page.notice.sentence
        assert {label.author for label in load_recording(path).labels} == {Author.DETECTOR}
        page.labelling.name_teacher(str(tmp_path / "none.task"))
        QTest.mouseClick(page.labelling.go, Qt.MouseButton.LeftButton)
        qt_until(lambda: not page.labelling.going)
        assert "There is no file" in page.notice.sentence


def test_without_recordings_the_page_says_what_to_do(qt: QApplication, body: Body) -> None:
    with shown(body, "", "review") as (_, workshop):
        page = workshop.review
        qt_until(lambda: "record something first" in page.canvas._hint)
        assert not page.labelling.go.isEnabled()
        assert not page.accept.isEnabled()


def test_work_in_the_background_ends_in_one_way_alone(qt: QApplication) -> None:
    work, told = Work(), []
    work.done.connect(lambda value: told.append(("done", value)))
    work.failed.connect(lambda sentence: told.append(("failed", sentence)))
    work.cancelled.connect(lambda: told.append(("cancelled", None)))
    work.begin(lambda tell: 7)
    qt_until(lambda: not work.going)

    def fails(tell: object) -> None:
        raise RecordingError("The disk is full: free space.")

    work.begin(fails)
    qt_until(lambda: not work.going)

    def breaks(tell: object) -> None:
        raise ZeroDivisionError("by zero")

    work.begin(breaks)
    qt_until(lambda: not work.going)

    def endless(tell: Callable[[int, int], None]) -> None:
        while True:
            tell(1, 2)

    work.begin(endless)
    work.cancel()
    qt_until(lambda: not work.going)
    assert told == [
        ("done", 7),
        ("failed", "The disk is full: free space."),
        ("failed", "That did not work (by zero): try again."),
        ("cancelled", None),
    ]
