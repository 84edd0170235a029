import math

import numpy as np
import pytest

from counterpoise import audit, compare
from counterpoise.tuning.intervals import Evidence
from counterpoise.tuning.quantities import Quantity

THRESHOLD = 0.4


@pytest.fixture(scope="module")
def models(shift_of_module):
    rows = shift_of_module.test
    scores = {
        name: shift_of_module.scores(rows, down=down) for name, down in (("m", 0.1), ("b", 0))
    }
    report = audit(rows, scores, thresholds=[0.3, THRESHOLD])
    comparison = compare(rows, scores, baseline="b", thresholds=[THRESHOLD])
    return report, comparison


@pytest.fixture(scope="module")
def evidence(models):
    report, comparison = models
    return Evidence(
        report=report,
        model="m",
        threshold=THRESHOLD,
        comparison=comparison,
        families={"sex": ("sex=a", "sex=b")},
    )


def row(table, **where):
    (found,) = table.filter(**where).rows(named=True)
    return found["lower"], found["upper"]


def test_a_metric_has_the_interval_of_the_report(evidence):
    where = {
        "model": "m",
        "slice": "sex=a",
        "metric": "false_positive_rate",
        "threshold": THRESHOLD,
    }
    expected = row(evidence.report.table(), **where)
    assert evidence.interval(Quantity.parse("sex=a false_positive_rate")) == expected
    expected = row(evidence.report.table(), model="m", slice="overall", metric="roc_auc")
    assert evidence.interval(Quantity.parse("roc_auc")) == expected


def test_a_criterion_has_the_interval_of_the_report(evidence):
    name = "equalized_odds_difference"
    expected = row(evidence.report.criteria(), model="m", metric=name, threshold=THRESHOLD)
    assert evidence.interval(Quantity.parse(f"sex {name}")) == expected


def test_a_change_has_the_paired_interval_and_a_loss_is_its_mirror(evidence, models):
    lower, upper = row(models[1].table(), slice="overall", metric="roc_auc")
    assert evidence.interval(Quantity.parse("roc_auc rise")) == (lower, upper)
    assert evidence.interval(Quantity.parse("roc_auc loss")) == (-upper, -lower)


def test_the_gap_of_a_slice_is_the_size_of_the_signed_one(evidence):
    gaps = evidence.report.gaps()
    for piece, metric in (("sex=a", "false_positive_rate"), ("sex=b", "false_negative_rate")):
        where = {"model": "m", "slice": piece, "metric": metric, "threshold": THRESHOLD}
        lower, upper = row(gaps, **where)
        found = evidence.interval(Quantity.parse(f"{piece} {metric} gap"))
        assert found[1] == pytest.approx(max(abs(lower), abs(upper)))
        assert found[0] == pytest.approx(0 if lower < 0 < upper else min(abs(lower), abs(upper)))


def test_the_largest_gap_lies_within_an_interval_wider_than_each_slices_own(evidence):
    largest = evidence.interval(Quantity.parse("largest sex false_positive_rate gap"))
    own = evidence.interval(Quantity.parse("sex=a false_positive_rate gap"))
    value = evidence.report.largest_gaps(draws=200).filter(
        model="m", metric="false_positive_rate", threshold=THRESHOLD
    )["largest"]
    assert 0 <= largest[0] < own[0] <= value.item() <= own[1] < largest[1]


@pytest.mark.parametrize(
    "text",
    [
        "largest sex false_positive_rate",
        "largest sex false_positive_rate rise",
        "sex=a roc_auc gap",
        "sex equalized_odds_difference rise",
        "sex=a true_positive_rate rise",
    ],
)
def test_others_have_none(evidence, text):
    assert np.isnan(evidence.interval(Quantity.parse(text))).all()


def test_changes_have_none_where_thresholds_differ(models):
    evidence = Evidence(
        report=models[0], model="m", threshold=THRESHOLD, comparison=None, families={}
    )
    assert math.isnan(evidence.interval(Quantity.parse("accuracy loss"))[0])


def test_a_family_without_rows_has_none(make_examples):
    examples = make_examples([0, 1], sex=[None, None], age=[["x"], ["x"]])
    report = audit(examples, {"m": np.array([0.1, 0.9])}, thresholds=[0.5])
    evidence = Evidence(
        report=report, model="m", threshold=0.5, comparison=None, families={"age": ("age=x",)}
    )
    assert evidence.interval(Quantity.parse("largest age accuracy gap")) == (0, 0)
