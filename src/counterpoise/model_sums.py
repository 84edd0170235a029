"""What an audit keeps of one model: sums over slices, and what was exact while it had the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from counterpoise.json_files import array, array_object, arrays_object, arrays_record
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.row_sums import RowSums
from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundThreshold:
    """An operating point, and the threshold that it has on all rows of a model.

    Attributes:
        point: the rate to be held, and its value.
        threshold: decisions are score > threshold; nan where none holds it.
    """

    point: OperatingPoint
    threshold: float

    @property
    def or_none(self) -> float | None:
        """The threshold, or None where there is none."""
        return None if np.isnan(self.threshold) else self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSums:
    """What was summed for one model.

    Attributes:
        name: the model's name.
        counts: rows and weights by slice, label and score bin.
        atoms: the same by pattern of memberships, with the thresholds alone as edges.
        undecided: rows and weights by slice of the rows for which the model gave no decision, and
            which no other metric counts; None where there are none.
        exact: metric -> its estimates for every slice, [slices, 1]: `roc_auc`, and those that the
            audit was told to include. Exact where the scores were in memory.
        error_bounds: metric -> how far its value may be from the exact one, [slices, 1]; empty
            where the scores were in memory.
        calibration: sums by score bin that calibration follows from, if it was included.
        pairs: sums over counterfactual pairs, or None where there were none.
        operating_points: thresholds that were found on all of its rows.
        control: the model to hold this one against: trained as long, without the remedy.
    """

    name: str
    counts: Counts
    atoms: Counts
    exact: Mapping[str, Estimates]
    error_bounds: Mapping[str, np.ndarray] = field(default_factory=dict)
    undecided: Counts | None = None
    calibration: CalibrationSums | None = None
    pairs: PairSums | None = None
    operating_points: tuple[FoundThreshold, ...] = ()
    control: str | None = None

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "name": self.name,
            "operating_points": [
                {"rate": one.point.rate, "target": one.point.target, "threshold": one.or_none}
                for one in self.operating_points
            ],
            "control": self.control,
            "counts": arrays_object(self.counts),
            "atoms": arrays_object(self.atoms),
            "undecided": None if self.undecided is None else arrays_object(self.undecided),
            "exact": {name: arrays_object(values) for name, values in self.exact.items()},
            "error_bounds": {
                name: array_object(values) for name, values in self.error_bounds.items()
            },
            "calibration": None if self.calibration is None else arrays_object(self.calibration),
            "pairs": None if self.pairs is None else arrays_object(self.pairs),
        }

    @staticmethod
    def of(
        name: str,
        sums: RowSums,
        *,
        exact: Mapping[str, Estimates],
        error_bounds: Mapping[str, np.ndarray] | None = None,
        operating_points: tuple[FoundThreshold, ...] = (),
        control: str | None = None,
    ) -> ModelSums:
        """What a report keeps of the sums over all rows, and of what was exact."""
        return ModelSums(
            name=name,
            counts=sums.counts,
            atoms=sums.atoms,
            exact=exact,
            error_bounds=error_bounds or {},
            undecided=sums.undecided if sums.undecided.rows.any() else None,
            calibration=sums.calibration,
            pairs=sums.pairs,
            operating_points=operating_points,
            control=control,
        )

    @staticmethod
    def from_object(entry: dict[str, Any]) -> ModelSums:
        """From what `to_object` gave."""
        pairs, calibration, undecided = entry["pairs"], entry["calibration"], entry["undecided"]
        return ModelSums(
            name=entry["name"],
            operating_points=tuple(
                FoundThreshold(
                    point=OperatingPoint(rate=one["rate"], target=one["target"]),
                    threshold=float("nan") if one["threshold"] is None else one["threshold"],
                )
                for one in entry["operating_points"]
            ),
            control=entry["control"],
            counts=arrays_record(Counts, entry["counts"]),
            atoms=arrays_record(Counts, entry["atoms"]),
            undecided=None if undecided is None else arrays_record(Counts, undecided),
            exact={
                name: arrays_record(Estimates, values) for name, values in entry["exact"].items()
            },
            error_bounds={name: array(values) for name, values in entry["error_bounds"].items()},
            calibration=None
            if calibration is None
            else arrays_record(CalibrationSums, calibration),
            pairs=None if pairs is None else arrays_record(PairSums, pairs),
        )
