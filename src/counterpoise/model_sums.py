"""What an audit keeps of one model: sums over slices, and what was exact while it had the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.json_files import arrays_object, arrays_record
from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSums:
    """What was summed for one model.

    Attributes:
        name: the model's name.
        counts: rows and weights by slice, label and score bin.
        rest: the same of each slice's rest (annotated for its column, and not in it), with the
            thresholds alone as edges.
        undecided: rows and weights by slice of the rows for which the model gave no decision, and
            which no other metric counts; None where there are none.
        exact: metric -> its estimates for every slice, [slices, 1], taken while the scores were in
            memory: `roc_auc`, and those that the audit was told to include.
        calibration: sums by score bin that calibration follows from, if it was included.
        pairs: sums over counterfactual pairs, or None where there were none.
        control: the model to hold this one against: trained as long, without the remedy.
    """

    name: str
    counts: Counts
    rest: Counts
    exact: Mapping[str, Estimates]
    undecided: Counts | None = None
    calibration: CalibrationSums | None = None
    pairs: PairSums | None = None
    control: str | None = None

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {
            "name": self.name,
            "control": self.control,
            "counts": arrays_object(self.counts),
            "rest": arrays_object(self.rest),
            "undecided": None if self.undecided is None else arrays_object(self.undecided),
            "exact": {name: arrays_object(values) for name, values in self.exact.items()},
            "calibration": None if self.calibration is None else arrays_object(self.calibration),
            "pairs": None if self.pairs is None else arrays_object(self.pairs),
        }

    @staticmethod
    def from_object(entry: dict[str, Any]) -> ModelSums:
        """From what `to_object` gave."""
        pairs, calibration, undecided = entry["pairs"], entry["calibration"], entry["undecided"]
        return ModelSums(
            name=entry["name"],
            control=entry["control"],
            counts=arrays_record(Counts, entry["counts"]),
            rest=arrays_record(Counts, entry["rest"]),
            undecided=None if undecided is None else arrays_record(Counts, undecided),
            exact={
                name: arrays_record(Estimates, values) for name, values in entry["exact"].items()
            },
            calibration=None
            if calibration is None
            else arrays_record(CalibrationSums, calibration),
            pairs=None if pairs is None else arrays_record(PairSums, pairs),
        )
