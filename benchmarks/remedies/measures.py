"""What is measured of every model: one row for each model, seed and way of deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

import counterpoise as cp
from benchmarks.remedies.afterwards import equal_threshold, shifted
from benchmarks.remedies.kept import Kept
from benchmarks.remedies.probes import Probe, Probes
from benchmarks.remedies.settings import (
    BASELINE,
    CONTROL,
    ENOUGH,
    EQUAL,
    HALF,
    JUDGED,
    MENDED,
    Setting,
)
from benchmarks.remedies.tasks import Task

RATES = {"fpr": "false_positive_rate", "fnr": "false_negative_rate"}
COUNTED = {"fpr": "negatives", "fnr": "positives"}


@dataclass(frozen=True, kw_only=True)
class Judge:
    """The test rows and pairs of one seed, and the models that were scored on them.

    Attributes:
        task: the comments.
        kept: scores.
        seed: of models and of the division of terms.
    """

    task: Task
    kept: Kept
    seed: int

    @cached_property
    def probes(self) -> Mapping[str, Probe]:
        """Pairs alone: nothing is embedded, since scores are kept."""
        parts = {part: np.zeros((len(getattr(self.task, part)), 1)) for part in ("train", "test")}
        probes = Probes(task=self.task, seed=self.seed, embed=_nothing, features=parts)
        return probes.judged

    def rows(self, setting: Setting) -> list[dict[str, object]]:
        """At 0.5 and at equal FPR: names, threshold and every metric."""
        scores = self._scores(setting)
        ranking = self._ranking(scores)
        return [
            {
                "data": self.task.name,
                "remedy": setting.remedy,
                "strength": setting.strength,
                "scale": setting.scale,
                "times": setting.times,
                "seed": self.seed,
                "decided": decided,
                "threshold": threshold,
                **ranking,
                **self._decisions(scores, threshold),
                **self._flips(scores, threshold),
            }
            for decided, threshold in ((HALF, 0.5), (EQUAL, self._equal_threshold(scores)))
        ]

    def intervals(self, setting: Setting, remedy: str) -> pl.DataFrame:
        """Values with 95 % intervals over test rows and pairs, and changes against the control."""
        scores, control = self._scores(setting), self._scores(Setting(CONTROL))
        two = {CONTROL: control["test"], "mended": scores["test"]}
        report = cp.audit(self.task.test, {"mended": scores["test"]}, thresholds=[0.5])
        slices = ["overall", *self._slices]
        levels = report.table().filter(
            pl.col("metric").is_in([*RATES.values(), "roc_auc"]), pl.col("slice").is_in(slices)
        )
        changes = cp.compare(self.task.test, two, baseline=CONTROL).table()
        changes = changes.filter(slice="overall", metric="roc_auc").select(
            "slice", "lower", "upper", metric=pl.lit("roc_auc change"), value="change"
        )
        columns = ["metric", "slice", "value", "lower", "upper"]
        parts = [levels.select(columns), changes.select(columns)]
        if setting.remedy != CONTROL:
            parts += [self._reductions(name, scores, control) for name in JUDGED]
        named = pl.concat([part.cast({"slice": pl.String}) for part in parts])
        names = {"data": self.task.name, "remedy": remedy, "seed": self.seed}
        return named.select(*(pl.lit(one).alias(name) for name, one in names.items()), pl.all())

    @property
    def _slices(self) -> list[str]:
        return [f"{self.task.column}={group}" for group in MENDED]

    def _scores(self, setting: Setting) -> dict[str, np.ndarray]:
        return self.kept.scores(setting.key, seed=self.seed)

    @cached_property
    def _rate(self) -> float:
        baseline = self._scores(Setting(BASELINE))["validation"]
        return float((baseline > 0.5)[~self.task.validation.positives].mean())

    def _equal_threshold(self, scores: Mapping[str, np.ndarray]) -> float:
        positives = self.task.validation.positives
        return equal_threshold(scores["validation"], positives, rate=self._rate)

    def _ranking(self, scores: Mapping[str, np.ndarray]) -> dict[str, float]:
        report = cp.audit(
            self.task.test, {"m": scores["test"]}, thresholds=[0.5], include=["bias_auc"]
        )
        table = report.table()
        bpsn = table.filter(pl.col("slice").is_in(self._slices), metric="bpsn_auc")
        auc = table.filter(slice="overall", metric="roc_auc")["value"].item()
        return {"roc_auc": auc, "bpsn_auc": bpsn["value"].min()}

    def _decisions(self, scores: Mapping[str, np.ndarray], threshold: float) -> dict[str, float]:
        judged = shifted(scores["test"], threshold)
        report = cp.audit(self.task.test, {"m": judged}, thresholds=[0.5])
        table, gaps = report.table(), report.gaps()
        accuracy = table.filter(pl.col("slice").is_in(self._slices), metric="accuracy")
        found = {"worst_group_accuracy": accuracy["value"].min()}
        for short, metric in RATES.items():
            found[short] = table.filter(slice="overall", metric=metric)["value"].item()
            of = gaps.filter(metric=metric)
            mended = of.filter(pl.col("slice").is_in(self._slices))
            found[f"{short}_gap"] = mended["difference"].abs().max()
            large = of.filter(pl.col("rows") >= ENOUGH)
            found[f"{short}_gap_any"] = large["difference"].abs().max()
            for group in MENDED:
                one = mended.filter(slice=f"{self.task.column}={group}")
                found[f"{short}_{group}"] = one["value"].item()
                found[f"{short}_change_{group}"] = one["percent_change"].item()
                found[f"{COUNTED[short]}_{group}"] = one["rows"].item()
        return found

    def _flips(self, scores: Mapping[str, np.ndarray], threshold: float) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, probe in self.probes.items():
            report = cp.audit_pairs(
                probe.pairs,
                {"m": shifted(scores[f"{name}:originals"], threshold)},
                counterfactual_scores={"m": shifted(scores[name], threshold)},
                thresholds=[0.5],
                by=[],
            )
            values = dict(report.table().select("metric", "value").iter_rows())
            found[f"flip_{name}"] = values["flip_rate"]
            found[f"pairs_{name}"] = len(probe.pairs)
            if threshold == 0.5:
                found[f"ctf_gap_{name}"] = values["ctf_gap"]
        return found

    def _reductions(
        self, name: str, scores: Mapping[str, np.ndarray], control: Mapping[str, np.ndarray]
    ) -> pl.DataFrame:
        two = {CONTROL: control, "mended": scores}
        report = cp.audit_pairs(
            self.probes[name].pairs,
            {model: of[f"{name}:originals"] for model, of in two.items()},
            counterfactual_scores={model: of[name] for model, of in two.items()},
            thresholds=[0.5],
            by=[],
        )
        found = report.compare(CONTROL, "mended", metrics=["flip_rate"])
        return found.select(
            metric=pl.lit(f"flip reduction, {name}"),
            slice=pl.lit("overall"),
            value="reduction",
            lower="reduction_lower",
            upper="reduction_upper",
        )


def measured(
    task: Task, kept: Kept, *, seeds: Sequence[int], settings: Sequence[Setting]
) -> pl.DataFrame:
    """The rows of all settings and seeds."""
    rows: list[dict[str, object]] = []
    for seed in seeds:
        judge = Judge(task=task, kept=kept, seed=seed)
        for setting in dict.fromkeys(settings):
            rows += judge.rows(setting)
    return pl.DataFrame(rows, infer_schema_length=None)


def _nothing(texts: pl.Series) -> np.ndarray:
    return np.zeros((len(texts), 1))
