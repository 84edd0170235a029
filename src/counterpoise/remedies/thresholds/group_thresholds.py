"""Thresholds by group: what they decide, and what that comes to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from counterpoise.errors import DataError, PlanError, choices
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds.group_rates import (
    RATES,
    gap_frame,
    group_trials,
    rate_frame,
)
from counterpoise.remedies.thresholds.rules import RULES, EqualRates, ThresholdRule
from counterpoise.stats.trials import Trials

CAUTION = (
    "Thresholds that differ by group decide differently about two people with the same score "
    "because of their group. In some uses (hiring, credit, housing, insurance) that may be "
    "unlawful. Ask before it is used on people."
)
"""What a reader of thresholds by group must know."""

Rows = Bool[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupThresholds:
    """One threshold a group, chosen by `group_thresholds`; a decision is score > threshold.

    Attributes:
        rule: what they were chosen by.
        groups: names.
        thresholds: [groups]; -inf where every row of the group is positive.
        elsewhere: the threshold of rows that are in no group: the cheapest single one of all rows.
    """

    rule: ThresholdRule
    groups: tuple[str, ...]
    thresholds: Float[np.ndarray, " groups"]
    elsewhere: float

    @property
    def caution(self) -> str | None:
        """What a reader must know; None where all thresholds are one."""
        return CAUTION if (self.thresholds != self.elsewhere).any() else None

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values, to be kept for new rows; null where every row is positive."""
        return {
            "rule": type(self.rule).__name__,
            "options": asdict(self.rule),
            "thresholds": {
                name: _finite(threshold)
                for name, threshold in zip(self.groups, self.thresholds.tolist(), strict=True)
            },
            "elsewhere": _finite(self.elsewhere),
        }

    @staticmethod
    def from_object(entry: dict[str, Any]) -> GroupThresholds:
        """From what `to_object` gave.

        Raises:
            PlanError: a rule that does not exist.
        """
        if entry["rule"] not in RULES:
            raise PlanError(
                f"Thresholds were chosen by a rule that is not known here, `{entry['rule']}`. "
                f"{choices(RULES, entry['rule'])}"
            )
        values = [-np.inf if one is None else one for one in entry["thresholds"].values()]
        elsewhere = entry["elsewhere"]
        return GroupThresholds(
            rule=RULES[entry["rule"]](**entry["options"]),
            groups=tuple(entry["thresholds"]),
            thresholds=np.array(values, dtype=np.float64),
            elsewhere=-np.inf if elsewhere is None else elsewhere,
        )

    def decisions(self, scores: Float[np.ndarray, " rows"], groups: RowGroups) -> Rows:
        """[rows], whether the decision is positive.

        Args:
            scores: [rows], probability in [0, 1].
            groups: of these rows.

        Raises:
            DataError: as many scores as rows were expected.
            PlanError: rows in a group that has no threshold.
        """
        check_lengths(scores=scores, groups=groups)
        return scores > self._of(groups.among(self.groups))

    def rates(
        self,
        scores: Float[np.ndarray, " rows"],
        positives: Rows,
        groups: RowGroups,
        *,
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> pl.DataFrame:
        """What the thresholds come to in every group; judge by rows that they were not chosen on.

        Args:
            scores: [rows], probability in [0, 1].
            positives: [rows], whether the label is positive.
            groups: of these rows.
            weights: [rows], >= 0; 1 each by default.

        Returns:
            One row a group (null: all rows, those in no group too) and rate (positive, true
            positive, false positive, false negative rate, accuracy): threshold (null for all rows
            where groups differ), value with its 95 % interval (lower, upper; nan without rows),
            rows (that the rate counts).

        Raises:
            DataError: arrays that are not one entry a row.
            PlanError: rows in a group that has no threshold.
        """
        by_group, overall = self._trials(scores, positives, groups, weights)
        frame = pl.concat(
            [rate_frame(self.groups, by_group), rate_frame([None], overall)], how="vertical"
        )
        places = {name: float(self.thresholds[at]) for at, name in enumerate(self.groups)}
        everywhere = self.elsewhere if self.caution is None else None
        thresholds = [
            everywhere if name is None else places[name] for name in frame["group"].to_list()
        ]
        shown = pl.Series("threshold", thresholds, dtype=pl.Float64)
        return frame.insert_column(1, shown)

    def gaps(
        self,
        scores: Float[np.ndarray, " rows"],
        positives: Rows,
        groups: RowGroups,
        *,
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> pl.DataFrame:
        """How far apart the groups' rates are: the largest less the smallest.

        Args:
            scores: [rows], probability in [0, 1].
            positives: [rows], whether the label is positive.
            groups: of these rows.
            weights: [rows], >= 0; 1 each by default.

        Returns:
            One row a rate: value with its 95 % interval (lower, upper), lowest and highest (the
            groups at the ends) and tolerance (that the rule held it to on the rows that it was
            chosen on; null where the rule does not hold it). nan where fewer than two groups have
            rows.

        Raises:
            DataError: arrays that are not one entry a row.
            PlanError: rows in a group that has no threshold.
        """
        by_group, _ = self._trials(scores, positives, groups, weights)
        held = self.rule.rates if isinstance(self.rule, EqualRates) else ()
        tolerance = self.rule.tolerance if isinstance(self.rule, EqualRates) else None
        frame = gap_frame(self.groups, by_group, together=held)
        shown = pl.when(pl.col("metric").is_in(held)).then(pl.lit(tolerance, dtype=pl.Float64))
        return frame.with_columns(tolerance=shown)

    def cost(
        self,
        scores: Float[np.ndarray, " rows"],
        positives: Rows,
        groups: RowGroups,
        *,
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> float:
        """cost_ratio * false positives + false negatives, as a share of all rows' weight.

        Raises:
            DataError: arrays that are not one entry a row.
            PlanError: rows in a group that has no threshold.
        """
        check_lengths(scores=scores, positives=positives, groups=groups, weights=weights)
        called = self.decisions(scores, groups)
        each = self.rule.cost_ratio * (called & ~positives) + (~called & positives)
        return float(np.average(each, weights=weights))

    def _of(self, codes: Int[np.ndarray, " rows"]) -> Float[np.ndarray, " rows"]:
        """Every row's threshold; a row in no group has the last."""
        return np.append(self.thresholds, self.elsewhere)[codes]

    def _trials(
        self,
        scores: Float[np.ndarray, " rows"],
        positives: Rows,
        groups: RowGroups,
        weights: Float[np.ndarray, " rows"] | None,
    ) -> tuple[dict[str, Trials], dict[str, Trials]]:
        """Of every group, and of all rows."""
        check_lengths(scores=scores, positives=positives, groups=groups, weights=weights)
        codes = groups.among(self.groups)
        called = scores > self._of(codes)
        once = np.ones(len(scores)) if weights is None else weights.astype(np.float64)

        def trials(places: Int[np.ndarray, " rows"], count: int) -> dict[str, Trials]:
            return {
                name: group_trials(
                    name, called, positives, weights=once, codes=places, groups=count
                )
                for name in RATES
            }

        return trials(codes, len(self.groups)), trials(np.zeros_like(codes), 1)


def _finite(threshold: float) -> float | None:
    return threshold if np.isfinite(threshold) else None


def check_lengths(**columns: np.ndarray | RowGroups | None) -> None:
    """Refuses columns that do not have one entry a row.

    Raises:
        DataError: lengths that differ.
    """
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"`{name}` {length}" for name, length in lengths.items())
        raise DataError(
            f"Every argument must have one entry a row, got {told}. Take all from the same rows."
        )
