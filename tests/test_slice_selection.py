"""Which slices are shown: tables worked by hand."""

import math

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.errors import PlanError
from counterpoise.slice_selection import SliceChoice, select_slices
from counterpoise.summaries import slice_rows, summary

FPR, AUC = "false_positive_rate", "roc_auc"

SLICES = {  # slice: rows, then (value, uncertain) of FPR by model "plain" and by model "mended"
    "overall": (1000, (0.10, False), (0.08, False)),
    "g=a": (500, (0.12, False), (0.09, False)),  # gaps 0.02 and 0.01
    "g=b": (300, (0.30, False), (0.38, True)),  # gaps 0.20 and, uncertain, 0.30
    "g=c": (200, (0.02, False), (0.36, False)),  # gaps 0.08 and 0.28
    "g=d": (5, (0.90, True), (0.70, True)),  # gaps 0.80 and 0.62, both uncertain
    "g=e": (9, (0.50, True), (0.95, True)),  # gaps 0.40 and 0.87, both uncertain
    "g=f": (0, (math.nan, True), (math.nan, True)),
}
ROWS = {name: rows for name, (rows, *_) in SLICES.items()}


def frame() -> pl.DataFrame:
    """The table above, with an AUC that falls from slice to slice."""
    rows = [
        (model, name, metric, *told)
        for place, model in enumerate(["plain", "mended"])
        for metric in (FPR, AUC)
        for step, (name, (_, *models)) in enumerate(SLICES.items())
        for told in [models[place] if metric == FPR else (0.9 - step / 100, False)]
    ]
    columns = ["model", "slice", "metric", "value", "uncertain"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def select(**choice):
    return select_slices(frame(), rows=ROWS, choice=SliceChoice(**choice))


def slices(found) -> list[str]:
    return found.frame["slice"].unique(maintain_order=True).to_list()


@pytest.mark.parametrize(
    ("choice", "order"),
    [
        ({}, "abcdef"),
        ({"order": "as-given"}, "abcdef"),
        ({"order": "size"}, "abcedf"),
        ({"order": "gap"}, "cbaedf"),  # 0.28, 0.20, 0.02; of too little data 0.87, 0.80, none
        ({"order": "value"}, "cbaedf"),  # 0.36, 0.30, 0.12; of too little data 0.95, 0.90, none
        ({"order": "value", "metric": AUC}, "abcdef"),
        ({"order": "gap", "metric": AUC}, "fedcba"),
    ],
)
def test_slices_stand_where_the_model_that_leads_puts_them(choice, order):
    found = select(**choice)
    assert slices(found) == ["overall", *(f"g={name}" for name in order)]
    assert (found.shown, found.slices) == (6, 6)


def test_every_model_and_metric_keeps_its_rows_in_that_order():
    found = select(order="gap", top=2).frame
    assert found.select("model", "slice", "metric").rows() == [
        (model, name, metric)
        for model in ("plain", "mended")
        for name in ("overall", "g=c", "g=b")
        for metric in (FPR, AUC)
    ]
    assert found.columns == frame().columns
    assert found.row(2) == ("plain", "g=c", FPR, 0.02, False)


def test_a_slice_is_left_out_for_the_first_reason_that_holds_and_counted_once():
    found = select(min_rows=9, enough_only=True, top=2)
    assert slices(found) == ["overall", "g=c", "g=b"]
    assert (found.too_small, found.not_enough, found.further_down) == (2, 1, 1)
    assert (found.shown, found.slices) == (2, 6)


def test_one_model_with_enough_data_is_enough():
    found = select(enough_only=True)
    assert slices(found) == ["overall", "g=a", "g=b", "g=c"]
    assert found.not_enough == 3


def test_overall_stays_where_nothing_else_does():
    found = select(min_rows=10_000)
    assert slices(found) == ["overall"]
    assert (found.shown, found.too_small, found.slices) == (0, 6, 6)


def test_the_order_is_as_given_until_some_have_no_room():
    assert select(top=6).order == "as-given"
    assert slices(select(top=6)) == list(SLICES)
    assert select(top=5).order == "gap"
    assert select(top=5, order="as-given").order == "as-given"


@pytest.mark.parametrize(("count", "shown", "order"), [(60, 60, "as-given"), (61, 40, "gap")])
def test_up_to_sixty_slices_are_all_shown_and_forty_of_more(count, shown, order):
    names = ["overall", *(f"g={place}" for place in range(count))]
    values = pl.DataFrame(
        {"slice": names, "value": [0.5 + place / 1000 for place in range(len(names))]}
    )
    some = values.with_columns(model=pl.lit("m"), metric=pl.lit(FPR), uncertain=False)
    found = select_slices(some, rows=dict.fromkeys(names, 7), choice=SliceChoice())
    assert (found.shown, found.further_down, found.order) == (shown, count - shown, order)
    if order == "gap":
        assert found.frame["slice"].to_list() == ["overall", *names[:-41:-1]]


def test_slices_that_tie_stay_as_given():
    tied = frame().with_columns(value=pl.lit(0.5), uncertain=pl.lit(value=False))
    for order in ("gap", "value"):
        choice = SliceChoice(order=order)
        found = select_slices(tied, rows=dict.fromkeys(SLICES, 1), choice=choice)
        assert slices(found) == list(SLICES)


def test_a_metric_that_the_report_lacks_is_refused():
    with pytest.raises(PlanError) as error:
        select(metric="flip_rate")
    assert str(error.value) == (
        "Slices cannot be judged by `flip_rate`: the report does not have it. "
        "Available: `false_positive_rate`, `roc_auc`."
    )


def test_overall_alone_is_a_selection_too(make_examples):
    report = audit(make_examples([0, 1]), {"m": np.array([0.1, 0.9])})
    found = select_slices(summary(report), rows=slice_rows(report), choice=SliceChoice(order="gap"))
    assert slices(found) == ["overall"]
    assert found.slices == 0


def test_a_model_without_the_metric_takes_no_part():
    without = frame().filter((pl.col("model") == "plain") | (pl.col("metric") == AUC))
    found = select_slices(without, rows=ROWS, choice=SliceChoice(order="gap"))
    assert slices(found) == ["overall", "g=b", "g=c", "g=a", "g=d", "g=e", "g=f"]
    assert found.frame["model"].unique(maintain_order=True).to_list() == ["plain", "mended"]


def test_rows_are_counted_whether_a_model_decided_or_not(make_examples):
    examples = make_examples([0, 1, 0, 1], group=[["a"], ["a", "b"], ["a"], None])
    scores = pl.Series([0.1, None, None, 0.2])
    report = audit(examples, {"some": scores, "all": np.array([0.1, 0.2, 0.3, 0.4])})
    rows = slice_rows(report)
    assert rows == {"overall": 4, "group=a": 3, "group=b": 1}
    found = select_slices(summary(report), rows=rows, choice=SliceChoice(min_rows=2))
    assert slices(found) == ["overall", "group=a"]
