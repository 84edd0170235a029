"""The result of an audit of pairs as frozen data, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from counterpoise.errors import DataError, PlanError, choices
from counterpoise.gap_tables import ADJUSTED, Correction
from counterpoise.json_files import load, save
from counterpoise.named_models import model_named
from counterpoise.pair_audit.model_sums import CoupleSums, PairModelSums
from counterpoise.pair_audit.slices import PairSlice
from counterpoise.pair_audit.tables import (
    METRICS,
    Asked,
    flip_change_table,
    flip_gap_table,
    flip_table,
)
from counterpoise.slices import OVERALL

FORMAT = "counterpoise.pair_audit.report"
VERSION = 1

Each = Literal["pair", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReport:
    """An audit of pairs: sums for every model and slice, and the numbers that follow from them.

    Attributes:
        slices: overall, then those of every family; overlapping.
        thresholds: decisions are score > threshold.
        each: what counts alike in every slice: a pair, or a source however many pairs it has there.
        models: one entry a model, in the order given.
        couples: one entry for every two of them.
        pairs: number of valid pairs.
        sources: number of examples that they were made from.
        invalid: reason -> pairs that are not valid, which nothing else counts.
        left_out: reason -> texts that hold a term and gave no pair.
        facts: what a reader must know, shown with the report.
    """

    slices: tuple[PairSlice, ...]
    thresholds: tuple[float, ...]
    each: Each
    models: tuple[PairModelSums, ...]
    couples: tuple[CoupleSums, ...]
    pairs: int
    sources: int
    invalid: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def families(self) -> tuple[str, ...]:
        """What pairs were parted by, overall first."""
        return tuple(dict.fromkeys(piece.family for piece in self.slices))

    def table(
        self,
        *,
        metrics: Sequence[str] = METRICS,
        by: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Every metric of every model, slice and threshold: one number a row.

        Args:
            metrics: `flip_rate`, `flip_rate_0_to_1`, `flip_rate_1_to_0`, `ctf_gap`,
                `ctf_gap_logit`.
            by: families of slices; all by default.

        Returns:
            Columns model, family, slice, metric, threshold (null where a metric has none), value,
            lower and upper (95 %, of resampling sources; nan where there are no pairs), flips
            (weighted sum; null for CTF gaps), pairs, sources, and evidence: `enough`, or `not
            enough data` where the interval reaches further than 0.1 (0.4 for logits) to a side.

        Raises:
            PlanError: a metric or family that was not measured.
        """
        places, asked = self._asked(metrics, by)
        return flip_table([model.at(places) for model in self.models], asked)

    def gaps(
        self,
        *,
        metrics: Sequence[str] = METRICS,
        by: Sequence[str] | None = None,
        correction: Correction = "benjamini_hochberg",
    ) -> pl.DataFrame:
        """Every slice held against all other pairs that its family knows of.

        Args:
            metrics: as for `table`.
            by: families of slices; all by default.
            correction: how p-values are adjusted for the number of slices of one family, or of one
                group column: `benjamini_hochberg` to discover, `holm` to decide.

        Returns:
            Columns model, family, slice (without overall), metric, threshold, value, reference (of
            the other pairs), difference with its 95 % interval (lower, upper), p_value that both
            are one, adjusted_p_value, pairs, sources, reference_pairs, reference_sources,
            evidence of the slice's own value, and sources_enough: how many would be enough for
            it (null for CTF gaps).

        Raises:
            PlanError: a metric, family or correction that there is not.
        """
        if correction not in ADJUSTED:
            raise PlanError(
                f"`correction` cannot be {correction!r}. {choices(ADJUSTED, str(correction))}"
            )
        shown = [name for name in self.families if name != OVERALL.name] if by is None else by
        places, asked = self._asked(metrics, shown, correction=correction)
        return flip_gap_table([model.at(places) for model in self.models], asked)

    def compare(
        self,
        baseline: str,
        mended: str,
        *,
        metrics: Sequence[str] = METRICS,
        by: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """What changed from one model to another, on the pairs that both gave scores to.

        Args:
            baseline: the model that changes are counted from.
            mended: the other.
            metrics: as for `table`.
            by: families of slices; all by default.

        Returns:
            Columns model (the mended one), family, slice, metric, threshold, baseline_value, value,
            change with its 95 % interval (lower, upper; negative is better), reduction, the change
            as a percentage of the baseline's value with its sign turned (90: a tenth is left), with
            its interval (reduction_lower, -inf where the baseline's value may be 0;
            reduction_upper), p_value of no change, adjusted_p_value (Benjamini-Hochberg among the
            slices of a family), pairs and sources.

        Raises:
            PlanError: a model, metric or family that there is not, one model given twice.
        """
        if baseline == mended:
            raise PlanError(
                f"`mended` must be another model than `baseline`, got `{mended}` twice. "
                "Name two models of this report."
            )
        for name in (baseline, mended):
            self.model(name)
        places, asked = self._asked(metrics, by)
        couple = next(one for one in self.couples if {*one.names} == {baseline, mended})
        turned = couple if couple.names[0] == mended else couple.turned
        return flip_change_table(turned.at(places), asked)

    def matrix(self, *, metrics: Sequence[str] = ("flip_rate",)) -> pl.DataFrame:
        """Every model judged by the pairs of every generator: is it mended for others than its own?

        Returns:
            Columns model, trained_with (the generator of the pairs that it was trained with; null:
            none), tested_with, own (whether they are one; false where trained_with is null), and
            metric, threshold, value, lower, upper, flips, pairs, sources, evidence as in `table`.

        Raises:
            PlanError: a metric that was not measured, pairs not parted by generator.
        """
        own = {model.name: model.trained_with for model in self.models}
        trained_with = pl.col("model").replace_strict(own, return_dtype=pl.String)
        table = self.table(metrics=metrics, by=["generator"]).rename({"slice": "tested_with"})
        named = table.with_columns(trained_with=trained_with)
        seen = (pl.col("trained_with") == pl.col("tested_with")).fill_null(value=False)
        first = ("model", "trained_with", "tested_with", "own")
        return named.with_columns(own=seen).select(*first, pl.exclude(*first, "family"))

    def model(self, name: str) -> PairModelSums:
        """The sums of the model called `name`.

        Raises:
            PlanError: when there is none; the message lists those that exist.
        """
        return model_named(self.models, name, place="report")

    def _asked(
        self,
        metrics: Sequence[str],
        by: Sequence[str] | None,
        *,
        correction: Correction = "benjamini_hochberg",
    ) -> tuple[np.ndarray, Asked]:
        """Places of the slices shown, and what is asked of them."""
        for argument, names, known in (
            ("metrics", metrics, METRICS),
            ("by", by or (), self.families),
        ):
            for name in names:
                if name not in known:
                    raise PlanError(
                        f"`{argument}` must name what was measured, got {name!r}. "
                        f"{choices(known, str(name))}"
                    )
        families = self.families if by is None else by
        places = [at for at, piece in enumerate(self.slices) if piece.family in families]
        return np.array(places, dtype=np.int64), Asked(
            slices=[self.slices[at] for at in places],
            thresholds=self.thresholds,
            metrics=tuple(metrics),
            correction=correction,
        )

    def save(self, path: str | Path) -> Path:
        """Writes the report as versioned JSON, whole or not at all; returns the path."""
        save(
            Path(path),
            {
                "format": FORMAT,
                "version": VERSION,
                "facts": dict(self.facts),
                "invalid": dict(self.invalid),
                "left_out": dict(self.left_out),
                "pairs": self.pairs,
                "sources": self.sources,
                "each": self.each,
                "thresholds": list(self.thresholds),
                "slices": [[one.family, one.name, one.column] for one in self.slices],
                "models": [model.to_object() for model in self.models],
                "couples": [couple.to_object() for couple in self.couples],
            },
        )
        return Path(path)

    @staticmethod
    def load(path: str | Path) -> PairReport:
        """The report that `save` wrote.

        Raises:
            DataError: when the file is missing, is no report of pairs or is of another version.
        """
        document = load(Path(path), form=FORMAT, version=VERSION)
        try:
            return _report(document)
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{path} should be a report of pairs, but a part of it is missing or damaged: "
                f"{error!r}. Write it again with PairReport.save."
            ) from error


def _report(document: dict[str, Any]) -> PairReport:
    return PairReport(
        slices=tuple(
            PairSlice(family=family, name=name, column=column)
            for family, name, column in document["slices"]
        ),
        thresholds=tuple(document["thresholds"]),
        each=document["each"],
        models=tuple(PairModelSums.from_object(entry) for entry in document["models"]),
        couples=tuple(CoupleSums.from_object(entry) for entry in document["couples"]),
        pairs=document["pairs"],
        sources=document["sources"],
        invalid=document["invalid"],
        left_out=document["left_out"],
        facts=document["facts"],
    )
