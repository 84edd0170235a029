import json
import re

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.losses import pairwise_absolute, pairwise_cosine, pairwise_squared

DISTANCES = (pairwise_squared, pairwise_absolute, pairwise_cosine)


def test_a_table_worked_by_hand():
    original, counterfactual = np.array([1.0, 2.0]), np.array([3.0, 2.5])
    assert pairwise_squared(np, original, counterfactual) == (4 + 0.25) / 2
    assert pairwise_absolute(np, original, counterfactual) == (2 + 0.5) / 2


def test_several_outputs_of_a_pair_are_averaged():
    original, counterfactual = np.array([[1.0, 0.0]]), np.array([[3.0, 1.0]])
    assert pairwise_squared(np, original, counterfactual) == (4 + 1) / 2
    assert pairwise_absolute(np, original, counterfactual) == (2 + 1) / 2


def test_the_cosine_sees_directions_only():
    original = np.array([[3.0, 4.0], [1.0, 0.0], [2.0, 0.0]])
    counterfactual = np.array([[30.0, 40.0], [0.0, 5.0], [-1.0, 0.0]])
    assert pairwise_cosine(np, original, counterfactual) == pytest.approx(-(1 + 0 - 1) / 3)
    assert pairwise_cosine(np, original[:1], counterfactual[:1]) == pytest.approx(-1)


def test_a_vector_of_zeros_has_no_direction():
    assert pairwise_cosine(np, np.zeros((1, 2)), np.ones((1, 2))) == 0


@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_weights_scale_pairs_but_not_their_number(shape):
    weights = np.array([0.5, 9.0]).reshape(shape)
    for sides in ((2,), (2, 1)):
        original = np.array([1.0, 2.0]).reshape(sides)
        counterfactual = np.array([3.0, 2.0]).reshape(sides)
        assert pairwise_squared(np, original, counterfactual, weights) == 0.5 * 4 / 2
        assert pairwise_absolute(np, original, counterfactual, weights) == 0.5 * 2 / 2


def test_equal_sides_cost_nothing():
    sides = np.array([[-40.0], [0.0], [1e6]])
    assert pairwise_squared(np, sides, sides) == 0
    assert pairwise_absolute(np, sides, sides) == 0


@pytest.mark.parametrize("distance", DISTANCES)
def test_no_pairs_cost_nothing(distance):
    assert distance(np, np.zeros((0, 1)), np.zeros((0, 1))) == 0


@pytest.mark.parametrize("distance", DISTANCES)
def test_sides_of_two_shapes_are_refused_and_not_broadcast(distance):
    expected = (
        "`original` and `counterfactual` must have one shape, got (3, 1) and (3,). "
        "Pass the two sides of the same pairs, in the same order."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        distance(np, np.zeros((3, 1)), np.zeros(3))


def test_weights_of_another_shape_are_refused_and_not_broadcast():
    expected = (
        "`weights` must have the shape [rows] or [rows, 1] with 3 rows, got [1, 3]. "
        "Pass one value for each row."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pairwise_squared(np, np.zeros(3), np.zeros(3), np.ones((1, 3)))


@pytest.mark.parametrize(
    ("distance", "name"),
    [
        (pairwise_squared, "pairwise_mse"),
        (pairwise_absolute, "pairwise_abs"),
        (pairwise_cosine, "pairwise_cosine"),
    ],
)
def test_it_equals_the_older_package(oracles, distance, name):
    every = json.loads((oracles / "remediation_losses.json").read_text())["cases"]
    cases = [case for case in every if case["loss"] == name]
    assert len(cases) == 8
    for case in cases:
        weights = None if case["weights"] is None else np.array(case["weights"])
        found = distance(np, np.array(case["original"]), np.array(case["counterfactual"]), weights)
        assert found == pytest.approx(case["numpy_float64"], rel=1e-9)
        assert found == pytest.approx(case["value"], abs=1e-5)
