"""Areas under two models' ROC curves on the same rows, by DeLong's paired covariance.

The *placement* of a positive is the share of negatives that it beats, of a negative the share of
positives that beat it; ties count half. An area is the mean placement of either class, and a row's
influence on it is its placement less the area, over the weight of its class.

Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.contrasts import Wald
from counterpoise.stats.intervals import effective_size, ratio

Rows = Float[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedAreas:
    """ROC AUC of every slice under both models and what their changes rest on; each [slices].

    Attributes:
        baseline: area under the baseline's curve; nan where a class is missing.
        model: area under the model's curve.
        change: model - baseline, with its error.
        gap_change: change of (slice - overall).
        gap_total: sum of the two models' (slice - overall), which the size of a gap needs.
        rows: rows of the slice.
        positives: positive rows among them.
    """

    baseline: Float[np.ndarray, " slices"]
    model: Float[np.ndarray, " slices"]
    change: Wald
    gap_change: Wald
    gap_total: Wald
    rows: Int[np.ndarray, " slices"]
    positives: Int[np.ndarray, " slices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Some rows' classes and both models' placements of them.

    Attributes:
        here: [rows], whether the row is among them.
        classes: positives, negatives: [rows here] each.
        weights: [rows here].
        areas: [2], baseline and model.
        placements: [2, rows here].
    """

    here: Bool[np.ndarray, " all"]
    classes: tuple[Bool[np.ndarray, " rows"], Bool[np.ndarray, " rows"]]
    weights: Rows
    areas: Float[np.ndarray, " 2"]
    placements: Float[np.ndarray, "2 rows"]


def paired_areas(
    baseline: Rows,
    model: Rows,
    positives: Bool[np.ndarray, " rows"],
    *,
    atoms: Int[np.ndarray, " rows"],
    inside: Bool[np.ndarray, "atoms slices"],
    weights: Rows | None = None,
) -> PairedAreas:
    """Both models' areas in every slice, and the errors of their changes.

    Each class is padded with a pseudo-row each way, +-sqrt(a (1 - a)) off the change, a being the
    models' mean area: where both models rank every pair alike DeLong's variance is 0, as if the
    change were certain however few the rows, and with ten positives his interval covers 82 %.
    Student's degrees of freedom are Satterthwaite's over the two classes.

    Args:
        baseline: [rows], scores.
        model: [rows], scores of the same rows.
        positives: [rows], whether the label is positive.
        atoms: [rows], index of each row's atom.
        inside: [atoms, slices]; the first slice is overall.
        weights: [rows], >= 0; none means 1 each.
    """
    weights = np.ones(len(positives)) if weights is None else weights
    scores = (baseline, model)
    orders = [np.argsort(values, kind="stable") for values in scores]
    kept = weights > 0

    def placed(place: int) -> _Placed:
        return _placed(scores, orders, positives, weights, inside[atoms, place] & kept)

    overall = placed(0)
    pieces = [_piece(placed(place), overall) for place in range(inside.shape[1])]
    return PairedAreas(
        baseline=np.array([piece.areas[0] for piece in pieces]),
        model=np.array([piece.areas[1] for piece in pieces]),
        change=_column([piece.change for piece in pieces]),
        gap_change=_column([piece.gap_change for piece in pieces]),
        gap_total=_column([piece.gap_total for piece in pieces]),
        rows=_counts(np.ones(len(atoms), dtype=bool), atoms, inside),
        positives=_counts(positives, atoms, inside),
    )


def _counts(
    rows: Bool[np.ndarray, " rows"],
    atoms: Int[np.ndarray, " rows"],
    inside: Bool[np.ndarray, "atoms slices"],
) -> Int[np.ndarray, " slices"]:
    by_atom = np.bincount(atoms, weights=rows, minlength=len(inside))
    return np.rint(inside.T.astype(np.float64) @ by_atom).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    areas: Float[np.ndarray, " 2"]
    change: Wald
    gap_change: Wald
    gap_total: Wald


def _column(parts: Sequence[Wald]) -> Wald:
    return Wald(
        centre=np.array([float(part.centre) for part in parts]),
        spread=np.array([float(part.spread) for part in parts]),
        freedom=np.array([float(part.freedom) for part in parts]),
    )


def _piece(slice_: _Placed, overall: _Placed) -> _Piece:
    if np.isnan(slice_.areas).any():
        nothing = _wald(np.nan, np.nan, np.inf)
        return _Piece(areas=slice_.areas, change=nothing, gap_change=nothing, gap_total=nothing)
    signs = {"change": np.array([-1.0, 1.0]), "total": np.array([1.0, 1.0])}
    variance, freedom = _padded_variance(slice_, signs["change"])
    gaps = {
        name: _wald(
            float(sign @ (slice_.areas - overall.areas)),
            _gap_variance(slice_, overall, sign) ** 0.5,
            freedom,
        )
        for name, sign in signs.items()
    }
    return _Piece(
        areas=slice_.areas,
        change=_wald(float(signs["change"] @ slice_.areas), variance**0.5, freedom),
        gap_change=gaps["change"],
        gap_total=gaps["total"],
    )


def _wald(centre: float, spread: float, freedom: float) -> Wald:
    return Wald(centre=np.array(centre), spread=np.array(spread), freedom=np.array(freedom))


def _placed(
    scores: tuple[Rows, Rows],
    orders: list[Int[np.ndarray, " rows"]],
    positives: Bool[np.ndarray, " rows"],
    weights: Rows,
    here: Bool[np.ndarray, " rows"],
) -> _Placed:
    classes, mass = positives[here], weights[here]
    index = np.cumsum(here) - 1
    placements = np.full((2, len(mass)), np.nan)
    areas = np.full(2, np.nan)
    if classes.any() and not classes.all():
        for place, (values, order) in enumerate(zip(scores, orders, strict=True)):
            rising = order[here[order]]
            found = _placements(values[rising], positives[rising], weights[rising])
            placements[place, index[rising]] = found
            areas[place] = mass[classes] @ placements[place, classes] / mass[classes].sum()
    return _Placed(
        here=here,
        classes=(classes, ~classes),
        weights=mass,
        areas=areas,
        placements=placements,
    )


def _placements(rising: Rows, positives: Bool[np.ndarray, " rows"], weights: Rows) -> Rows:
    """The placement of each row among rows in rising order of score."""
    starts = np.flatnonzero(np.append(True, rising[1:] != rising[:-1]))
    step = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(rising)))
    plus = np.add.reduceat(weights * positives, starts)
    minus = np.add.reduceat(weights * ~positives, starts)
    beaten = (np.cumsum(minus) - minus / 2) / minus.sum()
    beating = 1 - (np.cumsum(plus) - plus / 2) / plus.sum()
    return np.where(positives, beaten[step], beating[step])


def _padded_variance(slice_: _Placed, signs: Float[np.ndarray, " 2"]) -> tuple[float, float]:
    """Variance of the signed sum of areas, each class padded; and its degrees of freedom."""
    values, area = signs @ slice_.placements, float(signs @ slice_.areas)
    parts, freedoms = [], []
    for members in slice_.classes:
        weights = slice_.weights[members]
        total, row, size = _mass(weights)
        pseudo = 2 * row**2 * _step(slice_, signs) ** 2
        spread = float((weights**2 * (values[members] - area) ** 2).sum()) + pseudo
        parts.append(spread / (total + 2 * row) ** 2 * (size + 2) / (size + 1))
        freedoms.append(size + 1)
    variance = sum(parts)
    below = sum(part**2 / freedom for part, freedom in zip(parts, freedoms, strict=True))
    return variance, variance**2 / below


def _gap_variance(slice_: _Placed, overall: _Placed, signs: Float[np.ndarray, " 2"]) -> float:
    """Variance of the signed sum of (slice - overall), whose rows are shared, padded likewise."""
    influence = -_influence(overall, signs)
    influence[slice_.here[overall.here]] += _influence(slice_, signs)
    share = slice_.weights.sum() / overall.weights.sum()
    pseudo = 0.0
    for members in slice_.classes:
        total, row, _ = _mass(slice_.weights[members])
        pseudo += 2 * row**2 * _step(slice_, signs) ** 2 / (total + 2 * row) ** 2
    return float((influence**2).sum()) + (1 - min(share, 1.0)) ** 2 * pseudo


def _influence(placed: _Placed, signs: Float[np.ndarray, " 2"]) -> Rows:
    """Each row's influence on the signed sum of areas, stretched for the lost degree of freedom."""
    values = signs @ placed.placements - float(signs @ placed.areas)
    influence = placed.weights * values
    for members in placed.classes:
        total, _, size = _mass(placed.weights[members])
        influence[members] *= (size / max(size - 1, 1)) ** 0.5 / total
    return influence


def _mass(weights: Rows) -> tuple[float, float, float]:
    """Sum of weights, the weight of a pseudo-row, Kish's effective size."""
    total, squares = weights.sum(keepdims=True), (weights**2).sum(keepdims=True)
    return (
        float(total[0]),
        float(ratio(squares, total)[0]),
        float(effective_size(total, squares)[0]),
    )


def _step(placed: _Placed, signs: Float[np.ndarray, " 2"]) -> float:
    """How far off a pseudo-row lies: sqrt(a (1 - a)) for a change, twice that for a total.

    a is the models' mean area, drawn towards one half by one row of the smaller class.
    """
    least = min(_mass(placed.weights[members])[2] for members in placed.classes)
    area = (float(placed.areas.mean()) * least + 0.5) / (least + 1)
    return float(max(abs(signs.sum()), 1)) * (area * (1 - area)) ** 0.5
