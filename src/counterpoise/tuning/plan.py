"""What a search is asked for, checked once before anything is trained."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterpoise.audit_plan import Included
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError
from counterpoise.patterns import Patterns
from counterpoise.tuning.constraints import Constraint, constraints_of
from counterpoise.tuning.judging import Judged, included_for
from counterpoise.tuning.quantities import Numbers, Quantity
from counterpoise.tuning.space import THRESHOLD, Number, checked_space
from counterpoise.tuning.trials import Outcome, Parameters

COLUMNS = ("trial", "feasible", "on_frontier", "chosen")
"""Columns of the table of trials besides parameters and quantities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningPlan:
    """What is searched, what is better, and what must be kept.

    Attributes:
        space: what is searched.
        quality: what is made large.
        bias: what is made small.
        constraints: what must be kept.
        families: family -> its slices.
        threshold: decisions are score > threshold, where no `threshold` is searched.
        crossings: group columns whose values are crossed.
        include: parts of the audit that take longer.
    """

    space: tuple[Number, ...]
    quality: Quantity
    bias: Quantity
    constraints: tuple[Constraint, ...]
    families: Mapping[str, Sequence[str]]
    threshold: float
    crossings: tuple[tuple[str, ...], ...]
    include: tuple[Included, ...]

    @staticmethod
    def of(
        space: Sequence[Number],
        judged: Judged,
        *,
        constraints: Sequence[str | Constraint],
        maximise: str,
        minimise: str | None,
        threshold: float,
        crossings: Sequence[Sequence[str]],
    ) -> TuningPlan:
        """The plan, checked against the rows that it is judged on.

        Raises:
            PlanError: a quantity, constraint or number of the space that cannot be what it says.
        """
        kept = constraints_of(constraints)
        quality = Quantity.parse(maximise)
        bias = _bias(kept) if minimise is None else Quantity.parse(minimise)
        every = [quality, bias, *(one.quantity for one in kept)]
        known = judged.known(crossings)
        for quantity in every:
            known.check(quantity)
        if not 0 <= threshold <= 1:
            raise PlanError(
                f"`threshold` must be in [0, 1], got {threshold}. Scores are probabilities."
            )
        checked = checked_space(space)
        _check_columns(checked, every)
        return TuningPlan(
            space=checked,
            quality=quality,
            bias=bias,
            constraints=kept,
            families=known.families,
            threshold=threshold,
            crossings=tuple(tuple(some) for some in crossings),
            include=included_for(every),
        )

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All that are looked at, each once."""
        every = (self.quality, self.bias, *(one.quantity for one in self.constraints))
        return tuple(dict.fromkeys(every))

    def threshold_of(self, parameters: Parameters) -> float:
        """Where decisions are judged under these parameters."""
        return float(parameters.get(THRESHOLD, self.threshold))

    def value(self, quantity: Quantity, numbers: Numbers, baseline: Numbers) -> float:
        """A quantity of a model."""
        return quantity.value(numbers, baseline, families=self.families)

    def outcome(self, numbers: Numbers, baseline: Numbers) -> Outcome:
        """What the search learns from a trial."""
        return Outcome(
            quality=self.value(self.quality, numbers, baseline),
            bias=self.value(self.bias, numbers, baseline),
            excess={
                one.name: one.excess(self.value(one.quantity, numbers, baseline))
                for one in self.constraints
            },
        )

    def to_object(self, examples: Examples) -> dict[str, Any]:
        """As JSON-able values, with a fingerprint of the validation rows: what a study is of."""
        return {
            "space": [_number(number) for number in self.space],
            "maximise": self.quality.name,
            "minimise": self.bias.name,
            "constraints": [one.name for one in self.constraints],
            "threshold": self.threshold,
            "crossings": [list(some) for some in self.crossings],
            "rows": _fingerprint(examples),
        }


def _bias(constraints: Sequence[Constraint]) -> Quantity:
    """The first gap that is bounded, else the first quantity that is bounded from above."""
    bounded = [one.quantity for one in constraints if one.sign == "<="]
    gaps = [quantity for quantity in bounded if quantity.form == "gap"]
    if not bounded:
        raise PlanError(
            "Nothing says what bias is: no constraint has a bound from above. Name it with "
            "`minimise`, such as 'largest gender false_positive_rate gap'."
        )
    return (gaps or bounded)[0]


def _check_columns(space: Sequence[Number], quantities: Sequence[Quantity]) -> None:
    taken = [*COLUMNS, *(quantity.name for quantity in quantities)]
    for number in space:
        if number.name in taken:
            raise PlanError(
                f"A number of `space` cannot be called `{number.name}`, since the table of trials "
                "has another column of that name. Call it otherwise."
            )


def _number(number: Number) -> list[str | float | bool]:
    ends = [float(number.low), float(number.high), float(number.start)]
    return [number.name, *ends, number.whole, number.logarithmic]


def _fingerprint(examples: Examples) -> str:
    """Labels, weights and groups of the rows, as a short text."""
    patterns, atoms = Patterns.of(examples, examples.groups)
    told = hashlib.sha256(repr((patterns.columns, patterns.values)).encode())
    for column in (patterns.held, atoms.astype(np.int64), examples.labels, examples.weights):
        if column is not None:
            told.update(np.ascontiguousarray(column).tobytes())
    return f"{len(examples)} rows, {told.hexdigest()[:16]}"
