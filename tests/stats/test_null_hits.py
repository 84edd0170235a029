import numpy as np
import pytest
from scipy.stats import binom, skew

from counterpoise.stats.null_hits import _excess_hits, _hit_places, null_hits

HOLDS = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1]]) > 0


def drawn(holds, size, rate, *, weight_sq=None, seed=0, draws=20_000):
    size = np.asarray(size, dtype=float)
    return null_hits(
        holds,
        weight=size,
        weight_sq=size if weight_sq is None else weight_sq,
        rate=rate,
        generator=np.random.default_rng(seed),
        draws=draws,
    )


def pieces(size, *, times):
    """Every atom in as many equal pieces."""
    return np.repeat(HOLDS, times, axis=1), np.repeat(np.asarray(size) / times, times)


KINDS = {
    "large": (*pieces([400, 800, 1200, 4000], times=1), 0.3),
    "large, of many atoms": (*pieces([4000, 8000, 12000, 40000], times=2000), 0.3),
    "small": (*pieces([4, 8, 12, 40], times=1), 0.3),
    "rare": (*pieces([4000, 8000, 12000, 40000], times=1000), 0.0005),
    "one of each": (*pieces([10, 8, 12000, 40000], times=2), 0.05),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_hits_of_overlapping_slices_have_mean_nought_and_the_covariance_of_what_they_share(
    kind, weighted
):
    holds, size, rate = KINDS[kind]
    weight_sq = 2.5 * size if weighted else size
    found = drawn(holds, size, rate, weight_sq=weight_sq)
    covariance = rate * (1 - rate) * (holds * weight_sq) @ holds.T
    scale = np.diagonal(covariance)
    np.testing.assert_array_less(np.abs(found.mean(axis=1)), 5 * (scale / 20_000) ** 0.5)
    allowed = 0.06 * np.sqrt(scale * scale[:, None])
    np.testing.assert_array_less(np.abs(np.cov(found) - covariance), allowed)


@pytest.mark.parametrize("kind", KINDS)
def test_hits_of_a_slice_are_whole_numbers_and_as_skew_as_the_binomial(kind):
    holds, size, rate = KINDS[kind]
    found, rows = drawn(holds, size, rate), holds @ size
    hits = found + (rate * rows)[:, None]
    np.testing.assert_allclose(hits, np.rint(hits), atol=1e-6)
    for place, total in enumerate(rows):
        expected = binom(round(total), rate).stats("s")
        assert skew(found[place]) == pytest.approx(expected, abs=0.08 + 0.1 * expected)


@pytest.mark.parametrize("kind", ["small", "rare", "large"])
def test_hits_of_a_slice_are_binomial(kind):
    holds, size, rate = KINDS[kind]
    found, rows = drawn(holds, size, rate), round((holds @ size)[0])
    hits = np.rint(found[0] + rate * rows).astype(int)
    share = np.bincount(np.maximum(hits, 0), minlength=rows + 1)[: rows + 1] / 20_000
    assert np.abs(share - binom(rows, rate).pmf(np.arange(rows + 1))).sum() / 2 < 0.04


def test_what_lies_outside_a_slice_of_nearly_every_row_is_drawn_alone():
    holds = np.array([[1, 1, 0], [1, 1, 1]]) > 0
    found = drawn(holds, [5000, 3000, 3], 0.2)
    outside = np.rint(found[1] - found[0] + 0.6).astype(int)
    share = np.bincount(outside, minlength=4) / 20_000
    np.testing.assert_allclose(share, binom(3, 0.2).pmf(np.arange(4)), atol=0.02)


@pytest.mark.parametrize("rate", [0.0, 0.2])
def test_no_rows_or_no_rate_give_no_hits(rate):
    found = drawn(HOLDS, [0, 0, 0, 0] if rate else [5, 6, 7, 8], rate, draws=5)
    assert found.shape == (3, 5)
    assert (found == 0).all()


@pytest.mark.parametrize("rate", [1e-12, 0.001, 0.4, 1.0])
def test_every_row_is_hit_with_the_same_probability(rate):
    places = np.concatenate(
        [_hit_places(500, rate, np.random.default_rng(seed)) for seed in range(400)]
    )
    assert len(places) == pytest.approx(200_000 * rate, abs=1 + 5 * (200_000 * rate) ** 0.5)
    quarters = np.bincount(places // 125, minlength=4)
    np.testing.assert_allclose(quarters, len(places) / 4, atol=1 + 5 * (50_000 * rate) ** 0.5)


@pytest.mark.parametrize("size", [1, 7, 40, 79, 1000])
@pytest.mark.parametrize("rate", [0.5, 0.1, 0.01])
def test_hits_are_drawn_from_the_binomial(size, rate):
    deviates = np.random.default_rng(size).standard_normal((1, 200_000), dtype=np.float32)
    hits = np.rint(_excess_hits(deviates, np.array([float(size)]), rate)[0] + size * rate)
    share = np.bincount(np.maximum(hits, 0).astype(int), minlength=size + 1)[: size + 1] / 200_000
    expected = binom(size, rate)
    assert np.abs(share - expected.pmf(np.arange(size + 1))).sum() / 2 < 0.02
    error = ((expected.stats("k") + 2) / 200_000) ** 0.5  # relative, of a variance from draws
    assert hits.var() == pytest.approx(expected.var(), rel=0.005 + 4 * error)
