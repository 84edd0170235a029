"""What an audit of pairs keeps: sums over slices for every model, and for every two of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from counterpoise.json_files import array, array_object, arrays_object, arrays_record
from counterpoise.stats.family_pair_sums import FamilyPairSums, at_places
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.shared_sums import SharedSums

Places = Int[np.ndarray, " places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModelSums:
    """What was summed for one model.

    Attributes:
        name: the model's name.
        sums: over the pairs to both sides of which it gave a score, by slice.
        undecided: number of the other pairs.
        trained_with: the generator of the pairs that it was trained with, if any.
    """

    name: str
    sums: FamilyPairSums
    undecided: int = 0
    trained_with: str | None = None

    def at(self, slices: Places) -> PairModelSums:
        """Of some slices, by their places."""
        return replace(self, sums=self.sums.at(slices))

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "name": self.name,
            "undecided": self.undecided,
            "trained_with": self.trained_with,
            "slices": arrays_object(self.sums.slices),
            "rests": arrays_object(self.sums.rests),
            "shared": arrays_object(self.sums.shared),
        }

    @staticmethod
    def from_object(entry: dict[str, Any]) -> PairModelSums:
        """From what `to_object` gave."""
        return PairModelSums(
            name=entry["name"],
            undecided=entry["undecided"],
            trained_with=entry["trained_with"],
            sums=FamilyPairSums(
                slices=arrays_record(PairSums, entry["slices"]),
                rests=arrays_record(PairSums, entry["rests"]),
                shared=arrays_record(SharedSums, entry["shared"]),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoupleSums:
    """What was summed of two models over the pairs that both gave scores to.

    Attributes:
        names: of the two.
        first: sums of the one, by slice.
        second: sums of the other.
        both: sum over sources of the product of their own sums, which their correlation needs.
    """

    names: tuple[str, str]
    first: PairSums
    second: PairSums
    both: Float[np.ndarray, "slices quantities"]

    @property
    def shared(self) -> SharedSums:
        """Sums over the sources, all of which they share."""
        return SharedSums.of_pairs(self.both, first=self.first, second=self.second)

    @property
    def turned(self) -> CoupleSums:
        """The other one first."""
        return CoupleSums(
            names=(self.names[1], self.names[0]),
            first=self.second,
            second=self.first,
            both=self.both,
        )

    def at(self, slices: Places) -> CoupleSums:
        """Of some slices, by their places."""
        return replace(
            self,
            first=at_places(self.first, slices),
            second=at_places(self.second, slices),
            both=self.both[slices],
        )

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "names": list(self.names),
            "first": arrays_object(self.first),
            "second": arrays_object(self.second),
            "both": array_object(self.both),
        }

    @staticmethod
    def from_object(entry: dict[str, Any]) -> CoupleSums:
        """From what `to_object` gave."""
        first, second = entry["names"]
        return CoupleSums(
            names=(first, second),
            first=arrays_record(PairSums, entry["first"]),
            second=arrays_record(PairSums, entry["second"]),
            both=array(entry["both"]),
        )
