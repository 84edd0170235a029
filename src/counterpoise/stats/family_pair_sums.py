"""Sums over pairs by slice of one family, each slice beside the other pairs of the family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from jaxtyping import Float, Int

from counterpoise.stats.pair_cells import CellBlock, PairCells, Places, Values
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.shared_sums import SharedSums

Column = Float[np.ndarray, " cells"]
Record = TypeVar("Record", PairSums, SharedSums)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPairSums:
    """What is summed of a family of slices.

    Attributes:
        slices: over the pairs of each slice.
        rests: over the other pairs that the family knows of.
        shared: over the sources that have pairs in the slice and in its rest.
    """

    slices: PairSums
    rests: PairSums
    shared: SharedSums

    def merge(self, other: FamilyPairSums) -> FamilyPairSums:
        """The sums over the sources of both; associative and commutative."""
        return FamilyPairSums(
            slices=self.slices.merge(other.slices),
            rests=self.rests.merge(other.rests),
            shared=self.shared.merge(other.shared),
        )

    def at(self, places: Places) -> FamilyPairSums:
        """Of some slices, by their places."""
        return FamilyPairSums(
            slices=at_places(self.slices, places),
            rests=at_places(self.rests, places),
            shared=at_places(self.shared, places),
        )

    @staticmethod
    def joined(families: Sequence[FamilyPairSums]) -> FamilyPairSums:
        """The slices of all families, one after the other."""
        return FamilyPairSums(
            slices=_stacked(PairSums, [one.slices for one in families]),
            rests=_stacked(PairSums, [one.rests for one in families]),
            shared=_stacked(SharedSums, [one.shared for one in families]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FamilyCells:
    """The pairs of a family of slices by slice and source, ready to be summed.

    Attributes:
        cells: of its slices.
        whole: of all pairs that the family knows of, one cell a source.
        sources: how many sources there are, those without such a pair too.
        weights: [pairs], >= 0, alike within a source; None means 1 each.
        alike: whether a source counts alike in every slice however many pairs it has there: each
            pair then weighs 1 / pairs of its cell.
    """

    cells: PairCells
    whole: PairCells
    sources: int
    weights: Float[np.ndarray, " pairs"] | None
    alike: bool

    @staticmethod
    def of(
        pairs: Places,
        slices: Places,
        *,
        known: Int[np.ndarray, " known"],
        count: int,
        sources: Int[np.ndarray, " pairs"],
        weights: Float[np.ndarray, " pairs"] | None = None,
        alike: bool = False,
    ) -> FamilyCells:
        """The cells of entries *pair lies in slice*.

        Args:
            pairs: [entries], place of the pair; rising within each slice, none twice.
            slices: [entries], place of the slice, below `count`.
            known: [known pairs], places of the pairs that the family knows of, rising: every pair
                that lies in a slice is one.
            count: how many slices there are.
            sources: [pairs], never falling.
            weights: [pairs], >= 0, alike within a source; None means 1 each.
            alike: whether sources count alike, instead of pairs.
        """
        return FamilyCells(
            cells=PairCells.of(pairs, slices, sources=sources, count=count),
            whole=PairCells.of(known, np.zeros_like(known), sources=sources, count=1),
            sources=int(sources[-1]) + 1 if len(sources) else 0,
            weights=weights,
            alike=alike,
        )

    def sums(self, values: Values) -> FamilyPairSums:
        """The sums over `values`: [pairs, quantities], what is to be averaged over pairs."""
        everything = _Sources.of(self, values)
        whole = everything.sums(alike=self.alike)
        count, quantities = len(self.cells.slices) - 1, values.shape[1]
        if count == 1 and len(self.cells.pairs) == len(self.whole.pairs):
            return _without_rest(whole)
        summed = np.zeros((count, 9 * quantities + 9))
        for block in self.cells.blocks(values, self.weights):
            first = 0
            for columns in _columns(block, everything, alike=self.alike):
                last = first + columns.shape[1]
                summed[:, first:last] += block.by_slice(columns)
                first = last
        return _family_sums(summed, whole, quantities=quantities)

    def products(self, first: Values, second: Values) -> Float[np.ndarray, "slices quantities"]:
        """Sum over the sources of every slice of n m, n being a source's own sum of `first`."""
        summed = np.zeros((len(self.cells.slices) - 1, first.shape[1]))
        both = (self.cells.blocks(values, self.weights) for values in (first, second))
        for one, other in zip(*both, strict=True):
            scale = _scale(one.pairs, alike=self.alike)
            summed += one.by_slice(one.total * scale * (other.total * scale))
        return summed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sources:
    """What each source has in the whole family, before sources are made alike."""

    total: Float[np.ndarray, "sources quantities"]
    mass: Float[np.ndarray, " sources"]
    pairs: Float[np.ndarray, " sources"]

    @staticmethod
    def of(family: FamilyCells, values: Values) -> _Sources:
        found = _Sources(
            total=np.zeros((family.sources, values.shape[1])),
            mass=np.zeros(family.sources),
            pairs=np.zeros(family.sources),
        )
        for block in family.whole.blocks(values, family.weights):
            found.total[block.sources] = block.total
            found.mass[block.sources] = block.mass
            found.pairs[block.sources] = block.pairs
        return found

    def of_rows(self, sources: Int[np.ndarray, " rows"]) -> _Sources:
        return _Sources(
            total=self.total[sources], mass=self.mass[sources], pairs=self.pairs[sources]
        )

    def sums(self, *, alike: bool) -> PairSums:
        """Over all sources, as one slice."""
        scale = _scale(self.pairs, alike=alike)
        total = self.total * scale if alike else self.total
        mass = self.mass * scale[:, 0]
        return PairSums(
            pairs=np.array([self.pairs.sum()], dtype=np.int64),
            sources=np.array([np.count_nonzero(self.pairs)], dtype=np.int64),
            weight=np.array([mass.sum()]),
            weight_sq=np.array([mass @ mass]),
            total=total.sum(axis=0)[None],
            total_sq=np.einsum("sq,sq->q", total, total)[None],
            cross=(mass @ total)[None],
        )


def _without_rest(whole: PairSums) -> FamilyPairSums:
    """Of one slice that holds every pair."""
    quantities = whole.total.shape[1]
    return FamilyPairSums(
        slices=whole,
        rests=PairSums.empty(slices=1, quantities=quantities),
        shared=SharedSums.empty(slices=1, quantities=quantities),
    )


def _scale(pairs: Column, *, alike: bool) -> Float[np.ndarray, "cells 1"]:
    """What a cell's sums are multiplied with; 0 for one without pairs."""
    weight = 1 / np.maximum(pairs, 1) if alike else np.ones(len(pairs))
    return np.where(pairs > 0, weight, 0)[:, None]


def _columns(block: CellBlock, everything: _Sources, *, alike: bool) -> list[np.ndarray]:
    """What is summed of each cell: of its own n and d, of the source's other pairs' m and e.

    The rest of a slice is the whole, less all that the slice's sources have in it, plus m and e.
    """
    source = everything.of_rows(block.sources)
    others = source.pairs - block.pairs
    inner, outer = _scale(block.pairs, alike=alike), _scale(others, alike=alike)
    all_of_it = _scale(source.pairs, alike=alike)
    n, d = block.total * inner, block.mass[:, None] * inner
    m, e = (source.total - block.total) * outer, (source.mass - block.mass)[:, None] * outer
    t, f = source.total * all_of_it, source.mass[:, None] * all_of_it
    pairs, rest = block.pairs[:, None], others[:, None] > 0
    single = (d, d * d, pairs, np.ones_like(d), e - f, e * e - f * f, -pairs, rest - 1.0, d * e)
    return [
        *(n, n * n, n * d, m - t, m * m - t * t, m * e - t * f, n * m, n * e, d * m),
        np.concatenate(single, axis=1),
    ]


def _family_sums(
    summed: Float[np.ndarray, "slices columns"], whole: PairSums, *, quantities: int
) -> FamilyPairSums:
    parts = iter(np.split(summed, [*range(quantities, 9 * quantities + 1, quantities)], axis=1))
    n, n_sq, nd, m, m_sq, me, nm, ne, dm = (next(parts) for _ in range(9))
    single = iter(next(parts).T)
    slices = PairSums(
        total=n,
        total_sq=n_sq,
        cross=nd,
        weight=next(single),
        weight_sq=next(single),
        pairs=np.rint(next(single)).astype(np.int64),
        sources=np.rint(next(single)).astype(np.int64),
    )
    change = PairSums(
        total=m,
        total_sq=m_sq,
        cross=me,
        weight=next(single),
        weight_sq=next(single),
        pairs=np.rint(next(single)).astype(np.int64),
        sources=np.rint(next(single)).astype(np.int64),
    )
    shared = SharedSums(both=nm, first_total=ne, second_total=dm, weight=next(single))
    return FamilyPairSums(slices=slices, rests=_none_if_empty(whole.merge(change)), shared=shared)


def _none_if_empty(rests: PairSums) -> PairSums:
    """Exactly nothing where there are no pairs, and not what rounding left."""
    some = rests.pairs > 0
    return PairSums(
        **{
            one.name: np.where(some.reshape(-1, *[1] * (values.ndim - 1)), values, 0)
            for one in fields(rests)
            for values in [getattr(rests, one.name)]
        }
    )


def at_places(sums: Record, places: Places) -> Record:
    """The sums of some slices, by their places."""
    return type(sums)(**{one.name: getattr(sums, one.name)[places] for one in fields(sums)})


def _stacked(of: type[Record], records: Sequence[Record]) -> Record:
    return of(
        **{
            one.name: np.concatenate([getattr(record, one.name) for record in records])
            for one in fields(of)
        }
    )
