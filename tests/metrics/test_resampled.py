import numpy as np
import pytest

from counterpoise.metrics.gaps import gaps_to_overall, gaps_to_rest, gaps_to_slice, trials
from counterpoise.metrics.rates import PREVALENCE, RATES, confusion
from counterpoise.metrics.resampled import (
    ENOUGH,
    resampled_to_overall,
    resampled_to_rest,
    resampled_to_slice,
    resampled_where_enough,
)
from counterpoise.metrics.resampled_sums import ResampledSums
from counterpoise.stats.counts import Counts

RATE = {rate.name: rate for rate in (*RATES, PREVALENCE)}
LIMITS = np.array([0.3, 0.5])
# Overall, a slice, one that shares half its rows, one that few are in, one of nobody.
INSIDE = np.array(
    [[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 0, 1, 0, 0], [1, 0, 0, 1, 0], [1, 0, 0, 0, 0]]
)
INSIDE = INSIDE > 0
ANNOTATED = INSIDE[:, :4].any(axis=1, keepdims=True) & ~INSIDE[:, [4]]
SIZES = (300, 200, 400, 12, 1000)


def rows(seed=1, *, sizes=SIZES, rate=0.3):
    """Scores, labels and atoms: in the first two atoms more are called."""
    generator, atoms = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    positives = generator.random(len(atoms)) < 0.4
    called = generator.random(len(atoms)) < rate + 0.15 * (atoms < 2) + 0.3 * positives
    scores = np.where(called, 0.9, np.where(generator.random(len(atoms)) < 0.5, 0.4, 0.1))
    return scores, positives, atoms


def counts_of(data, inside, weights=None):
    scores, positives, atoms = data
    return Counts.of(
        scores=scores,
        positives=positives,
        atoms=atoms,
        inside=inside,
        edges=LIMITS,
        weights=weights,
    )


def resampled(data, inside, *, weights=None, draws=2000, seed=0):
    atoms = counts_of(data, np.eye(len(inside), dtype=bool), weights)
    return ResampledSums.of(atoms, inside, generator=np.random.default_rng(seed), draws=draws)


def cells_of(data, inside, weights=None):
    return confusion(counts_of(data, inside, weights), LIMITS)


def shared_with(reference):
    return np.append(INSIDE, INSIDE & INSIDE[:, [reference]], axis=1)


def all_three(rate, data, weights=None):
    """(resampled, by formula) of the gaps to overall, to the rest and to slice 2."""
    cells, whole = cells_of(data, INSIDE, weights), np.append(INSIDE, ANNOTATED, axis=1)
    rest = cells_of(data, ANNOTATED & ~INSIDE, weights)
    both = cells_of(data, INSIDE & INSIDE[:, [2]], weights)
    sums = resampled(data, whole, weights=weights)
    shared = resampled(data, shared_with(2), weights=weights)
    return [
        (resampled_to_overall(rate, sums, LIMITS, slices=5), gaps_to_overall(rate, cells)),
        (
            resampled_to_rest(rate, sums, LIMITS, annotated=np.full(5, 5)),
            gaps_to_rest(rate, cells, rest),
        ),
        (
            resampled_to_slice(rate, shared, LIMITS, reference=2, shared=np.arange(5, 10)),
            gaps_to_slice(rate, cells, both, reference=2),
        ),
    ]


@pytest.mark.parametrize("name", RATE)
@pytest.mark.parametrize("weighted", [False, True])
def test_values_are_those_of_gaps_and_intervals_are_near_where_enough_was_seen(name, weighted):
    data = rows()
    weights = np.random.default_rng(2).random(len(data[0])) + 0.5 if weighted else None
    for found, gaps in all_three(RATE[name], data, weights):
        np.testing.assert_allclose(found.difference.value, gaps.difference.value, atol=1e-12)
        np.testing.assert_allclose(found.ratio.value, gaps.ratio.value)
        np.testing.assert_allclose(found.percent_change.value, gaps.percent_change.value, atol=1e-9)
        assert found.enough.any()
        for form in ("difference", "ratio"):
            ours, theirs = getattr(found, form), getattr(gaps, form)
            width = (theirs.upper - theirs.lower)[found.enough]
            for end in ("lower", "upper"):
                apart = getattr(ours, end)[found.enough] - getattr(theirs, end)[found.enough]
                assert (np.abs(apart) <= 0.12 * width + 1e-9).all()


def test_without_enough_there_is_no_interval_and_that_of_gaps_stays():
    for found, gaps in all_three(RATE["false_positive_rate"], rows()):
        assert not found.enough[3:].any()
        chosen = resampled_where_enough(gaps, found)
        for form in ("difference", "ratio", "percent_change"):
            ours, theirs, both = (getattr(part, form) for part in (found, gaps, chosen))
            for end in ("lower", "upper"):
                assert np.isnan(getattr(ours, end)[~found.enough]).all()
                expected = np.where(found.enough, getattr(ours, end), getattr(theirs, end))
                np.testing.assert_array_equal(getattr(both, end), expected)
            np.testing.assert_array_equal(both.value, theirs.value)
        np.testing.assert_array_equal(chosen.p_value, gaps.p_value)


def test_enough_asks_for_hits_and_misses_on_either_side():
    data = rows(sizes=(20, 300, 50, 7, 0), rate=0.5)
    rate, cells = RATE["positive_rate"], cells_of(data, INSIDE)
    found = resampled_to_overall(rate, resampled(data, INSIDE), LIMITS, slices=5)
    slices = trials(rate, cells)
    events = np.minimum(slices.hits, slices.weight - slices.hits)
    others = slices.slice_at(0).minus(slices)
    other_events = np.minimum(others.hits, others.weight - others.hits)
    expected = (events >= ENOUGH) & ((other_events >= ENOUGH) | (others.weight == 0))
    np.testing.assert_array_equal(found.enough, expected)
    assert found.enough[0].all()


def test_few_rows_outside_a_slice_are_not_enough():
    """The slice is large and so is overall, but they differ in 5 rows."""
    inside = np.array([[1, 1], [1, 0]]) > 0
    sums = resampled(rows(sizes=(4000, 5)), inside)
    found = resampled_to_overall(RATE["positive_rate"], sums, LIMITS, slices=2)
    assert found.enough.tolist() == [[True, True], [False, False]]


def test_a_slice_of_every_row_has_the_gap_nought_for_certain():
    inside = np.ones((2, 2), dtype=bool)
    sums = resampled(rows(sizes=(400, 500)), inside)
    found = resampled_to_overall(RATE["positive_rate"], sums, LIMITS, slices=2)
    assert found.enough.all()
    for end in ("value", "lower", "upper"):
        assert (getattr(found.difference, end) == 0).all()
        assert (getattr(found.ratio, end) == 1).all()


def test_without_rows_nothing_is_known():
    sums = resampled(rows(sizes=()), INSIDE[:0], draws=5)
    found = resampled_to_overall(RATE["accuracy"], sums, LIMITS, slices=5)
    assert np.isnan([found.difference.value, found.difference.lower, found.ratio.upper]).all()
    assert not found.enough.any()


def test_complements_have_mirrored_differences():
    sums = resampled(rows(), INSIDE)
    one, other = (
        resampled_to_overall(RATE[name], sums, LIMITS, slices=5).difference
        for name in ("false_positive_rate", "true_negative_rate")
    )
    np.testing.assert_allclose(one.lower, -other.upper, atol=1e-7)
    np.testing.assert_allclose(one.value, -other.value, atol=1e-12)


def test_the_percent_change_is_the_ratio_in_other_words():
    found = resampled_to_overall(RATE["accuracy"], resampled(rows(), INSIDE), LIMITS, slices=5)
    for end in ("value", "lower", "upper"):
        percent = 100 * (getattr(found.ratio, end) - 1)
        np.testing.assert_allclose(getattr(found.percent_change, end), percent)


def test_one_threshold_is_as_among_all():
    sums = resampled(rows(), INSIDE)
    every = resampled_to_overall(RATE["accuracy"], sums, LIMITS, slices=5)
    last = resampled_to_overall(RATE["accuracy"], sums, LIMITS[1:], slices=5)
    np.testing.assert_array_equal(last.difference.lower[:, 0], every.difference.lower[:, 1])


def test_a_wider_confidence_makes_a_wider_interval():
    sums = resampled(rows(), INSIDE)
    narrow, wide = (
        resampled_to_overall(RATE["accuracy"], sums, LIMITS, slices=5, confidence=level).difference
        for level in (0.8, 0.99)
    )
    assert (wide.upper - wide.lower)[1, 0] > 1.5 * (narrow.upper - narrow.lower)[1, 0]


@pytest.mark.parametrize(("size", "rate"), [(100, 0.2), (500, 0.05)])
def test_intervals_of_a_planted_gap_cover_it_in_93_to_97_of_100_samples(size, rate):
    """Samples side by side, each a slice and four times as many others with a rate 0.1 lower."""
    generator, samples = np.random.default_rng(9), 600
    hits = generator.binomial([[size], [4 * size]], [[rate + 0.1], [rate]], (2, samples))
    missed = np.array([[size], [4 * size]]) - hits
    cells = np.zeros((2, samples, 2, 2), dtype=np.int64)
    cells[:, :, 0] = np.stack([missed, hits], axis=2)
    cells = cells.reshape(-1, 2, 2)
    weight, of_sample = cells.astype(float), np.eye(samples, dtype=bool)
    atoms = Counts(edges=LIMITS[1:], rows=cells, weight=weight, weight_sq=weight)
    inside = np.block([[of_sample, of_sample], [np.zeros_like(of_sample), of_sample]])
    sums = ResampledSums.of(atoms, inside, generator=generator, draws=999)
    annotated = np.arange(samples, 2 * samples)
    found = resampled_to_rest(RATE["positive_rate"], sums, LIMITS[1:], annotated=annotated)
    assert found.enough.mean() > 0.95
    truths = {"difference": 0.1, "ratio": (rate + 0.1) / rate}
    for form, truth in truths.items():
        ends = getattr(found, form)
        covered = ((ends.lower <= truth) & (truth <= ends.upper))[found.enough]
        assert np.mean(covered) == pytest.approx(0.95, abs=0.02 + 2 * (0.95 * 0.05 / 600) ** 0.5)
