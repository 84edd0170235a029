import json

import numpy as np
import pytest

from counterpoise.losses import absolute_correlation


def test_a_table_worked_by_hand():
    scores, membership = np.array([0.1, 0.4, 0.3, 0.3]), np.array([0, 1, 0, 0])
    # Deviations -0.175, 0.125, 0.025, 0.025 and -1/4, 3/4, -1/4, -1/4.
    assert absolute_correlation(np, scores, membership) == pytest.approx(
        0.125 / np.sqrt(0.0475 * 0.75)
    )


def test_it_is_one_where_membership_says_all():
    assert absolute_correlation(np, np.array([5.0, 1.0]), np.array([0, 1])) == pytest.approx(1)


def test_it_is_numpys_correlation_with_weights():
    generator = np.random.default_rng(3)
    scores, membership = generator.normal(size=30), generator.integers(0, 2, 30)
    times = generator.integers(0, 4, 30)
    expected = np.corrcoef(scores.repeat(times), membership.repeat(times))[0, 1]
    found = absolute_correlation(np, scores, membership, times.astype(float))
    assert found == pytest.approx(abs(expected))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_equal_scores_correlate_with_nothing(dtype):
    membership = np.array([0, 1, 1, 0, 1, 0, 0])
    weights = np.array([0.1, 0.7, 0.3, 1.1, 2.3, 0.2, 0.9], dtype=dtype)
    assert absolute_correlation(np, np.full(7, 0.7, dtype), membership, weights) == 0


def test_neither_huge_nor_tiny_differences_are_lost():
    membership = np.array([0, 1, 0, 0])
    scores = np.array([0.1, 0.4, 0.3, 0.3])
    expected = absolute_correlation(np, scores, membership)
    for scale in (1e-30, 1e30):
        found = absolute_correlation(np, (scores * scale).astype(np.float32), membership)
        assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("membership", [[0, 0], [1, 1], [-1, 1]])
def test_a_group_without_rows_or_without_others_costs_nothing(membership):
    assert absolute_correlation(np, np.array([0.2, 0.9]), np.array(membership)) == 0


def test_it_equals_the_older_package(oracles):
    every = json.loads((oracles / "remediation_losses.json").read_text())["cases"]
    cases = [case for case in every if case["loss"] == "abs_corr"]
    assert len(cases) == 4
    for case in cases:
        found = absolute_correlation(
            np, np.array(case["predictions"]), np.array(case["membership"])
        )
        assert found == pytest.approx(case["value"], abs=1e-5)
