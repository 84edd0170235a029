import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds import (
    DemographicParity,
    EqualAccuracy,
    EqualizedOdds,
    EqualOpportunity,
    FalsePositiveParity,
    GroupOptimum,
    SingleThreshold,
    group_thresholds,
)

PARITIES = [
    DemographicParity,
    EqualOpportunity,
    FalsePositiveParity,
    EqualAccuracy,
    EqualizedOdds,
]


def cost_in_groups(found, rows):
    """Of the rows that are in a group."""
    weights = np.ones(len(rows.scores)) if rows.weights is None else rows.weights
    called = found.decisions(rows.scores, rows.groups)
    each = found.rule.cost_ratio * (called & ~rows.positives) + (~called & rows.positives)
    return float((weights * each)[rows.groups.codes >= 0].sum())


# a: one negative above one positive. b: all scores are lower by 0.3.
SCORES = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.2, 0.3, 0.4, 0.5, 0.6])
LABELS = np.array([0, 1, 0, 1, 1] * 2, dtype=bool)
GROUPS = RowGroups.named(["a"] * 5 + ["b"] * 5)


def chosen(rule, *, minimum_rows=1, **options):
    found = group_thresholds(
        SCORES, LABELS, GROUPS, rule=rule, minimum_rows=minimum_rows, **options
    )
    return found.thresholds.tolist()


def test_one_threshold_for_all_by_hand():
    # Three decisions are wrong at 0.2, 0.4 and 0.5, more at all others; the lowest is taken.
    assert chosen(SingleThreshold()) == [0.2, 0.2]
    # At 0.7 no negative is positive, and four positives are missed.
    assert chosen(SingleThreshold(cost_ratio=4)) == [0.7, 0.7]


def test_each_groups_own_best_by_hand():
    assert chosen(GroupOptimum()) == [0.5, 0.2]
    # A false positive costs more than the missed positive at 0.6.
    assert chosen(GroupOptimum(cost_ratio=1.5)) == [0.7, 0.4]


def test_demographic_parity_by_hand():
    scores = np.array([0.1, 0.6, 0.7, 0.8, 0.1, 0.2, 0.3, 0.9])
    labels = np.array([False, True, True, True, False, False, False, True])
    groups = RowGroups.named(["a"] * 4 + ["b"] * 4)
    # Alone, three of a and one of b would be positive; every step towards each other costs 1, so
    # that all equal rates between them cost 2. At most 0.25 apart costs 1.
    found = group_thresholds(
        scores, labels, groups, rule=DemographicParity(tolerance=0.25), minimum_rows=1
    )
    assert found.cost(scores, labels, groups) == 1 / 8
    found = group_thresholds(
        scores, labels, groups, rule=DemographicParity(tolerance=0), minimum_rows=1
    )
    assert found.cost(scores, labels, groups) == 2 / 8
    rates = found.rates(scores, labels, groups).filter(metric="positive_rate")
    assert rates["value"].n_unique() == 1


@pytest.mark.parametrize("rule", PARITIES)
@pytest.mark.parametrize("tolerance", [0, 0.1, 0.4])
@pytest.mark.parametrize("weighted", [False, True])
def test_no_allowed_combination_of_thresholds_is_cheaper(
    make_scored, least_cost, rule, tolerance, weighted
):
    for seed in range(4):
        rows = make_scored(seed, weighted=weighted, groups=3 if seed == 3 else 2)
        this = rule(tolerance=tolerance, cost_ratio=1.3)
        least = least_cost(this, rows)
        options = {"rule": this, "weights": rows.weights, "minimum_rows": 1}
        if least == np.inf:
            with pytest.raises(PlanError, match=r"^No thresholds bring `accuracy` within"):
                group_thresholds(*rows.columns, **options)
            continue
        found = group_thresholds(*rows.columns, **options)
        assert cost_in_groups(found, rows) == pytest.approx(least)
        gaps = found.gaps(*rows.columns, weights=rows.weights).drop_nulls("tolerance")
        assert gaps["metric"].to_list() == sorted(this.rates, reverse=True)
        assert (gaps["value"] <= tolerance + 1e-9).all()


def test_each_groups_own_best_is_the_cheapest_of_all(make_scored, least_cost):
    for seed in range(5):
        rows = make_scored(seed, weighted=True)
        rule = GroupOptimum(cost_ratio=0.7)
        found = group_thresholds(*rows.columns, rule=rule, weights=rows.weights, minimum_rows=1)
        assert cost_in_groups(found, rows) == pytest.approx(least_cost(rule, rows))


def test_a_rule_that_allows_everything_is_each_groups_own_best(make_scored):
    rows = make_scored(7, groups=4, rows=60)
    own = group_thresholds(*rows.columns, rule=GroupOptimum(), minimum_rows=1)
    for rule in PARITIES:
        found = group_thresholds(*rows.columns, rule=rule(tolerance=1), minimum_rows=1)
        assert cost_in_groups(found, rows) == cost_in_groups(own, rows)


@pytest.mark.parametrize("rule", [*PARITIES, GroupOptimum])
@given(seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_names_and_order_of_groups_and_rows_do_not_matter(rule, seed):
    generator = np.random.default_rng(seed)
    codes, positives = generator.integers(0, 3, 90), generator.random(90) < 0.5
    scores = (generator.random(90) + positives).round(1) / 2
    options = {"rule": rule(cost_ratio=0.3), "minimum_rows": 1}
    if rule is EqualAccuracy:
        options["rule"] = rule(cost_ratio=0.3, tolerance=0.3)
    plain = group_thresholds(
        scores, positives, RowGroups(names=("a", "b", "c"), codes=codes), **options
    )
    turned = RowGroups(names=("c", "a", "b"), codes=(codes + 1) % 3)
    assert group_thresholds(scores, positives, turned, **options).thresholds.tolist() == (
        np.roll(plain.thresholds, 1).tolist()
    )
    order = generator.permutation(90)
    mixed = RowGroups(names=("a", "b", "c"), codes=codes[order])
    again = group_thresholds(scores[order], positives[order], mixed, **options)
    assert again.thresholds.tolist() == plain.thresholds.tolist()


@pytest.mark.parametrize("rule", [SingleThreshold, GroupOptimum, *PARITIES])
def test_whole_weights_are_repeated_rows(make_scored, rule):
    rows = make_scored(11, rows=30)
    times = np.random.default_rng(1).integers(1, 4, 30)
    repeated = RowGroups(names=rows.groups.names, codes=np.repeat(rows.groups.codes, times))
    this = rule(tolerance=0.4) if rule in PARITIES else rule()
    weighted = group_thresholds(*rows.columns, rule=this, weights=times, minimum_rows=1)
    plain = group_thresholds(
        np.repeat(rows.scores, times),
        np.repeat(rows.positives, times),
        repeated,
        rule=this,
        minimum_rows=1,
    )
    assert weighted.thresholds.tolist() == plain.thresholds.tolist()
    assert weighted.elsewhere == plain.elsewhere


def test_rows_in_no_group_keep_the_single_threshold(make_scored):
    rows = make_scored(3)
    single = group_thresholds(*rows.columns, rule=SingleThreshold())
    parity = group_thresholds(*rows.columns, rule=DemographicParity(), minimum_rows=1)
    assert parity.elsewhere == single.elsewhere == single.thresholds[0]


def test_everything_is_positive_where_that_is_cheapest_even_at_score_0():
    groups = RowGroups.named(["a"] * 2)
    for lowest, threshold in ((0.0, -np.inf), (0.2, 0.0)):
        scores = np.array([lowest, 0.5])
        found = group_thresholds(
            scores, np.array([True, True]), groups, rule=DemographicParity(), minimum_rows=1
        )
        assert found.thresholds.tolist() == [threshold]
        assert found.decisions(scores, groups).all()


def test_scores_of_less_precision_are_told_apart_exactly():
    scores = np.array([0.1, 0.3], dtype=np.float32)
    groups = RowGroups.named(["a", "a"])
    labels = np.array([False, True])
    found = group_thresholds(scores, labels, groups, rule=GroupOptimum(), minimum_rows=1)
    assert found.decisions(scores, groups).tolist() == [False, True]


def test_two_rates_of_many_scores_are_held_within_the_tolerance():
    generator = np.random.default_rng(0)
    codes = generator.integers(0, 2, 12_000)
    positives = generator.random(12_000) < 0.3 + 0.2 * codes
    height = generator.normal(size=12_000) + 1.5 * positives + 0.5 * codes
    scores = 1 / (1 + np.exp(-height))
    groups = RowGroups(names=("a", "b"), codes=codes)
    rule = EqualizedOdds(tolerance=0.02)
    found = group_thresholds(scores, positives, groups, rule=rule)
    gaps = found.gaps(scores, positives, groups).drop_nulls("tolerance")
    assert (gaps["value"] <= 0.02).all()
    own = group_thresholds(scores, positives, groups, rule=GroupOptimum())
    assert found.cost(scores, positives, groups) < own.cost(scores, positives, groups) + 0.02


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (DemographicParity(), "Group `b` has 49 rows (weight 49), and a threshold"),
        (EqualOpportunity(), "Group `a` has 30 positive rows (weight 30), and a threshold"),
        (FalsePositiveParity(), "Group `a` has 30 negative rows (weight 30), and a threshold"),
        (GroupOptimum(), "Group `a` has 30 positive rows (weight 30), and a threshold"),
    ],
)
def test_a_group_with_too_few_rows_is_refused(rule, told):
    scores = np.linspace(0, 1, 109)
    groups = RowGroups(names=("a", "b"), codes=np.repeat([0, 1], [60, 49]))
    expected = (
        f"{told} of its own needs 50 of them. Leave it out of the groups, join it with another, "
        "or set `minimum_rows`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_thresholds(scores, np.arange(109) % 2 == 0, groups, rule=rule)


def test_a_group_without_weight_is_refused():
    expected = (
        "Group `a` has 1 rows (weight 0), and a threshold of its own needs 0 of them. Leave it out "
        "of the groups, join it with another, or set `minimum_rows`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_thresholds(
            np.array([0.5]),
            np.array([True]),
            RowGroups.named(["a"]),
            rule=DemographicParity(),
            weights=np.zeros(1),
            minimum_rows=0,
        )


def test_one_threshold_needs_no_rows_of_a_group():
    groups = RowGroups(names=("a", "b"), codes=np.array([0, 0]))
    found = group_thresholds(
        np.array([0.2, 0.8]), np.array([False, True]), groups, rule=SingleThreshold()
    )
    assert found.thresholds.tolist() == [0.2, 0.2]


def test_a_tolerance_that_nothing_keeps_is_refused_with_the_smallest_that_is_kept():
    # a is right in 1/3 or 2/3 of its decisions, b in 1/2 or none.
    scores = np.array([0.5, 0.5, 0.5, 0.5, 0.5])
    labels = np.array([True, True, False, True, False])
    groups = RowGroups.named(["a"] * 3 + ["b"] * 2)
    expected = (
        "No thresholds bring `accuracy` within 0.1 in all groups; the smallest difference that any "
        "reach is 0.1667. Give a `tolerance` of at least that."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_thresholds(scores, labels, groups, rule=EqualAccuracy(tolerance=0.1), minimum_rows=1)


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan")])
def test_a_score_that_is_no_probability_is_refused(wrong):
    expected = (
        f"`scores` must be probabilities in [0, 1], got {wrong} in row 1 (1 such rows). "
        "Leave out rows that have no score."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        group_thresholds(
            np.array([0.5, wrong]),
            np.array([True, True]),
            RowGroups.named(["a", "a"]),
            rule=SingleThreshold(),
        )


def test_no_rows_are_refused():
    nothing = np.array([])
    with pytest.raises(DataError, match=r"^`scores` must have a row at least, got none\."):
        group_thresholds(nothing, nothing.astype(bool), RowGroups.named([]), rule=SingleThreshold())


def test_lengths_that_differ_are_refused():
    expected = (
        "Every argument must have one entry a row, got `scores` 2, `positives` 1, `groups` 2. "
        "Take all from the same rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        group_thresholds(
            np.ones(2), np.array([True]), RowGroups.named(["a", "a"]), rule=SingleThreshold()
        )
