"""Metrics in words, the marks of numbers, and whether data are made up."""

from __future__ import annotations

import polars as pl
import pytest

from counterpoise.evidence import ENOUGH
from counterpoise.explorer.marks import MARKS, mark
from counterpoise.explorer.metric_words import words_of
from counterpoise.explorer.synthetic import is_synthetic

from .test_report_explorer import whole_report


def test_every_metric_of_a_report_has_words_of_its_own():
    names = whole_report().table()["metric"].unique().to_list()
    titles = [words_of(name)["title"] for name in names]
    assert len(names) > 25
    assert len(set(titles)) == len(names)
    assert not {name.replace("_", " ") for name in names} & set(titles)


def test_a_metric_without_words_is_called_by_its_name():
    said = words_of("new_metric")
    assert (said["title"], said["above"], said["below"]) == (
        *("new metric", "numerator", "denominator"),
    )


def test_flips_are_counted_in_pairs():
    said = words_of("flip_rate")
    assert (said["above"], said["below"], said["unit"]) == ("flips", "pairs", "pairs")


def test_a_number_is_marked_by_its_evidence():
    frame = pl.DataFrame(
        {"value": [0.1, 0.1, float("nan")], "evidence": [ENOUGH, "not enough data", ENOUGH]}
    )
    marks = frame.select(mark())["mark"].to_list()
    assert [MARKS[place] for place in marks] == ["", "too little data", "undefined"]


@pytest.mark.parametrize(
    ("facts", "synthetic"),
    [
        ({"data": "synthetic comments written for counterpoise"}, True),
        ({"synthetic": "yes"}, True),
        ({"data": "comments.csv"}, False),
        ({"data": "photosynthetic.csv"}, False),
        ({}, False),
    ],
)
def test_synthetic_data_are_known_by_the_facts(facts: dict[str, str], synthetic: bool):
    assert is_synthetic(facts) is synthetic
