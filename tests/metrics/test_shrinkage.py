import numpy as np
import pytest
from scipy.stats import beta

from counterpoise.metrics.rates import PREVALENCE, RATES, confusion, rate_estimates
from counterpoise.metrics.shrinkage import shrunk_rates
from counterpoise.stats.counts import Counts

RATE = {rate.name: rate for rate in RATES}
ALL = (*RATES, PREVALENCE)
FPR, TNR = RATE["false_positive_rate"], RATE["true_negative_rate"]
LIMITS = np.array([0.3, 0.5])
SIZES = (0, 1, 3, 8, 20, 60, 150, 400)
FAMILY = range(1, len(SIZES) + 1)
every_rate = pytest.mark.parametrize("rate", ALL, ids=lambda rate: rate.name)
NUMBERS = ("value", "shrunk", "lower", "upper", "prior_mean", "prior_strength", "rows")


def cells_of(seed, *, weights=None, sizes=SIZES):
    """Overall, then a family of slices of these sizes that share no row."""
    generator = np.random.default_rng(seed)
    atoms = np.repeat(np.arange(len(sizes)), sizes)
    rows, groups = len(atoms), len(sizes)
    counts = Counts.of(
        scores=np.clip(generator.normal(0.4, 0.2, rows), 0, 1),
        positives=generator.random(rows) < 0.4,
        atoms=atoms,
        inside=np.concatenate([np.ones((groups, 1)), np.eye(groups)], axis=1) > 0,
        edges=LIMITS,
        weights=None if weights is None else weights(np.random.default_rng(seed + 1), rows),
    )
    return confusion(counts, LIMITS)


def uneven(generator, rows):
    return np.exp(generator.standard_normal(rows))


@every_rate
def test_the_value_is_the_rate_as_counted(rate):
    cells = cells_of(1, weights=uneven)
    found, counted = shrunk_rates([rate], cells, FAMILY)[rate.name], rate_estimates(rate, cells)
    np.testing.assert_array_equal(found.value, counted.value[1:])
    np.testing.assert_array_equal(found.rows, counted.rows[1:])


@every_rate
def test_it_lies_between_the_slices_own_rate_and_the_familys(rate):
    found = shrunk_rates([rate], cells_of(2), FAMILY)[rate.name]
    some = found.rows > 0
    mean = np.broadcast_to(found.prior_mean, some.shape)
    low, high = np.minimum(found.value, mean), np.maximum(found.value, mean)
    slack = 0.02  # strength and mean are not independent in the posterior
    assert ((low - slack <= found.shrunk) & (found.shrunk <= high + slack))[some].all()
    assert ((found.lower <= found.shrunk) & (found.shrunk <= found.upper)).all()


def test_many_large_slices_make_a_beta_prior_of_mean_and_strength():
    """shrunk = (s m + x) / (s + n), the strength being nearly known."""
    generator = np.random.default_rng(3)
    called = np.concatenate([generator.binomial(2000, generator.beta(2, 8, 300)), [3]])
    negatives = np.append(np.full(300, 2000), 5)
    atoms = np.repeat(np.arange(301), negatives)
    place = np.arange(len(atoms)) - np.repeat(np.cumsum(negatives) - negatives, negatives)
    counts = Counts.of(
        scores=np.where(place < called[atoms], 0.9, 0.1),
        positives=np.zeros(len(atoms), dtype=bool),
        atoms=atoms,
        inside=np.eye(301) > 0,
        edges=LIMITS,
    )
    found = shrunk_rates([FPR], confusion(counts, LIMITS), range(301))["false_positive_rate"]
    mean, strength = found.prior_mean[0], found.prior_strength[0]
    assert mean == pytest.approx(0.2, abs=0.02)
    assert strength == pytest.approx(10, rel=0.2)
    hits, rest = strength * mean + 3, strength * (1 - mean) + 2
    assert found.shrunk[300, 0] == pytest.approx(hits / (hits + rest), abs=1e-3)
    assert found.lower[300, 0] == pytest.approx(beta(hits, rest).ppf(0.025), abs=2e-3)
    assert found.upper[300, 0] == pytest.approx(beta(hits, rest).ppf(0.975), abs=2e-3)


def test_rates_that_add_up_to_1_are_shrunk_alike():
    cells = cells_of(4)
    together, alone = shrunk_rates([FPR, TNR], cells, FAMILY), shrunk_rates([TNR], cells, FAMILY)
    for name in NUMBERS:
        found, expected = (getattr(one["true_negative_rate"], name) for one in (together, alone))
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    fpr = together["false_positive_rate"]
    np.testing.assert_allclose(fpr.shrunk + together["true_negative_rate"].shrunk, 1)


def test_each_rate_is_of_its_own_denominator():
    cells = cells_of(5)
    found = shrunk_rates(ALL, cells, FAMILY)
    assert list(found) == [rate.name for rate in ALL]
    for rate in ALL:
        alone = shrunk_rates([rate], cells, FAMILY)[rate.name]
        np.testing.assert_allclose(found[rate.name].shrunk, alone.shrunk, atol=1e-6)


def test_a_slice_without_rows_gets_the_familys_mean_and_no_narrower_interval_than_the_others():
    found = shrunk_rates([FPR], cells_of(6), FAMILY)["false_positive_rate"]
    assert (found.rows[0] == 0).all()
    assert np.isnan(found.value[0]).all()
    np.testing.assert_allclose(found.shrunk[0], found.prior_mean)
    width = found.upper - found.lower
    assert (width[0] > 0.95 * width[1:].max(axis=0)).all()


@pytest.mark.parametrize("sizes", [(40,), (0, 40, 0), (0, 0)])
def test_fewer_than_two_slices_with_rows_are_not_shrunk(sizes):
    found = shrunk_rates([PREVALENCE], cells_of(7, sizes=sizes), range(1, len(sizes) + 1))
    one = found["prevalence"]
    for name in ("shrunk", "lower", "upper", "prior_mean", "prior_strength"):
        assert np.isnan(getattr(one, name)).all()
    assert (np.isnan(one.value) == (one.rows == 0)).all()


@every_rate
def test_the_order_of_slices_and_the_scale_of_weights_are_irrelevant(rate):
    order = np.random.default_rng(8).permutation(len(SIZES))
    found = shrunk_rates([rate], cells_of(8, weights=uneven), FAMILY)[rate.name]
    scaled = shrunk_rates(
        [rate],
        cells_of(8, weights=lambda generator, rows: 55 * uneven(generator, rows)),
        (order + 1).tolist(),
    )[rate.name]
    for name in ("shrunk", "lower", "upper"):
        np.testing.assert_allclose(getattr(scaled, name), getattr(found, name)[order], rtol=1e-5)
    np.testing.assert_allclose(scaled.prior_mean, found.prior_mean, rtol=1e-6)


def test_weight_1_is_no_weight_and_uneven_weights_draw_further():
    plain, ones, heavy = (
        shrunk_rates([PREVALENCE], cells_of(9, weights=weights), FAMILY)["prevalence"]
        for weights in (None, lambda _, rows: np.ones(rows), uneven)
    )
    np.testing.assert_allclose(ones.shrunk, plain.shrunk)
    assert (heavy.upper - heavy.lower)[-1, 0] > (plain.upper - plain.lower)[-1, 0]
