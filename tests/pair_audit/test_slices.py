import re

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import PlanError
from counterpoise.pair_audit.slices import pair_families

COLUMNS = {
    "source": [0, 0, 1, 2],
    "counterfactual": ["a", "b", "c", "d"],
    "terms": [["queen", "she"], ["queen"], ["he"], None],
    "from_group": ["female", "female", "male", None],
    "to_group": ["male", None, "female", None],
    "category": ["gender", "gender", "gender", None],
    "generator": ["one", "two", "one", "one"],
    "trained": [True, False, None, False],
}


@pytest.fixture
def frame():
    return Pairs(frame=pl.DataFrame(COLUMNS), examples=3).frame


def lies_in(families):
    """Slice -> places of its pairs."""
    found = {}
    for family in families:
        for place, piece in enumerate(family.slices):
            found[piece.family, piece.name] = family.pairs[family.inside == place].tolist()
    return found


def test_a_pair_of_two_terms_lies_in_both_slices(frame):
    families = pair_families(frame, None, by=["term"])
    assert lies_in(families) == {
        ("overall", "overall"): [0, 1, 2, 3],
        ("term", "he"): [2],
        ("term", "queen"): [0, 1],
        ("term", "she"): [0],
    }
    assert families[1].known.tolist() == [0, 1, 2]


def test_directions_go_from_group_to_group_or_to_nobody(frame):
    found = lies_in(pair_families(frame, None, by=["direction"]))
    assert found["direction", "female -> male"] == [0]
    assert found["direction", "female -> nobody"] == [1]
    assert found["direction", "male -> female"] == [2]
    assert len(found) == 4


def test_trained_terms_are_apart_from_held_out_ones(frame):
    family = pair_families(frame, None, by=["trained"])[1]
    assert lies_in([family]) == {("trained", "held out"): [1, 3], ("trained", "trained"): [0]}
    assert family.known.tolist() == [0, 1, 3]


def test_the_groups_of_the_source_are_slices_as_in_an_audit(frame, make_examples):
    examples = make_examples([0, 1, 0], gender=[["f", "t"], ["m"], None], faith=[[], ["x"], ["x"]])
    families = pair_families(frame, examples, by=["slice"], crossings=[("gender", "faith")])
    found = lies_in(families)
    assert found["slice", "gender=f"] == [0, 1]
    assert found["slice", "gender=t"] == [0, 1]
    assert found["slice", "faith=x"] == [2, 3]
    assert found["slice", "gender & faith=m & x"] == [2]
    known = {family.slices[0].column: family.known.tolist() for family in families}
    assert known["gender"] == [0, 1, 2]
    assert known["faith"] == [0, 1, 2, 3]


def test_everything_known_of_the_pairs_is_a_family_by_default(frame, make_examples):
    examples = make_examples([0, 1, 0], group=[["a"], ["b"], None])
    families = pair_families(frame, examples)
    names = [family.slices[0].family for family in families]
    assert names == ["overall", "term", "direction", "category", "generator", "trained", "slice"]


def test_without_a_list_the_one_term_counts():
    columns = {"source": [0, 1], "counterfactual": ["a", "b"], "term": ["she", None]}
    frame = Pairs(frame=pl.DataFrame(columns), examples=2).frame
    family = pair_families(frame, None, by=["term"])[1]
    assert lies_in([family]) == {("term", "she"): [0]}
    assert family.known.tolist() == [0]


def test_a_term_named_twice_in_a_list_counts_once():
    columns = {"source": [0], "counterfactual": ["a"], "terms": [["she", "she"]]}
    frame = Pairs(frame=pl.DataFrame(columns), examples=1).frame
    assert pair_families(frame, None, by=["term"])[1].pairs.tolist() == [0]


def test_a_family_among_some_pairs_numbers_them_anew(frame):
    family = pair_families(frame, None, by=["term"])[1]
    some = family.among(np.array([False, True, True, True]))
    assert lies_in([some]) == {("term", "he"): [1], ("term", "queen"): [0], ("term", "she"): []}
    assert some.known.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "slice",
            "Nothing is known of pairs by `slice`. Give the examples that have groups: "
            "examples=... Available: `term`, `direction`, `category`, `generator`, `trained`.",
        ),
        (
            "terms",
            "`by` cannot hold 'terms'. Did you mean `term`? Available: `term`, `direction`, "
            "`category`, `generator`, `trained`, `slice`.",
        ),
    ],
)
def test_a_family_that_there_is_not_is_refused(frame, by, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pair_families(frame, None, by=[by])


def test_pairs_whose_terms_nobody_marked_cannot_be_parted_by_training(frame):
    expected = (
        "Nothing is known of pairs by `trained`. Say which terms were: pairs.marked(terms). "
        "Available: `term`, `direction`, `category`, `generator`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pair_families(frame.drop("trained"), None, by=["trained"])
