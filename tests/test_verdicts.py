import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from counterpoise.verdicts import Bound, family_verdicts, no_worse_by


def verdict(bound, lower, upper):
    return bound.verdicts(np.array([lower]), np.array([upper]))[0]


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (-0.1, 0.019, "pass"),
        (-0.1, 0.02, "pass"),  # the boundary belongs to the margin
        (-0.1, 0.0201, "inconclusive"),
        (0.02, 0.1, "inconclusive"),
        (0.0201, 0.1, "fail"),
        (np.nan, np.nan, "inconclusive"),
    ],
)
def test_lower_is_better(lower, upper, expected):
    assert verdict(no_worse_by(0.02, "lower"), lower, upper) == expected
    assert verdict(no_worse_by(0.02, "higher"), -upper, -lower) == expected


def test_a_bound_on_both_sides_is_broken_on_either():
    bound = Bound(least=0.2, most=0.4)
    assert verdict(bound, 0.2, 0.4) == "pass"
    assert verdict(bound, 0.1, 0.19) == verdict(bound, 0.41, 0.5) == "fail"
    assert verdict(bound, 0.1, 0.5) == "inconclusive"


def normal_limits(values):
    def limits(confidence):
        reach = norm.ppf((1 + confidence) / 2)
        return np.asarray(values) - reach, np.asarray(values) + reach

    return limits


def holm(p_values, level=0.025):
    """Holm's rejections by the book."""
    order, rejected = np.argsort(p_values), np.zeros(len(p_values), dtype=bool)
    for step, place in enumerate(order):
        if p_values[place] > level / (len(p_values) - step):
            break
        rejected[place] = True
    return rejected


def test_families_are_decided_as_holms_procedure_decides():
    generator = np.random.default_rng(0)
    seen = set()
    for _ in range(300):
        values = generator.normal(size=6) * 3
        found = family_verdicts(normal_limits(values), Bound(most=0.0), slices=6)
        passed, failed = holm(ndtr(values)), holm(ndtr(-values))
        expected = [
            "pass" if p else "fail" if f else "inconclusive"
            for p, f in zip(passed, failed, strict=True)
        ]
        assert found.verdicts == expected
        seen |= set(expected)
    assert seen == {"pass", "fail", "inconclusive"}


def test_the_interval_shown_is_one_that_the_verdict_can_be_read_from():
    generator = np.random.default_rng(1)
    for _ in range(200):
        values = generator.normal(size=5) * 3
        bound = Bound(most=0.5)
        found = family_verdicts(normal_limits(values), bound, slices=5)
        assert found.verdicts == bound.verdicts(found.lower, found.upper)


def test_a_family_of_one_has_the_plain_interval():
    found = family_verdicts(normal_limits([3.0]), Bound(most=0.0), slices=1)
    assert found.confidence[0] == 0.95
    assert found.lower[0] == pytest.approx(3 - 1.959964)


def test_a_slice_with_nothing_to_judge_is_inconclusive_and_keeps_its_place():
    found = family_verdicts(normal_limits([-2.1, np.nan]), Bound(most=0.0), slices=2)
    assert found.verdicts == ["inconclusive", "inconclusive"]
    assert found.confidence.tolist() == [0.975, 0.975]
    alone = family_verdicts(normal_limits([-2.1]), Bound(most=0.0), slices=1)
    assert alone.verdicts == ["pass"]


def test_no_family_has_no_verdicts():
    assert family_verdicts(normal_limits([]), Bound(most=0.0), slices=0).verdicts == []


def test_wrong_verdicts_in_a_family_are_as_rare_as_said():
    generator = np.random.default_rng(2)
    wrong = 0
    for _ in range(1500):
        values = generator.normal(size=8)  # every truth is 0: just within the bound
        found = family_verdicts(normal_limits(values), Bound(most=0.0), slices=8)
        wrong += "fail" in found.verdicts
    assert wrong / 1500 < 0.035
