import re

import numpy as np
import pytest

from counterpoise import audit
from counterpoise.errors import PlanError
from counterpoise.tuning.reported_weights import report_weights

# Of 1000 negatives 10 % are called positive: of those of a 40 %, of b 5 %.
CALLED = np.repeat([1, 0, 1, 0, 1, 0], [80, 120, 20, 380, 0, 400])
SEX = [["a"]] * 200 + [["b"]] * 400 + [[]] * 400


@pytest.fixture
def report(make_examples):
    labels = np.append(np.zeros(1000), np.ones(10))
    scores = np.append(CALLED, np.ones(10)) * 0.8
    examples = make_examples(labels, sex=[*SEX, *[["a"]] * 10])
    return audit(examples, {"m": scores, "other": 0.9 - scores}, thresholds=[0.5])


@pytest.fixture
def train(make_examples):
    return make_examples([0, 0, 0, 0, 1], sex=[["a"], ["b"], ["a", "b"], [], ["a"]])


def shrunk(report, metric):
    found = report.shrunk(metrics=[metric]).filter(model="m")
    return dict(found.select("slice", "shrunk").rows())


def test_rows_that_the_metric_counts_gain_what_their_group_lacks(report, train):
    factor = shrunk(report, "false_positive_rate")["sex=a"] / 0.1
    assert 3.5 < factor < 4
    weights = report_weights(train, report, "sex")
    expected = np.array([factor, 1, factor, 1, 1])
    assert weights == pytest.approx(expected / expected.mean())


def test_strength_bends_and_most_bounds(report, train):
    factor = shrunk(report, "false_positive_rate")["sex=a"] / 0.1
    weights = report_weights(train, report, "sex", strength=0.5)
    assert weights[0] / weights[1] == pytest.approx(factor**0.5)
    assert report_weights(train, report, "sex", strength=0).tolist() == [1] * 5
    weights = report_weights(train, report, "sex", most=2)
    assert weights[0] / weights[1] == 2


def test_weights_before_are_multiplied(report, train):
    once = report_weights(train, report, "sex", most=2)
    twice = report_weights(train, report, "sex", most=2, base=once)
    assert twice[0] / twice[1] == pytest.approx(4)


def test_misses_weigh_positives(report, train):
    weights = report_weights(train, report, "sex", metric="false_negative_rate", model="other")
    assert weights[4] >= weights[0] == weights[3]


def test_a_group_that_the_report_does_not_know_stays(report, make_examples):
    train = make_examples([0, 0], sex=[["c"], ["a"]])
    weights = report_weights(train, report, "sex", most=3)
    assert weights.tolist() == [0.5, 1.5]


def test_nothing_changes_where_overall_makes_no_such_error(make_examples, train):
    examples = make_examples([0, 1], sex=[["a"], ["b"]])
    report = audit(examples, {"m": np.array([0.1, 0.9])}, thresholds=[0.5])
    assert (report_weights(train, report, "sex", most=1) == 1).all()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"metric": "false_positive"},
            "`metric` cannot be 'false_positive'. Did you mean `false_positive_rate`? Available: "
            "`false_positive_rate`, `false_negative_rate`.",
        ),
        (
            {"threshold": 0.3},
            "`threshold` must be one of the report's, [0.5], got 0.3. "
            "Audit again with that threshold among `thresholds`.",
        ),
        (
            {"column": "sax"},
            "`column` must be a group column of the report and of the training rows, got `sax`. "
            "Did you mean `sex`? Available: `sex`.",
        ),
        (
            {"strength": -1},
            "`strength` must be >= 0 and `most` >= 1, both finite, got -1 and 5.0. "
            "Start with 1 and 5.",
        ),
        (
            {"most": 0.5},
            "`strength` must be >= 0 and `most` >= 1, both finite, got 1.0 and 0.5. "
            "Start with 1 and 5.",
        ),
        (
            {"model": "n"},
            "There is no model `n` in this report. Available: `m`, `other`.",
        ),
    ],
)
def test_what_the_report_does_not_have_is_refused(report, train, options, expected):
    column = options.pop("column", "sex") if "column" in options else "sex"
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        report_weights(train, report, column, **options)
