import numpy as np
import pytest
from scipy.stats import t

from counterpoise.metrics.flips import flip_estimates, pair_quantities
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.proportions import guarded_wilson

ONE = np.ones((1, 1), dtype=bool)


def flips(before, after, thresholds=(0.5,), sources=None):
    limits = np.array(thresholds)
    before, after = np.asarray(before), np.asarray(after)
    sums = PairSums.of(
        quantities=pair_quantities(before, after, limits),
        sources=np.arange(len(before)) if sources is None else np.asarray(sources),
        atoms=np.zeros(len(before), dtype=np.int32),
        inside=ONE,
    )
    return flip_estimates(sums, thresholds=len(limits))


def test_a_table_of_flips_worked_by_hand():
    found = flips([0.9, 0.2, 0.6, 0.5], [0.4, 0.7, 0.8, 0.6])
    assert found["flip_rate"].value[0, 0] == 3 / 4
    assert found["flip_rate_0_to_1"].value[0, 0] == 2 / 4
    assert found["flip_rate_1_to_0"].value[0, 0] == 1 / 4
    assert found["ctf_gap"].value[0, 0] == pytest.approx((0.5 + 0.5 + 0.2 + 0.1) / 4)
    assert found["flip_rate"].rows[0, 0] == 4


def test_the_logit_gap_is_the_mean_difference_of_logits():
    found = flips([0.5, 0.5], [0.75, 0.25])
    assert found["ctf_gap_logit"].value[0, 0] == pytest.approx(np.log(3))


def test_a_model_that_ignores_the_term_never_flips():
    found = flips([0.1, 0.9], [0.1, 0.9])
    assert found["flip_rate"].value[0, 0] == 0
    assert found["flip_rate"].upper[0, 0] > 0.5
    assert found["ctf_gap"].value[0, 0] == 0


@pytest.mark.parametrize("flipped", [0, 7, 20])
def test_with_one_pair_a_source_the_interval_is_that_of_any_rate(flipped):
    after = np.where(np.arange(40) < flipped, 0.9, 0.1)
    found = flips(np.full(40, 0.2), after)["flip_rate"]
    lower, upper = guarded_wilson(np.array(flipped / 40), np.array(40.0))
    assert found.lower[0, 0] == pytest.approx(lower)
    assert found.upper[0, 0] == pytest.approx(upper)


def test_many_pairs_of_one_source_widen_the_interval_by_what_their_spread_must_be_guessed_from():
    after = np.where(np.arange(10) < 3, 0.9, 0.1)
    often = flips(np.full(200, 0.2), np.repeat(after, 20), sources=np.repeat(np.arange(10), 20))
    p, n = 0.3, 10
    share = (p * n + 0.5) / (n + 1)
    told = 4 * share * (1 - share)
    free = n - 1 + 1 / told
    variance = (n * p * (1 - p) + share * (1 - share) / told) / free
    size = n * share * (1 - share) / variance * (1.959964 / t.ppf(0.975, free * told)) ** 2
    lower, upper = guarded_wilson(np.array(p), np.array(size))
    assert often["flip_rate"].lower[0, 0] == pytest.approx(lower)
    assert often["flip_rate"].upper[0, 0] == pytest.approx(upper)
    once = flips(np.full(10, 0.2), after)["flip_rate"]
    assert often["flip_rate"].upper[0, 0] > once.upper[0, 0]


def test_pairs_of_one_source_that_flip_apart_narrow_it():
    generator = np.random.default_rng(0)
    after = np.where(generator.random(2000) < 0.3, 0.9, 0.1)
    sources = np.repeat(np.arange(100), 20)
    apart = flips(np.full(2000, 0.2), after, sources=sources)["flip_rate"]
    together = flips(np.full(2000, 0.2), np.sort(after), sources=sources)["flip_rate"]
    width = (apart.upper - apart.lower)[0, 0]
    assert (together.upper - together.lower)[0, 0] > 3 * width


@pytest.mark.parametrize(("sources", "rate"), [(50, 0.05), (50, 0.3), (200, 0.01)])
def test_the_interval_of_clustered_pairs_covers_the_truth(sources, rate):
    generator, covered, draws = np.random.default_rng(1), 0, 500
    for _ in range(draws):
        pairs = generator.integers(1, 6, sources)
        chance = np.repeat(generator.beta(2 * rate, 2 * (1 - rate), sources), pairs)
        after = np.where(generator.random(len(chance)) < chance, 0.9, 0.1)
        source = np.repeat(np.arange(sources), pairs)
        found = flips(np.full(len(after), 0.2), after, sources=source)["flip_rate"]
        covered += bool(found.lower[0, 0] <= rate <= found.upper[0, 0])
    assert covered / draws >= 0.93


def test_the_gap_of_one_pair_has_no_interval():
    found = flips([0.5], [0.75])["ctf_gap"]
    assert found.value[0, 0] == 0.25
    assert np.isnan(found.lower[0, 0])


def test_the_gaps_interval_is_students():
    before, after = np.full(6, 0.5), np.array([0.5, 0.6, 0.7, 0.6, 0.55, 0.9])
    gaps = np.abs(after - before)
    expected = t.interval(0.95, 5, gaps.mean(), gaps.std(ddof=1) / 6**0.5)
    found = flips(before, after)["ctf_gap"]
    assert found.lower[0, 0] == pytest.approx(max(expected[0], 0))
    assert found.upper[0, 0] == pytest.approx(expected[1])


def test_certain_scores_have_a_finite_logit_gap():
    assert np.isfinite(flips([1.0], [0.0])["ctf_gap_logit"].value[0, 0])


def test_no_pairs_have_no_flip_rate():
    found = flips(np.zeros(0), np.zeros(0))["flip_rate"]
    assert np.isnan(found.value[0, 0])
    assert found.denominator[0, 0] == 0
