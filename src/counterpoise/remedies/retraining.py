"""The last layer trained again on balanced rows: for any encoder (deep feature reweighting)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.errors import PlanError, choices
from counterpoise.remedies.row_groups import RowGroups

Penalty = Literal["l1", "l2"]

Features = Float[np.ndarray, "rows width"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLayer:
    """A logistic layer on features: logit = intercept + features . coefficients.

    Attributes:
        coefficients: [width].
        intercept: of the logit.
    """

    coefficients: Float[np.ndarray, " width"]
    intercept: float

    def logits(self, features: Features) -> Float[np.ndarray, " rows"]:
        """[rows], one logit a row of features."""
        return features @ self.coefficients + self.intercept

    def scores(self, features: Features) -> Float[np.ndarray, " rows"]:
        """[rows], probability in [0, 1]."""
        from scipy.special import expit

        return expit(self.logits(features))

    def after(
        self, encoder: Callable[[Sequence[str]], Features]
    ) -> Callable[[Sequence[str]], Float[np.ndarray, " rows"]]:
        """The model texts -> scores that is this layer on top of an encoder, texts -> features."""
        return lambda texts: self.scores(np.asarray(encoder(texts), dtype=np.float64))


def last_layer(
    features: Features,
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    *,
    generator: np.random.Generator,
    draws: int = 10,
    penalty: Penalty = "l1",
    strength: float = 0.01,
    minimum_rows: int = 10,
) -> LastLayer:
    """A last layer trained on rows balanced over group and label, averaged over several draws.

    Each draw takes as many rows of every group and label as the smallest of these cells has,
    scales the features to mean 0 and deviation 1, and fits
    min over (b, w) of mean log loss + strength * ||w||_1 (l1) or strength * ||w||^2 / 2 (l2).

    Rows should be held-out ones: features of the encoder's own training rows fit its errors.
    `strength` is chosen on validation rows, by the worst group.

    Args:
        features: [rows, width], finite: embeddings, or what goes into a network's last layer.
        positives: [rows], whether the label is positive.
        groups: of these rows; rows in no group count as a group of their own. For groups that
            overlap use `RowGroups.of_patterns`.
        generator: draws the rows.
        draws: how many balanced sets are fitted.
        penalty: `l1`, as the authors use, sets most coefficients to 0 in each draw; `l2` none.
        strength: of the penalty, >= 0 (for `l2` above 0).
        minimum_rows: that every group and label must have.

    Raises:
        PlanError: a group that has too few rows of a label, an unknown penalty, a strength below
            0, no draws.

    Source: Kirichenko, Izmailov & Wilson, ICLR 2023 (DFR).
    """
    _check_options(penalty, strength, draws)
    cells = _cells(positives, groups, minimum_rows=minimum_rows)
    rows = min(map(len, cells))
    fits: list[LastLayer] = []
    for _ in range(draws):
        drawn = np.concatenate([generator.permutation(cell)[:rows] for cell in cells])
        some = features[drawn].astype(np.float64)
        fits.append(_fitted(some, positives[drawn], penalty=penalty, strength=strength))
    return LastLayer(
        coefficients=np.mean([fit.coefficients for fit in fits], axis=0),
        intercept=float(np.mean([fit.intercept for fit in fits])),
    )


def _check_options(penalty: str, strength: float, draws: int) -> None:
    if penalty not in get_args(Penalty):
        raise PlanError(f"`penalty` cannot be {penalty!r}. {choices(get_args(Penalty), penalty)}")
    if not 0 <= strength < np.inf or (penalty == "l2" and not strength):
        raise PlanError(
            f"`strength` must be a finite number >= 0, for `l2` above 0, got {strength}. "
            "Without a penalty labels that features part have no best layer; try 0.01."
        )
    if draws < 1:
        raise PlanError(f"`draws` must be 1 or more, got {draws}. The authors average 10 to 20.")


def _cells(
    positives: Bool[np.ndarray, " rows"], groups: RowGroups, *, minimum_rows: int
) -> list[Int[np.ndarray, " cell"]]:
    """The rows of every group and label, those of no group first where there are any."""
    without = [-1] if (groups.codes < 0).any() else []
    cells: list[np.ndarray] = []
    for code in (*without, *range(len(groups.names))):
        for label in (False, True):
            found = np.flatnonzero((groups.codes == code) & (positives == label))
            if len(found) < max(minimum_rows, 1):
                name = f"Group `{groups.names[code]}`" if code >= 0 else "The rest (no group)"
                raise PlanError(
                    f"{name} has {len(found)} {'positive' if label else 'negative'} rows, and a "
                    f"balanced set needs {max(minimum_rows, 1)}. Leave it out, join it with "
                    "another, or set `minimum_rows`."
                )
            cells.append(found)
    return cells


def _fitted(
    features: Features, positives: Bool[np.ndarray, " rows"], *, penalty: str, strength: float
) -> LastLayer:
    """The best layer for these rows, in terms of features as they were given."""
    centre, spread = features.mean(axis=0), features.std(axis=0)
    scaled = (features - centre) / np.where(spread > 0, spread, 1.0)
    solve = _lasso if penalty == "l1" else _ridge
    intercept, coefficients = solve(scaled, positives.astype(np.float64), strength)
    plain = np.where(spread > 0, coefficients / np.where(spread > 0, spread, 1.0), 0.0)
    return LastLayer(coefficients=plain, intercept=float(intercept - centre @ plain))


Solved = tuple[float, Float[np.ndarray, " width"]]


def _ridge(x: Features, y: Float[np.ndarray, " rows"], strength: float) -> Solved:
    from scipy.optimize import minimize

    def loss(line: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = _log_loss(line, x, y)
        gradient[1:] += strength * line[1:]
        return value + strength / 2 * float(line[1:] @ line[1:]), gradient

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options=SOLVER).x
    return float(found[0]), found[1:]


def _lasso(x: Features, y: Float[np.ndarray, " rows"], strength: float) -> Solved:
    """w = u - v with u, v >= 0, so that the penalty is smooth and ends are exactly 0."""
    from scipy.optimize import minimize

    width = x.shape[1]

    def loss(halves: np.ndarray) -> tuple[float, np.ndarray]:
        line = np.append(halves[0], halves[1 : width + 1] - halves[width + 1 :])
        value, gradient = _log_loss(line, x, y)
        both = np.concatenate([gradient, -gradient[1:]])
        both[1:] += strength
        return value + strength * float(halves[1:].sum()), both

    bounds = [(None, None)] + [(0.0, None)] * (2 * width)
    start = np.zeros(2 * width + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=SOLVER).x
    return float(found[0]), found[1 : width + 1] - found[width + 1 :]


SOLVER = {"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-8}
"""Steps at most, and when the fit is done."""


def _log_loss(
    line: np.ndarray, x: Features, y: Float[np.ndarray, " rows"]
) -> tuple[float, np.ndarray]:
    """Mean of log(1 + exp z) - y z with z = line[0] + x . line[1:], and its gradient."""
    from scipy.special import expit

    height = line[0] + x @ line[1:]
    residual = (expit(height) - y) / len(y)
    value = float(np.mean(np.logaddexp(0, height) - y * height))
    return value, np.append(residual.sum(), residual @ x)
