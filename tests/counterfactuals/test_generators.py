import doctest
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.generators import (
    Answer,
    GenerationStoppedError,
    Instruction,
    Retries,
    generated,
    named,
)
from counterpoise.errors import DataError, PlanError

TOLD = Instruction(from_group="male", to_group="female", term="man", sentence="Swap man.")
TEXTS = ["a man", "the man ran", "no manners", "man!"]


class Recorder:
    """A toy generator that notes each call, and answers as it is told to."""

    def __init__(self, *answers, name="toy", version="1"):
        self.answers, self.name, self.version = list(answers), name, version
        self.calls = []

    def __call__(self, texts, instructions):
        self.calls.append(list(texts))
        answer = self.answers.pop(0) if self.answers else swapped
        if isinstance(answer, Exception):
            raise answer
        return answer(texts)


def swapped(texts):
    return [text.replace("man", "woman") for text in texts]


class Naps:
    def __init__(self):
        self.waits = []

    def __call__(self, seconds):
        self.waits.append(seconds)


def run(texts, generator, *, naps=None, times=2, **options):
    retries = Retries(times=times, sleep=naps or Naps())
    return generated(texts, [TOLD] * len(texts), generator, retries=retries, **options)


def reasons(made):
    return [row.reason for row in made.outcomes]


def test_texts_come_back_in_their_order_and_in_batches():
    toy = Recorder()
    made = run(TEXTS, toy, batch=3)
    assert made.texts.to_list() == ["a woman", "the woman ran", "no womanners", "woman!"]
    assert toy.calls == [TEXTS[:3], TEXTS[3:]]
    assert (made.cost.calls, made.cost.texts, made.cost.cache_hits) == (2, 4, 0)
    assert (made.cost.input_tokens, made.cost.output_tokens) == (None, None)
    assert str(made) == "4 of 4 texts written by toy"


def test_no_texts_ask_nothing():
    toy = Recorder()
    made = run([], toy)
    assert (len(made), toy.calls, made.failures) == (0, [], {})
    assert made.texts.dtype == pl.String


def test_a_column_of_polars_is_taken_as_it_is():
    assert run(pl.Series(TEXTS), Recorder()).texts.to_list() == swapped(TEXTS)


def test_a_column_may_be_the_answer():
    toy = Recorder(lambda texts: pl.Series(swapped(texts)), lambda texts: np.array(swapped(texts)))
    assert run(TEXTS, toy, batch=2).texts.to_list() == swapped(TEXTS)


def test_useless_answers_are_counted_by_reason():
    toy = Recorder(lambda texts: [None, " \n", " no  manners\n", "woman!"])
    made = run(TEXTS, toy)
    assert reasons(made) == ["refused", "empty", "unchanged", None]
    assert made.failures == {"refused": 1, "empty": 1, "unchanged": 1}
    assert str(made) == "1 of 4 texts written by toy, 1 refused, 1 empty, 1 unchanged"


@pytest.mark.parametrize("bad", [7, b"bytes", "\ud800", ["a"]])
def test_an_answer_that_is_no_text_is_a_fault_of_its_row_alone(bad):
    made = run(["a man", "man!"], Recorder(lambda texts: [bad, "woman!"]))
    assert reasons(made) == ["not text", None]
    assert made.outcomes[0].detail == f"The answer is {bad!a}."


def test_equal_questions_are_asked_once():
    toy = Recorder()
    made = run(["a man", "man!", "a man"], toy)
    assert toy.calls == [["a man", "man!"]]
    assert made.texts.to_list() == ["a woman", "woman!", "a woman"]
    assert made.cost.cache_hits == 1


def test_the_same_text_with_another_instruction_is_another_question():
    other = Instruction(from_group="male", to_group="trans", term="man", sentence="Swap.")
    toy = Recorder()
    generated(["a man", "a man"], [TOLD, other], toy)
    assert toy.calls == [["a man", "a man"]]


def test_a_second_run_pays_for_nothing_refusals_included(tmp_path):
    cache = tmp_path / "new" / "answers.sqlite"
    toy = Recorder(lambda texts: [None, *swapped(texts[1:])])
    first = run(TEXTS, toy, cache=cache)
    second = run(TEXTS, toy, cache=cache)
    assert second.outcomes == first.outcomes
    assert len(toy.calls) == 1
    assert (second.cost.calls, second.cost.texts, second.cost.cache_hits) == (0, 0, 4)


def test_another_version_asks_anew(tmp_path):
    cache = tmp_path / "answers.sqlite"
    for version in ("1", "2"):
        toy = Recorder(version=version)
        run(TEXTS, toy, cache=cache)
        assert toy.calls == [TEXTS]


def test_a_batch_that_raises_is_asked_again_after_growing_waits():
    naps = Naps()
    toy = Recorder(OSError("down"), OSError("down"))
    made = run(TEXTS, toy, naps=naps)
    assert (made.failures, made.cost.calls, made.cost.texts) == ({}, 3, 12)
    first, second = naps.waits
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_waits_are_the_same_for_the_same_seed_and_never_too_long():
    retries = Retries(times=80, longest_wait=9.0, seed=3)
    waits = list(retries.waits(5))
    assert waits == list(retries.waits(5)) != list(retries.waits(6))
    assert waits != list(Retries(times=80, longest_wait=9.0, seed=4).waits(5))
    assert max(waits) <= 9.0
    assert min(waits[10:]) >= 4.5


def test_what_was_raised_stays_with_its_rows_and_is_asked_again_by_a_later_run(tmp_path):
    cache = tmp_path / "answers.sqlite"
    made = run(TEXTS, Recorder(ValueError("odd")), times=0, batch=2, cache=cache)
    assert reasons(made) == ["raised", "raised", None, None]
    assert made.outcomes[0].detail == "ValueError: odd"
    again = Recorder()
    assert run(TEXTS, again, cache=cache).failures == {}
    assert again.calls == [TEXTS[:2]]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (lambda texts: swapped(texts)[1:], "3 answers came for 4 texts."),
        (lambda texts: [*swapped(texts), "more"], "5 answers came for 4 texts."),
        (lambda texts: "four", "One str came for 4 texts, and no list."),
        (lambda texts: None, "One NoneType came for 4 texts, and no list."),
        (lambda texts: iter(texts), "An iterator must give (row, answer), and this one gave str."),
    ],
)
def test_a_wrong_count_keeps_nothing_of_the_batch(answer, detail):
    made = run(TEXTS, Recorder(answer), times=0)
    assert made.failures == {"wrong count": 4}
    assert {row.detail for row in made.outcomes} == {detail}


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ([(2, "x"), (0, "y")], ["y", None, "x", None]),
        ([(2, "x"), (2, "y")], [None, None, "x", None]),
        ([(4, "x")], [None] * 4),
        ([(-1, "x")], [None] * 4),
    ],
)
def test_an_iterator_keeps_what_it_gave_by_row(items, kept):
    made = run(TEXTS, Recorder(lambda texts: iter(items)), times=0)
    assert made.texts.to_list() == kept
    assert made.failures == {"wrong count": kept.count(None)}


def test_what_an_iterator_gave_before_it_raised_is_not_asked_again():
    def breaking(texts):
        yield 1, "the woman ran"
        raise ConnectionError("gone")

    toy = Recorder(breaking)
    assert run(TEXTS, toy).texts.to_list() == swapped(TEXTS)
    assert toy.calls == [TEXTS, [TEXTS[0], *TEXTS[2:]]]


def test_only_rows_that_ask_for_it_are_asked_again_and_no_sooner_than_they_say():
    naps = Naps()
    later = Answer(reason="unanswered", again=True, wait=30.0, input_tokens=3)
    toy = Recorder(lambda texts: [later, *swapped(texts[1:3]), Answer(reason="unanswered")])
    made = run(TEXTS, toy, naps=naps)
    assert toy.calls == [TEXTS, TEXTS[:1]]
    assert reasons(made) == [None, None, None, "unanswered"]
    assert naps.waits == [30.0]
    assert made.cost.input_tokens == 3


def test_a_wait_that_is_too_long_is_not_waited_for():
    naps = Naps()
    answer = Answer(reason="unanswered", again=True, wait=301.0)
    made = run(["a man"], Recorder(lambda _: [answer]), naps=naps)
    assert (made.failures, naps.waits) == ({"unanswered": 1}, [])


def test_a_batch_that_gets_on_slowly_is_not_given_up():
    later = Answer(reason="unanswered", again=True)
    toy = Recorder(*[lambda texts: [*swapped(texts[:1]), *[later] * (len(texts) - 1)]] * 4)
    assert run(TEXTS, toy, times=1).failures == {}
    assert [len(call) for call in toy.calls] == [4, 3, 2, 1]


def test_tokens_that_are_told_are_added_up():
    paid = Answer(text="woman", input_tokens=5, output_tokens=2)
    refused = Answer(reason="refused", input_tokens=7)
    made = run(["man", "men"], Recorder(lambda _: [paid, refused]))
    assert (made.cost.input_tokens, made.cost.output_tokens) == (12, 2)


def test_failed_batches_in_a_row_stop_the_run_with_what_was_done(tmp_path):
    cache = tmp_path / "answers.sqlite"
    toy = Recorder(swapped, *[OSError("down")] * 9)
    texts = [f"man {n}" for n in range(6)]
    with pytest.raises(GenerationStoppedError) as caught:
        run(texts, toy, batch=1, times=0, failed_batches=2, cache=cache)
    assert str(caught.value) == (
        "`toy` should answer, but 2 batches in a row gave no answer at all; the last failure is "
        '"raised" (OSError: down). Mend the cause and run again. '
        f"What was answered is kept in {cache}, and not asked again: 1 of 6 texts."
    )
    assert isinstance(caught.value.__cause__, OSError)
    done = caught.value.done
    assert reasons(done) == [None, "raised", "raised", *["not asked"] * 3]
    again = Recorder()
    run(texts, again, cache=cache)
    assert again.calls == [texts[1:]]


def test_an_answer_between_two_failures_lets_the_run_go_on():
    toy = Recorder(OSError(), swapped, OSError(), swapped)
    assert run(TEXTS, toy, batch=1, times=0, failed_batches=2).failures == {"raised": 2}


def test_refusals_are_answers_and_stop_nothing():
    toy = Recorder(*[lambda texts: [None]] * 4)
    assert run(TEXTS, toy, batch=1, failed_batches=1).failures == {"refused": 4}


def test_a_generator_that_says_it_is_of_no_use_is_asked_once():
    toy = Recorder(swapped, PlanError("No key. Set one."))
    with pytest.raises(GenerationStoppedError) as caught:
        run(TEXTS, toy, batch=2)
    assert str(caught.value) == (
        "No key. Set one. What was answered is kept in the error's `done` only: 2 of 4 texts."
    )
    assert len(toy.calls) == 2
    assert reasons(caught.value.done) == [None, None, "not asked", "not asked"]


def test_an_interrupt_is_not_taken_for_a_failure(tmp_path):
    cache = tmp_path / "answers.sqlite"

    def interrupted(texts):
        yield 0, "a woman"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(TEXTS, Recorder(interrupted), cache=cache)
    again = Recorder()
    run(TEXTS, again, cache=cache)
    assert again.calls == [TEXTS[1:]]


def test_progress_comes_to_the_number_of_rows():
    seen = []

    @contextmanager
    def progress(description, total):
        seen.append((description, total))
        yield seen.append

    run([*TEXTS, TEXTS[0]], Recorder(), batch=3, progress=progress)
    assert seen == [("writing with toy", 5), 1, 3, 1]


def test_a_file_of_something_else_is_left_alone(tmp_path):
    cache = tmp_path / "notes.txt"
    cache.write_text("These are notes, and they are longer than a header of SQLite. " * 20)
    before = cache.read_bytes()
    with pytest.raises(DataError) as caught:
        run(TEXTS, Recorder(), cache=cache)
    assert str(caught.value) == (
        "`cache` must be a file of generated answers or a name for a new one, but "
        f"{cache} cannot be used as one: file is not a database. "
        "Give another path; nothing was changed there."
    )
    assert cache.read_bytes() == before


def test_arguments_that_cannot_be_are_refused():
    with pytest.raises(PlanError) as caught:
        generated(["a man"], [], Recorder())
    assert str(caught.value) == (
        "`instructions` must be as many as `texts`, got 0 for 1. "
        "Give one instruction for each text."
    )
    with pytest.raises(PlanError) as caught:
        run([None], Recorder())
    assert str(caught.value) == "`texts` must be strings, got None in row 0. Leave it out."
    with pytest.raises(PlanError) as caught:
        run(TEXTS, Recorder(), batch=0)
    assert str(caught.value) == "`batch` must be 1 or more, got 0. Give a whole number."
    with pytest.raises(PlanError) as caught:
        named(swapped, name="", version="1")
    assert str(caught.value) == (
        "`name` and `version` must not be empty, got '' and '1': answers are kept under them. "
        "Give both, such as name='swap', version='1'."
    )
    with pytest.raises(PlanError) as caught:
        Retries(first_wait=float("nan"))
    assert str(caught.value) == (
        "`times`, `first_wait`, `longest_wait` and `longest_asked` must be finite and not "
        "negative, got (4, nan, 60.0, 300.0). Give times=0 for no retries."
    )


def woman(texts, instructions):
    return swapped(texts)


class Nameless:
    def __call__(self, texts, instructions):
        return swapped(texts)


def test_any_function_with_a_name_is_a_generator():
    made = run(TEXTS[:2], woman)
    assert (made.generator, made.version) == ("woman", "unversioned")
    assert made.texts.to_list() == ["a woman", "the woman ran"]


NO_GENERATOR = [
    (
        "woman",
        {},
        "`generator` must be a function of texts and instructions, got str. "
        "Give one, or a generator such as OpenAICompatible.",
    ),
    (
        lambda texts, told: texts,
        {},
        "`generator` needs a name, which pairs are counted under, and a lambda has none. "
        "Give it one: named(function, name='swap', version='1').",
    ),
    (
        Nameless(),
        {},
        "`generator` needs a name, which pairs are counted under, and one of type Nameless has "
        "none. Give it one: named(function, name='swap', version='1').",
    ),
    (
        woman,
        {"cache": "answers.sqlite"},
        "`cache` keeps answers under a name and a version, and the function `woman` has no "
        "version: once it is changed, its old answers would stand for new ones. Give it one: "
        "named(woman, name='woman', version='1').",
    ),
]


@pytest.mark.parametrize(("generator", "options", "expected"), NO_GENERATOR)
def test_what_cannot_be_called_or_named_is_refused(generator, options, expected):
    with pytest.raises(PlanError) as caught:
        run(TEXTS, generator, **options)
    assert str(caught.value) == expected


def test_a_batch_that_is_no_whole_number_is_refused():
    with pytest.raises(PlanError) as caught:
        run(TEXTS, Recorder(), batch=1.5)
    assert str(caught.value) == "`batch` must be 1 or more, got 1.5. Give a whole number."


SLOW_RUN = """
import sys, time
from pathlib import Path
from counterpoise.counterfactuals.generators import Instruction, generated, named

cache, asked, stop_at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
told = Instruction(from_group="a", to_group="b", term="t", sentence="s")

def write(texts, instructions):
    for row, text in enumerate(texts):
        if int(text) == stop_at:
            asked.with_name("waiting").touch()
            time.sleep(600)
        with asked.open("a") as log:
            log.write(text + "\\n")
        yield row, text + "!"

texts = [str(n) for n in range(40)]
made = generated(
    texts, [told] * 40, named(write, name="slow", version="1"), batch=7, cache=cache
)
print(*made.texts)
"""


def start(*arguments):
    code = [sys.executable, "-c", SLOW_RUN, *map(str, arguments)]
    return subprocess.Popen(code, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def wait_for(file: Path, process):
    end = time.monotonic() + 60
    while not file.exists():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_is_killed_again_and_again_asks_nothing_twice(tmp_path):
    cache, asked = tmp_path / "answers.sqlite", tmp_path / "asked"
    for stop_at in (0, 5, 23):
        with start(cache, asked, stop_at) as process:
            wait_for(tmp_path / "waiting", process)
            process.send_signal(signal.SIGKILL)
        (tmp_path / "waiting").unlink()
    with start(cache, asked, -1) as process:
        written, _ = process.communicate(timeout=60)
    assert written.split() == [f"{n}!" for n in range(40)]
    assert asked.read_text().split() == [str(n) for n in range(40)]


def test_the_page_about_generators_is_true():
    page = Path(__file__).parents[2] / "docs" / "generators.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 5
    assert found.failed == 0
