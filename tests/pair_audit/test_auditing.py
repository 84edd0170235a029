"""Pairs become a report of flips: by hand, against the audit, against a bootstrap, and by laws."""

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import PlanError
from counterpoise.metrics.flips import FLIPS, GAPS
from counterpoise.pair_audit.auditing import audit_pairs

SEEDS = st.integers(0, 10_000)

BY_HAND = {
    "source": [0, 0, 1, 2, 2],
    "counterfactual": ["a", "b", "c", "d", "e"],
    "terms": [["she"], ["she", "queen"], ["queen"], ["he"], ["he"]],
    "generator": ["one", "two", "one", "one", "two"],
    "after": [0.9, 0.9, 0.1, 0.4, 0.9],
    "reason": [None, None, None, None, "one word left"],
}
BEFORE = [0.2, 0.8, 0.3]


def by_hand(**options):
    pairs = Pairs(frame=pl.DataFrame(BY_HAND), examples=3, left_out={"no letter left": 2})
    options = {"thresholds": [0.5], "counterfactual_scores": {"m": "after"}} | options
    return audit_pairs(pairs, {"m": BEFORE}, **options)


def numbers(report, metric="flip_rate", column="value"):
    """Slice -> number."""
    table = report.table(metrics=[metric])
    return dict(table.select(pl.col("family") + ":" + pl.col("slice"), column).iter_rows())


def made(seed, *, sources=30, pairs=80, terms=4):
    """Pairs at random, several of a source, and scores of two models."""
    generator = np.random.default_rng(seed)
    lists = [
        [f"t{term}" for term in np.flatnonzero(row)]
        for row in generator.random((pairs, terms)) < 0.4
    ]
    frame = pl.DataFrame(
        {
            "source": generator.integers(0, sources, pairs),
            "counterfactual": [str(place) for place in range(pairs)],
            "terms": pl.Series(lists, dtype=pl.List(pl.String)),
            "generator": [f"g{place}" for place in generator.integers(0, 2, pairs)],
            "one": generator.random(pairs),
            "two": generator.random(pairs),
        }
    )
    scores = {name: generator.random(sources) for name in ("one", "two")}
    return Pairs(frame=frame, examples=sources), scores


def audited(pairs, scores, **options):
    given = {"counterfactual_scores": {name: name for name in scores}, "thresholds": [0.3, 0.5]}
    return audit_pairs(pairs, scores, **given | options)


def same(left, right):
    assert left.columns == right.columns
    for name in left.columns:
        if left[name].dtype == pl.Float64:
            mine, theirs = left[name].to_numpy(), right[name].to_numpy()
            np.testing.assert_allclose(mine, theirs, rtol=1e-7, atol=1e-9, err_msg=name)
        else:
            assert left[name].to_list() == right[name].to_list()


def test_a_table_worked_by_hand():
    found = by_hand()
    assert numbers(found) == {
        "overall:overall": 3 / 4,
        "term:he": 0,
        "term:queen": 1,
        "term:she": 1,
        "generator:one": 2 / 3,
        "generator:two": 1,
    }
    assert numbers(found, column="pairs")["term:queen"] == 2
    assert numbers(found, column="sources")["term:she"] == 1
    assert numbers(found, "flip_rate_1_to_0", "flips")["overall:overall"] == 1
    assert numbers(found, "ctf_gap")["overall:overall"] == pytest.approx(
        (0.7 + 0.7 + 0.7 + 0.1) / 4
    )


def test_pairs_that_are_not_valid_are_counted_by_reason():
    found = by_hand()
    assert (found.pairs, found.sources) == (4, 3)
    assert found.invalid == {"one word left": 1}
    assert found.left_out == {"no letter left": 2}


def test_sources_alike_count_once_in_every_slice():
    found = by_hand(each="source")
    assert numbers(found)["overall:overall"] == pytest.approx((1 + 1 + 0) / 3)
    assert numbers(found)["term:she"] == 1
    assert numbers(found)["generator:one"] == pytest.approx(2 / 3)
    assert numbers(found, column="pairs")["overall:overall"] == 4


def test_sources_alike_are_the_weights_of_the_pairs_over_all_of_them():
    pairs, scores = made(0)
    found = audited(pairs, scores, each="source", thresholds=[0.5])
    frame = pairs.frame
    flips = (scores["one"][pairs.sources] > 0.5) != (frame["one"].to_numpy() > 0.5)
    expected = np.average(flips, weights=frame["weight"].to_numpy())
    table = found.table(metrics=["flip_rate"], by=["overall"])
    assert table.filter(model="one")["value"].item() == pytest.approx(expected)


@pytest.mark.parametrize("weighted", [False, True])
def test_overall_and_groups_are_those_of_the_audit(make_examples, weighted):
    pairs, scores = made(1)
    groups = [[["a"], ["b"], None, ["a", "b"]][place % 4] for place in range(30)]
    weights = np.arange(30) % 3 + 1.0 if weighted else None
    examples = make_examples([0.0] * 30, weights=weights, group=groups)
    mine = audited(pairs, scores, examples=examples).table(by=["overall", "slice"])
    theirs = audit(
        examples,
        scores,
        pairs=pairs,
        counterfactual_scores={"one": "one", "two": "two"},
        thresholds=[0.3, 0.5],
    ).table()
    keys = ["model", "slice", "metric", "threshold"]
    shown = theirs.filter(pl.col("metric").is_in([*FLIPS, *GAPS]))
    joined = mine.join(shown, on=keys, nulls_equal=True, how="inner", maintain_order="left")
    assert joined.height == mine.height == 2 * 3 * (3 * 2 + 2)
    for name in ("value", "lower", "upper"):
        np.testing.assert_allclose(joined[name], joined[f"{name}_right"], rtol=1e-12, atol=1e-12)
    assert joined["pairs"].to_list() == joined["rows"].to_list()


def bootstrap(flips, sources, *, draws=4000):
    """Width of the percentile interval of a flip rate, sources being redrawn."""
    hits, pairs = np.bincount(sources, flips), np.bincount(sources)
    hits, pairs = hits[pairs > 0], pairs[pairs > 0]
    drawn = np.random.default_rng(0).integers(0, len(hits), (draws, len(hits)))
    rates = hits[drawn].sum(axis=1) / pairs[drawn].sum(axis=1)
    low, high = np.quantile(rates, [0.025, 0.975])
    return high - low


def clustered():
    """Pairs of 150 sources, 8 each, that mostly flip together or not at all; half with a term."""
    generator = np.random.default_rng(5)
    sources = np.repeat(np.arange(150), 8)
    flips = generator.random(1200) < np.where(generator.random(150) < 0.4, 0.9, 0.05)[sources]
    mended = flips & (
        generator.random(1200) < np.where(generator.random(150) < 0.5, 0.9, 0.1)[sources]
    )
    terms = generator.integers(0, 2, 1200)
    frame = pl.DataFrame(
        {
            "source": sources,
            "counterfactual": ["x"] * 1200,
            "terms": [[f"t{term}"] for term in terms],
            "one": np.where(flips, 0.9, 0.1),
            "two": np.where(mended, 0.9, 0.1),
        }
    )
    report = audit_pairs(
        Pairs(frame=frame, examples=150),
        {"one": np.full(150, 0.2), "two": np.full(150, 0.2)},
        counterfactual_scores={"one": "one", "two": "two"},
        thresholds=[0.5],
    )
    return report, flips, mended, sources, terms


def test_the_interval_of_a_term_is_as_wide_as_redrawing_sources_makes_it():
    report, flips, _, sources, terms = clustered()
    row = report.table(metrics=["flip_rate"], by=["term"]).row(1, named=True)
    here = terms == 1
    width = row["upper"] - row["lower"]
    assert width == pytest.approx(bootstrap(flips[here], sources[here]), rel=0.1)
    assert width > 1.5 * bootstrap(flips[here], np.arange(1200)[here])


def test_the_interval_of_a_change_is_as_wide_as_redrawing_sources_makes_it():
    report, flips, mended, sources, _ = clustered()
    row = report.compare("one", "two", metrics=["flip_rate"], by=["overall"]).row(0, named=True)
    change = mended.astype(float) - flips
    width = row["upper"] - row["lower"]
    assert width == pytest.approx(bootstrap(change, sources), rel=0.1)
    assert width > 1.5 * bootstrap(change, np.arange(1200))


@given(SEEDS)
@settings(max_examples=2, deadline=None)
def test_the_order_of_pairs_is_irrelevant(seed):
    pairs, scores = made(seed)
    order = np.random.default_rng(seed).permutation(len(pairs))
    shuffled = Pairs(frame=pairs.frame[order], examples=pairs.examples)
    mine, theirs = audited(pairs, scores), audited(shuffled, scores)
    same(mine.table(), theirs.table())
    same(mine.gaps(), theirs.gaps())
    same(mine.compare("one", "two"), theirs.compare("one", "two"))


@given(SEEDS)
@settings(max_examples=2, deadline=None)
def test_pairs_written_down_thrice_say_the_same_with_the_same_certainty(seed):
    pairs, scores = made(seed)
    thrice = Pairs(frame=pl.concat([pairs.frame] * 3), examples=pairs.examples)
    for each in ("pair", "source"):
        mine, theirs = (audited(some, scores, each=each).table() for some in (pairs, thrice))
        several = pl.col("sources") < pl.col(
            "pairs"
        )  # else pairs and sources were one and the same
        same(
            mine.filter(several).drop("pairs", "flips"),
            theirs.filter(mine.select(several).to_series()).drop("pairs", "flips"),
        )
        assert theirs["pairs"].to_list() == (3 * mine["pairs"]).to_list()


def test_a_model_that_answers_all_is_not_judged_by_one_that_does_not():
    pairs, scores = made(2)
    silent = pairs.frame.with_columns(two=pl.when(pl.col("two") > 0.3).then("two"))
    some = Pairs(frame=silent, examples=pairs.examples)
    report, whole = audited(some, scores), audited(pairs, scores)
    same(report.table().filter(model="one"), whole.table().filter(model="one"))
    missing = silent["two"].null_count()
    assert [model.undecided for model in report.models] == [0, missing]
    overall = report.compare("one", "two", metrics=["flip_rate"], by=["overall"])
    assert overall["pairs"].unique().item() == len(pairs) - missing
    fewer = Pairs(frame=silent.drop_nulls("two"), examples=pairs.examples)
    same(report.compare("one", "two"), audited(fewer, scores).compare("one", "two"))


def test_a_term_that_flips_more_than_the_others_is_found():
    generator = np.random.default_rng(0)
    terms = np.arange(4000) % 20
    flips = generator.random(4000) < np.where(terms == 7, 0.4, 0.1)
    frame = pl.DataFrame(
        {
            "source": np.arange(4000),
            "counterfactual": ["x"] * 4000,
            "terms": [[f"t{term:02}"] for term in terms],
            "after": np.where(flips, 0.9, 0.1),
        }
    )
    report = audit_pairs(
        Pairs(frame=frame, examples=4000),
        {"m": np.full(4000, 0.2)},
        counterfactual_scores={"m": "after"},
        thresholds=[0.5],
    )
    gaps = report.gaps(metrics=["flip_rate"], by=["term"])
    assert gaps.filter(pl.col("adjusted_p_value") < 0.05)["slice"].to_list() == ["t07"]
    row = gaps.filter(slice="t07").row(0, named=True)
    assert (row["pairs"], row["reference_pairs"]) == (200, 3800)
    assert row["lower"] > 0.15


def test_pairs_of_other_examples_are_refused(make_examples):
    pairs, scores = made(0)
    expected = (
        "`pairs` were made from 30 examples, but these are 2. Make them of these examples, or take "
        "those that are of them by their ids: pairs.aligned(examples)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audited(pairs, scores, examples=make_examples([0, 1]))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"each": "row"}, "`each` cannot be 'row'. Available: `pair`, `source`."),
        (
            {"trained_with": {"three": "g0"}},
            "`trained_with` must name models, got `three`. Available: `one`, `two`.",
        ),
    ],
)
def test_what_there_is_not_is_refused(options, expected):
    pairs, scores = made(0)
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audited(pairs, scores, **options)


def test_no_valid_pair_leaves_every_number_undefined():
    frame = pl.DataFrame({"source": [0], "counterfactual": ["a"], "reason": ["one word left"]})
    report = audit_pairs(
        Pairs(frame=frame, examples=1), {"m": [0.5]}, counterfactual_scores={"m": [0.5]}
    )
    table = report.table(by=["overall"])
    assert table["value"].is_nan().all()
    assert table["pairs"].unique().to_list() == [0]
    assert table["evidence"].unique().to_list() == ["not enough data"]
