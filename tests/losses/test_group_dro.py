import numpy as np
import pytest

from counterpoise.losses import GroupWeights, group_dro

LOSSES = np.array([0.2, 0.4, 1.0])
MEMBERSHIPS = np.array([[1, 0], [1, 0], [0, 1]])


def test_a_table_worked_by_hand():
    loss, state = group_dro(np, LOSSES, MEMBERSHIPS, step_size=1.0)
    weights = np.exp([0.3, 1.0]) / np.exp([0.3, 1.0]).sum()
    np.testing.assert_allclose(np.exp(state.log), weights)
    assert loss == pytest.approx(weights @ [0.3, 1.0])


def test_the_state_carries_the_weights_on():
    _, state = group_dro(np, LOSSES, MEMBERSHIPS, step_size=1.0)
    _, state = group_dro(np, LOSSES, MEMBERSHIPS, step_size=1.0, state=state)
    np.testing.assert_allclose(np.exp(state.log), np.exp([0.6, 2.0]) / np.exp([0.6, 2.0]).sum())


def test_steps_end_at_the_worst_group():
    state = None
    for _ in range(2000):
        loss, state = group_dro(np, LOSSES, MEMBERSHIPS, state=state)
    assert loss == pytest.approx(1.0, abs=1e-5)


def test_without_steps_it_is_the_mean_over_groups():
    loss, _ = group_dro(np, LOSSES, MEMBERSHIPS, step_size=0.0)
    assert loss == pytest.approx((0.3 + 1.0) / 2)


def test_weights_count_within_a_group():
    loss, _ = group_dro(np, LOSSES, MEMBERSHIPS, np.array([3.0, 1.0, 7.0]), step_size=0.0)
    assert loss == pytest.approx((0.25 + 1.0) / 2)


def test_an_absent_group_adds_nothing_and_keeps_its_weight_against_others():
    before = GroupWeights(np.log([0.2, 0.3, 0.5]))
    memberships = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]])
    loss, after = group_dro(np, LOSSES, memberships, state=before, step_size=0.0)
    assert loss == pytest.approx(0.2 * 0.3 + 0.3 * 1.0)
    np.testing.assert_allclose(after.log, before.log)
    _, after = group_dro(np, LOSSES, memberships, state=before, step_size=1.0)
    odds = np.array([0.2, 0.3, 0.5]) * np.exp([0.3, 1.0, 0.0])
    np.testing.assert_allclose(np.exp(after.log), odds / odds.sum())


def test_no_group_present_costs_nothing():
    loss, state = group_dro(np, LOSSES, np.zeros((3, 2)))
    assert loss == 0
    np.testing.assert_allclose(np.exp(state.log), [0.5, 0.5])


def test_small_groups_can_be_told_to_count_for_more():
    adjustments = 2.0 / np.sqrt([400, 100])
    _, state = group_dro(np, np.ones(3), MEMBERSHIPS, step_size=1.0, adjustments=adjustments)
    np.testing.assert_allclose(state.log[1] - state.log[0], 0.1)


def test_losses_of_any_size_leave_the_weights_finite():
    loss, state = group_dro(np, LOSSES.astype(np.float32) * 1e4, MEMBERSHIPS, step_size=1.0)
    assert np.isfinite(loss)
    np.testing.assert_allclose(np.exp(state.log), [0, 1])


def test_adjustments_do_not_move_a_group_that_is_absent():
    memberships = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]])
    _, state = group_dro(
        np, LOSSES, memberships, step_size=1.0, adjustments=np.array([0.0, 0.0, 9.0])
    )
    odds = np.exp([0.3, 1.0, 0.0])
    np.testing.assert_allclose(np.exp(state.log), odds / odds.sum())
