"""What a run of a generator cost, and what failed: kept with its pairs."""

import json
import re

import polars as pl
import pytest

from counterpoise.counterfactuals.generators import Answer, Cost, Retries, named
from counterpoise.counterfactuals.pairs import Pairs, PairsStoppedError, generated_pairs
from counterpoise.counterfactuals.pairs.files import KEY
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import DataError, PlanError

SEXES = identity_terms().filter(pl.col("group").is_in(["male", "female"]))
TEXTS = ["A man ran.", "It rained.", "no woman", "A girl is a man."]


def counting(texts, told):
    """The term replaced; None where the text says no; nothing changed where it says is."""
    answers = [
        None if "no" in text else text if " is " in text else text.replace(said.term, "one")
        for text, said in zip(texts, told, strict=True)
    ]
    return [Answer(text=answer, input_tokens=10, output_tokens=2) for answer in answers]


@pytest.fixture
def pairs(make_examples):
    return generated_pairs(make_examples([0] * 4, texts=TEXTS), counting, SEXES)


def test_a_run_tells_what_it_cost_and_which_questions_gave_nothing(pairs):
    (run,) = pairs.generations
    assert (run.generator, run.version, run.questions) == ("counting", "unversioned", 3)
    assert run.cost == Cost(calls=1, texts=3, cache_hits=0, input_tokens=30, output_tokens=6)
    assert run.failures.rows() == [
        ("2", "female", "male", "refused", ""),
        ("3", "female", "male", "unchanged", ""),
    ]
    assert run.failed == {"refused": 1, "unchanged": 1}


def test_the_summary_shows_counts_and_costs_and_no_text(pairs):
    judged = pairs.judged(pl.Series(["too short"]))
    assert str(judged) == (
        "pairs: 1 of 4 examples, 0 of them valid\n"
        "not valid: 1 too short\n"
        "left out: 1 refused\n"
        "left out: 1 unchanged\n"
        "counting unversioned: questions 3, 1 refused, 1 unchanged; calls 1, texts 3, "
        "cache hits 0, input tokens 30, output tokens 6"
    )


def test_runs_stay_with_pairs_that_are_judged_drawn_merged_aligned_and_saved(
    pairs, make_examples, tmp_path
):
    examples = make_examples([0] * 4, texts=TEXTS)
    other = generated_pairs(examples, named(counting, name="other", version="2"), SEXES)
    merged = pairs.judged(pl.Series([None])).sampled(each=1, seed=0).merged(other).kept
    assert [run.generator for run in merged.generations] == ["counting", "other"]
    assert merged.aligned(examples).generations == merged.generations
    merged.save(tmp_path / "pairs.parquet")
    loaded = Pairs.load(tmp_path / "pairs.parquet")
    assert [
        (run.generator, run.version, run.questions, run.cost) for run in loaded.generations
    ] == [(run.generator, run.version, run.questions, run.cost) for run in merged.generations]
    for mine, theirs in zip(loaded.generations, merged.generations, strict=True):
        assert mine.cost == theirs.cost
        assert mine.failures.equals(theirs.failures)
        assert mine.failures.schema == theirs.failures.schema


def test_what_was_raised_is_kept_with_its_text_even_if_no_file_can_hold_it(make_examples, tmp_path):
    def failing(texts, told):
        raise ValueError("no \ud800 model")

    examples = make_examples([0, 0], texts=["A man ran.", "It rained."])
    pairs = generated_pairs(examples, failing, SEXES, retries=Retries(times=0))
    pairs.save(tmp_path / "pairs.parquet")
    (run,) = Pairs.load(tmp_path / "pairs.parquet").generations
    assert run.failures.rows() == [("0", "male", "female", "raised", "ValueError: no ? model")]


def test_a_run_that_stops_tells_its_cost_too(make_examples):
    def spent(texts, told):
        raise PlanError("The money is spent.")

    with pytest.raises(PairsStoppedError) as caught:
        generated_pairs(make_examples([0], texts=["A man ran."]), spent, SEXES)
    assert caught.value.pairs.generations[0].cost.calls == 1


def test_pairs_made_by_rule_have_no_run_and_old_files_are_read(tmp_path):
    frame = pl.DataFrame({"source": [0], "counterfactual": ["a"]})
    path = tmp_path / "pairs.parquet"
    facts = {"version": 1, "examples": 1, "left_out": {}}
    pairs = Pairs(frame=frame, examples=1)
    pairs.frame.write_parquet(path, metadata={KEY: json.dumps(facts)})
    assert Pairs.load(path).generations == pairs.generations == ()


@pytest.mark.parametrize(
    "runs", [7, [7], [{}], [{"generator": "g", "version": "1", "questions": "x"}]]
)
def test_runs_that_cannot_be_read_are_refused(tmp_path, runs):
    path = tmp_path / "pairs.parquet"
    facts = {"version": 1, "examples": 1, "left_out": {}, "generations": runs}
    pl.DataFrame({"source": [0]}).write_parquet(path, metadata={KEY: json.dumps(facts)})
    expected = (
        f"Expected a file of pairs at `{path}`, but `counterpoise.pairs` in its metadata tells of "
        "runs that cannot be read. Give one that `Pairs.save` or `counterpoise pairs` wrote."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Pairs.load(path)


def test_a_plain_function_is_called_by_its_name_and_a_lambda_is_asked_for_one(make_examples):
    examples = make_examples([0], texts=["A man ran."])
    assert generated_pairs(examples, counting, SEXES).frame["generator"].to_list() == ["counting"]
    expected = (
        "`generator` needs a name, which pairs are counted under, and a lambda has none. "
        "Give it one: named(function, name='swap', version='1')."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        generated_pairs(examples, lambda texts, told: texts, SEXES)


@pytest.mark.parametrize("targets", [1.5, "2"])
def test_a_number_of_groups_that_is_not_whole_is_refused(make_examples, targets):
    expected = f"`targets` must be at least 1, got {targets!r}. Ask for one other group."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        generated_pairs(make_examples([0], texts=["he"]), counting, SEXES, targets=targets)


def test_the_name_of_a_lexicon_is_refused(make_examples):
    expected = (
        "`lexicon` must be a Lexicon, got the text 'gender'. Take the terms of a category: "
        "identity_terms().named('gender'), or of a file: load_terms('own.csv')."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        generated_pairs(make_examples([0], texts=["he"]), counting, "gender")
