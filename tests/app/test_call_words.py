"""What a call says and keeps in words, without windows: quality, consent, text files."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pympi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consent import Consent
from app.output.files import OutputError
from app.quality import BETTER_S, SETTLES_S, WORSE_S, Quality, Sample, State, judge
from app.transcript import plain, timed, webvtt, write_transcript
from transport.control import AGREE, ASK, STOP, Record, fields_of, message_of
from transport.text import OWN, PEER, TextLine

FINE = Sample(0.0, False, 29.0, True, 90.0, 0.0)


def run(samples: list[Sample], state: State | None = None) -> list[Quality]:
    words = []
    for sample in samples:
        state = judge(state or State(), sample)
        words.append(state.quality)
    return words


def at(seconds: float, **changes: object) -> Sample:
    return replace(FINE, at_s=seconds, **changes)  # type: ignore[arg-type]


def test_one_slow_second_is_not_poor_and_several_are() -> None:
    settled = [at(0.0), at(SETTLES_S)]
    one = [at(SETTLES_S + 1, received_s=5.0), at(SETTLES_S + 1.5), at(SETTLES_S + 9)]
    assert set(run(settled + one)) == {Quality.GOOD}
    for bad in ({"received_s": 9.0}, {"delay_ms": 450.0}, {"loss": 0.3}):
        poor = [at(SETTLES_S + 1 + n / 2, **bad) for n in range(int(2 * WORSE_S) + 1)]
        words = run(settled + poor)
        assert words[:-1] == [Quality.GOOD] * (len(words) - 1)
        assert words[-1] is Quality.POOR


def test_of_a_signer_at_rest_few_poses_are_enough() -> None:
    assert set(run([at(n, received_s=2.0, signing=False) for n in range(20)])) == {Quality.GOOD}


def test_what_hovers_at_the_border_does_not_make_the_word_jump() -> None:
    samples = [at(n / 2, delay_ms=450.0 if n % 2 else 350.0) for n in range(120)]
    words = run(samples)
    assert sum(a is not b for a, b in pairwise(words)) <= 1


def test_it_is_good_again_when_it_has_been_for_a_while() -> None:
    state = State(Quality.POOR, None, 0.0)
    good = run([at(10.0), at(10.0 + BETTER_S - 0.1), at(10.0 + BETTER_S)], state)
    assert good == [Quality.POOR, Quality.POOR, Quality.GOOD]


def test_a_lost_peer_is_being_reconnected_at_once_and_what_follows_begins_anew() -> None:
    words = run([at(0.0), at(9.0, lost=True), at(10.0, received_s=1.0), at(10.5, received_s=1.0)])
    assert words == [Quality.GOOD, Quality.RECONNECTING, Quality.GOOD, Quality.GOOD]


class Two:
    """Two sides that tell each other everything at once."""

    def __init__(self) -> None:
        self.a, self.b = Consent(), Consent()

    def say(self, by: Consent, told: Record) -> None:
        other = self.b if by is self.a else self.a
        answer = other.came(told)
        if answer is not None:
            self.say(other, answer)

    def running(self) -> tuple[bool, bool]:
        return self.a.running, self.b.running


def test_nothing_is_kept_unless_both_agree_and_only_where_it_was_asked_for() -> None:
    two = Two()
    two.say(two.a, two.a.ask())
    assert two.a.waiting
    assert two.b.asked
    assert two.running() == (False, False)
    two.say(two.b, two.b.agree())
    assert two.running() == (True, True)
    assert (two.a.keeps, two.b.keeps) == (True, False)


@pytest.mark.parametrize("who", ["a", "b"])
def test_either_side_stops_it_for_both_and_it_takes_both_to_begin_anew(who: str) -> None:
    two = Two()
    two.say(two.a, two.a.ask())
    two.say(two.b, two.b.agree())
    stops = getattr(two, who)
    two.say(stops, stops.stop())
    assert two.running() == (False, False)
    two.say(two.a, two.a.ask())
    assert two.running() == (False, False)


def test_an_answer_to_a_question_that_was_taken_back_keeps_nothing() -> None:
    """Both cross on the way: one agrees while the other gives up."""
    a, b = Consent(), Consent()
    b.came(a.ask())
    took_back, agreed = a.stop(), b.agree()
    b.came(took_back)
    answer = a.came(agreed)
    assert answer == Record(STOP)
    assert (a.running, b.running) == (False, False)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([ASK, AGREE, STOP])), max_size=12))
def test_a_side_never_keeps_what_it_has_not_been_allowed(steps: list[tuple[bool, str]]) -> None:
    """Whatever a peer says: poses are kept only after an own question and their yes."""
    own = Consent()
    allowed = asked = False
    for mine, word in steps:
        if mine:
            {ASK: own.ask, AGREE: own.agree, STOP: own.stop}[word]()
            asked = own.own == ASK
            allowed = allowed and own.theirs != ""
        else:
            own.came(Record(word))
            allowed = word != STOP and (allowed or word in (ASK, AGREE))
            asked = asked and word != STOP
        assert not own.keeps or (asked and allowed)


@given(st.sampled_from([ASK, AGREE, STOP]))
def test_what_is_said_about_recording_crosses_and_nothing_else_does(state: str) -> None:
    assert message_of(fields_of(Record(state))) == Record(state)
    for odd in ("", "yes", 1, None, [state]):
        assert message_of({"type": "record", "state": odd}) is None


def line(number: int, author: str, text: str, began_s: float) -> TextLine:
    return TextLine(number, author, text, round(began_s * 1e6), done=True)


LINES = (
    line(0, OWN, "hello <you> & all", 101.0),
    line(1, PEER, "", 101.5),
    line(2, PEER, "hi", 102.25),
    line(3, OWN, "bye", 103.0),
)


def test_lines_get_their_place_in_the_call_and_an_end() -> None:
    lines = timed(LINES, 100_000_000)
    assert [(one.author, one.start_ms, one.end_ms) for one in lines] == [
        ("You", 1000, 2500),
        ("They", 2250, 3750),
        ("You", 3000, 4500),
    ]
    assert timed((line(0, OWN, "a", 50.0),), 100_000_000)[0].start_ms == 0
    assert plain(LINES[2:]) == "They: hi\nYou: bye"


def test_webvtt_holds_no_marks_of_a_peers_making(tmp_path: Path) -> None:
    text = webvtt(timed((*LINES, line(4, PEER, "--> <b>", 3725.5)), 100_000_000))
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v You>hello &lt;you&gt; &amp; all\n\n")
    assert "\n\n01:00:25.500 --> " in text
    assert text.count("-->") == 4
    path = tmp_path / "call.vtt"
    write_transcript(path, timed(LINES, 0))
    assert path.read_text(encoding="utf-8").startswith("WEBVTT")


@given(text=st.text(min_size=1, max_size=200))
def test_elan_reads_what_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("eaf") / "call.eaf"
    write_transcript(path, timed((line(0, PEER, text, 1.0), *LINES[3:]), 0))
    eaf = pympi.Eaf(str(path))
    assert set(eaf.get_tier_names()) == {"You", "They"}
    assert eaf.get_annotation_data_for_tier("You")[0][2] == "bye"
    assert eaf.get_annotation_data_for_tier("They")[0][:2] == (1000, timed((line(0, PEER, text, 1.0),), 0)[0].end_ms)


def test_a_text_of_another_ending_or_in_no_folder_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "call.doc", tmp_path / "gone" / "call.vtt"):
        with pytest.raises(OutputError, match=r"\.$"):
            write_transcript(path, timed(LINES, 0))
