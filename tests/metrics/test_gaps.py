import numpy as np
import pytest

from counterpoise.metrics.gaps import gaps_to_overall, gaps_to_rest, gaps_to_slice, trials
from counterpoise.metrics.rates import PREVALENCE, RATES, confusion, rate_estimates
from counterpoise.stats.counts import Counts

RATE = {rate.name: rate for rate in RATES}
FPR = RATE["false_positive_rate"]
LIMITS = np.array([0.25, 0.5])
EDGES = np.unique(np.concatenate([np.arange(9) / 8, LIMITS]))
INSIDE = np.array(
    [[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]], dtype=bool
)
ANNOTATED = np.array([[1, 1, 1, 1]] * 4 + [[1, 0, 0, 1]], dtype=bool)
EMPTY = 3


class Rows:
    """Random rows in overall, two slices that overlap and an empty one; some not annotated."""

    def __init__(self, seed, rows=400, *, weighted=False):
        generator = np.random.default_rng(seed)
        self.scores = generator.integers(0, 17, rows) / 16
        self.positives = generator.random(rows) < 0.4
        self.atoms = generator.integers(0, len(INSIDE), rows)
        self.weights = np.exp(generator.standard_normal(rows)) if weighted else None

    def counts(self, inside, where=slice(None)):
        return Counts.of(
            scores=self.scores[where],
            positives=self.positives[where],
            atoms=self.atoms[where],
            inside=inside,
            edges=EDGES,
            weights=None if self.weights is None else self.weights[where],
        )

    def cells(self, inside, where=slice(None)):
        return confusion(self.counts(inside, where), LIMITS)

    def to(self, reference, rate, where=slice(None)):
        cells = self.cells(INSIDE, where)
        if reference == "overall":
            return gaps_to_overall(rate, cells)
        if reference == "rest":
            return gaps_to_rest(rate, cells, self.cells(ANNOTATED & ~INSIDE, where))
        return gaps_to_slice(rate, cells, self.cells(INSIDE & INSIDE[:, 1:2], where), reference=1)


REFERENCES = ("overall", "rest", "slice")
every_reference = pytest.mark.parametrize("reference", REFERENCES)
every_rate = pytest.mark.parametrize("rate", [*RATES, PREVALENCE], ids=lambda rate: rate.name)


def forms(gaps):
    return (gaps.difference, gaps.ratio, gaps.percent_change)


def test_gaps_of_a_table_worked_by_hand():
    """Slice: 3 of 4 negatives called toxic. Others: 1 of 6, of which 1 of 4 was annotated."""
    scores = np.array([0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1])
    counts = [
        Counts.of(
            scores=scores,
            positives=np.zeros(10, dtype=bool),
            atoms=np.repeat([0, 1, 2], [4, 4, 2]),
            inside=np.array(inside, dtype=bool),
            edges=np.array([0.5]),
        )
        for inside in ([[1, 1], [1, 0], [1, 0]], [[0, 0], [0, 1], [0, 0]])
    ]
    cells, rest = (confusion(one, np.array([0.5])) for one in counts)
    overall = gaps_to_overall(FPR, cells)
    assert overall.difference.value[1, 0] == pytest.approx(3 / 4 - 4 / 10)
    assert overall.ratio.value[1, 0] == pytest.approx((3 / 4) / (4 / 10))
    assert overall.percent_change.value[1, 0] == pytest.approx(87.5)
    assert (overall.rows[1, 0], overall.reference_rows[1, 0]) == (4, 10)
    beside = gaps_to_rest(FPR, cells, rest)
    assert beside.difference.value[1, 0] == pytest.approx(3 / 4 - 1 / 4)
    assert beside.ratio.value[1, 0] == pytest.approx(3)
    assert (beside.rate[1, 0], beside.reference_rate[1, 0]) == (3 / 4, 1 / 4)
    assert beside.reference_rows[1, 0] == 4


@every_rate
def test_trials_are_the_numbers_of_the_rate(rate):
    cells = Rows(1, weighted=True).cells(INSIDE)
    found, expected = trials(rate, cells), rate_estimates(rate, cells)
    np.testing.assert_array_equal(found.rate, expected.value)
    np.testing.assert_array_equal(found.rows, expected.rows)


@every_rate
@every_reference
def test_every_gap_is_that_of_the_rates_and_lies_in_its_interval(rate, reference):
    found = Rows(2, weighted=True).to(reference, rate)
    known = ~np.isnan(found.difference.value)
    assert known[1].all()
    np.testing.assert_allclose(
        found.difference.value[known], (found.rate - found.reference_rate)[known], atol=1e-12
    )
    for limits in forms(found):
        known = ~np.isnan(limits.value)
        assert (limits.lower[known] <= limits.value[known] + 1e-9).all()
        assert (limits.value[known] <= limits.upper[known] + 1e-9).all()


@every_rate
@every_reference
def test_percent_change_is_a_hundred_times_the_ratio_less_one(rate, reference):
    found = Rows(3).to(reference, rate)
    for end in ("value", "lower", "upper"):
        ratio = getattr(found.ratio, end)
        np.testing.assert_allclose(getattr(found.percent_change, end), 100 * (ratio - 1))


@every_rate
def test_swapping_slice_and_rest_negates_the_difference(rate):
    rows = Rows(4, weighted=True)
    cells, rest = rows.cells(INSIDE), rows.cells(ANNOTATED & ~INSIDE)
    found, turned = gaps_to_rest(rate, cells, rest), gaps_to_rest(rate, rest, cells)
    np.testing.assert_allclose(found.difference.value, -turned.difference.value)
    np.testing.assert_allclose(found.difference.lower, -turned.difference.upper)
    np.testing.assert_allclose(found.p_value, turned.p_value)


@every_reference
def test_sums_merged_first_or_last_give_the_same(reference):
    rows, half = Rows(5, weighted=True), np.arange(400) < 150
    merged = rows.counts(INSIDE, half).merge(rows.counts(INSIDE, ~half))
    whole = rows.counts(INSIDE)
    other = {"rest": ANNOTATED & ~INSIDE, "slice": INSIDE & INSIDE[:, 1:2], "overall": INSIDE}
    beside = rows.counts(other[reference], half).merge(rows.counts(other[reference], ~half))

    def gaps(counts, others):
        cells, others = confusion(counts, LIMITS), confusion(others, LIMITS)
        if reference == "overall":
            return gaps_to_overall(FPR, cells)
        if reference == "rest":
            return gaps_to_rest(FPR, cells, others)
        return gaps_to_slice(FPR, cells, others, reference=1)

    first, last = gaps(merged, beside), gaps(whole, rows.counts(other[reference]))
    np.testing.assert_allclose(first.difference.lower, last.difference.lower, atol=1e-12)
    np.testing.assert_allclose(first.p_value, last.p_value)


@every_reference
def test_scaling_weights_changes_nothing(reference):
    rows, scaled = Rows(6, weighted=True), Rows(6, weighted=True)
    scaled.weights = rows.weights * 37
    found, again = rows.to(reference, FPR), scaled.to(reference, FPR)
    for plain, other in zip(forms(found), forms(again), strict=True):
        np.testing.assert_allclose(plain.lower, other.lower, atol=1e-9)
        np.testing.assert_allclose(plain.upper, other.upper, atol=1e-9)
    np.testing.assert_allclose(found.p_value, again.p_value)


@every_reference
def test_equal_weights_are_no_weights(reference):
    rows, weighted = Rows(7), Rows(7)
    weighted.weights = np.full(400, 0.1)
    found, again = rows.to(reference, FPR), weighted.to(reference, FPR)
    np.testing.assert_allclose(found.difference.upper, again.difference.upper, atol=1e-9)
    np.testing.assert_allclose(found.p_value, again.p_value)


@every_rate
@every_reference
def test_an_empty_slice_gives_nan_with_its_count(rate, reference):
    found = Rows(8).to(reference, rate)
    assert found.rows[EMPTY].tolist() == [0, 0]
    for limits in forms(found):
        ends = np.array([limits.value[EMPTY], limits.lower[EMPTY], limits.upper[EMPTY]])
        assert np.isnan(ends).all()
    assert np.isnan(found.p_value[EMPTY]).all()


def test_overall_has_no_gap_to_itself_and_no_rest():
    rows = Rows(9)
    found = rows.to("overall", FPR)
    assert found.difference.lower[0] == pytest.approx([0, 0])
    assert found.difference.upper[0] == pytest.approx([0, 0])
    assert np.isnan(found.p_value[0]).all()
    assert np.isnan(rows.to("rest", FPR).difference.value[0]).all()


def test_rows_that_nobody_annotated_are_in_overall_but_not_in_the_rest():
    rows = Rows(10)
    overall, rest = rows.to("overall", FPR), rows.to("rest", FPR)
    negatives = ~rows.positives
    assert overall.reference_rows[1, 0] == negatives.sum()
    assert rest.reference_rows[1, 0] == (negatives & (rows.atoms > 1) & (rows.atoms < 4)).sum()


def test_against_a_reference_that_is_overall_it_is_the_gap_to_overall():
    cells = Rows(11, weighted=True).cells(INSIDE)
    found = gaps_to_slice(FPR, cells, cells, reference=0)
    expected = gaps_to_overall(FPR, cells)
    np.testing.assert_array_equal(found.difference.lower, expected.difference.lower)
    np.testing.assert_array_equal(found.p_value, expected.p_value)


def test_where_all_rows_are_annotated_gap_to_overall_and_rest_have_one_p_value():
    rows = Rows(12)
    cells, others = rows.cells(INSIDE), rows.cells(~INSIDE)
    found, expected = gaps_to_overall(FPR, cells), gaps_to_rest(FPR, cells, others)
    np.testing.assert_allclose(found.p_value, expected.p_value)


def test_a_reference_within_the_slice_is_tested_against_the_rest_of_the_slice():
    inside = np.array([[1, 1], [1, 0]], dtype=bool)
    rows = Rows(13)
    rows.atoms = rows.atoms % 2
    cells = rows.cells(inside)
    shared = rows.cells(inside & inside[:, 1:2])
    found = gaps_to_slice(FPR, cells, shared, reference=1)
    assert found.p_value[0] == pytest.approx(gaps_to_overall(FPR, cells).p_value[1])
