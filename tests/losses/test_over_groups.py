import re
from functools import partial

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.losses import absolute_correlation, laplacian, mmd, over_groups

SCORES = np.array([0.1, 0.4, 0.3, 0.8])
# The first two groups overlap in the second row; nobody is in the third, all are in the fourth.
MEMBERSHIPS = np.array([[1, 0, 0, 1], [1, 1, 0, 1], [0, 1, 0, 1], [0, 0, 0, 1]])


def test_it_reduces_the_losses_of_the_groups_that_can_be_compared():
    of_groups = [mmd(np, SCORES, MEMBERSHIPS[:, group]) for group in (0, 1)]
    assert over_groups(np, SCORES, MEMBERSHIPS, loss=mmd) == pytest.approx(np.mean(of_groups))
    for reduction, expected in (("sum", sum(of_groups)), ("largest", max(of_groups))):
        found = over_groups(np, SCORES, MEMBERSHIPS, loss=mmd, reduction=reduction)
        assert found == pytest.approx(expected)


@pytest.mark.parametrize("reduction", ["mean", "sum", "largest"])
def test_nothing_to_compare_costs_nothing(reduction):
    found = over_groups(np, SCORES, MEMBERSHIPS[:, 2:], loss=mmd, reduction=reduction)
    assert found == 0


def test_a_group_without_weight_counts_as_absent():
    weights = np.array([0.0, 0.0, 1.0, 1.0])
    expected = absolute_correlation(np, SCORES, MEMBERSHIPS[:, 1], weights)
    found = over_groups(np, SCORES, MEMBERSHIPS, weights, loss=absolute_correlation)
    assert found == pytest.approx(expected)


def test_the_loss_keeps_its_options():
    found = over_groups(np, SCORES, MEMBERSHIPS[:, :1], loss=partial(mmd, kernel=laplacian(1.0)))
    assert found == mmd(np, SCORES, MEMBERSHIPS[:, 0], kernel=laplacian(1.0))


@pytest.mark.parametrize(
    ("memberships", "shape"),
    [(np.zeros(4), "[4]"), (np.zeros((3, 2)), "[3, 2]"), (np.zeros((4, 0)), "[4, 0]")],
)
def test_memberships_of_another_shape_are_refused(memberships, shape):
    expected = (
        f"`memberships` must have the shape [rows, groups] with 4 rows, got {shape}. "
        "Pass one column for each group, and at least one."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        over_groups(np, SCORES, memberships, loss=mmd)


def test_an_unknown_reduction_is_refused():
    expected = (
        "`reduction` of losses over groups cannot be 'max'. Available: `mean`, `sum`, `largest`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        over_groups(np, SCORES, MEMBERSHIPS, loss=mmd, reduction="max")
