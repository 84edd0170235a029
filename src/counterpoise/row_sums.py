"""Everything that is summed of one model's rows: the record that is merged over batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from jaxtyping import Int

from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.counts import Counts
from counterpoise.stats.first_axis import placed
from counterpoise.stats.pair_sums import PairSums

Places = Int[np.ndarray, " entries"]
Record = TypeVar("Record", Counts, CalibrationSums, PairSums)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSums:
    """Sums over the rows of one model. `merge` adds two of them.

    Attributes:
        counts: by slice, label and score bin, the bins being hundredths parted by the thresholds.
        atoms: by pattern of memberships, label and score bin, the bins parted by the thresholds
            alone: what slices share, their rests and redrawn rows follow from it.
        undecided: by slice, of the rows without a decision, which no other sum counts.
        calibration: by slice and score bin, if calibration was asked for.
        ranking: by slice and fine score bin, where scores are not kept to be ranked exactly.
        backgrounds: the same of all rows annotated for a family of slices.
        pairs: by slice, over counterfactual pairs, if there are any.
    """

    counts: Counts
    atoms: Counts
    undecided: Counts
    calibration: CalibrationSums | None = None
    ranking: Counts | None = None
    backgrounds: Counts | None = None
    pairs: PairSums | None = None

    def merge(self, other: RowSums) -> RowSums:
        """The sums over the rows of both; associative and commutative."""
        return RowSums(
            counts=self.counts.merge(other.counts),
            atoms=self.atoms.merge(other.atoms),
            undecided=self.undecided.merge(other.undecided),
            calibration=_merged(self.calibration, other.calibration),
            ranking=_merged(self.ranking, other.ranking),
            backgrounds=_merged(self.backgrounds, other.backgrounds),
            pairs=_merged(self.pairs, other.pairs),
        )

    def among(self, *, slices: Places, slice_count: int, atoms: Places, atom_count: int) -> RowSums:
        """The same sums among more slices and atoms: entry i stands at place i of `slices`."""

        def of_slice(sums: Record) -> Record:
            return placed(sums, slices, count=slice_count)

        return RowSums(
            counts=of_slice(self.counts),
            atoms=placed(self.atoms, atoms, count=atom_count),
            undecided=of_slice(self.undecided),
            calibration=None if self.calibration is None else of_slice(self.calibration),
            ranking=None if self.ranking is None else of_slice(self.ranking),
            backgrounds=self.backgrounds,
            pairs=None if self.pairs is None else of_slice(self.pairs),
        )


def _merged(mine: Record | None, theirs: Record | None) -> Record | None:
    """The sums of both; both or neither were asked for."""
    return None if mine is None or theirs is None else mine.merge(theirs)
