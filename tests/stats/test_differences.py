import numpy as np
import pytest

from counterpoise.stats.differences import comparison
from counterpoise.stats.intervals import normal_quantile, wilson
from counterpoise.stats.trials import Trials


def trials(hits, size, *, weight=1.0):
    hits, size = np.broadcast_arrays(np.asarray(hits, dtype=float), np.asarray(size))
    return Trials(
        rows=size,
        weight=size * weight,
        weight_sq=size * weight**2,
        hits=hits * weight,
    )


def disjoint(hits, size, others, other_size):
    return comparison(trials([hits], [size]), trials([others], [other_size]), shared=trials([0], 0))


@pytest.mark.parametrize(
    ("table", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_differences_without_shared_rows_are_those_that_newcombe_printed(table, lower, upper):
    found = disjoint(*table).difference
    assert found.lower[0] == pytest.approx(lower, abs=5e-5)
    assert found.upper[0] == pytest.approx(upper, abs=5e-5)


def test_the_ratio_without_shared_rows_is_donner_and_zous_closed_form():
    first, second = np.array([9 / 40]), np.array([12 / 130])
    (low, high), (low_2, high_2) = (
        wilson(first, np.array([40.0])),
        wilson(second, np.array([130.0])),
    )
    product = first * second
    below, above = high_2 * (2 * second - high_2), low_2 * (2 * second - low_2)
    lower = (product - np.sqrt(product**2 - low * (2 * first - low) * below)) / below
    upper = (product + np.sqrt(product**2 - high * (2 * first - high) * above)) / above
    found = disjoint(9, 40, 12, 130).ratio
    assert found.value[0] == pytest.approx(first[0] / second[0])
    assert found.lower == pytest.approx(lower)
    assert found.upper == pytest.approx(upper)


def test_a_slice_within_overall_scales_newcombes_interval_but_for_the_share():
    found = comparison(trials([8], [20]), trials([20], [100]), shared=trials([8], [20])).difference
    alone = disjoint(8, 20, 12, 80).difference
    gap, share = 8 / 20 - 12 / 80, 0.2
    mixing = normal_quantile() ** 2 * share * (1 - share) * gap**2 / 100
    assert found.value[0] == pytest.approx(0.8 * gap)
    lower = found.value - np.sqrt((0.8 * (alone.value - alone.lower)) ** 2 + mixing)
    upper = found.value + np.sqrt((0.8 * (alone.upper - alone.value)) ** 2 + mixing)
    assert found.lower == pytest.approx(lower)
    assert found.upper == pytest.approx(upper)


def test_two_slices_that_share_rows_are_less_uncertain_than_if_they_did_not():
    shared = comparison(trials([30], [100]), trials([25], [100]), shared=trials([18], [60]))
    alone = disjoint(30, 100, 25, 100)
    width = shared.difference.upper - shared.difference.lower
    assert width[0] < 0.7 * (alone.difference.upper - alone.difference.lower)[0]


def test_the_spread_of_large_overlapping_slices_is_that_of_redrawn_rows():
    """Bootstrap by hand: the standard deviation of the gap over redrawn rows, and of its log."""
    generator = np.random.default_rng(1)
    sizes, hits = np.array([400, 700, 900]), np.array([40, 350, 180])
    cells = np.concatenate([hits, sizes - hits])
    drawn = generator.multinomial(cells.sum(), cells / cells.sum(), 40_000)
    hit, rows = drawn[:, :3], drawn[:, :3] + drawn[:, 3:]
    first = hit[:, :2].sum(axis=1) / rows[:, :2].sum(axis=1)
    second = hit[:, 1:].sum(axis=1) / rows[:, 1:].sum(axis=1)
    found = comparison(trials([390], [1100]), trials([530], [1600]), shared=trials([350], [700]))
    reach = (found.difference.upper - found.difference.lower)[0] / 2
    assert reach == pytest.approx(normal_quantile() * (first - second).std(), rel=0.02)
    log_reach = np.log(found.ratio.upper / found.ratio.lower)[0] / 2
    assert log_reach == pytest.approx(normal_quantile() * np.log(first / second).std(), rel=0.02)


def random_parts(seed, count=200):
    generator = np.random.default_rng(seed)
    size = generator.integers(0, 40, (3, count))
    hits = generator.binomial(size, generator.random((3, 1)))
    first = trials(hits[0] + hits[1], size[0] + size[1])
    second = trials(hits[1] + hits[2], size[1] + size[2])
    return first, second, trials(hits[1], size[1])


def test_swapping_the_sides_negates_the_difference_and_inverts_the_ratio():
    first, second, shared = random_parts(1)
    found, turned = (
        comparison(first, second, shared=shared),
        comparison(second, first, shared=shared),
    )
    np.testing.assert_allclose(found.difference.value, -turned.difference.value, atol=1e-12)
    np.testing.assert_allclose(found.difference.lower, -turned.difference.upper, atol=1e-12)
    some = (found.ratio.upper < 1e6) & (found.ratio.lower > 1e-6)
    assert some.any()
    np.testing.assert_allclose(found.ratio.lower[some], 1 / turned.ratio.upper[some], rtol=1e-6)


def test_the_difference_excludes_nought_exactly_when_the_ratio_excludes_one():
    found = comparison(*random_parts(2)[:2], shared=random_parts(2)[2])
    clear = np.abs(found.difference.lower) > 1e-9
    assert ((found.difference.lower > 0) == (found.ratio.lower > 1))[clear].all()
    clear = np.abs(found.difference.upper) > 1e-9
    assert ((found.difference.upper < 0) == (found.ratio.upper < 1))[clear].all()
    assert (found.difference.lower > 0).any()


def test_the_value_lies_in_its_interval():
    found = comparison(*random_parts(3)[:2], shared=random_parts(3)[2])
    for limits in (found.difference, found.ratio):
        known = ~np.isnan(limits.value)
        assert (limits.lower[known] <= limits.value[known] + 1e-9).all()
        assert (limits.value[known] <= limits.upper[known] + 1e-9).all()


def test_scaling_weights_changes_nothing():
    plain = comparison(trials([3], [20]), trials([9], [90]), shared=trials([1], [5]))
    scaled = comparison(
        trials([3], [20], weight=0.3),
        trials([9], [90], weight=0.3),
        shared=trials([1], [5], weight=0.3),
    )
    np.testing.assert_allclose(scaled.difference.lower, plain.difference.lower)
    np.testing.assert_allclose(scaled.ratio.upper, plain.ratio.upper)


def test_a_slice_that_holds_every_row_has_no_gap_for_certain():
    found = comparison(trials([3], [20]), trials([3], [20]), shared=trials([3], [20]))
    for limits, sure in ((found.difference, 0), (found.ratio, 1)):
        ends = np.array([limits.value, limits.lower, limits.upper])
        assert ends == pytest.approx(sure, abs=1e-12)


def test_a_reference_rate_of_nought_has_a_ratio_without_upper_end():
    found = disjoint(4, 20, 0, 30).ratio
    assert np.isnan(found.value[0])
    assert found.lower[0] > 1
    assert found.upper[0] == np.inf


def test_no_hits_on_either_side_leave_every_ratio_possible():
    found = disjoint(0, 20, 0, 30).ratio
    assert np.isnan(found.value[0])
    assert found.lower[0] == 0
    assert found.upper[0] == np.inf


@pytest.mark.parametrize("table", [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0)])
def test_a_side_without_rows_gives_nan(table):
    found = disjoint(*table)
    for limits in (found.difference, found.ratio):
        assert np.isnan([limits.value[0], limits.lower[0], limits.upper[0]]).all()
