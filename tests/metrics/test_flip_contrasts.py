import numpy as np
import pytest
from scipy.stats import t

from counterpoise.metrics.flip_contrasts import flip_contrasts
from counterpoise.metrics.flips import pair_quantities
from counterpoise.stats.equality import equal_rates_p_value
from counterpoise.stats.family_pair_sums import FamilyCells, FamilyPairSums
from counterpoise.stats.proportions import guarded_wilson
from counterpoise.stats.shared_sums import SharedSums
from counterpoise.stats.trials import Trials

LIMITS = np.array([0.5])


def values(flipped, *, after=0.9):
    flipped = np.asarray(flipped, dtype=bool)
    return pair_quantities(np.full(len(flipped), 0.3), np.where(flipped, after, 0.3), LIMITS)


def cells(sources, slices=None):
    places = np.arange(len(sources))
    inside = np.zeros_like(places) if slices is None else np.asarray(slices)
    return FamilyCells.of(
        places, inside, known=places, count=int(inside.max()) + 1, sources=np.asarray(sources)
    )


def models(mended, baseline, sources=None):
    """The mended model held against the baseline, over all pairs."""
    found = cells(np.arange(len(mended)) if sources is None else sources)
    one, other = (found.sums(values(flipped)).slices for flipped in (mended, baseline))
    both = found.products(values(mended), values(baseline))
    shared = SharedSums.of_pairs(both, first=one, second=other)
    return flip_contrasts(one, other, shared, thresholds=1)


def against_rest(flipped, slices, sources=None):
    found = cells(np.arange(len(flipped)) if sources is None else sources, slices)
    sums = found.sums(values(flipped))
    return flip_contrasts(sums.slices, sums.rests, sums.shared, thresholds=1)


def test_a_reduction_worked_by_hand():
    baseline, mended = np.arange(100) < 40, np.arange(100) < 4
    found = models(mended, baseline)["flip_rate"]
    assert found.second.value[0, 0] == 0.4
    assert found.first.value[0, 0] == 0.04
    assert found.difference.value[0, 0] == pytest.approx(-0.36)
    assert found.ratio.value[0, 0] == pytest.approx(0.1)
    assert found.ratio.lower[0, 0] < 0.1 < found.ratio.upper[0, 0] < 0.3


def test_with_one_pair_a_source_the_change_is_newcombes_method_ten():
    baseline, mended = np.arange(60) < 30, (np.arange(60) >= 10) & (np.arange(60) < 28)
    found = models(mended, baseline)["flip_rate"]
    p, q, n, both = 18 / 60, 30 / 60, 60, 18 / 60
    phi = (both - p * q - 0.5 / n) / np.sqrt(p * (1 - p) * q * (1 - q))
    (low, high), (least, most) = (
        (float(end) for end in guarded_wilson(np.array(rate), np.array(60.0))) for rate in (p, q)
    )
    down = np.sqrt((p - low) ** 2 - 2 * phi * (p - low) * (most - q) + (most - q) ** 2)
    up = np.sqrt((high - p) ** 2 - 2 * phi * (high - p) * (q - least) + (q - least) ** 2)
    assert found.difference.lower[0, 0] == pytest.approx(p - q - down)
    assert found.difference.upper[0, 0] == pytest.approx(p - q + up)


def test_the_change_of_a_gap_is_students_of_the_differences():
    generator = np.random.default_rng(0)
    one, other = generator.random(30) * 0.3, generator.random(30) * 0.3
    quantities = [pair_quantities(np.full(30, 0.4), 0.4 + moved, LIMITS) for moved in (one, other)]
    found = cells(np.arange(30))
    sums = [found.sums(some).slices for some in quantities]
    both = found.products(quantities[0], quantities[1])
    shared = SharedSums.of_pairs(both, first=sums[0], second=sums[1])
    gap = flip_contrasts(sums[0], sums[1], shared, thresholds=1)["ctf_gap"]
    moved = one - other
    expected = t.interval(0.95, 29, moved.mean(), moved.std(ddof=1) / 30**0.5)
    assert gap.difference.lower[0, 0] == pytest.approx(expected[0])
    assert gap.difference.upper[0, 0] == pytest.approx(expected[1])
    score = moved.mean() / (moved.std(ddof=1) / 30**0.5)
    assert gap.p_value[0, 0] == pytest.approx(2 * t.sf(abs(score), 29))


def test_with_one_pair_a_source_the_p_value_is_that_of_two_rates():
    flipped = np.r_[np.arange(40) < 12, np.arange(100) < 10]
    found = against_rest(flipped, np.repeat([0, 1], [40, 100]))["flip_rate"]
    sides = [
        Trials(
            rows=np.array([rows]),
            weight=np.array([float(rows)]),
            weight_sq=np.array([float(rows)]),
            hits=np.array([hits]),
        )
        for rows, hits in ((40, 12.0), (100, 10.0))
    ]
    assert found.p_value[0, 0] == pytest.approx(equal_rates_p_value(*sides)[0])
    assert found.p_value[1, 0] == pytest.approx(found.p_value[0, 0])
    assert found.difference.value[0, 0] == pytest.approx(0.2)


def test_pairs_of_one_source_that_flip_together_tell_less_than_as_many_sources():
    flipped = np.repeat(np.r_[np.arange(8) < 4, np.arange(40) < 4], 5)
    slices = np.repeat([0, 1], [40, 200])
    together = against_rest(flipped, slices, np.repeat(np.arange(48), 5))["flip_rate"]
    apart = against_rest(flipped, slices)["flip_rate"]
    assert together.p_value[0, 0] > 10 * apart.p_value[0, 0]
    wide, narrow = (found.difference for found in (together, apart))
    assert wide.upper[0, 0] - wide.lower[0, 0] > 1.5 * (narrow.upper[0, 0] - narrow.lower[0, 0])


def test_a_slice_of_all_pairs_has_nothing_to_be_held_against():
    found = against_rest([1, 0, 1], [0, 0, 0])
    for name in ("flip_rate", "ctf_gap"):
        assert np.isnan(found[name].second.value[0, 0])
        assert np.isnan(found[name].difference.value[0, 0])
        assert np.isnan(found[name].p_value[0, 0])


def test_equal_models_have_no_change_and_no_evidence_of_one():
    flipped = np.arange(50) < 20
    found = models(flipped, flipped)["flip_rate"]
    assert found.difference.value[0, 0] == 0
    assert found.difference.lower[0, 0] < 0 < found.difference.upper[0, 0]
    assert found.p_value[0, 0] == 1


def clustered(generator, *, draws, sources, alike):
    """Flips of two models, sources of them, and to which draw each pair belongs."""
    pairs = generator.integers(1, 6, draws * sources)
    source = np.repeat(np.arange(draws * sources), pairs)
    chance = generator.beta(alike * 0.3, alike * 0.7, draws * sources)[source]
    baseline = generator.random(len(source)) < chance
    mended = baseline & (generator.random(len(source)) < 0.5)
    return baseline, mended, source, source // sources


@pytest.mark.parametrize("alike", [0.5, 4.0])
def test_changes_and_reductions_of_clustered_pairs_cover_the_truth(alike):
    drawn = clustered(np.random.default_rng(3), draws=500, sources=80, alike=alike)
    baseline, mended, sources, draw = drawn
    held = cells(sources, draw)
    one, other = (held.sums(values(flipped)).slices for flipped in (mended, baseline))
    both = held.products(values(mended), values(baseline))
    shared = SharedSums.of_pairs(both, first=one, second=other)
    found = flip_contrasts(one, other, shared, thresholds=1)["flip_rate"]
    for limits, truth in ((found.difference, -0.15), (found.ratio, 0.5)):
        covered = (limits.lower <= truth) & (truth <= limits.upper)
        assert 0.93 <= covered.mean() <= 0.99


def test_gaps_between_slices_that_share_sources_cover_the_truth():
    generator, draws = np.random.default_rng(4), 150
    baseline, _, sources, draw = clustered(generator, draws=draws, sources=60, alike=0.5)
    slices = generator.integers(0, 2, len(sources))
    summed = []
    for place in range(draws):
        here = draw == place
        held = cells(sources[here] - 60 * place, slices[here])
        summed.append(held.sums(values(baseline[here])))
    sums = FamilyPairSums.joined(summed)
    gap = flip_contrasts(sums.slices, sums.rests, sums.shared, thresholds=1)["flip_rate"]
    assert ((gap.difference.lower <= 0) & (gap.difference.upper >= 0)).mean() >= 0.92
    assert (gap.p_value < 0.05).mean() <= 0.08
