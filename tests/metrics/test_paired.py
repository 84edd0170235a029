import numpy as np
import pytest
from scipy.stats import binomtest

from counterpoise.metrics.paired import (
    CHANGE,
    DISCORDANT,
    PAIRED_RATES,
    TOTAL,
    Change,
    Joint,
    gap_changes,
    joint,
    mcnemar,
    rate_change,
)
from counterpoise.stats.contrasts import Cells, gap_error
from counterpoise.stats.paired_counts import PairedCounts

RATE = {rate.name: rate for rate in PAIRED_RATES}


def joint_of(rows):
    rows = np.asarray(rows)
    return Joint(rows=rows, cells=Cells(weight=rows.astype(float), weight_sq=rows.astype(float)))


def paired(baseline, model, positives, here, weights=None):
    return PairedCounts.of(
        baseline=np.asarray(baseline, dtype=float),
        model=np.asarray(model, dtype=float),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.asarray(here).astype(int),
        inside=np.array([[True, False], [True, True]]),
        thresholds=np.array([0.5]),
        weights=weights,
    )


def test_a_small_table_worked_by_hand():
    counts = paired(
        [0.9, 0.9, 0.1, 0.9, 0.2, 0.9],
        [0.9, 0.1, 0.7, 0.1, 0.1, 0.1],
        [0, 0, 0, 1, 1, 0],
        [0, 0, 0, 1, 1, 1],
    )
    fpr = rate_change(joint(counts, RATE["false_positive_rate"], 0))
    assert fpr.baseline.tolist() == [0.75, 1]
    assert fpr.value.tolist() == [0.5, 0]
    assert fpr.rows.tolist() == [4, 1]
    fnr = rate_change(joint(counts, RATE["false_negative_rate"], 0))
    assert (fnr.baseline[0], fnr.value[0], fnr.rows[0]) == (0.5, 1, 2)
    accuracy = rate_change(joint(counts, RATE["accuracy"], 0))
    assert accuracy.baseline.tolist() == pytest.approx([2 / 6, 1 / 3])
    assert accuracy.value.tolist() == pytest.approx([2 / 6, 1 / 3])
    positive = rate_change(joint(counts, RATE["positive_rate"], 0))
    assert positive.difference.tolist() == pytest.approx([2 / 6 - 4 / 6, -2 / 3])


def test_bonett_and_prices_interval_worked_by_hand():
    found = rate_change(joint_of([[10, 4, 1, 5]]))
    p, q = 5 / 22, 2 / 22
    reach = 1.959964 * ((p + q - (p - q) ** 2) / 22) ** 0.5
    lower, upper = found.limits()
    assert (lower[0], upper[0]) == pytest.approx((p - q - reach, p - q + reach))
    assert found.difference[0] == pytest.approx(3 / 20)


def test_no_discordant_rows_are_not_certainty_and_no_rows_are_nothing():
    found = rate_change(joint_of([[20, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]]))
    lower, upper = found.limits()
    assert -0.2 < lower[0] < 0 < upper[0] < 0.2
    assert np.isnan([lower[1], upper[1], found.difference[1], found.p_value[1]]).all()
    assert found.rows.tolist() == [20, 0, 1]
    assert lower[2] < found.difference[2] == upper[2] == 1


def test_mcnemars_p_value_is_the_binomial_tests():
    rows = np.array([[5, up, down, 2] for up in range(9) for down in range(9)])
    found = mcnemar(joint_of(rows).cells)
    expected = [binomtest(int(u), int(u + d)).pvalue if u + d else 1.0 for _, u, d, _ in rows]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_scaled_weights_leave_mcnemars_p_value_and_the_interval_alone():
    weights = np.random.default_rng(0).random((3, 4)) * 9
    small = Cells(weight=weights, weight_sq=weights * 0.7)
    large = Cells(weight=weights * 10, weight_sq=weights * 0.7 * 100)
    np.testing.assert_allclose(mcnemar(small), mcnemar(large))
    ends = [rate_change(Joint(rows=np.ones((3, 4), int), cells=c)).limits() for c in (small, large)]
    np.testing.assert_allclose(*ends)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", list(RATE))
def test_with_many_rows_a_gaps_error_is_that_of_its_influence_function(name, weighted):
    generator = np.random.default_rng(3)
    rows = 40_000
    positives, here = generator.random(rows) < 0.5, generator.random(rows) < 0.3
    baseline = generator.random(rows)
    model = np.clip(baseline + generator.normal(size=rows) * 0.2, 0, 1)
    weights = generator.random(rows) if weighted else np.ones(rows)
    counts = paired(baseline, model, positives, here, weights=weights)
    signed, size = gap_changes(joint(counts, RATE[name], 0))
    counted = RATE[name].labels
    kept = np.isin(positives, list(counted))
    wanted = np.array([counted.get(int(label), 0) for label in positives])[kept]
    was, now = ((scores[kept] > 0.5) == wanted for scores in (baseline, model))
    w, part, moved = weights[kept], here[kept], now * 1.0 - was
    gaps = [np.average(x[part], weights=w[part]) - np.average(x, weights=w) for x in (was, now)]
    whole, inner = np.average(moved, weights=w), np.average(moved[part], weights=w[part])
    influence = w * (part * (moved - inner) / w[part].sum() - (moved - whole) / w.sum())
    assert signed.baseline[1] == pytest.approx(gaps[0], abs=1e-12)
    assert signed.value[1] == pytest.approx(gaps[1], abs=1e-12)
    assert size.difference[1] == pytest.approx(abs(gaps[1]) - abs(gaps[0]), abs=1e-12)
    assert signed.change.spread[1] == pytest.approx((influence**2).sum() ** 0.5, rel=0.01)


def size_change(change, total):
    """|g| - |h| of one slice, from intervals of g - h and g + h that are points."""
    now, before = (total + change) / 2, (total - change) / 2
    point = [np.array([number]) for number in (change, total)]
    return Change(
        baseline=np.array([abs(before)]),
        value=np.array([abs(now)]),
        change=wald(point[0]),
        total=wald(point[1]),
        p_value=np.array([np.nan]),
        rows=np.array([1]),
    )


def wald(centre):
    from counterpoise.stats.contrasts import Wald

    return Wald(centre=centre, spread=np.zeros(1), freedom=np.full(1, np.inf))


@pytest.mark.parametrize("now", [-0.3, -0.1, 0.0, 0.2])
@pytest.mark.parametrize("before", [-0.2, 0.0, 0.1, 0.3])
def test_the_size_of_a_gap_known_exactly_changes_by_the_difference_of_sizes(now, before):
    lower, upper = size_change(now - before, now + before).limits()
    assert lower[0] == pytest.approx(abs(now) - abs(before))
    assert upper[0] == pytest.approx(abs(now) - abs(before))


CELLS = [(0.1, 0.05, 0.05), (0.05, 0.1, 0.02), (0.02, 0.01, 0.01), (0.4, 0.25, 0.1)]


@pytest.mark.parametrize("rows", [10, 50, 200])
@pytest.mark.parametrize("shares", CELLS)
def test_a_changes_interval_covers_the_truth(rows, shares):
    both, down, up = shares
    chances = [1 - both - down - up, up, down, both]
    draws = np.random.default_rng(rows).multinomial(rows, chances, size=4000)
    lower, upper = rate_change(joint_of(draws)).limits()
    assert ((lower <= up - down) & (up - down <= upper)).mean() > 0.935


@pytest.mark.parametrize("rows", [(10, 60), (40, 200), (300, 700)])
def test_intervals_of_gaps_and_of_their_sizes_cover_the_truth(rows):
    generator = np.random.default_rng(5)
    shares = (0.55, 0.05, 0.25, 0.15), (0.8, 0.03, 0.05, 0.12)
    part, rest = (generator.multinomial(n, p, size=4000) for n, p in zip(rows, shares, strict=True))
    truth = [mean @ CHANGE for mean in np.array(shares)]
    total = [mean @ TOTAL for mean in np.array(shares)]
    outside = rows[1] / sum(rows)
    gap, gaps = (outside * (pair[0] - pair[1]) for pair in (truth, total))
    padded = [joint_of(cells).cells.padded(DISCORDANT) for cells in (part, rest)]
    change, both = gap_error(*padded, CHANGE), gap_error(*padded, TOTAL)
    lower, upper = change.limits()
    assert ((lower <= gap) & (gap <= upper)).mean() > 0.935
    nothing = np.zeros(4000)
    found = Change(
        baseline=nothing,
        value=nothing,
        change=change,
        total=both,
        p_value=nothing,
        rows=nothing.astype(np.int64),
    )
    low, high = found.limits()
    moved = abs((gaps + gap) / 2) - abs((gaps - gap) / 2)
    assert ((low <= moved) & (moved <= high)).mean() > 0.935
