import json

import numpy as np
import pytest

from counterpoise.losses.pairwise import pairwise_squared


def test_a_table_worked_by_hand():
    assert pairwise_squared(np, np.array([1.0, 2.0]), np.array([3.0, 2.5])) == (4 + 0.25) / 2


def test_weights_scale_rows_but_not_their_number():
    loss = pairwise_squared(np, np.array([1.0, 2.0]), np.array([3.0, 2.0]), np.array([0.5, 9.0]))
    assert loss == 0.5 * 4 / 2


def test_equal_sides_cost_nothing():
    sides = np.array([[-40.0], [0.0], [1e6]])
    assert pairwise_squared(np, sides, sides) == 0


def test_no_pairs_cost_nothing():
    assert pairwise_squared(np, np.zeros((0, 1)), np.zeros((0, 1))) == 0


def test_every_framework_equals_the_numpy_oracle():
    generator = np.random.default_rng(0)
    original, counterfactual, weights = generator.normal(size=(3, 20))
    expected = pairwise_squared(np, original, counterfactual, np.abs(weights))
    jnp = pytest.importorskip("jax.numpy")
    torch = pytest.importorskip("torch")
    arrays = (original, counterfactual, np.abs(weights))
    assert float(pairwise_squared(jnp, *map(jnp.asarray, arrays))) == pytest.approx(expected)
    assert float(pairwise_squared(torch, *map(torch.tensor, arrays))) == pytest.approx(expected)


def test_it_equals_the_older_package(oracles):
    cases = json.loads((oracles / "remediation_losses.json").read_text())["cases"]
    squared = [case for case in cases if case["loss"] == "pairwise_mse"]
    assert len(squared) >= 3
    for case in squared:
        weights = case.get("weights")
        found = pairwise_squared(
            np,
            np.array(case["original"]),
            np.array(case["counterfactual"]),
            None if weights is None else np.array(weights),
        )
        assert found == pytest.approx(case["numpy_float64"], rel=1e-9)
