"""Areas between the rows of each slice and those of its background, the annotated rest.

The background of a small slice is nearly all rows, so it is never gathered: what lies below a score
in it is what lies below among all annotated rows less what lies below in the slice. A slice costs
what its own rows cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Num

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.score_order import ScoreOrder
from counterpoise.stats.slice_rows import SliceRows, row_counts, slice_rows
from counterpoise.stats.step_sums import Areas, Part, StepSums, joined

THIN = 1e-3
"""A background with at most this share of the annotated weight is added up by itself: what is left
of a sum by subtraction is rounding then."""

Columns = Bool[np.ndarray, "atoms slices"]
Places = Int[np.ndarray, " places"]
Weights = Float[np.ndarray, " rows"] | None


def background_areas(
    rows: ScoreOrder,
    inside: Columns,
    annotated: Columns,
    *,
    labels: Sequence[tuple[bool, bool]],
) -> list[Estimates]:
    """P(a row of the slice > a row of its background), ties counting 1/2, with 95 % intervals.

    The denominator is the weighted number of such pairs; nan where it is 0. `rows` counts both
    sides.

    Args:
        rows: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.
        annotated: [atoms, slices], whether the atom is annotated for the slice's column.
        labels: of the slice's rows and of the background's; there is one answer a pair.
    """
    background = annotated & ~inside
    by_label = {label: rows.atoms[rows.positives == label] for label in (False, True)}
    counts = [
        (row_counts(by_label[ours], inside), row_counts(by_label[theirs], background))
        for ours, theirs in labels
    ]
    some = np.any([np.minimum(*both) > 0 for both in counts], axis=0)
    parts: list[list[Part]] = [[] for _ in labels]
    order = _Order.of(rows)
    for places, held in _held_against(rows, inside, annotated, np.flatnonzero(some)):
        against = {theirs: _Against.of(order, held, label=theirs) for _, theirs in labels}
        for laid in slice_rows(rows.atoms, inside, places):
            ties = _Ties.of(laid, order)
            for part, (ours, theirs) in zip(parts, labels, strict=True):
                part.append(against[theirs].areas(ties, order, label=ours))
    return [
        joined(part, slices=inside.shape[1]).estimates(rows=np.add(*both))
        for part, both in zip(parts, counts, strict=True)
    ]


def _held_against(
    rows: ScoreOrder, inside: Columns, annotated: Columns, places: Places
) -> Iterator[tuple[Places, Bool[np.ndarray, " atoms"]]]:
    """Slices, and atoms that hold their background and no other rows but the slice's own.

    All slices of a column are held against its annotated rows; one with a thin background against
    that alone.
    """
    columns: dict[bytes, list[int]] = {}
    thin = _thin(rows, inside, annotated)
    for place in places[~thin[places]].tolist():
        columns.setdefault(annotated[:, place].tobytes(), []).append(place)
    for same in columns.values():
        yield np.array(same), annotated[:, same[0]]
    for place in places[thin[places]].tolist():
        yield np.array([place]), annotated[:, place] & ~inside[:, place]


def _thin(rows: ScoreOrder, inside: Columns, annotated: Columns) -> Bool[np.ndarray, " slices"]:
    """Whether the background of either label is thin; never without weights, which round."""
    thin = np.zeros(inside.shape[1], dtype=bool)
    if rows.weights is None:
        return thin
    for label in (False, True):
        mass = rows.weights * (rows.positives == label)
        of_atom = np.bincount(rows.atoms, weights=mass, minlength=len(inside))
        for place, (own, every) in enumerate(zip(inside.T, annotated.T, strict=True)):
            thin[place] |= of_atom[every & ~own].sum() <= THIN * of_atom[every].sum()
    return thin


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Rows, and the blocks of them that have one score.

    Attributes:
        rows: in order of score.
        powers: of their weights: w and w^2; None alone without weights.
        block: [rows], the block of each row.
        edges: [blocks + 1], the first row of each block, and the end.
    """

    rows: ScoreOrder
    powers: tuple[Weights, ...]
    block: Int[np.ndarray, " rows"]
    edges: Int[np.ndarray, " blocks_and_one"]

    @staticmethod
    def of(rows: ScoreOrder) -> _Order:
        new = np.append(True, rows.ranks[1:] != rows.ranks[:-1])[: len(rows.ranks)]
        return _Order(
            rows=rows,
            powers=(None,) if rows.weights is None else (rows.weights, rows.weights**2),
            block=np.cumsum(new, dtype=np.int32) - np.int32(1),
            edges=np.append(np.flatnonzero(new), len(new)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Against:
    """The rows of one label that slices are held against; some may be the slice's own.

    Attributes:
        held: [rows], whether it is one of these.
        running: for weights, and where there are any for their squares: [rows + 1], the sum over
            these rows before each row and before the end.
    """

    held: Bool[np.ndarray, " rows"]
    running: tuple[Num[np.ndarray, " rows_and_one"], ...]

    @staticmethod
    def of(order: _Order, atoms: Bool[np.ndarray, " atoms"], *, label: bool) -> _Against:
        held = atoms[order.rows.atoms]
        held &= order.rows.positives == label
        return _Against(
            held=held,
            running=tuple(
                np.append(0, np.cumsum(held if power is None else held * power))
                for power in order.powers
            ),
        )

    def areas(self, ties: _Ties, order: _Order, *, label: bool) -> Part:
        """Of the slices' rows of that label over these; of slices that hold such a row."""
        steps = _GroupSteps.of(ties, order, label=label)
        places = ties.laid.places[steps.some]
        if not len(places):
            return places, Areas.none(0)
        rows = ties.laid.rows
        own = self.held[rows]
        sums = [
            steps.sums(running, own=own, weights=None if power is None else power[rows])
            for running, power in zip(self.running, order.powers, strict=True)
        ]
        return places, Areas.of(sums[0], sums[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ties:
    """The rows of some slices, and which of them have one score and one slice.

    Attributes:
        laid: the rows, called members.
        positives: [members], whether the label is positive.
        tie: [members], the tie of each.
        edges: [ties + 1], the first member of each tie, and the end.
    """

    laid: SliceRows
    positives: Bool[np.ndarray, " members"]
    tie: Int[np.ndarray, " members"]
    edges: Int[np.ndarray, " ties_and_one"]

    @staticmethod
    def of(laid: SliceRows, order: _Order) -> _Ties:
        block = order.block[laid.rows]
        new = np.append(True, block[1:] != block[:-1])
        new[laid.starts] = True
        return _Ties(
            laid=laid,
            positives=order.rows.positives[laid.rows],
            tie=np.cumsum(new) - 1,
            edges=np.append(np.flatnonzero(new), len(new)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _GroupSteps:
    """The scores that the group's rows of each slice have; slices laid end to end.

    Attributes:
        group: [group], which of the members are the group's.
        first: [steps], place in `group` of its first.
        starts: [steps], the first member of that score.
        ends: [steps], the member after the last of that score.
        below: [steps], how many of all rows have lower scores.
        through: [steps], how many have no higher score.
        slices: [slices], the first member of each.
        lengths: [slices], number of steps.
    """

    group: Int[np.ndarray, " group"]
    first: Int[np.ndarray, " steps"]
    starts: Int[np.ndarray, " steps"]
    ends: Int[np.ndarray, " steps"]
    below: Int[np.ndarray, " steps"]
    through: Int[np.ndarray, " steps"]
    slices: Int[np.ndarray, " slices"]
    lengths: Int[np.ndarray, " slices"]

    @property
    def some(self) -> Bool[np.ndarray, " slices"]:
        """Whether the slice has a step."""
        return self.lengths > 0

    @staticmethod
    def of(ties: _Ties, order: _Order, *, label: bool) -> _GroupSteps:
        """The steps of the slices' rows of that label."""
        group = np.flatnonzero(ties.positives == label)
        tie = ties.tie[group]
        first = np.flatnonzero(np.append(True, tie[1:] != tie[:-1])[: len(tie)])
        tie = tie[first]
        starts = ties.edges[tie]
        blocks = order.block[ties.laid.rows[starts]]
        return _GroupSteps(
            group=group,
            first=first,
            starts=starts,
            ends=ties.edges[tie + 1],
            below=order.edges[blocks],
            through=order.edges[blocks + 1],
            slices=ties.laid.starts,
            lengths=np.diff(np.searchsorted(starts, ties.laid.starts), append=len(starts)),
        )

    def sums(
        self,
        running: Num[np.ndarray, " rows_and_one"],
        *,
        own: Bool[np.ndarray, " members"],
        weights: Float[np.ndarray, " members"] | None,
    ) -> StepSums:
        """The sums of the group's rows, and of those held against without the slice's own.

        Args:
            running: of those held against, the sum before each row and before the end.
            own: [members], whether it is among those held against.
            weights: [members]; none means 1 each.
        """
        mine = np.append(0, np.cumsum(own if weights is None else own * weights))
        start, lengths = mine[self.slices], self.lengths[self.some]
        before = np.repeat(start, self.lengths)
        below = running[self.below] - (mine[self.starts] - before)
        through = running[self.through] - (mine[self.ends] - before)
        last, passed = np.cumsum(lengths), np.append(0, through)
        total = running[-1] - np.diff(start, append=mine[-1])[self.some]
        above = total - passed[last]
        passed[last - lengths] = 0
        if weights is None:
            plus = np.diff(self.first, append=len(self.group))
        else:
            plus = np.add.reduceat(weights[self.group], self.first)
        return StepSums(
            plus=plus,
            minus=np.maximum(through - below, 0),
            between=np.maximum(below - passed[:-1], 0),
            above=np.maximum(above, 0),
            lengths=lengths,
        )
