"""The cheapest thresholds that a rule allows, over all that decide differently."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds.candidates import Candidates
from counterpoise.remedies.thresholds.equal_rates import (
    RatedGroup,
    one_equal_rate,
    smallest_spread,
    two_equal_rates,
)
from counterpoise.remedies.thresholds.group_rates import group_trials
from counterpoise.remedies.thresholds.group_thresholds import GroupThresholds, check_lengths
from counterpoise.remedies.thresholds.rules import EqualRates, ThresholdRule

MINIMUM_ROWS = 50
"""Rows that each group must have of those that a rule's rates count: at 50 the interval of a rate
reaches up to 0.14 to either side."""

MOST_FOR_TWO_RATES = 2048
"""Candidates of a group that are looked at where two rates are held equal."""


def group_thresholds(
    scores: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    *,
    rule: ThresholdRule,
    weights: Float[np.ndarray, " rows"] | None = None,
    minimum_rows: int = MINIMUM_ROWS,
) -> GroupThresholds:
    """The thresholds of least cost that `rule` allows. Choose on validation rows, judge on others.

    All candidates are looked at: every score of a group, and the threshold below all of them. The
    answer is exact, and does not depend on how groups are called or ordered; only `EqualizedOdds`
    looks, in groups of more than 2,048 different scores, at so many of them, evenly by rank, which
    moves a rate by 0.0005 of the group's rows at most where scores are all different.

    Groups whose labels differ in share cannot in general have several rates equal at once; and
    rates that are equal on these rows differ on others by chance: see `GroupThresholds.gaps`.

    >>> from counterpoise.remedies.thresholds import EqualOpportunity
    >>> found = group_thresholds(
    ...     np.array([0.2, 0.6, 0.7, 0.9, 0.1, 0.3, 0.4, 0.5]),
    ...     np.array([False, False, True, True, False, True, True, True]),
    ...     RowGroups.named(["a"] * 4 + ["b"] * 4),
    ...     rule=EqualOpportunity(tolerance=0),
    ...     minimum_rows=2,
    ... )
    >>> dict(zip(found.groups, found.thresholds.tolist()))
    {'a': 0.6, 'b': 0.1}

    Args:
        scores: [rows], probability in [0, 1].
        positives: [rows], whether the label is positive.
        groups: of these rows. Rows in no group take no part in the rule; their threshold is the
            cheapest single one of all rows.
        rule: one of `SingleThreshold`, `GroupOptimum`, `DemographicParity`, `EqualOpportunity`,
            `FalsePositiveParity`, `EqualAccuracy`, `EqualizedOdds`.
        weights: [rows], >= 0; 1 each by default.
        minimum_rows: of each group, of those that the rule's rates count.

    Raises:
        DataError: scores that are no probabilities, arrays that are not one entry a row, no rows.
        PlanError: a group with too few rows, a tolerance that no thresholds keep.
    """
    check_lengths(scores=scores, positives=positives, groups=groups, weights=weights)
    _check_scores(scores)
    once = np.ones(len(scores)) if weights is None else weights.astype(np.float64)
    every = Candidates.of(scores, positives, once)
    elsewhere = float(every.thresholds[np.argmin(every.cost(rule.cost_ratio))])
    found = np.full(len(groups.names), elsewhere)
    if rule.by_group:
        _check_rows(rule, positives, groups, once, minimum_rows=minimum_rows)
        # By name, so that sums are taken in one order whatever the order of the groups.
        order = np.argsort(np.array(groups.names))
        some = [groups.codes == code for code in order]
        parts = [Candidates.of(scores[here], positives[here], once[here]) for here in some]
        found[order] = _chosen(rule, parts)
    return GroupThresholds(rule=rule, groups=groups.names, thresholds=found, elsewhere=elsewhere)


def _chosen(rule: ThresholdRule, parts: list[Candidates]) -> list[float]:
    """The threshold of each group."""
    if not parts:
        return []
    if not isinstance(rule, EqualRates):
        places = [int(np.argmin(part.cost(rule.cost_ratio))) for part in parts]
    elif len(rule.rates) == 1:
        places = _equal_in_one(rule, parts)
    else:
        parts = [part.thinned(MOST_FOR_TWO_RATES) for part in parts]
        places = two_equal_rates(_rated(rule, parts), tolerance=rule.tolerance)
    return [float(part.thresholds[place]) for part, place in zip(parts, places, strict=True)]


def _equal_in_one(rule: EqualRates, parts: list[Candidates]) -> list[int]:
    rated = _rated(rule, parts)
    places = one_equal_rate(rated, tolerance=rule.tolerance)
    if places is None:
        raise PlanError(
            f"No thresholds bring `{rule.rates[0]}` within {rule.tolerance} in all groups; the "
            f"smallest difference that any reach is {smallest_spread(rated):.4g}. Give a "
            "`tolerance` of at least that."
        )
    return places


def _rated(rule: EqualRates, parts: list[Candidates]) -> list[RatedGroup]:
    return [
        RatedGroup(
            rates=tuple(part.rate(name) for name in rule.rates), costs=part.cost(rule.cost_ratio)
        )
        for part in parts
    ]


def _check_scores(scores: Float[np.ndarray, " rows"]) -> None:
    wrong = np.flatnonzero(~((scores >= 0) & (scores <= 1)))
    if len(wrong):
        raise DataError(
            f"`scores` must be probabilities in [0, 1], got {scores[wrong[0]]} in row {wrong[0]} "
            f"({len(wrong)} such rows). Leave out rows that have no score."
        )
    if not len(scores):
        raise DataError("`scores` must have a row at least, got none. Give validation rows.")


def _check_rows(
    rule: ThresholdRule,
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    weights: Float[np.ndarray, " rows"],
    *,
    minimum_rows: int,
) -> None:
    for rate in rule.counted:
        counted = group_trials(
            rate,
            positives,
            positives,
            weights=weights,
            codes=groups.codes,
            groups=len(groups.names),
        )
        kind = {"true_positive_rate": "positive rows", "false_positive_rate": "negative rows"}
        for name, rows, weight in zip(groups.names, counted.rows, counted.weight, strict=True):
            if rows < max(minimum_rows, 1) or not weight > 0:
                raise PlanError(
                    f"Group `{name}` has {rows} {kind.get(rate, 'rows')} (weight {weight:g}), and "
                    f"a threshold of its own needs {minimum_rows} of them. Leave it out of the "
                    "groups, join it with another, or set `minimum_rows`."
                )
