"""`spans`, `counterfactuals` and `flips`: identity terms in texts, and what hangs on them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.explorer.utf16 import utf16_places
from counterpoise.pair_audit.auditing import audit_pairs

from .conftest import eight_rows, refusal, scores


def test_terms_are_found_at_places_of_utf16(ask):
    assert ask("spans", texts=["A gay man.", "", "😀 Muslim", "no one"]).value == [
        [[2, 5, "homosexual_gay_or_lesbian", "sexual_orientation"], [6, 9, "male", "gender"]],
        [],
        [[3, 9, "muslim", "religion"]],
        [],
    ]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_a_place_in_utf16_is_the_length_of_what_stands_before_it(parts):
    texts = pl.Series([before + after for before, after in parts], dtype=pl.String)
    places = np.array([len(before.encode()) for before, _ in parts])
    found = utf16_places(texts, np.arange(len(parts)), places)
    assert found.tolist() == [len(before.encode("utf-16-le")) // 2 for before, _ in parts]


def test_a_megabyte_of_text_is_looked_through(ask):
    assert ask("spans", texts=["x\x00" * 500_000 + " a man"]).value == [
        [[1_000_003, 1_000_006, "male", "gender"]]
    ]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            "a man",
            '`texts` of `spans` must be a list of up to 1,000 texts, got "a man". '
            "Send fewer at a time.",
        ),
        (
            ["a", 3],
            "`texts` of `spans` must hold texts, got 3 among them. Send each in quotes.",
        ),
        (
            ["x" * 9_000_000] * 2,
            "`texts` of `spans` may have 16,777,216 bytes together, got 18,000,000. "
            "Send fewer at a time.",
        ),
    ],
)
def test_texts_that_cannot_be_looked_through_are_refused(ask, texts, message):
    assert refusal(ask("spans", texts=texts)) == message


def test_counterfactuals_are_without_terms_and_about_others(ask):
    found = ask("counterfactuals", text="She lost her bag.").value
    assert {
        "text": "He lost his bag.",
        "generator": "substitution:gender",
        "term": "she",
        "from_group": "female",
        "to_group": "male",
    } in found
    assert [one["generator"] for one in found] == ["ablation:gender", "substitution:gender"]
    assert found[0]["to_group"] is None


def test_a_text_without_terms_has_no_counterfactual(ask):
    assert ask("counterfactuals", text="It rains.").value == []
    assert ask("counterfactuals", text="").value == []


def test_a_text_that_is_too_long_for_counterfactuals_is_refused(ask):
    assert refusal(ask("counterfactuals", text="a" * 20_001)) == (
        "`text` of `counterfactuals` must have up to 20,000 characters, got 20,001. Shorten it."
    )


def test_flips_are_those_of_the_audit_of_pairs(ask):
    found = ask("flips", threshold=0.5, by="direction").value
    names = [(one["model"], one["name"]) for one in found]
    assert names == [
        *((0, "overall"), (0, "female -> male"), (0, "male -> female")),
        *((1, "overall"), (1, "female -> male"), (1, "male -> female")),
    ]
    # base: 0.7 -> 0.4 and 0.4 -> 0.7; mended: 0.6 -> 0.6 twice.
    told = [(one["flips"], one["flips_0_to_1"], one["flips_1_to_0"]) for one in found]
    assert told == [(2, 1, 1), (1, 0, 1), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert [one["value"] for one in found] == [1, 1, 1, 0, 0, 0]
    assert {one["mark"] for one in found} == {1}
    frame = pl.DataFrame({"source": [2, 3], "counterfactual": ["", ""]})
    table = audit_pairs(
        Pairs(frame=frame, examples=8),
        scores(),
        examples=eight_rows(),
        counterfactual_scores={"base": [0.4, 0.7], "mended": [0.6, 0.6]},
        thresholds=[0.5],
    ).table(metrics=["flip_rate"], by=["overall"])
    assert [found[0]["lower"], found[3]["upper"]] == [table["lower"][0], table["upper"][1]]


def test_flips_by_slice_have_the_sources_groups(ask):
    found = ask("flips", threshold=0.5, by="slice").value
    assert [(one["name"], one["pairs"]) for one in found[:3]] == [
        *(("overall", 2), ("gender=f", 1), ("gender=m", 1)),
    ]


def test_what_pairs_cannot_be_parted_by_is_refused(ask):
    assert refusal(ask("flips", threshold=0.5, by="colour")) == (
        '`by` of `flips` cannot be "colour". '
        "Available: `term`, `direction`, `category`, `generator`, `trained`, `slice`."
    )
    assert refusal(ask("flips", threshold=0.5, by="trained")).startswith(
        "Nothing is known of pairs by `trained`. Say which terms were: pairs.marked(terms). "
    )
