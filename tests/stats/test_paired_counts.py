import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.stats.counts import Counts
from counterpoise.stats.paired_counts import PairedCounts

LIMITS = np.array([0.25, 0.5])
INSIDE = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 1], [1, 0, 0]], dtype=bool)

seeds = st.integers(0, 2**32 - 1)
many = settings(max_examples=30, deadline=None)


def random_rows(seed, rows=40, *, weighted=True):
    generator = np.random.default_rng(seed)
    return {
        "baseline": generator.integers(0, 9, rows) / 8,
        "model": (generator.integers(0, 9, rows) / 8).astype(np.float32),
        "positives": generator.random(rows) < 0.4,
        "atoms": generator.integers(0, 4, rows),
        "weights": generator.integers(0, 4, rows).astype(float) if weighted else None,
    }


def take(rows, where):
    return {name: None if column is None else column[where] for name, column in rows.items()}


def counts(rows):
    return PairedCounts.of(**rows, inside=INSIDE, thresholds=LIMITS)


def same(left, right):
    for name in PairedCounts.__slots__:
        np.testing.assert_allclose(getattr(left, name), getattr(right, name), rtol=1e-12)


def test_a_small_table_worked_by_hand():
    found = PairedCounts.of(
        baseline=np.array([0.9, 0.9, 0.1, 0.5, 0.2]),
        model=np.array([0.8, 0.2, 0.7, 0.6, 0.1]),
        positives=np.array([False, False, False, True, True]),
        atoms=np.array([0, 0, 1, 1, 0]),
        inside=np.array([[True, True], [True, False]]),
        thresholds=np.array([0.5]),
        weights=np.array([1.0, 2.0, 3.0, 4.0, 5.0]),
    )
    assert found.rows[0, 0, 0].tolist() == [[0, 1], [1, 1]]
    assert found.rows[0, 1, 0].tolist() == [[1, 1], [0, 0]], "a tie with the threshold is negative"
    assert found.rows[1, 0, 0].tolist() == [[0, 0], [1, 1]]
    assert found.weight[0, 0, 0].tolist() == [[0, 3], [2, 1]]
    assert found.weight_sq[0, 1, 0].tolist() == [[25, 16], [0, 0]]


@given(seed=seeds, weighted=st.booleans())
@many
def test_many_thresholds_give_what_each_gives_alone(seed, weighted):
    rows = random_rows(seed, weighted=weighted)
    limits = np.linspace(0, 1, 131)
    together = PairedCounts.of(**rows, inside=INSIDE, thresholds=limits)
    for place in (0, 1, 62, 63, 64, 65, 127, 130):
        alone = PairedCounts.of(**rows, inside=INSIDE, thresholds=limits[place : place + 1])
        for name in ("rows", "weight", "weight_sq"):
            found = getattr(together, name)[:, :, place]
            np.testing.assert_array_equal(found, getattr(alone, name)[:, :, 0])


def test_each_models_own_decisions_are_those_of_counts():
    rows = random_rows(3, 500)
    found = counts(rows)
    for model, axis in (("baseline", -1), ("model", -2)):
        alone = Counts.of(
            scores=rows[model],
            positives=rows["positives"],
            atoms=rows["atoms"],
            inside=INSIDE,
            edges=LIMITS,
            weights=rows["weights"],
        )
        called = found.weight.sum(axis=axis)[..., 1]
        np.testing.assert_allclose(called[..., 0], alone.weight[..., 1:].sum(axis=-1))
        np.testing.assert_allclose(called[..., 1], alone.weight[..., 2])


def test_a_float32_score_that_equals_the_threshold_is_negative():
    tied = {**random_rows(0, 1), "model": np.array([0.25], dtype=np.float32)}
    tied |= {"atoms": np.array([0]), "weights": None}
    assert counts(tied).rows[0, :, 0, :, 1].sum() == 0


@given(seeds, seeds)
@many
def test_any_split_merged_in_any_order_equals_the_whole(seed, cut):
    rows = random_rows(seed)
    mask = np.random.default_rng(cut).random(40) < 0.5
    one, other = counts(take(rows, mask)), counts(take(rows, ~mask))
    same(one.merge(other), counts(rows))
    same(other.merge(one), counts(rows))


@given(seeds)
@many
def test_merge_is_associative_and_empty_changes_nothing(seed):
    a, b, c = (counts(random_rows(seed + place, 9)) for place in range(3))
    same(a.merge(b).merge(c), a.merge(b.merge(c)))
    same(a.merge(PairedCounts.empty(slices=3, thresholds=LIMITS)), a)


@given(seeds)
@many
def test_the_order_of_rows_is_irrelevant(seed):
    rows = random_rows(seed)
    same(counts(take(rows, np.random.default_rng(seed).permutation(40))), counts(rows))


@given(seeds)
@many
def test_weight_one_is_no_weight_and_a_whole_weight_is_a_repeated_row(seed):
    plain = random_rows(seed, weighted=False)
    same(counts({**plain, "weights": np.ones(40)}), counts(plain))
    rows = random_rows(seed)
    repeated = take(rows, np.repeat(np.arange(40), rows["weights"].astype(int)))
    again = counts({**repeated, "weights": None})
    np.testing.assert_array_equal(again.weight, counts(rows).weight)


def test_no_rows_are_empty_sums():
    same(counts(random_rows(0, 0)), PairedCounts.empty(slices=3, thresholds=LIMITS))
