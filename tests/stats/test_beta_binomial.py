import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, gammaln
from scipy.stats import beta, betabinom, dirichlet_multinomial

from counterpoise.stats.beta_binomial import Family, family_of, log_likelihood, posterior_of


def column(*values):
    return np.array(values, dtype=float)[:, None]


def fixed(mean, strength, *, share=(1.0,), variance=0.0):
    """A family of which the mean and the strength are known, or the strength is one of several."""
    strength = np.atleast_1d(strength)
    return Family(
        share=column(*share),
        strength=column(*strength),
        mean=np.full((len(strength), 1), mean),
        variance=np.full((len(strength), 1), variance),
    )


def simulated(generator, *, slices, families, mean=0.2, strength=10.0, rows=(0, 3, 10, 40, 200)):
    """Hits, rows and true rates of families, [slices, families]."""
    shape = (slices, families)
    size = generator.choice(rows, shape).astype(float)
    size[:2] = np.maximum(size[:2], 1)
    truth = np.full(shape, mean)
    if np.isfinite(strength):
        truth = generator.beta(strength * mean, strength * (1 - mean), shape)
    return generator.binomial(size.astype(int), truth).astype(float), size, truth


def posterior(hits, size):
    return posterior_of(family_of(hits, size), hits, size)


def ends(found):
    return np.stack([found.lower, found.value, found.upper])


def test_a_likelihood_worked_by_hand():
    """s = 2 and m = 1/2 is the uniform prior: 1 hit in 2 has B(2, 2) / B(1, 1) = 1/6."""
    found = log_likelihood(column(1), column(2), mean=column(0.5), strength=np.array([2.0]))
    assert found == pytest.approx(np.log(1 / 6))


@pytest.mark.parametrize("strength", [0.1, 7.0, 1e4])
def test_the_likelihood_is_scipys_but_for_the_binomial_coefficients(strength):
    hits, size, mean = column(0, 3, 9, 0), column(5, 7, 9, 0), column(0.1, 0.7)
    found = log_likelihood(hits, size, mean=mean, strength=np.array([strength]))[:, 0]
    chosen = gammaln(size + 1) - gammaln(hits + 1) - gammaln(size - hits + 1)
    alpha = [np.array([strength * m, strength * (1 - m)]) for m in (0.1, 0.7)]
    expected = [(betabinom.logpmf(hits, size.astype(int), *a) - chosen).sum() for a in alpha]
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    cells = np.concatenate([hits, size - hits], axis=1).astype(int)[:3]
    of_two = [
        (dirichlet_multinomial.logpmf(cells, a, cells.sum(axis=1)) - chosen[:3, 0]).sum()
        for a in alpha
    ]
    np.testing.assert_allclose(found, of_two, rtol=1e-7)


@pytest.mark.parametrize("rows", [(1, 4), (0, 20), (30, 100), (900, 4000), (20, 20)])
def test_a_known_family_gives_the_beta_posterior_worked_by_hand(rows):
    """m = 1/5 and s = 20 count for 4 hits in 20 rows: Beta(4 + x, 16 + n - x)."""
    hits, size = rows
    found = posterior_of(fixed(0.2, 20.0), column(hits), column(size))
    known = beta(4 + hits, 16 + size - hits)
    assert found.value == pytest.approx((4 + hits) / (20 + size))
    assert ends(found)[::2, 0, 0] == pytest.approx(known.ppf([0.025, 0.975]), abs=2e-5)


def test_a_slice_without_rows_lies_where_the_family_says():
    found = posterior_of(fixed(0.2, 20.0), column(0), column(0))
    assert found.value == pytest.approx(0.2)
    assert ends(found)[::2, 0, 0] == pytest.approx(beta(4, 16).ppf([0.025, 0.975]), abs=2e-5)


def test_an_end_is_0_where_the_density_is_unbounded_there():
    found = posterior_of(fixed(0.1, 5.0), column(0, 5), column(5, 5))
    assert found.lower[0, 0] == 0 < found.lower[1, 0]
    assert found.upper[0, 0] == pytest.approx(beta(0.5, 9.5).ppf(0.975), abs=1e-4)
    found = posterior_of(fixed(0.9, 5.0), column(5), column(5))
    assert found.upper[0, 0] == 1


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_the_ends_are_quantiles_of_the_mixture_over_the_strength(confidence):
    shares, strengths = (0.3, 0.5, 0.2), (4.0, 30.0, 200.0)
    hits, size = 3.0, 10.0
    found = posterior_of(
        fixed(0.3, strengths, share=shares), column(hits), column(size), confidence=confidence
    )
    parts = [beta(0.3 * s + hits, 0.7 * s + size - hits) for s in strengths]

    def below(value):
        return sum(share * part.cdf(value) for share, part in zip(shares, parts, strict=True))

    for end, level in ((found.lower, (1 - confidence) / 2), (found.upper, (1 + confidence) / 2)):
        assert end[0, 0] == pytest.approx(
            brentq(lambda value, level=level: below(value) - level, 0.001, 0.999), abs=1e-3
        )


def test_an_unsure_mean_widens_the_interval_and_moves_nothing():
    sure, unsure = (
        posterior_of(fixed(0.2, 50.0, variance=v), column(2), column(10)) for v in (0.0, 0.003)
    )
    assert unsure.value == pytest.approx(sure.value)
    assert unsure.lower < sure.lower
    assert unsure.upper > sure.upper


@pytest.mark.parametrize(
    ("slices", "mean", "strength"),
    [(2, 0.4, 5.0), (8, 0.2, 10.0), (8, 0.4, np.inf), (27, 0.1, 50.0), (60, 0.05, 3.0)],
)
def test_it_is_the_integral_over_mean_and_strength(slices, mean, strength):
    """By summing the posterior over 400 by 400 points."""
    generator = np.random.default_rng(slices)
    rows = (3, 10, 40, 200)
    hits, size, _ = simulated(
        generator, slices=slices, families=1, mean=mean, strength=strength, rows=rows
    )
    points = (np.arange(400) + 0.5) / 400
    spread = points**2
    logit = np.linspace(-12, 12, 400)
    s, m = (spread**-2.0 - 1)[:, None], expit(logit)
    a, b = s * m, s * (1 - m)
    logs = np.log(points)[:, None] + np.log(m * (1 - m)) / 2
    for x, n in zip(hits[:, 0], size[:, 0], strict=True):
        logs = logs + gammaln(a + x) + gammaln(b + n - x) - gammaln(s + n)
        logs = logs - gammaln(a) - gammaln(b) + gammaln(s)
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    family = family_of(hits, size)
    found = posterior_of(family, hits, size)
    assert family.overall_mean[0] == pytest.approx((chance * m).sum(), abs=2e-3)
    spread_out = (chance / (1 + s)).sum()
    assert 1 / (1 + family.overall_strength[0]) == pytest.approx(spread_out, rel=0.03)
    for place in range(min(slices, 5)):
        x, n = hits[place, 0], size[place, 0]
        posterior_mean = (chance * (a + x) / (s + n)).sum()
        assert found.value[place, 0] == pytest.approx(posterior_mean, abs=2e-3)
        for end, level in ((found.lower, 0.025), (found.upper, 0.975)):
            if 0 < end[place, 0] < 1:
                below = (chance * beta(a + x, b + n - x).cdf(end[place, 0])).sum()
                assert below == pytest.approx(level, abs=6e-3)


def test_the_order_of_slices_is_irrelevant():
    hits, size, _ = simulated(np.random.default_rng(1), slices=30, families=3)
    order = np.random.default_rng(2).permutation(30)
    shuffled = posterior(hits[order], size[order])
    np.testing.assert_allclose(ends(shuffled), ends(posterior(hits, size))[:, order], rtol=1e-6)


def test_thresholds_know_nothing_of_each_other():
    hits, size, _ = simulated(np.random.default_rng(3), slices=12, families=4)
    together = ends(posterior(hits, size))
    for place in range(4):
        alone = posterior(hits[:, place : place + 1], size[:, place : place + 1])
        np.testing.assert_allclose(ends(alone)[..., 0], together[..., place], rtol=1e-9)


def test_counting_misses_instead_of_hits_mirrors_the_answer():
    hits, size, _ = simulated(np.random.default_rng(4), slices=12, families=4)
    mirrored = ends(posterior(size - hits, size))
    np.testing.assert_allclose(1 - mirrored[::-1], ends(posterior(hits, size)), atol=1e-6)


def test_slices_without_rows_change_nothing():
    hits, size, _ = simulated(np.random.default_rng(5), slices=12, families=2)
    none = np.zeros((9, 2))
    more = posterior(np.concatenate([hits, none]), np.concatenate([size, none]))
    np.testing.assert_allclose(ends(more)[:, :12], ends(posterior(hits, size)), rtol=1e-6)
    assert np.ptp(ends(more)[:, 12:], axis=1) == pytest.approx(0)


def test_slices_that_do_not_differ_are_drawn_to_the_pooled_rate():
    size = np.tile([10.0, 20.0, 200.0], 300)[:, None]
    found = posterior(size / 10, size)
    np.testing.assert_allclose(found.value, 0.1, atol=1e-3)
    assert (found.upper - found.lower).max() < 0.03


def test_slices_of_many_rows_keep_their_own_rate():
    size = np.full((8, 1), 1e7)
    hits = size * column(*np.linspace(0.1, 0.8, 8))
    found = posterior(hits, size)
    np.testing.assert_allclose(found.value, hits / size, atol=1e-6)
    half = 1.96 * np.sqrt(0.1 * 0.9 / 1e7)
    assert found.upper[0, 0] - found.value[0, 0] == pytest.approx(half, rel=0.02)


def test_a_small_slice_is_drawn_further_than_a_large_one():
    hits, size = column(5, 50, 10, 12, 9, 11), column(10, 100, 100, 100, 100, 100)
    found = posterior(hits, size).value[:, 0]
    assert found[0] < found[1] < 0.5


@pytest.mark.parametrize("size", [[], [0, 0, 0], [10, 0, 0]])
def test_fewer_than_two_slices_with_rows_are_no_family(size):
    rows = np.array(size, dtype=float).reshape(-1, 1)
    family = family_of(rows / 2, rows)
    assert np.isnan([family.overall_mean, family.overall_strength]).all()
    assert np.isnan(ends(posterior_of(family, rows / 2, rows))).all()


@pytest.mark.parametrize("rows", [1, 50, 1e8])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_family_without_hits_or_without_misses_has_an_answer(rows, share):
    size = np.full((5, 1), float(rows))
    low, value, high = ends(posterior(share * size, size))
    assert ((low >= 0) & (low <= value) & (value <= high) & (high <= 1)).all()
    assert (np.abs(value - share) < 1.5 / (rows + 3)).all()


@pytest.mark.parametrize("strength", [np.inf, 20.0, 5.0])
@pytest.mark.parametrize("slices", [8, 27, 100])
def test_intervals_cover_and_errors_shrink(slices, strength):
    generator = np.random.default_rng(slices)
    hits, size, truth = simulated(
        generator, slices=slices, families=12_000 // slices, strength=strength
    )
    found, some = posterior(hits, size), size > 0
    covered = (found.lower <= truth) & (truth <= found.upper)
    raw = np.divide(hits, size, out=np.zeros_like(hits), where=some)
    assert covered.mean() >= 0.93
    assert covered[~some].mean() >= 0.93
    assert np.mean((found.value - truth)[some] ** 2) < 0.8 * np.mean((raw - truth)[some] ** 2)


def test_plugging_in_the_likeliest_strength_would_cover_too_little():
    hits, size, truth = simulated(np.random.default_rng(7), slices=8, families=1000, strength=20.0)
    family = family_of(hits, size)
    best = family.share == family.share.max(axis=0)
    plugged = Family(
        share=best.astype(float),
        strength=family.strength,
        mean=family.mean,
        variance=0 * family.variance,
    )
    found = posterior_of(plugged, hits, size)
    assert np.mean((found.lower <= truth) & (truth <= found.upper)) < 0.9
