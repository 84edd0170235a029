"""The sums of an audit over any part of its rows: what batches, files and workers merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from counterpoise.patterns import Patterns
from counterpoise.row_sums import RowSums
from counterpoise.slices import SliceSets


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSums:
    """Sums over the rows of one batch, or of many. `merge` adds two of them.

    Batches may know different groups: slices and patterns unite by name, and a slice that a batch
    did not know has none of its rows.

    Attributes:
        patterns: the combinations of groups that rows are in.
        crossings: the group columns whose values are crossed.
        models: model -> its sums.
        not_annotated: group column -> rows that were not annotated in it.
        left_out: reason -> rows that were read but not audited.
    """

    patterns: Patterns
    crossings: tuple[tuple[str, ...], ...]
    models: Mapping[str, RowSums]
    not_annotated: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def sets(self) -> SliceSets:
        """The slices as sets of patterns."""
        return SliceSets.of(self.patterns, self.crossings)

    def merge(self, other: AuditSums) -> AuditSums:
        """The sums over the rows of both; associative and commutative.

        Sums of weights and scores are added in floating point: in another order they may differ
        in the last digits. Counts of rows are exact.
        """
        patterns, mine, theirs = self.patterns.union(other.patterns)
        one = self._among(patterns, places=mine)
        two = other._among(patterns, places=theirs)
        return AuditSums(
            patterns=patterns,
            crossings=self.crossings,
            models={name: sums.merge(two[name]) for name, sums in one.items()},
            not_annotated=_added(self.not_annotated, other.not_annotated),
            left_out=_added(self.left_out, other.left_out),
        )

    def _among(self, patterns: Patterns, *, places: np.ndarray) -> Mapping[str, RowSums]:
        """Each model's sums among the slices and patterns of `patterns`."""
        if np.array_equal(patterns.held.shape, self.patterns.held.shape):
            return self.models
        known = SliceSets.of(patterns, self.crossings).slices
        place_of = {piece: place for place, piece in enumerate(known)}
        slices = np.array([place_of[piece] for piece in self.sets.slices], dtype=np.int64)
        return {
            name: sums.among(
                slices=slices, slice_count=len(known), atoms=places, atom_count=len(patterns.held)
            )
            for name, sums in self.models.items()
        }


def _added(mine: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    """The sums of both, in the order of the reasons' names."""
    return {
        name: mine.get(name, 0) + theirs.get(name, 0) for name in dict.fromkeys([*mine, *theirs])
    }
