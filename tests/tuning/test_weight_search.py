import re

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.errors import DataError, PlanError
from counterpoise.tuning.search import tune
from counterpoise.tuning.weight_search import WeightSearch, estimator_fit

SEX = [["a"], ["b"], ["a", "b"], [], None, ["a"]]
LABELS = [0, 0, 0, 0, 1, 1]


def search(examples, **options):
    return WeightSearch(train=examples, fit=lambda weights: weights, column="sex", **options)


def test_there_is_one_number_a_group_and_label(make_examples):
    examples = make_examples(LABELS, sex=SEX)
    names = [number.name for number in search(examples, labels=("negative", "positive")).space]
    assert names == ["sex=a negative", "sex=a positive", "sex=b negative", "sex=b positive"]
    (only,) = search(examples, groups=["b"], most=2).space
    assert (only.name, only.low, only.high, only.start) == ("sex=b negative", 0, 2, 0)


def test_groups_without_rows_are_not_searched(make_examples):
    examples = make_examples([0, 1], sex=[["a"], ["b"]])
    assert len(search(examples.filter(np.array([True, False]))).space) == 1


def test_weights_are_added_by_group_and_have_mean_one(make_examples):
    found = search(make_examples(LABELS, sex=SEX))
    weights = found({"sex=a negative": 2.0, "sex=b negative": 1.0})
    assert weights.tolist() == pytest.approx(np.array([3, 2, 4, 1, 1, 1]) / 2)


def test_the_baseline_weighs_as_before(make_examples):
    own = [1.0, 2, 3, 4, 5, 3]
    examples = make_examples(LABELS, weights=own, sex=SEX)
    nothing = {"sex=a negative": 0, "sex=b negative": 0}
    assert search(examples)(nothing).tolist() == pytest.approx(np.array(own) / 3)
    assert search(examples, base=np.ones(6))(nothing).tolist() == [1] * 6


def test_other_numbers_may_be_searched_beside(make_examples):
    found = search(make_examples(LABELS, sex=SEX), groups=["a"])
    numbers = {"sex=a negative": 1.0}
    assert found({**numbers, "threshold": 0.3}).tolist() == found(numbers).tolist()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"column": "sax"},
            "There is no group column `sax` in the training rows. Did you mean `sex`? "
            "Available: `sex`.",
        ),
        (
            {"labels": ["neg"]},
            "`labels` cannot hold 'neg'. Available: `negative`, `positive`.",
        ),
        (
            {"most": 0},
            "`most` must be a finite number above 0, got 0. "
            "A plain row weighs 1; give for example 5.",
        ),
    ],
)
def test_what_cannot_be_searched_is_refused(make_examples, options, expected):
    options = {"column": "sex", "fit": lambda weights: weights, **options}
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        WeightSearch(train=make_examples(LABELS, sex=SEX), **options)


class Means:
    """An estimator whose answer is the weighted mean of the labels."""

    def fit(self, inputs, labels, *, weight):
        self.seen = inputs
        self.mean = np.average(labels, weights=weight)
        return self

    def predict_proba(self, inputs):
        return np.tile([1 - self.mean, self.mean], (len(inputs), 1))


def test_an_estimator_is_fitted_to_texts_with_weights(make_examples):
    made = []

    def make():
        made.append(Means())
        return made[-1]

    examples = make_examples([0, 1], texts=["one", "two"], sex=[[], []])
    fit = estimator_fit(make, examples, argument="weight")
    assert fit(np.array([1.0, 3.0]))(["x", "y", "z"]).tolist() == [0.75] * 3
    assert fit(np.array([1.0, 1.0]))(["x"]).tolist() == [0.5]
    assert made[0].seen == ["one", "two"]
    assert made[0] is not made[1]


def test_an_estimator_is_fitted_to_features_where_there_is_no_text():
    made = Means()
    frame = pl.DataFrame({"y": [0, 1], "x": [5, 6]})
    examples = read(frame, label="y", features=["x"])
    estimator_fit(lambda: made, examples, argument="weight")(np.ones(2))
    assert made.seen["x"].to_list() == [5, 6]


def test_rows_without_text_or_features_are_refused(make_examples):
    expected = (
        "The training rows have neither text nor features to train on. "
        "Name them: read(..., text='comment') or read(..., features=['age', 'hours'])."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        estimator_fit(Means, make_examples([0], sex=[[]]))


def test_weights_are_solved_for():
    """Group a has more positives and a feature that tells it: its false positive rate is high."""
    linear = pytest.importorskip("sklearn.linear_model")
    generator = np.random.default_rng(0)
    inside = generator.random(2400) < 0.4
    labels = generator.random(2400) < np.where(inside, 0.5, 0.25)
    frame = pl.DataFrame(
        {
            "label": labels.astype(float),
            "sex": [["a"] if here else ["b"] for here in inside],
            "one": generator.normal(size=2400) + labels,
            "two": generator.normal(size=2400) * 0.3 + inside,
            "split": np.repeat(["train", "validation", "test"], 800),
        }
    )
    rows = read(frame, label="label", groups=["sex"], features=["one", "two"], split="split")
    train = rows.part("train")
    fit = estimator_fit(linear.LogisticRegression, train)
    asked = WeightSearch(train=train, fit=fit, column="sex", groups=["a"])
    found = tune(
        asked,
        asked.space,
        validation=rows.part("validation"),
        test=rows.part("test"),
        constraints=["largest sex false_positive_rate gap <= 0.05", "accuracy loss <= 0.06"],
        trials=8,
        threshold=0.4,
    )
    assert found.trials[found.bias][0] > 0.15
    assert found.feasible
    assert found.constraints["test"][0] < 0.1
    assert found.drift == 0
