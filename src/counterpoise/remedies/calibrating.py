"""Calibration by group: scores that mean the same chance in every group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.errors import PlanError, choices
from counterpoise.remedies.row_groups import NO_GROUP, RowGroups
from counterpoise.stats.logistic_line import logistic_line

Method = Literal["platt", "isotonic"]

MINIMUM_ROWS = 50
"""Positives and negatives, each, that a group must have for a curve of its own."""

SURE = 1e-7
"""Scores are held this far from 0 and 1 where their logit is taken."""

Rows = Float[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A rising map of scores, straight between its points and level beyond them.

    Attributes:
        at: [points], rising.
        values: [points], in [0, 1].
        on_logits: whether `at` and `values` are the slope and intercept of a line of logits
            instead: values[0] + at[0] logit(score).
    """

    at: Float[np.ndarray, " points"]
    values: Float[np.ndarray, " points"]
    on_logits: bool

    def of(self, scores: Rows) -> Rows:
        """[rows], the calibrated scores."""
        from scipy.special import expit

        if self.on_logits:
            return expit(self.values[0] + self.at[0] * _logits(scores))
        return np.interp(scores, self.at, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCalibration:
    """One calibration curve a group, fitted by `group_calibration`.

    Attributes:
        groups: names.
        curves: one a group.
        elsewhere: of rows that are in no group: fitted to all rows.
    """

    groups: tuple[str, ...]
    curves: tuple[Curve, ...]
    elsewhere: Curve

    def scores(self, scores: Rows, groups: RowGroups) -> Rows:
        """[rows], the calibrated scores, in [0, 1].

        Args:
            scores: [rows], probability in [0, 1].
            groups: of these rows.

        Raises:
            PlanError: rows in a group that has no curve.
        """
        codes = groups.among(self.groups)
        found = np.empty(len(scores))
        for code, curve in zip(
            [NO_GROUP, *range(len(self.groups))], [self.elsewhere, *self.curves], strict=True
        ):
            here = codes == code
            found[here] = curve.of(scores[here].astype(np.float64))
        return found


def group_calibration(
    scores: Rows,
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    *,
    method: Method = "platt",
    weights: Rows | None = None,
    minimum_rows: int = MINIMUM_ROWS,
) -> GroupCalibration:
    """A calibration curve for every group, fitted on validation rows.

    It needs each row's group when scores are used, and the caution of thresholds by group holds
    for it too. Scores that are calibrated in every group have in general unequal error rates at
    any one threshold (Chouldechova).

    Args:
        scores: [rows], probability in [0, 1].
        positives: [rows], whether the label is positive.
        groups: of these rows. Rows in no group are calibrated by a curve of all rows.
        method: `platt` (a line of logits, two numbers a group, by Newton's method on smoothed
            labels) or `isotonic` (any rising curve; for groups of a thousand rows or more).
        weights: [rows], >= 0; 1 each by default.
        minimum_rows: positives and negatives, each, that a group must have.

    Raises:
        PlanError: a group with too few rows of a label or a single score, an unknown method.

    Source: Platt, Advances in Large Margin Classifiers, 1999; Zadrozny & Elkan, KDD 2002;
    Chouldechova, Big Data 5, 2017.
    """
    if method not in get_args(Method):
        raise PlanError(f"`method` cannot be {method!r}. {choices(get_args(Method), str(method))}")
    once = np.ones(len(scores)) if weights is None else weights.astype(np.float64)
    values = scores.astype(np.float64)

    def curve(name: str, here: Bool[np.ndarray, " rows"], *, needed: int) -> Curve:
        _check(name, positives[here], needed=needed)
        fitted = _platt if method == "platt" else _isotonic
        return fitted(name, values[here], positives[here], once[here])

    return GroupCalibration(
        groups=groups.names,
        curves=tuple(
            curve(f"Group `{name}`", groups.codes == code, needed=minimum_rows)
            for code, name in enumerate(groups.names)
        ),
        elsewhere=curve("The set of all rows", np.ones(len(scores), dtype=bool), needed=1),
    )


def _check(name: str, positives: Bool[np.ndarray, " rows"], *, needed: int) -> None:
    plus = int(positives.sum())
    minus = len(positives) - plus
    if min(plus, minus) < max(needed, 1):
        raise PlanError(
            f"{name} has {plus} positive and {minus} negative rows, and a calibration curve needs "
            f"{max(needed, 1)} of each. Leave it out of the groups, join it with another, or set "
            "`minimum_rows`."
        )


def _platt(name: str, scores: Rows, positives: Bool[np.ndarray, " rows"], weights: Rows) -> Curve:
    """Labels are drawn in to (n+ + 1)/(n+ + 2) and 1/(n- + 2), so that there always is a line."""
    plus = int(positives.sum())
    minus = len(positives) - plus
    labels = np.where(positives, (plus + 1) / (plus + 2), 1 / (minus + 2))
    line = logistic_line(_logits(scores), labels, weights)
    if np.isnan(line.slope):
        raise PlanError(
            f"{name} has {len(np.unique(scores))} different scores with a weight, and a line needs "
            "two or more. Leave it out of the groups, or join it with another."
        )
    return Curve(at=np.array([line.slope]), values=np.array([line.intercept]), on_logits=True)


def _isotonic(
    name: str, scores: Rows, positives: Bool[np.ndarray, " rows"], weights: Rows
) -> Curve:
    """Equal scores are one point, so that they stay equal."""
    from scipy.optimize import isotonic_regression

    counted = weights > 0
    if not counted.any():
        raise PlanError(f"{name} has no row with a weight, and a curve needs some. Leave it out.")
    at, place = np.unique(scores[counted], return_inverse=True)
    mass = np.bincount(place, weights=weights[counted])
    hits = np.bincount(place, weights=weights[counted] * positives[counted])
    return Curve(at=at, values=isotonic_regression(hits / mass, weights=mass).x, on_logits=False)


def _logits(scores: Rows) -> Rows:
    held = np.clip(scores, SURE, 1 - SURE)
    return np.log(held) - np.log1p(-held)
