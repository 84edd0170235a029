import itertools

import numpy as np
import pytest

from counterpoise.stats.boxes import Box
from counterpoise.stats.proportions import clopper_pearson
from counterpoise.stats.trials import Trials


def box_of(*ends):
    """From (lower, upper) of every group, at one threshold."""
    lower, upper = np.array(ends, dtype=float).T
    return Box(lower=lower[:, None], upper=upper[:, None])


def searched(box, function):
    """Least and greatest value over a grid of points of the box, its corners among them."""
    ends = box.lower[:, 0], box.upper[:, 0]
    sides = [np.linspace(low, high, 9) for low, high in zip(*ends, strict=True)]
    points = np.array(list(itertools.product(*sides)))
    values = [function(point) for point in points]
    return min(values), max(values)


BOXES = [
    box_of((0.1, 0.3), (0.2, 0.5), (0.25, 0.9)),
    box_of((0.1, 0.2), (0.4, 0.5), (0.6, 0.7)),
    box_of((0.0, 1.0), (0.4, 0.5), (0.45, 0.6)),
    box_of((0.2, 0.3), (0.25, 0.35)),
]


@pytest.mark.parametrize("box", BOXES)
def test_no_point_of_the_box_has_a_difference_outside_and_some_point_reaches_either_end(box):
    assert np.ravel(box.difference()) == pytest.approx(searched(box, np.ptp), abs=0.03)


@pytest.mark.parametrize("box", BOXES)
def test_no_point_of_the_box_has_a_ratio_outside_and_some_point_reaches_either_end(box):
    expected = searched(box, lambda point: point.min() / point.max() if point.max() else 1)
    assert np.ravel(box.ratio()) == pytest.approx(expected, abs=0.07)


@pytest.mark.parametrize("box", BOXES)
def test_the_least_rate_lies_between_the_least_ends(box):
    assert np.ravel(box.least()) == pytest.approx(searched(box, np.min))


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("centre", [(0.3, 0.4), (0.0, 0.05), (0.1, 0.9)])
def test_no_point_of_the_box_has_distances_outside_and_some_point_reaches_either_end(box, centre):
    both = Box(
        lower=np.append(box.lower, [[centre[0]]], axis=0),
        upper=np.append(box.upper, [[centre[1]]], axis=0),
    )
    expected = searched(both, lambda point: np.abs(point[:-1] - point[-1]).sum())
    found = np.ravel(box.distances(box_of(centre)))
    assert found == pytest.approx(expected, abs=0.1)
    assert found[0] <= expected[0] + 1e-12
    assert found[1] >= expected[1] - 1e-12


def test_one_wide_group_is_not_held_against_itself():
    lower, upper = box_of((0.0, 1.0), (0.5, 0.5)).difference()
    assert (lower[0], upper[0]) == (0, 0.5)


def test_a_group_without_rows_takes_no_part():
    some, all_three = (
        box_of((0.1, 0.2), (0.4, 0.5)),
        box_of((0.1, 0.2), (np.nan, np.nan), (0.4, 0.5)),
    )
    for form in (Box.difference, Box.ratio, Box.least):
        np.testing.assert_array_equal(form(all_three), form(some))
    centre = box_of((0.3, 0.4))
    np.testing.assert_array_equal(all_three.distances(centre), some.distances(centre))


@pytest.mark.parametrize("ends", [[], [(np.nan, np.nan)], [(0.1, 0.2)]])
def test_fewer_than_two_groups_have_no_difference(ends):
    box = Box(
        lower=np.array(ends).reshape(-1, 2)[:, [0]], upper=np.array(ends).reshape(-1, 2)[:, [1]]
    )
    assert np.isnan([box.difference(), box.ratio()]).all()


def test_no_group_has_no_least_and_no_distances():
    box = box_of((np.nan, np.nan))
    assert np.isnan([box.least(), box.distances(box_of((0.1, 0.2)))]).all()
    assert np.isnan(box_of((0.1, 0.2)).distances(box)).all()


def test_each_interval_stands_at_its_share_of_the_error():
    groups = Trials(
        rows=np.array([[50], [0]]),
        weight=np.array([[50.0], [0.0]]),
        weight_sq=np.array([[50.0], [0.0]]),
        hits=np.array([[20.0], [0.0]]),
    )
    box = Box.of(groups, rates=10)
    lower, upper = clopper_pearson(np.array([0.4]), np.array([50.0]), confidence=0.995)
    assert (box.lower[0], box.upper[0]) == (lower, upper)
    assert np.isnan([box.lower[1], box.upper[1]]).all()
