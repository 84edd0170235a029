"""What was asked for is found, or refused with what there is."""

import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.figures.choosing import (
    chosen_models,
    chosen_slices,
    first_of_families,
    metric_abbreviation,
    metric_rows,
    metric_title,
)
from counterpoise.slices import OVERALL, Slice

SLICES = (
    OVERALL,
    Slice(column="gender", value="female"),
    Slice(column="gender", value="male"),
    Slice(column="race", value="black"),
)
NAMES = [piece.name for piece in SLICES]


def refused(message):
    return pytest.raises(PlanError, match=f"^{re.escape(message)}$")


def test_without_names_every_slice_is_shown():
    assert chosen_slices(SLICES, None) == NAMES


def test_slices_stand_in_the_order_named_after_overall():
    asked = ["race=black", "gender=male", "race=black"]
    assert chosen_slices(SLICES, asked) == ["overall", "race=black", "gender=male"]


def test_an_unknown_slice_is_refused_with_the_nearest():
    with refused(
        "`slices` must name slices that were measured, got `gender=femal`. Did you mean "
        "`gender=female`? Available: `overall`, `gender=female`, `gender=male`, `race=black`."
    ):
        chosen_slices(SLICES, ["gender=femal"])


def test_a_text_is_no_list_of_names():
    with refused(
        "`slices` must be a list of names, got the text 'gender=male'. "
        "Write slices=['gender=male']."
    ):
        chosen_slices(SLICES, "gender=male")


def test_more_models_than_markers_are_refused():
    with refused(
        "One figure shows 1 to 6 models, got 7. Name those to show in `models`. "
        "Available: `0`, `1`, `2`, `3`, `4`, `5`, `6`."
    ):
        chosen_models([str(place) for place in range(7)], None)


def test_no_model_is_refused():
    with refused(
        "One figure shows 1 to 6 models, got 0. Name those to show in `models`. Available: `m`."
    ):
        chosen_models(["m"], [])


def test_an_unknown_metric_is_refused_with_the_nearest(report):
    with pytest.raises(
        PlanError,
        match=r"^`metric` must be one that was measured. Did you mean `false_positive_rate`\?",
    ):
        metric_rows(report.table(), metric="false_positive_rat", threshold=0.5)


def test_an_unknown_threshold_is_refused_with_those_there_are(report):
    with refused(
        "`threshold` must be one of [0.5, 0.7], got 0.6. "
        "Measure again with that threshold among `thresholds`."
    ):
        metric_rows(report.table(), metric="accuracy", threshold=0.6)


def test_metrics_are_called_by_their_words():
    assert [metric_title(name) for name in ("false_positive_rate", "roc_auc", "ctf_gap")] == [
        "False positive rate",
        "ROC AUC",
        "CTF gap",
    ]
    assert [metric_abbreviation(name) for name in ("false_omission_rate", "positive_rate")] == [
        "FOR",
        "Positive rate",
    ]


def test_families_begin_where_the_group_column_changes():
    assert first_of_families(SLICES, NAMES) == {"gender=female", "race=black"}
