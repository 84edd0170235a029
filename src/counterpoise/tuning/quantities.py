"""Numbers of a model that constraints are about, as they are written and as they are read off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from counterpoise.errors import PlanError, choices

Form = Literal["value", "gap", "loss", "rise"]
"""The number itself; its distance from overall; how far it fell, or rose, from the baseline."""

Extreme = Literal["largest", "smallest"]

OVERALL = "overall"

Numbers = Mapping[tuple[str, str], float]
"""(slice or family, metric) -> value; nan where undefined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number of a model, such as `largest gender false_positive_rate gap`.

    Attributes:
        place: a slice (`overall`, `gender=female`), or a family (`gender`).
        metric: name of a metric.
        form: what of it.
        extreme: which of the family's slices; None where `place` is one slice, or where the metric
            is a criterion of a whole family.
    """

    place: str = OVERALL
    metric: str
    form: Form = "value"
    extreme: Extreme | None = None

    @staticmethod
    def parse(text: str) -> Quantity:
        """From `[largest <family> | smallest <family> | <slice>] <metric> [gap | loss | rise]`.

        >>> Quantity.parse("gender=female false_negative_rate rise")
        Quantity(place='gender=female', metric='false_negative_rate', form='rise', extreme=None)

        Raises:
            PlanError: no metric.
        """
        words = text.split()
        form: Form = "value"
        if words and words[-1] in get_args(Form) and words[-1] != "value":
            form = words.pop()  # pyright: ignore[reportAssignmentType] - one of these
        if not words:
            raise PlanError(
                f"`{text}` should name a metric, and does not. "
                "Write for example `roc_auc loss`, `largest gender false_positive_rate gap`."
            )
        metric = words.pop()
        extreme: Extreme | None = None
        if words and words[0] in get_args(Extreme):
            extreme = words.pop(0)  # pyright: ignore[reportAssignmentType] - one of these
        place = " ".join(words) or OVERALL
        return Quantity(place=place, metric=metric, form=form, extreme=extreme)

    @property
    def name(self) -> str:
        """As it is written."""
        place = "" if self.place == OVERALL and self.extreme is None else self.place
        form = "" if self.form == "value" else self.form
        return " ".join(filter(None, (self.extreme, place, self.metric, form)))

    def slices(self, families: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """The slices that are looked at: those of the family, or the one; a family by itself.

        Args:
            families: family -> its slices.
        """
        return (self.place,) if self.extreme is None else tuple(families[self.place])

    def value(
        self, numbers: Numbers, baseline: Numbers, *, families: Mapping[str, Sequence[str]]
    ) -> float:
        """The number; of a family the largest or smallest that is defined; nan where none is.

        Args:
            numbers: of the model.
            baseline: of the baseline.
            families: family -> its slices.
        """
        found = [self._at(place, numbers, baseline) for place in self.slices(families)]
        defined = [value for value in found if not math.isnan(value)]
        if not defined:
            return math.nan
        return min(defined) if self.extreme == "smallest" else max(defined)

    def _at(self, place: str, numbers: Numbers, baseline: Numbers) -> float:
        value = numbers.get((place, self.metric), math.nan)
        before = baseline.get((place, self.metric), math.nan)
        if self.form == "gap":
            return abs(value - numbers.get((OVERALL, self.metric), math.nan))
        if self.form == "loss":
            return before - value
        if self.form == "rise":
            return value - before
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What quantities can be about, in the rows that models are judged on.

    Attributes:
        families: family -> its slices.
        metrics: those that every slice has.
        criteria: those that a family has.
    """

    families: Mapping[str, Sequence[str]]
    metrics: Sequence[str]
    criteria: Sequence[str]

    def check(self, quantity: Quantity) -> None:
        """Refuses a quantity that does not exist.

        Raises:
            PlanError: an unknown metric, slice or family; the message lists those that exist.
        """
        if quantity.metric in self.criteria and quantity.place in self.families:
            self._check_criterion(quantity)
            return
        if quantity.metric not in self.metrics:
            known = [*self.metrics, *self.criteria]
            raise PlanError(
                f"`{quantity.name}` names no metric: `{quantity.metric}`. "
                f"{choices(known, quantity.metric)}"
            )
        if quantity.extreme is not None and quantity.place not in self.families:
            raise PlanError(
                f"`{quantity.name}` names no group column or crossing: `{quantity.place}`. "
                f"{choices(self.families, quantity.place)}"
            )
        slices = [OVERALL, *(name for some in self.families.values() for name in some)]
        if quantity.extreme is None and quantity.place not in slices:
            raise PlanError(
                f"`{quantity.name}` names no slice: `{quantity.place}`. "
                f"{choices(slices, quantity.place)} Write `largest` before a group column."
            )
        if quantity.form == "gap" and quantity.place == OVERALL:
            raise PlanError(
                f"`{quantity.name}` is the gap of overall to itself. Name a slice, or `largest` "
                "and a group column, before the metric."
            )

    def _check_criterion(self, quantity: Quantity) -> None:
        if quantity.extreme is not None or quantity.form == "gap":
            raise PlanError(
                f"`{quantity.name}`: `{quantity.metric}` is one number of all of "
                f"`{quantity.place}` and has no largest and no gap. Write "
                f"`{quantity.place} {quantity.metric}`."
            )
