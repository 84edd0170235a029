"""Any split of the rows into batches, merged in any order, is one report."""

from functools import reduce
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.audit_plan import AuditPlan
from counterpoise.data.columns import Columns
from counterpoise.data.scanning import Batch
from counterpoise.folding import Fold

ROWS = 120
GROUPS = ("gender", "faith")
seeds = st.integers(0, 2**32 - 1)
some = settings(max_examples=5, deadline=None)


def frame_of(seed, *, weighted):
    generator = np.random.default_rng(seed)
    names = ["a", "b", "c", "d"]

    def groups():
        lists = [
            None if generator.random() < 0.1 else [n for n in names if generator.random() < 0.3]
            for _ in range(ROWS)
        ]
        return pl.Series(lists, dtype=pl.List(pl.String))

    scores = generator.random(ROWS).astype(np.float32)
    missing = pl.Series(generator.random(ROWS) < 0.1)
    columns = {
        "label": pl.Series(generator.integers(0, 2, ROWS)),
        "m": pl.Series(scores),
        "n": pl.select(pl.when(~missing).then(pl.lit(pl.Series(scores**2)))).to_series(),
        "after": pl.Series(scores[::-1].copy()),
        **{name: groups() for name in GROUPS},
    }
    if weighted:
        columns["w"] = pl.Series(generator.random(ROWS) * 3)
    return pl.DataFrame(columns).with_columns(
        label=pl.when(pl.lit(pl.Series(generator.random(ROWS) < 0.95))).then("label")
    )


def fold_of(*, weighted):
    return Fold(
        columns=Columns(label="label", groups=GROUPS, weight="w" if weighted else None),
        scores={"m": "m", "n": "n"},
        counterfactual_scores={"m": "after"},
        plan=AuditPlan.of(
            ["m", "n"],
            thresholds=[0.25, 0.5],
            crossings=[GROUPS],
            include=["bias_auc", "pr_auc", "calibration"],
        ),
    )


def parts(frame, seed):
    generator = np.random.default_rng(seed)
    cuts = np.sort(generator.integers(0, ROWS + 1, 3))
    batches = [frame[first:last] for first, last in pairwise([0, *cuts.tolist(), ROWS])]
    generator.shuffle(batches)
    return batches


def same_table(left, right):
    numbers = [name for name, dtype in left.schema.items() if dtype.is_numeric()]
    assert left.drop(numbers).equals(right.drop(numbers))
    for name in numbers:
        exact = left[name].dtype.is_integer()
        np.testing.assert_allclose(
            left[name].to_numpy(), right[name].to_numpy(), rtol=0 if exact else 1e-12, atol=1e-12
        )


@pytest.mark.parametrize("weighted", [False, True])
@given(seed=seeds, cut=seeds)
@some
def test_any_batches_merged_in_any_order_give_one_report(weighted, seed, cut):
    fold, frame = fold_of(weighted=weighted), frame_of(seed, weighted=weighted)
    whole = fold.report(fold.of(Batch(frame=frame)))
    sums = [fold.of(Batch(frame=part)) for part in parts(frame, cut)]
    merged = fold.report(reduce(lambda a, b: a.merge(b), sums, fold.empty()))
    assert merged.left_out == whole.left_out
    assert merged.not_annotated == whole.not_annotated
    same_table(merged.table(), whole.table())
    same_table(merged.error_bounds(), whole.error_bounds())


@pytest.mark.parametrize("against", ["rest", "gender=a"])
def test_gaps_of_merged_batches_are_those_of_all_rows(against):
    fold, frame = fold_of(weighted=True), frame_of(5, weighted=True)
    sums = [fold.of(Batch(frame=part)) for part in parts(frame, 6)]
    merged = fold.report(reduce(lambda a, b: a.merge(b), sums))
    whole = fold.report(fold.of(Batch(frame=frame)))
    same_table(merged.gaps(against=against), whole.gaps(against=against))


def test_redrawn_intervals_of_merged_batches_are_those_of_all_rows_to_the_last_digit():
    fold, frame = fold_of(weighted=False), frame_of(5, weighted=False)
    sums = [fold.of(Batch(frame=part)) for part in parts(frame, 6)]
    merged = fold.report(reduce(lambda a, b: a.merge(b), sums))
    whole = fold.report(fold.of(Batch(frame=frame)))
    asked = {"intervals": "resampled", "draws": 300, "seed": 11}
    assert merged.gaps(**asked).equals(whole.gaps(**asked))
    assert merged.largest_gaps(draws=300).equals(whole.largest_gaps(draws=300))


@given(seed=seeds, cut=seeds)
@some
def test_merging_is_associative_and_the_other_way_round(seed, cut):
    fold, frame = fold_of(weighted=False), frame_of(seed, weighted=False)
    one, two, *more = (fold.of(Batch(frame=part)) for part in parts(frame, cut))
    three = reduce(lambda a, b: a.merge(b), more)
    left, right = one.merge(two).merge(three), three.merge(one.merge(two))
    assert left.patterns.values == right.patterns.values
    for a, b in ((left, right), (left, one.merge(two.merge(three)))):
        np.testing.assert_array_equal(a.patterns.held, b.patterns.held)
        for name, sums in a.models.items():
            np.testing.assert_array_equal(sums.atoms.rows, b.models[name].atoms.rows)
            np.testing.assert_array_equal(sums.counts.rows, b.models[name].counts.rows)


@given(seed=seeds)
@some
def test_the_sums_of_nothing_change_nothing(seed):
    fold = fold_of(weighted=True)
    sums = fold.of(Batch(frame=frame_of(seed, weighted=True)))
    for merged in (sums.merge(fold.empty()), fold.empty().merge(sums)):
        assert fold.report(merged).table().equals(fold.report(sums).table())


def test_a_fold_over_all_rows_is_the_audit_but_for_areas_within_their_error():
    import counterpoise as cp

    frame = frame_of(7, weighted=True)
    fold = fold_of(weighted=True)
    folded = fold.report(fold.of(Batch(frame=frame)))
    examples = cp.read(frame, label="label", groups=GROUPS, weight="w")
    whole = cp.audit(
        examples,
        {"m": "m", "n": "n"},
        thresholds=[0.25, 0.5],
        crossings=[GROUPS],
        include=["bias_auc", "pr_auc", "calibration"],
    )
    keys = ["model", "slice", "metric", "threshold"]
    joined = folded.table().join(whole.table(), on=keys, nulls_equal=True)
    bounds = folded.error_bounds().with_columns(threshold=pl.lit(None, dtype=pl.Float64))
    joined = joined.join(bounds, on=keys, how="left", nulls_equal=True).fill_null(0)
    apart = (joined["value"] - joined["value_right"]).abs().fill_nan(0)
    assert (apart <= joined["error_bound"].fill_nan(0) + 1e-12).all()
    assert (joined["rows"] == joined["rows_right"]).all()
    only = set(whole.table()["metric"]) - set(folded.table()["metric"])
    assert only == {"calibration_slope", "calibration_intercept"}
