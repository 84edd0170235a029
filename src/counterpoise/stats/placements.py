"""Areas under two models' ROC curves on the same rows, by DeLong's paired covariance.

The *placement* of a positive is the share of negatives that it beats, of a negative the share of
positives that beat it; ties count half. An area is the mean placement of either class, and a row's
influence on it is its placement less the area, over the weight of its class.

Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.contrasts import Wald
from counterpoise.stats.intervals import effective_size, ratio

Rows = Float[np.ndarray, " rows"]

SIGNS: Mapping[str, Float[np.ndarray, " 2"]] = {
    "change": np.array([-1.0, 1.0]),
    "total": np.array([1.0, 1.0]),
}
"""How the two models' areas are added up."""


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
class _Mass:
    """Of a class: the sum of its weights, the weight of a pseudo-row, Kish's effective size."""

    total: float
    row: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Some rows' classes and both models' placements of them.

    Attributes:
        places: [rows], which of all rows they are, rising.
        classes: positives, negatives: [rows] each.
        masses: of the positives, of the negatives.
        weights: [rows].
        areas: [2], baseline and model.
        placements: [2, rows].
    """

    places: Int[np.ndarray, " rows"]
    classes: tuple[Bool[np.ndarray, " rows"], Bool[np.ndarray, " rows"]]
    masses: tuple[_Mass, _Mass]
    weights: Rows
    areas: Float[np.ndarray, " 2"]
    placements: Float[np.ndarray, "2 rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overall:
    """What the gap of a slice to overall needs of overall.

    Attributes:
        areas: [2].
        weight: of all its rows.
        influences: sign -> [all rows], each row's influence; 0 of those that are not in it.
        squares: sign -> the sum of the squares of these.
    """

    areas: Float[np.ndarray, " 2"]
    weight: float
    influences: Mapping[str, Rows]
    squares: Mapping[str, float]


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
    kept = weights > 0

    def placed(place: int) -> _Placed:
        here = np.flatnonzero(np.ascontiguousarray(inside[:, place])[atoms] & kept)
        return _placed((baseline, model), positives, weights, here)

    first = placed(0)
    overall = _overall(first, rows=len(positives))
    others = (placed(place) for place in range(1, inside.shape[1]))
    pieces = [_piece(one, overall) for one in chain([first], others)]
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


def _overall(placed: _Placed, *, rows: int) -> _Overall:
    found = {name: _influence(placed, signs) for name, signs in SIGNS.items()}
    influences = {name: np.zeros(rows) for name in SIGNS}
    for name, values in found.items():
        influences[name][placed.places] = values
    squares = {name: float((values**2).sum()) for name, values in found.items()}
    weight = float(placed.weights.sum())
    return _Overall(areas=placed.areas, weight=weight, influences=influences, squares=squares)


def _piece(slice_: _Placed, overall: _Overall) -> _Piece:
    if np.isnan(slice_.areas).any():
        nothing = _wald(np.nan, np.nan, np.inf)
        return _Piece(areas=slice_.areas, change=nothing, gap_change=nothing, gap_total=nothing)
    variance, freedom = _padded_variance(slice_, SIGNS["change"])
    gaps = {
        name: _wald(
            float(signs @ (slice_.areas - overall.areas)),
            _gap_variance(slice_, overall, name) ** 0.5,
            freedom,
        )
        for name, signs in SIGNS.items()
    }
    return _Piece(
        areas=slice_.areas,
        change=_wald(float(SIGNS["change"] @ slice_.areas), variance**0.5, freedom),
        gap_change=gaps["change"],
        gap_total=gaps["total"],
    )


def _wald(centre: float, spread: float, freedom: float) -> Wald:
    return Wald(centre=np.array(centre), spread=np.array(spread), freedom=np.array(freedom))


def _placed(
    scores: tuple[Rows, Rows],
    positives: Bool[np.ndarray, " rows"],
    weights: Rows,
    places: Int[np.ndarray, " here"],
) -> _Placed:
    classes, mass = positives[places], weights[places]
    placements = np.full((2, len(places)), np.nan)
    areas = np.full(2, np.nan)
    if classes.any() and not classes.all():
        for model, values in enumerate(scores):
            here = values[places]
            rising = np.argsort(here)
            found = _placements(here[rising], classes[rising], mass[rising])
            placements[model, rising] = found
            areas[model] = mass[classes] @ placements[model, classes] / mass[classes].sum()
    return _Placed(
        places=places,
        classes=(classes, ~classes),
        masses=(_mass(mass[classes]), _mass(mass[~classes])),
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
    squares = (slice_.weights * (signs @ slice_.placements - float(signs @ slice_.areas))) ** 2
    step = _step(slice_, signs)
    parts, freedoms = [], []
    for members, mass in zip(slice_.classes, slice_.masses, strict=True):
        spread = float(squares[members].sum()) + 2 * mass.row**2 * step**2
        parts.append(spread / (mass.total + 2 * mass.row) ** 2 * (mass.size + 2) / (mass.size + 1))
        freedoms.append(mass.size + 1)
    variance = sum(parts)
    below = sum(part**2 / freedom for part, freedom in zip(parts, freedoms, strict=True))
    return variance, variance**2 / below


def _gap_variance(slice_: _Placed, overall: _Overall, name: str) -> float:
    """Variance of the signed sum of (slice - overall), whose rows are shared, padded likewise."""
    shared = overall.influences[name][slice_.places]
    elsewhere = max(overall.squares[name] - float((shared**2).sum()), 0.0)
    here = float(((_influence(slice_, SIGNS[name]) - shared) ** 2).sum())
    share = float(slice_.weights.sum()) / overall.weight
    step = _step(slice_, SIGNS[name])
    pseudo = sum(
        2 * mass.row**2 * step**2 / (mass.total + 2 * mass.row) ** 2 for mass in slice_.masses
    )
    return here + elsewhere + (1 - min(share, 1.0)) ** 2 * pseudo


def _influence(placed: _Placed, signs: Float[np.ndarray, " 2"]) -> Rows:
    """Each row's influence on the signed sum of areas, stretched for the lost degree of freedom."""
    values = signs @ placed.placements - float(signs @ placed.areas)
    stretches = [
        (mass.size / max(mass.size - 1, 1)) ** 0.5 / mass.total if mass.total > 0 else np.nan
        for mass in placed.masses
    ]
    return placed.weights * values * np.where(placed.classes[0], *stretches)


def _mass(weights: Rows) -> _Mass:
    total, squares = weights.sum(keepdims=True), (weights**2).sum(keepdims=True)
    return _Mass(
        total=float(total[0]),
        row=float(ratio(squares, total)[0]),
        size=float(effective_size(total, squares)[0]),
    )


def _step(placed: _Placed, signs: Float[np.ndarray, " 2"]) -> float:
    """How far off a pseudo-row lies: sqrt(a (1 - a)) for a change, twice that for a total.

    a is the models' mean area, drawn towards one half by one row of the smaller class.
    """
    least = min(mass.size for mass in placed.masses)
    area = (float(placed.areas.mean()) * least + 0.5) / (least + 1)
    return float(max(abs(signs.sum()), 1)) * (area * (1 - area)) ** 0.5
