"""A flip plot shows the numbers of the report's table, highest first."""

import re
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import PlanError
from counterpoise.figures import flip_plot, save
from counterpoise.pair_audit.auditing import audit_pairs

BLUE, VERMILLION = "#0072b2", "#d55e00"
HOSTILE = ("$x^{", "a\u202egnp.exe\x1b[31m\n\t<b>&amp;\u6f22", "_" + "W" * 5000)


def make(flips, models=("plain", "mended")):
    """Each term with (pairs, flips under the first model, flips under the second)."""
    frames = [
        pl.DataFrame(
            {
                "counterfactual": ["x"] * pairs,
                "terms": [[term]] * pairs,
                "one": np.where(np.arange(pairs) < one, 0.9, 0.1),
                "two": np.where(np.arange(pairs) < two, 0.9, 0.1),
            }
        )
        for term, (pairs, one, two) in flips.items()
    ]
    frame = pl.concat(frames).with_row_index("source")
    scores = dict.fromkeys(models, np.full(frame.height, 0.2))
    after = dict(zip(models, ("one", "two"), strict=True))
    return audit_pairs(
        Pairs(frame=frame, examples=frame.height),
        scores,
        counterfactual_scores=after,
        thresholds=[0.5, 0.7],
    )


@pytest.fixture(scope="module")
def flips():
    return make({"he": (200, 10, 40), "queen": (12, 3, 0), "she": (200, 80, 8)})


def test_rows_fall_from_the_highest_value_under_the_first_model(flips, drawn):
    assert drawn(flip_plot(flips)).rows == ["overall", "she", "queen", "he"]
    assert drawn(flip_plot(flips, models=["mended"])).rows == ["overall", "he", "she", "queen"]


def test_points_and_intervals_are_those_of_the_table(flips, drawn):
    seen = drawn(flip_plot(flips, models=["mended"]))
    table = flips.table(metrics=["flip_rate"]).filter(model="mended", threshold=0.5)
    for mark, name in zip(seen.marks(), seen.rows, strict=True):
        row = table.filter(slice=name).row(0, named=True)
        assert mark.x == row["value"]
        assert seen.bar(mark.y) == (row["lower"], row["upper"])


def test_models_stand_side_by_side_in_their_own_colours(flips, drawn):
    marks = drawn(flip_plot(flips)).marks()
    assert [mark.colour for mark in marks] == [BLUE, VERMILLION] * 4
    assert all(before.y < after.y for before, after in pairwise(marks))


def test_a_term_of_few_pairs_is_hollow_and_the_legend_says_so(flips, drawn):
    seen = drawn(flip_plot(flips))
    assert [mark.filled for mark in seen.marks()] == [True] * 4 + [False] * 2 + [True] * 2
    assert "not enough data: the interval reaches more than 0.1 to a side" in seen.legend


def test_a_dotted_line_stands_at_each_models_overall(flips, drawn):
    table = flips.table(metrics=["flip_rate"], by=["overall"]).filter(threshold=0.5)
    assert drawn(flip_plot(flips)).uprights() == [(value, ":") for value in table["value"]]


def test_the_surely_highest_can_be_chosen_and_the_figure_says_that_they_were(flips, drawn):
    seen = drawn(flip_plot(flips, top=2))
    assert seen.rows == ["overall", "she", "he"]  # `queen` is higher than `he`, but of 12 pairs
    label = seen.figure.axes[0].get_xlabel()
    assert label == "Flip rate at score > 0.5, by term\n2 of 3: those whose intervals begin highest"


def test_named_slices_of_another_family_and_metric_can_be_shown(flips, drawn):
    seen = drawn(flip_plot(flips, slices=["he", "she"], metric="ctf_gap"))
    assert seen.rows == ["overall", "she", "he"]
    assert seen.figure.axes[0].get_xlabel() == "CTF gap, by term"
    assert drawn(flip_plot(flips, by="generator")).rows == ["overall", "unnamed"]


def test_a_term_called_overall_takes_the_row_of_that_name(drawn):
    seen = drawn(flip_plot(make({"overall": (100, 50, 0), "she": (100, 0, 0)})))
    assert seen.rows == ["overall", "she"]
    assert seen.marks()[0].x == 0.5


def test_names_that_are_hostile_are_drawn_in_every_format(tmp_path, drawn):
    models = (r"$\frac{1}$", "_</text><script>\u2028\u0301%_&")
    report = make(dict.fromkeys(HOSTILE, (20, 5, 1)), models=models)
    figure = flip_plot(report)
    assert len(drawn(figure).rows) == 4
    for suffix in ("pdf", "png", "svg"):
        assert save(figure, tmp_path / f"flips.{suffix}").stat().st_size < 500_000
    written = (tmp_path / "flips.svg").read_text(encoding="utf-8")
    assert "<script>" not in written
    assert not {"\u202e", "\u2028", "\x1b"} & set(written)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"slices": ["shee"]},
            "`slices` must name slices of this family, got `shee`. Did you mean "
            "`she`? Available: `he`, `queen`, `she`.",
        ),
        (
            {"slices": "she"},
            "`slices` must be a list of names, got the text 'she'. Write slices=['she'].",
        ),
        ({"top": 0}, "`top` must be at least 1, got 0. Give how many slices to show."),
        (
            {"threshold": 0.6},
            "`threshold` must be one of [0.5, 0.7], got 0.6. "
            "Measure again with that threshold among `thresholds`.",
        ),
        (
            {"by": "trained"},
            "`by` must name what was measured, got 'trained'. "
            "Available: `overall`, `term`, `generator`.",
        ),
    ],
)
def test_what_the_report_does_not_have_is_refused(flips, options, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        flip_plot(flips, **options)


def test_more_than_sixty_terms_are_refused_unless_the_highest_are_chosen(drawn):
    report = make({f"t{place}": (2, place % 2, 0) for place in range(61)})
    expected = (
        "One figure shows at most 60 slices, got 61. "
        "Name those to show in `slices`, or give top=20 for the 20 that are most surely high."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        flip_plot(report)
    assert len(drawn(flip_plot(report, top=20)).rows) == 21
