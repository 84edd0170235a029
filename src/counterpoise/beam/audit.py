"""`Audit`: the fold of rows into a report as a CombineFn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import apache_beam as beam

from counterpoise.beam.summing import Row, Summed
from counterpoise.data.derived_groups import Quantiles
from counterpoise.data.frames import Frame
from counterpoise.data.scanning import Batch
from counterpoise.errors import PlanError
from counterpoise.folding import Fold
from counterpoise.report import Report

ROWS = 4096
"""Single rows that wait to be summed together."""


@dataclass(slots=True)
class Accumulator:
    """What has been summed, and the rows that wait to be; Beam lets it be changed in place."""

    summed: Summed
    waiting: list[Row] = field(default_factory=list)


class Audit(beam.CombineFn):
    """A CombineFn from rows to a `Report`: `beam.CombineGlobally(Audit(fold))`, or `PerKey`.

    An element is a batch of rows (as `ReadRows` gives them, or a pandas, Polars or PyArrow frame),
    one row as a mapping, or the `Summed` of some rows. Runners that lift combiners sum the rows
    where they are, and move sums alone.

    Args:
        fold: what to sum.
        facts: shown with the report (where the data came from, seed, versions).

    Raises:
        PlanError: a group column of quantiles, which need all rows at once.
    """

    def __init__(self, fold: Fold, *, facts: Mapping[str, str] | None = None) -> None:
        super().__init__()
        _check_no_quantiles(fold)
        self._fold = fold
        self._facts = dict(facts or {})

    def create_accumulator(self) -> Accumulator:
        """Sums over no rows."""
        return Accumulator(Summed.empty(self._fold))

    def add_input(
        self, mutable_accumulator: Accumulator, element: Batch | Summed | Row | Frame
    ) -> Accumulator:
        """The sums with those of one element.

        Raises:
            DataError: an element that is none of these, or a value that its column cannot hold.
        """
        if not isinstance(element, Mapping):
            added = part(element, fold=self._fold)
            return Accumulator(mutable_accumulator.summed.merge(added), mutable_accumulator.waiting)
        mutable_accumulator.waiting.append(element)
        full = len(mutable_accumulator.waiting) == ROWS
        return self.compact(mutable_accumulator) if full else mutable_accumulator

    def merge_accumulators(self, accumulators: Iterable[Accumulator]) -> Accumulator:
        """The sums over the rows of all."""
        parts = (self._settled(accumulator) for accumulator in accumulators)
        return Accumulator(reduce(Summed.merge, parts, Summed.empty(self._fold)))

    def compact(self, accumulator: Accumulator) -> Accumulator:
        """The same sums with no row waiting."""
        return Accumulator(self._settled(accumulator))

    def extract_output(self, accumulator: Accumulator) -> Report:
        """The report.

        Raises:
            DataError: no row, or none that had one of the columns that were named.
        """
        total = self._settled(accumulator)
        total.check_found(self._fold)
        return self._fold.report(total.sums, facts=self._facts)

    def _settled(self, accumulator: Accumulator) -> Summed:
        if not accumulator.waiting:
            return accumulator.summed
        return accumulator.summed.merge(Summed.of_rows(accumulator.waiting, fold=self._fold))


class AuditRows(beam.PTransform):
    """The one `Report` of a collection of batches, frames or rows; nothing where it is empty.

    Batches are summed before they are combined, so that a runner that does not lift combiners, as
    Beam's DaskRunner does not, moves sums and not rows.

    Args:
        fold: what to sum.
        facts: shown with the report.

    Raises:
        PlanError: a group column of quantiles, which need all rows at once.
    """

    def __init__(self, fold: Fold, *, facts: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._fold = fold
        self._audit = Audit(fold, facts=facts)

    def expand(self, input_or_inputs: Any) -> Any:
        """Sums each batch, then all of them."""
        merged = beam.CombineGlobally(self._audit).without_defaults()
        return input_or_inputs | "Sum" >> beam.Map(_part, fold=self._fold) | "Merge" >> merged


def part(element: Batch | Summed | Frame, *, fold: Fold) -> Summed:
    """The sums over the rows of one element."""
    return element if isinstance(element, Summed) else Summed.of(element, fold=fold)


def _part(element: Batch | Summed | Row | Frame, fold: Fold) -> Summed | Row:
    """The same; single rows stay, to be summed with others."""
    return element if isinstance(element, Mapping) else part(element, fold=fold)


def _check_no_quantiles(fold: Fold) -> None:
    for spec in fold.columns.groups:
        if isinstance(spec, Quantiles):
            raise PlanError(
                f"Group column `{spec.name}` is made of quantiles, which need all rows at once. "
                f"Write Bins(name='{spec.name}', column='{spec.column}', edges=[...])."
            )
