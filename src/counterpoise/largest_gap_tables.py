"""The largest gap of every family of slices beside what noise alone would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import PREVALENCE, RATES, Rate, confusion
from counterpoise.slices import Slice
from counterpoise.stats.counts import Counts
from counterpoise.stats.maxima import DRAWS, Maxima, maxima
from counterpoise.stats.merged_atoms import merged_atoms

METRICS = {rate.name: rate for rate in (*RATES, PREVALENCE)}
"""The rates whose gaps can be held against noise, by name."""

SCHEMA = {
    "model": pl.String,
    "family": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "largest": pl.Float64,
    "slice": pl.String,
    "noise": pl.Float64,
    "corrected": pl.Float64,
    "p_value": pl.Float64,
    "spread": pl.Float64,
    "spread_noise": pl.Float64,
    "spread_corrected": pl.Float64,
    "spread_p_value": pl.Float64,
    "compared": pl.Int64,
}
"""The columns of `largest_gap_table`."""

SLICE_SCHEMA = {
    "model": pl.String,
    "family": pl.String,
    "slice": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "difference": pl.Float64,
    "adjusted_p_value": pl.Float64,
}
"""The columns of `family_gap_table`."""


class Summed(Protocol):
    """A model's sums, over slices and over atoms."""

    @property
    def name(self) -> str:
        """Of the model."""
        ...

    @property
    def counts(self) -> Counts:
        """Sums by slice, overall first, with the thresholds among their edges."""
        ...

    @property
    def atoms(self) -> Counts:
        """Sums by atom, with the thresholds among their edges."""
        ...


def largest_gap_table(
    models: Sequence[Summed],
    *,
    inside: np.ndarray,
    slices: Sequence[Slice],
    thresholds: Sequence[float],
    metrics: Sequence[str] = tuple(METRICS),
    draws: int = DRAWS,
    seed: int = 0,
) -> pl.DataFrame:
    """The largest gap to overall and the spread of every family, held against noise.

    Args:
        models: their sums.
        inside: [atoms, slices], whether the atom lies in the slice.
        slices: overall, then those of every group column and crossing, each a family.
        thresholds: decisions are score > threshold.
        metrics: names of rates.
        draws: redrawings of all rows under the hypothesis that all slices have one rate.
        seed: of the redrawings, which start anew for every model, family and metric, so that no
            number depends on which others are asked for.

    Returns:
        One row a model, family, metric and threshold (null for prevalence): largest, the largest
        absolute gap of a slice to overall; slice, which has it; noise, what equal slices would
        show on average; corrected, what is left of largest without it; p_value, that equal slices
        show as much; spread, the largest minus the smallest rate, with its own spread_noise,
        spread_corrected and spread_p_value; compared, how many slices have rows.

    Raises:
        PlanError: a metric that is no rate.
    """
    request = _Request.of(
        inside, slices=slices, thresholds=thresholds, metrics=metrics, draws=draws, seed=seed
    )
    rows = [row for model in models for held in request.held(model) for row in held.rows()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def family_gap_table(
    models: Sequence[Summed],
    *,
    inside: np.ndarray,
    slices: Sequence[Slice],
    thresholds: Sequence[float],
    metrics: Sequence[str] = tuple(METRICS),
    draws: int = DRAWS,
    seed: int = 0,
) -> pl.DataFrame:
    """Every slice's gap to overall with a p-value that is adjusted for its family.

    The p-value is the probability that, were all slices of the family equal, the largest of their
    standardised gaps would be as large as this slice's (Westfall and Young's maxT): calling
    slices unequal at p <= 0.05 errs in 5 % of families at most, and it is sharper than Holm's
    where slices overlap.

    Args:
        models: as in `largest_gap_table`, and so for the others.
        inside: [atoms, slices].
        slices: overall first.
        thresholds: decisions are score > threshold.
        metrics: names of rates.
        draws: redrawings.
        seed: of the redrawings; with the same, this table and that of the largest gaps agree.

    Returns:
        One row a model, family, slice, metric and threshold (null for prevalence); nan where a
        slice has no rows.

    Raises:
        PlanError: a metric that is no rate.
    """
    request = _Request.of(
        inside, slices=slices, thresholds=thresholds, metrics=metrics, draws=draws, seed=seed
    )
    rows = [row for model in models for held in request.held(model) for row in held.slice_rows()]
    return pl.DataFrame(rows, schema=SLICE_SCHEMA, orient="row")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What both tables are asked for.

    Attributes:
        inside: [atoms, slices], whether the atom lies in the slice.
        slices: names of the slices.
        families: name of each family -> places of its slices.
        thresholds: [thresholds].
        rates: those asked for.
        draws: redrawings.
        seed: of the redrawings.
    """

    inside: np.ndarray
    slices: list[str]
    families: dict[str, list[int]]
    thresholds: np.ndarray
    rates: list[Rate]
    draws: int
    seed: int

    @staticmethod
    def of(
        inside: np.ndarray,
        *,
        slices: Sequence[Slice],
        thresholds: Sequence[float],
        metrics: Sequence[str],
        draws: int,
        seed: int,
    ) -> _Request:
        """From the arguments of a table.

        Raises:
            PlanError: a metric that is no rate.
        """
        for name in metrics:
            if name not in METRICS:
                raise PlanError(
                    f"`metrics` must name rates, got `{name}`. {choices(METRICS, name)}"
                )
        families: dict[str, list[int]] = {}
        for place, piece in enumerate(slices):
            if piece.column is not None:
                families.setdefault(piece.column, []).append(place)
        return _Request(
            inside=inside,
            slices=[piece.name for piece in slices],
            families=families,
            thresholds=np.array(thresholds, dtype=np.float64),
            rates=[METRICS[name] for name in metrics],
            draws=draws,
            seed=seed,
        )

    def held(self, model: Summed) -> Iterator[_Held]:
        """Every rate of every family of one model."""
        for family, places in self.families.items():
            atoms, inside = merged_atoms(model.atoms, self.inside[:, places])
            for rate in self.rates:
                limits = self.thresholds[:1] if rate is PREVALENCE else self.thresholds
                rates = trials(rate, confusion(model.counts, limits)).rate
                rows = trials(rate, confusion(atoms, limits))
                found = maxima(
                    rates[places],
                    rates[0],
                    weight=rows.weight,
                    weight_sq=rows.weight_sq,
                    inside=inside,
                    generator=np.random.default_rng(self.seed),
                    draws=self.draws,
                )
                yield _Held(
                    labels=(model.name, family, rate.name),
                    slices=[self.slices[place] for place in places],
                    thresholds=[None] if rate is PREVALENCE else limits.tolist(),
                    differences=rates[places] - rates[0],
                    found=found,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """One family of one model under one rate, held against noise.

    Attributes:
        labels: names of the model, the family and the rate.
        slices: names of the family's slices.
        thresholds: those shown.
        differences: [slices, thresholds], gaps to overall.
        found: of these.
    """

    labels: tuple[str, str, str]
    slices: list[str]
    thresholds: list[float | None]
    differences: np.ndarray
    found: Maxima

    def rows(self) -> Iterator[tuple]:
        """Those of `largest_gap_table`."""
        largest, spread = self.found.largest, self.found.spread
        for at, threshold in enumerate(self.thresholds):
            widest = int(self.found.widest[at])
            yield (
                *self.labels,
                threshold,
                largest.value[at],
                None if widest < 0 else self.slices[widest],
                *(largest.noise[at], largest.corrected[at], largest.p_value[at]),
                *(spread.value[at], spread.noise[at], spread.corrected[at], spread.p_value[at]),
                self.found.compared[at],
            )

    def slice_rows(self) -> Iterator[tuple]:
        """Those of `family_gap_table`."""
        model, family, rate = self.labels
        for place, name in enumerate(self.slices):
            for at, threshold in enumerate(self.thresholds):
                numbers = (self.differences[place, at], self.found.p_values[place, at])
                yield (model, family, name, rate, threshold, *numbers)
