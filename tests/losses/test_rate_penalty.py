import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.losses import Multipliers, RateConstraint, rate_penalty

# Logits so far out that the soft decision is the decision.
LOGITS = np.array([50.0, 50.0, -50.0, -50.0, -50.0, 50.0])
LABELS = np.array([0, 0, 0, 0, 1, 1])
MEMBERSHIPS = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1], [0, 0]])
"""False positive rates 1, 0 and 1/2 overall; false negative rates undefined, 1 and 1/2 overall."""


def penalty(constraint, **options):
    return rate_penalty(np, LOGITS, LABELS, MEMBERSHIPS, constraint=constraint, **options)


def test_a_gap_beyond_its_limit_costs_its_square():
    found, state = penalty("fpr_gap <= 0.1", strength=10.0, step_size=0.5)
    assert found == pytest.approx(2 * (10 * 0.4) ** 2 / 20)
    np.testing.assert_allclose(state.values, [0.2, 0.2])


def test_a_rate_has_its_limit_in_every_group():
    found, state = penalty("fpr <= 0.75", strength=10.0, step_size=0.5)
    assert found == pytest.approx((10 * 0.25) ** 2 / 20)
    np.testing.assert_allclose(state.values, [0.125, 0.0])


def test_a_rate_can_have_a_limit_from_below():
    found, _ = penalty("tnr >= 0.5", strength=10.0)
    assert found == pytest.approx((10 * 0.5) ** 2 / 20)


@pytest.mark.parametrize(
    ("rate", "values"),
    [
        ("fpr", [1.0, 0.0]),
        ("tnr", [0.0, 1.0]),
        ("fnr", [0.0, 1.0]),
        ("tpr", [0.0, 0.0]),
        ("positive_rate", [1.0, 0.0]),
        ("negative_rate", [0.0, 1.0]),
    ],
)
def test_every_rate_is_what_its_name_says(rate, values):
    # With the limit 0 the first multipliers are the rates; the first group has no positives.
    _, state = penalty(f"{rate} <= 0", step_size=1.0)
    np.testing.assert_allclose(state.values, values, atol=1e-12)


def test_an_undefined_rate_costs_nothing_and_keeps_its_multiplier():
    before = Multipliers(np.array([0.7, 0.0]))
    found, after = penalty("fnr_gap <= 0.1", state=before, strength=10.0, step_size=0.5)
    assert found == pytest.approx((10 * 0.4) ** 2 / 20)
    np.testing.assert_allclose(after.values, [0.7, 0.2])


def test_a_limit_that_holds_costs_nothing_and_gives_its_multiplier_back():
    before = Multipliers(np.array([0.3, 0.01]))
    found, after = penalty("fpr_gap <= 0.6", state=before, strength=10.0, step_size=0.5)
    # u + s c = 0.3 - 1 < 0: the cost is what the multiplier had put on, -u^2 / (2 s).
    assert found == pytest.approx(-(0.3**2 + 0.01**2) / 20)
    np.testing.assert_allclose(after.values, [0.25, 0.0])


def test_weights_and_thresholds_count():
    weights = np.array([1.0, 1.0, 6.0, 6.0, 1.0, 1.0])
    _, state = penalty("fpr_gap <= 0", weights=weights, step_size=1.0)
    np.testing.assert_allclose(state.values, [6 / 7, 1 / 7])
    _, state = penalty("fpr <= 0", threshold=100.0, step_size=1.0)
    np.testing.assert_allclose(state.values, [0, 0], atol=1e-12)


def test_a_column_of_ones_limits_the_rate_of_all_rows():
    _, state = rate_penalty(
        np,
        LOGITS,
        LABELS,
        np.ones((6, 1)),
        constraint=RateConstraint.parse("fpr <= 0.1"),
        step_size=1.0,
    )
    np.testing.assert_allclose(state.values, [0.4])


def test_descent_with_multipliers_ends_at_the_limit():
    torch = pytest.importorskip("torch")
    generator = np.random.default_rng(0)
    group = generator.integers(0, 2, 400)
    features = torch.tensor(
        np.column_stack([generator.normal(size=400) + group, group, np.ones(400)])
    )
    labels = torch.tensor((generator.random(400) < 0.3 + 0.3 * group).astype(float))
    memberships = torch.tensor(np.column_stack([group == 0, group == 1]))
    line = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.SGD([line], lr=3.0)

    def gap():
        decided = torch.sigmoid(features @ line.detach())[labels < 0.5]
        inside = memberships[labels < 0.5]
        return max(abs(float(decided[side].mean() - decided.mean())) for side in inside.T)

    def descend(steps, *, weight):
        state = None
        for _ in range(steps):
            logits = features @ line
            cost, state = rate_penalty(
                torch,
                logits,
                labels,
                memberships,
                constraint="fpr_gap <= 0.02",
                state=state,
                step_size=5.0,
            )
            task = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
            descent.zero_grad()
            (task + weight * cost).backward()
            descent.step()

    descend(20, weight=0.0)
    assert gap() > 0.1
    descend(60, weight=1.0)
    assert gap() < 0.022


@pytest.mark.parametrize("name", ["temperature", "strength"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_a_temperature_or_strength_that_is_not_above_0_is_refused(name, value):
    expected = (
        f"`{name}` of a rate penalty must be a finite number above 0, got {value}. "
        "The defaults, temperature 1 and strength 10, suit logits and rates."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        penalty("fpr <= 0.1", **{name: value})
