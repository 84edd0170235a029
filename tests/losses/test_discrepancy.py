import json
import re

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.losses import adjusted_mmd, gaussian, laplacian, mmd

SCORES = np.array([0.2, 0.3, 0.9])
MEMBERSHIP = np.array([0, 0, 1])
KERNELS = {"gaussian": gaussian, "laplacian": laplacian}


def test_a_table_worked_by_hand():
    near, far, farther = np.exp(-np.array([0.1, 0.6, 0.7]) / 0.5)
    assert mmd(np, SCORES, MEMBERSHIP, kernel=laplacian(0.5)) == pytest.approx(
        1 - (far + farther) + (2 + 2 * near) / 4
    )
    near, far, farther = np.exp(-((np.array([0.1, 0.6, 0.7]) / 0.5) ** 2))
    assert mmd(np, SCORES, MEMBERSHIP, kernel=gaussian(0.5)) == pytest.approx(
        1 - (far + farther) + (2 + 2 * near) / 4
    )


def test_the_adjusted_form_divides_by_the_variance_of_the_means():
    near = np.exp(-0.1 / 0.5)
    variance = (1 - (2 + 2 * near) / 4) * (1 / 4 + 1 / 4)
    plain = mmd(np, SCORES, MEMBERSHIP, kernel=laplacian(0.5))
    adjusted = adjusted_mmd(np, SCORES, MEMBERSHIP, kernel=laplacian(0.5))
    assert adjusted == pytest.approx(plain / (variance + 0.01))


@pytest.mark.parametrize("loss", [mmd, adjusted_mmd])
@pytest.mark.parametrize("membership", [[0, 0, 0], [1, 1, 1], [-1, -1, 1]])
def test_a_group_without_rows_or_without_others_costs_nothing(loss, membership):
    assert loss(np, SCORES, np.array(membership)) == 0


def test_a_row_on_neither_side_changes_nothing():
    more = mmd(np, np.append(SCORES, 0.5), np.append(MEMBERSHIP, 0.5))
    assert more == pytest.approx(mmd(np, SCORES, MEMBERSHIP))


def test_distances_are_euclidean_where_a_row_has_several_outputs():
    scores = np.array([[0.0, 0.0], [3.0, 4.0]])
    found = mmd(np, scores, np.array([0, 1]), kernel=laplacian(2.0))
    assert found == pytest.approx(2 - 2 * np.exp(-5 / 2))


def test_scores_with_three_axes_are_refused():
    expected = (
        "`scores` must have the shape [rows] or [rows, outputs], got [2, 2, 2]. "
        "Reshape them to one row for each example."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        mmd(np, np.zeros((2, 2, 2)), np.zeros(2))


def test_membership_of_another_shape_is_refused():
    expected = (
        "`membership` must have the shape [rows] or [rows, 1] with 3 rows, got [3, 2]. "
        "Pass one value for each row."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        mmd(np, SCORES, np.zeros((3, 2)))


@pytest.mark.parametrize("length", [0, -1.0, float("nan"), float("inf"), "mean"])
def test_a_length_that_is_no_distance_is_refused(length):
    expected = (
        "`length` of a kernel must be a finite number above 0 or `median`, got "
        f"{length!r}. Take about the distance at which two scores are no longer alike."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        gaussian(length)


def older_cases(oracles, loss):
    cases = json.loads((oracles / "remediation_losses.json").read_text())["cases"]
    return [case for case in cases if case["loss"] == loss]


@pytest.mark.parametrize("loss", [mmd, adjusted_mmd])
def test_it_equals_the_older_package(oracles, loss):
    cases = older_cases(oracles, loss.__name__)
    assert len(cases) == 16
    for case in cases:
        weights = None if case["weights"] is None else np.array(case["weights"])
        kernel = KERNELS[case["kernel"]](case["kernel_length"])
        arrays = np.array(case["predictions"]), np.array(case["membership"]), weights
        found = loss(np, *arrays, kernel=kernel)
        assert found == pytest.approx(case["numpy_float64"], rel=1e-6)
        assert found == pytest.approx(case["value"], rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("loss", [mmd, adjusted_mmd])
def test_its_gradient_equals_that_of_the_older_package(oracles, loss):
    torch = pytest.importorskip("torch")
    for case in older_cases(oracles, loss.__name__):
        scores = torch.tensor(case["predictions"], dtype=torch.float64, requires_grad=True)
        membership = torch.tensor(case["membership"])
        weights = None if case["weights"] is None else torch.tensor(case["weights"])
        kernel = KERNELS[case["kernel"]](case["kernel_length"])
        loss(torch, scores, membership, weights, kernel=kernel).backward()
        assert scores.grad is not None
        # The older gradients are float32 of values up to 300: their own rounding is above 1e-5.
        expected = np.array(case["grad"])
        np.testing.assert_allclose(
            scores.grad.numpy(), expected, rtol=1e-5, atol=1e-5 * max(1, np.abs(expected).max())
        )
