"""Pairs and the examples that they are of: told apart, and brought together by their ids."""

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise import ablation_pairs, audit, audit_pairs, read
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError

TABLE = pl.DataFrame(
    {
        "y": [0, 1, 0, 1],
        "t": ["He ran home.", "It rained.", "Her dog sang.", "She left."],
        "n": ["a", "b", "c", "d"],
    }
)
REMEDY = (
    "Make them of these examples, or take those that are of them by their ids: "
    "pairs.aligned(examples)."
)


def examples_of(frame, **columns):
    return read(frame, label="y", text="t", **columns)


def pairs_of(frame, **columns):
    return ablation_pairs(examples_of(frame, **columns), ["he", "her", "she"])


def model(texts):
    return [0.9 if "e" in text else 0.1 for text in texts]


def flips(report):
    return report.table().filter(metric="flip_rate", slice="overall", threshold=0.5).row(0)


def test_pairs_of_other_texts_are_refused_by_both_audits():
    pairs, others = pairs_of(TABLE), examples_of(TABLE.reverse())
    expected = (
        "`pairs` must be of these examples, but 3 of 3 hold another text than their example does, "
        f"the first of them pair 1, of example 1. {REMEDY}"
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(others, {"m": model}, pairs=pairs)
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit_pairs(pairs, {"m": model}, examples=others)


def test_pairs_of_other_ids_are_refused_where_no_text_tells():
    others = read(TABLE.reverse(), label="y", id="n")
    expected = (
        "`pairs` must be of these examples, but 3 of 3 have another `source_id` than the id of "
        f"their example, the first of them pair 1 `a` instead of `d`. {REMEDY}"
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pairs_of(TABLE, id="n").check_made_from(others)


def test_what_one_side_does_not_know_is_not_compared():
    same = examples_of(TABLE, id="n")
    pairs_of(TABLE).check_made_from(same)
    pairs_of(TABLE, id="n").check_made_from(examples_of(TABLE))
    own = Pairs(frame=pl.DataFrame({"source": [3], "counterfactual": ["They left."]}), examples=4)
    own.check_made_from(same)
    own.check_made_from(read(TABLE, label="y"))
    kept = np.array([False, True, True, True])
    rows = ablation_pairs(examples_of(TABLE).filter(kept), ["her"])
    assert rows.frame["source_id"].to_list() == ["2"]
    rows.check_made_from(same.filter(kept))


def test_pairs_of_a_whole_file_are_aligned_with_the_rows_that_were_kept():
    pairs = pairs_of(TABLE)
    kept = examples_of(TABLE.with_columns(y=pl.Series([None, 1, 0, 1])))
    with pytest.raises(PlanError, match=r"`pairs` were made from 4 examples, but these are 3\."):
        audit(kept, {"m": model}, pairs=pairs)
    aligned = pairs.aligned(kept)
    assert aligned.frame.select("source", "source_id").rows() == [(1, "2"), (2, "3")]
    assert aligned.examples == 3
    assert aligned.frame.drop("source").equals(pairs.frame[1:].drop("source"))
    report = audit(kept, {"m": model}, pairs=aligned)
    assert flips(report) == flips(audit(kept, {"m": model}, pairs=pairs_of(TABLE[1:])))


def test_pairs_are_aligned_with_a_part_by_id_in_any_order():
    table = TABLE.with_columns(split=pl.Series(["test", "train", "test", "train"]))
    test = examples_of(table.reverse(), id="n", split="split").part("test")
    aligned = pairs_of(TABLE, id="n").aligned(test)
    assert aligned.frame.select("source", "source_id").rows() == [(1, "a"), (0, "c")]
    aligned.check_made_from(test)
    assert len(audit_pairs(aligned, {"m": model}, examples=test).table()) > 0


def test_what_is_known_of_pairs_stays_and_weights_are_made_anew():
    pairs = pairs_of(TABLE, id="n").merged(
        Pairs(
            frame=pl.DataFrame(
                {
                    "source": [0, 0],
                    "source_id": "a",
                    "counterfactual": ["We ran.", "You ran."],
                    "beside": [1, 2],
                }
            ),
            examples=4,
            left_out={"too short": 1},
        )
    )
    aligned = pairs.aligned(examples_of(TABLE[:1], id="n"))
    assert aligned.frame["beside"].to_list() == [None, 1, 2]
    assert aligned.frame["weight"].to_list() == [1 / 3] * 3
    assert aligned.left_out == pairs.left_out
    assert aligned.frame["text"].to_list() == ["He ran home."] * 3


def test_a_text_that_is_filled_in_may_show_that_nothing_was_changed():
    own = pl.DataFrame({"source": [1, 1], "counterfactual": ["It rained.", "It snowed."]})
    aligned = Pairs(frame=own, examples=4).aligned(examples_of(TABLE))
    assert aligned.frame["text"].to_list() == ["It rained."] * 2
    assert aligned.filtered == {"unchanged": 1}


REFUSED = [
    (
        {"id": "n"},
        TABLE[:2].with_columns(n=pl.Series(["x", "y"])),
        "`pairs` are aligned by `source_id`, such as `a`, but none is the name of one of these 2 "
        "examples. Read them with the ids that the pairs were made with: read(..., id=...).",
    ),
    (
        {"id": "n"},
        pl.concat([TABLE, TABLE[:1]]),
        "`pairs` are aligned by `source_id`, but `a` names 2 of these examples. "
        "Name a column of ids that differ when reading: read(..., id=...).",
    ),
    (
        {},
        TABLE[1:],
        "`pairs` must be of these examples, but 2 of 2 hold another text than their example does, "
        "the first of them pair 1, of example 1. Read the examples with ids that name the same "
        "texts: read(..., id=...).",
    ),
]


@pytest.mark.parametrize(("columns", "others", "expected"), REFUSED)
def test_ids_that_do_not_name_the_same_texts_are_refused(columns, others, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pairs_of(TABLE, **columns).aligned(examples_of(others, **columns))


def test_an_id_that_names_two_sources_of_the_pairs_is_refused():
    twice = pl.concat([TABLE, TABLE[:1].with_columns(t=pl.lit("He sat."))])
    expected = (
        "`pairs` are aligned by `source_id`, but `a` names 2 of the examples before. "
        "Name a column of ids that differ when reading: read(..., id=...)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pairs_of(twice, id="n").aligned(examples_of(TABLE, id="n"))


def test_ids_that_are_lists_are_refused():
    lists = examples_of(TABLE.with_columns(n=pl.Series([["a"]] * 4)), id="n")
    with pytest.raises(DataError, match=r"column `n`, the id, must hold text or numbers"):
        pairs_of(TABLE).aligned(lists)


def test_no_pairs_are_aligned_with_any_examples():
    none = ablation_pairs(examples_of(TABLE), ["zork"])
    assert none.aligned(examples_of(TABLE[:2], id="n")).examples == 2


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(4)), st.sets(st.integers(0, 3), min_size=1), st.booleans())
def test_aligned_pairs_are_those_that_the_examples_would_give(order, kept, by_id):
    columns = {"id": "n"} if by_id else {}
    every = pairs_of(TABLE, **columns)
    mask = np.array([row in kept for row in (order if by_id else range(4))])
    some = examples_of(TABLE[list(order)] if by_id else TABLE, **columns).filter(mask)
    made = ablation_pairs(some, ["he", "her", "she"])
    if not len(made):
        with pytest.raises(PlanError, match="none is the name of one"):
            every.aligned(some)
        return
    aligned = every.aligned(some)
    aligned.check_made_from(some)
    assert aligned.frame.sort("source").equals(made.frame)
    assert every.aligned(examples_of(TABLE, **columns)).frame.equals(every.frame)
