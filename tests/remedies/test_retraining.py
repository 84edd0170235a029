import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.remedies.retraining import LastLayer, last_layer
from counterpoise.remedies.row_groups import RowGroups


@pytest.fixture
def birds():
    """Feature 0 tells the label; feature 1, less noisy, tells the group, which goes with it."""
    generator = np.random.default_rng(0)
    positives = generator.random(4000) < 0.5
    codes = np.where(generator.random(4000) < 0.95, positives, ~positives).astype(int)
    features = generator.normal(size=(4000, 4)) * [1.0, 0.3, 1.0, 0.0]
    features[:, 0] += 1.5 * positives
    features[:, 1] += codes
    features[:, 3] = 7.0
    return features, positives, RowGroups(names=("water", "land"), codes=codes)


def dice():
    return np.random.default_rng(0)


def worst_accuracy(layer, features, positives, groups):
    right = (layer.logits(features) > 0) == positives
    cells = 2 * groups.codes + positives
    return min(right[cells == cell].mean() for cell in range(4))


@pytest.mark.parametrize(("penalty", "strength"), [("l1", 0.01), ("l2", 0.01)])
def test_balanced_rows_lift_the_worst_group(birds, penalty, strength):
    features, positives, groups = birds
    everyone = RowGroups(names=("all",), codes=np.zeros(4000, dtype=int))
    options = {"penalty": penalty, "strength": strength, "draws": 3}
    plain = last_layer(features, positives, everyone, generator=dice(), **options)
    mended = last_layer(features, positives, groups, generator=dice(), **options)
    assert worst_accuracy(plain, *birds) < 0.55
    assert worst_accuracy(mended, *birds) > 0.7


def test_a_feature_that_does_not_differ_counts_nothing(birds):
    layer = last_layer(*birds, generator=dice(), draws=2)
    assert layer.coefficients[3] == 0
    assert np.isfinite(layer.intercept)


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_one_draw_of_balanced_rows_is_scikit_learns_fit(penalty):
    linear = pytest.importorskip("sklearn.linear_model")
    generator = np.random.default_rng(3)
    positives = np.arange(200) % 2 == 0
    groups = RowGroups(names=("a", "b"), codes=np.arange(200) // 100)
    features = generator.normal(size=(200, 5)) * 3 + 1
    features[:, :2] += positives[:, None]
    found = last_layer(
        features, positives, groups, generator=dice(), draws=1, penalty=penalty, strength=0.05
    )
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    oracle = linear.LogisticRegression(
        l1_ratio=1.0 if penalty == "l1" else 0.0,
        C=1 / (0.05 * 200),
        solver="saga" if penalty == "l1" else "lbfgs",
        tol=1e-8,
        max_iter=20_000,
    )
    oracle.fit(scaled, positives)
    assert found.scores(features) == pytest.approx(oracle.predict_proba(scaled)[:, 1], abs=1e-4)
    zeros = oracle.coef_[0] == 0
    assert (found.coefficients == 0).tolist() == zeros.tolist()
    assert zeros.any() == (penalty == "l1")


def test_draws_are_averaged_and_follow_the_seed(birds):
    one, two = (last_layer(*birds, generator=dice(), draws=2) for _ in range(2))
    assert one.coefficients.tolist() == two.coefficients.tolist()
    generator = dice()
    single = [last_layer(*birds, generator=generator, draws=1) for _ in range(2)]
    mean = np.mean([layer.coefficients for layer in single], axis=0)
    assert one.coefficients == pytest.approx(mean)


def test_rows_in_no_group_are_a_group_of_their_own(birds):
    features, positives, groups = birds
    without = RowGroups(names=("water",), codes=np.where(groups.codes == 0, 0, -1))
    found = last_layer(features, positives, without, generator=dice())
    assert worst_accuracy(found, *birds) > 0.7


def test_a_layer_goes_on_top_of_an_encoder_of_texts():
    layer = LastLayer(coefficients=np.array([1.0]), intercept=-3.0)
    model = layer.after(lambda texts: np.array([[len(text)] for text in texts]))
    assert model(["one", "seven"]).tolist() == pytest.approx([0.5, 1 / (1 + np.exp(-2))])


def test_a_group_with_too_few_rows_of_a_label_is_refused():
    groups = RowGroups.named(["a"] * 4 + [None] * 3)
    positives = np.array([True, True, False, False, True, False, False])
    expected = (
        "The rest (no group) has 1 positive rows, and a balanced set needs 2. Leave it out, join "
        "it with another, or set `minimum_rows`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        last_layer(np.ones((7, 1)), positives, groups, generator=dice(), minimum_rows=2)
    expected = (
        "Group `a` has 2 negative rows, and a balanced set needs 3. Leave it out, join "
        "it with another, or set `minimum_rows`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        last_layer(
            np.ones((4, 1)),
            positives[:4],
            RowGroups.named(["a"] * 4),
            generator=dice(),
            minimum_rows=3,
        )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"penalty": "l3"}, "`penalty` cannot be 'l3'. Available: `l1`, `l2`."),
        (
            {"strength": -1},
            "`strength` must be a finite number >= 0, for `l2` above 0, got -1. Without a penalty "
            "labels that features part have no best layer; try 0.01.",
        ),
        (
            {"penalty": "l2", "strength": 0},
            "`strength` must be a finite number >= 0, for `l2` above 0, got 0. Without a penalty "
            "labels that features part have no best layer; try 0.01.",
        ),
        ({"draws": 0}, "`draws` must be 1 or more, got 0. The authors average 10 to 20."),
    ],
)
def test_options_that_make_no_layer_are_refused(birds, options, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        last_layer(*birds, generator=dice(), **options)
