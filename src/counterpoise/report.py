"""The result of an audit as frozen data: sums by slice, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import polars as pl

from counterpoise.criteria_tables import criteria_table
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.gap_tables import Correction, Intervals, Redrawing, gap_table
from counterpoise.json_files import load, save
from counterpoise.largest_gap_tables import family_gap_table, largest_gap_table
from counterpoise.metric_tables import (
    curve_table,
    error_bound_table,
    metric_table,
    operating_point_table,
)
from counterpoise.model_sums import ModelSums
from counterpoise.named_models import model_named
from counterpoise.patterns import Patterns
from counterpoise.reliability_tables import reliability_table
from counterpoise.shrinkage_tables import shrinkage_table
from counterpoise.slices import Slice, SliceSets
from counterpoise.stats.redraws import DRAWS

FORMAT = "counterpoise.report"
VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An audit: sums for every model and slice, and the numbers that follow from them.

    Attributes:
        patterns: distinct combinations of groups that rows are in.
        crossings: the group columns whose values were crossed.
        sets: the slices (overall, then every group, then crossings) as sets of patterns.
        not_annotated: group column -> rows that were not annotated in it.
        thresholds: decisions are score > threshold.
        models: one entry a model, in the order given.
        baseline: name of the model that changes are counted from.
        left_out: reason -> rows that were read but not audited.
        facts: what a reader must know (source of the data, versions, seed), shown with the report.
    """

    patterns: Patterns
    crossings: tuple[tuple[str, ...], ...] = ()
    sets: SliceSets
    not_annotated: Mapping[str, int]
    thresholds: tuple[float, ...]
    models: tuple[ModelSums, ...]
    baseline: str
    left_out: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Overall, then every group, then crossings; overlapping."""
        return self.sets.slices

    def model(self, name: str) -> ModelSums:
        """The sums of the model called `name`.

        Raises:
            PlanError: when there is none; the message lists those that exist.
        """
        return model_named(self.models, name, place="report")

    def table(self) -> pl.DataFrame:
        """Every metric of every model, slice and threshold: one number a row.

        Returns:
            Columns model, slice, metric, threshold (null where a metric has none), value, lower
            and upper (95 %; nan where the denominator is 0), numerator and denominator (weighted
            sums), rows (rows that the denominator counts; pairs for counterfactual metrics) and
            evidence: `enough`, or `not enough data` where the interval reaches further than 0.1
            (0.4 for logits) to a side, or there is none.
        """
        return metric_table(self.models, slices=self.slices, thresholds=self.thresholds)

    def gaps(
        self,
        *,
        against: str = "overall",
        correction: Correction = "benjamini_hochberg",
        intervals: Intervals = "newcombe",
        draws: int = DRAWS,
        seed: int = 0,
    ) -> pl.DataFrame:
        """Every rate of every slice held against overall, its rest or a reference slice.

        Args:
            against: `overall` (all rows, the slice's own included), `rest` (rows annotated for
                the slice's column and not in it), or the name of a slice, as `gender=male`.
            correction: how p-values are adjusted for the number of slices of the same group
                column: `benjamini_hochberg` to discover, `holm` to decide.
            intervals: `newcombe` (from formulas), or `resampled`: percentiles over redrawn rows,
                where enough hits and misses were seen for them, and Newcombe's elsewhere.
            draws: how often rows are redrawn, at least 200.
            seed: of the redrawings.

        Returns:
            One row a model, metric, slice (without overall) and threshold: value and reference,
            their difference with its 95 % interval (lower, upper), interval (how it was found),
            their ratio with its own interval, percent_change (Fairness Indicators'
            100 (ratio - 1)), p_value that slice and others have one rate, adjusted_p_value, rows
            and reference_rows, and evidence, which speaks of the slice's own rate and not of the
            gap: `enough`, or `not enough data` where its interval reaches further than 0.1 to a
            side, with rows_enough, the rows that would be enough. nan where undefined.

        Raises:
            PlanError: `against`, `correction` or `intervals` is none of these, or too few draws.
        """
        if intervals not in get_args(Intervals):
            raise PlanError(
                f"`intervals` cannot be {intervals!r}. {choices(get_args(Intervals), intervals)}"
            )
        redrawing = Redrawing(draws=draws, seed=seed) if intervals == "resampled" else None
        return gap_table(
            self.models,
            sets=self.sets,
            thresholds=self.thresholds,
            against=against,
            correction=correction,
            redrawing=redrawing,
        )

    def largest_gaps(
        self,
        *,
        metrics: Sequence[str] = ("false_positive_rate", "false_negative_rate"),
        draws: int = DRAWS,
        seed: int = 0,
    ) -> pl.DataFrame:
        """The largest gap of every family of slices, held against what noise alone would show.

        A maximum over many groups is biased upward: 20 equal groups of 200 rows lie 0.08 apart.

        Args:
            metrics: names of rates at a threshold, or `prevalence`.
            draws: redrawings of all rows under the hypothesis that all slices have one rate.
            seed: of the redrawings.

        Returns:
            One row a model, family (group column or crossing), metric and threshold: largest (the
            largest absolute gap to overall), slice (which has it), noise (what equal slices would
            show on average), corrected (what is left of it), p_value; spread (largest less
            smallest rate) with spread_noise, spread_corrected and spread_p_value; compared (how
            many slices have rows).

        Raises:
            PlanError: a metric that is no rate.
        """
        return largest_gap_table(self.models, **self._redrawn(metrics, draws, seed))

    def family_gaps(
        self,
        *,
        metrics: Sequence[str] = ("false_positive_rate", "false_negative_rate"),
        draws: int = DRAWS,
        seed: int = 0,
    ) -> pl.DataFrame:
        """Every slice's gap to overall, with a p-value adjusted by the family's largest gap.

        Calling slices unequal at p <= 0.05 errs in 5 % of families at most (Westfall and Young's
        maxT), and is sharper than Holm's correction where slices overlap.

        Args:
            metrics: names of rates at a threshold, or `prevalence`.
            draws: as in `largest_gaps`.
            seed: of the redrawings.

        Returns:
            One row a model, family, slice, metric and threshold: difference, adjusted_p_value.

        Raises:
            PlanError: a metric that is no rate.
        """
        return family_gap_table(self.models, **self._redrawn(metrics, draws, seed))

    def shrunk(
        self, *, metrics: Sequence[str] = ("false_positive_rate", "false_negative_rate")
    ) -> pl.DataFrame:
        """Rates of small slices drawn towards their family: for crossings of many columns.

        It may hide a small group that is truly different: look at the value beside it.

        Args:
            metrics: names of rates at a threshold, or `prevalence`.

        Returns:
            One row a model, family, metric, slice and threshold: value (as counted), shrunk with
            its 95 % interval (lower, upper), prior_mean and prior_strength (the family's mean, and
            for how many rows it counts), rows.

        Raises:
            PlanError: a metric that is no rate.
        """
        return shrinkage_table(
            self.models, slices=self.slices, thresholds=self.thresholds, metrics=metrics
        )

    def _redrawn(self, metrics: Sequence[str], draws: int, seed: int) -> dict[str, Any]:
        return {
            "inside": self.sets.inside,
            "slices": self.slices,
            "thresholds": self.thresholds,
            "metrics": metrics,
            "draws": draws,
            "seed": seed,
        }

    def criteria(self) -> pl.DataFrame:
        """Fairness criteria over every group column and crossing, one number a row.

        Returns:
            Columns model, family (the group column), metric, threshold (null for `bias_score`),
            value with its 95 % interval (lower, upper; all rates of the family at once, and none
            for `bias_score`), lowest and highest (the slices at the ends of the rate that
            decides: of the one that differs most for equalised odds) and left_out (slices whose
            rate is undefined and that took no part). Metrics: demographic
            parity, equal opportunity and equalised odds as difference and ratio, FPED, FNED,
            worst-group accuracy with `accuracy` beside it, and, where bias AUCs were included,
            Jigsaw's `bias_score`.
        """
        return criteria_table(self.models, slices=self.slices, thresholds=self.thresholds)

    def curve(self, *, metrics: Sequence[str] = ("false_positive_rate",)) -> pl.DataFrame:
        """Rates of every model and slice over the whole grid of score bins.

        Args:
            metrics: names of rates at a threshold.

        Returns:
            The columns of `table`, at 101 thresholds from 0 to 1 and those asked for.

        Raises:
            PlanError: a metric that is no rate at a threshold.
        """
        return curve_table(self.models, slices=self.slices, metrics=metrics)

    def operating_points(self) -> pl.DataFrame:
        """Every rate at the thresholds that were found for each model on all of its rows.

        Returns:
            The columns of `table` and, after `model`, held_rate and target: what was asked for.
            A point that no threshold reaches has no rows.
        """
        return operating_point_table(self.models, slices=self.slices)

    def calibration(self, *, bins: int = 10) -> pl.DataFrame:
        """Reliability of every model and slice: observed rate against mean score, by score bin.

        Args:
            bins: equal-width bins; a divisor of 100.

        Returns:
            Columns model, slice, bin (from 1), lower_edge and upper_edge (a bin holds its upper
            edge and not its lower, but the first holds 0), mean_score, observed with its 95 %
            interval (lower, upper), numerator, denominator and rows; nan in bins without rows.

        Raises:
            PlanError: the audit did not include calibration.
        """
        return reliability_table(self.models, slices=self.slices, bins=bins)

    def error_bounds(self) -> pl.DataFrame:
        """How far metrics may be from their exact value, where scores were not kept to be ranked.

        Returns:
            Columns model, slice, metric and error_bound, >= 0: the scores' own value lies within
            value -+ error_bound. Without rows where all metrics are exact.
        """
        return error_bound_table(self.models, slices=self.slices)

    def save(self, path: str | Path) -> Path:
        """Writes the report as versioned JSON, whole or not at all; returns the path."""
        save(
            Path(path),
            {
                "format": FORMAT,
                "version": VERSION,
                "facts": dict(self.facts),
                "left_out": dict(self.left_out),
                "not_annotated": dict(self.not_annotated),
                "baseline": self.baseline,
                "thresholds": list(self.thresholds),
                "patterns": self.patterns.to_object(),
                "crossings": [list(some) for some in self.crossings],
                "models": [model.to_object() for model in self.models],
            },
        )
        return Path(path)

    @staticmethod
    def load(path: str | Path) -> Report:
        """The report that `save` wrote.

        Raises:
            DataError: when the file is missing, is no report or is of another version.
        """
        document = load(Path(path), form=FORMAT, version=VERSION)
        try:
            return _report(document)
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{path} should be a report, but a part of it is missing or damaged: {error!r}. "
                "Write it again with Report.save."
            ) from error


def _report(document: dict[str, Any]) -> Report:
    patterns = Patterns.from_object(document["patterns"])
    crossings = tuple(tuple(some) for some in document["crossings"])
    return Report(
        patterns=patterns,
        crossings=crossings,
        sets=SliceSets.of(patterns, crossings),
        not_annotated=document["not_annotated"],
        thresholds=tuple(document["thresholds"]),
        models=tuple(ModelSums.from_object(entry) for entry in document["models"]),
        baseline=document["baseline"],
        left_out=document["left_out"],
        facts=document["facts"],
    )
