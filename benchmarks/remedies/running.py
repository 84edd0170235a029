"""Trains what is not yet there: the strengths of the first seed, then all seeds as chosen."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.remedies.afterwards import AFTERWARDS, Scorer
from benchmarks.remedies.choices import chosen_strengths
from benchmarks.remedies.kept import Kept, scores_of
from benchmarks.remedies.probes import Probes
from benchmarks.remedies.settings import (
    BASELINE,
    BLIND,
    CONTROL,
    GRIDS,
    Setting,
    chosen_settings,
    frontier,
)
from benchmarks.remedies.tasks import Task
from benchmarks.remedies.training import TAUGHT, Bench
from counterpoise.keras import TextClassifier
from counterpoise.keras.network import loaded
from counterpoise.text import WordVectors, learn_vectors

PARTS = ("train", "validation", "test")


def run(task: Task, kept: Kept, *, seeds: int) -> None:
    """Trains and scores every model of a task that is not kept yet."""
    vectors = _vectors(task, kept.file("vectors.parquet"))
    features = {part: vectors(getattr(task, part).texts) for part in PARTS}
    for seed in range(seeds):
        probes = Probes(task=task, seed=seed, embed=vectors, features=features)
        bench = Bench(task=task, seed=seed, embed=vectors, features=features, probes=probes)
        maker = _Maker(bench, kept)
        if kept.strengths() is None:
            maker.make([Setting(BASELINE), Setting(CONTROL), *frontier_of_grids()])
            kept.save_strengths(maker.chosen())
        strengths = kept.strengths() or {}
        maker.make(list(chosen_settings(strengths).values()))
        if seed == 0:
            maker.make(frontier(strengths["upweighting"]))


def frontier_of_grids() -> list[Setting]:
    """The settings that strengths are chosen among."""
    return [Setting(remedy, one) for remedy, grid in GRIDS.items() for one in grid]


class _Maker:
    """Makes the models of one seed, each once."""

    def __init__(self, bench: Bench, kept: Kept) -> None:
        self._bench, self._kept = bench, kept
        self._networks: dict[str, TextClassifier] = {}

    def make(self, settings: list[Setting]) -> None:
        for setting in dict.fromkeys(settings):
            if self._kept.has(setting.key, seed=self._bench.seed):
                continue
            began = time.monotonic()
            bench = self._bench.blinded if setting.remedy == BLIND else self._bench
            scores = scores_of(bench, self._scorer(setting, bench))
            self._kept.save(setting.key, scores, seed=self._bench.seed)
            took = time.monotonic() - began
            name = f"{self._bench.task.name} {self._bench.seed} {setting.key}"
            print(f"{name} {took:.0f} s", flush=True)

    def chosen(self) -> dict[str, float]:
        keys = [BASELINE, CONTROL, *(setting.key for setting in frontier_of_grids())]
        scores = {key: self._kept.scores(key, seed=self._bench.seed) for key in keys}
        return chosen_strengths(self._bench.task, self._bench.probes.chosen_on.pairs, scores)

    def _scorer(self, setting: Setting, bench: Bench) -> Scorer:
        if setting.remedy in AFTERWARDS:
            return AFTERWARDS[setting.remedy](bench, self._network(CONTROL))
        if setting in (Setting(BASELINE), Setting(CONTROL)):
            model = self._network(setting.remedy)
        else:
            model = TAUGHT[setting.remedy](bench, self._network(BASELINE), setting)
        return lambda features, groups: model.predict_features(features)

    def _network(self, name: str) -> TextClassifier:
        """The baseline or the control, trained once a seed."""
        path = self._kept.file(f"{name}.keras", seed=self._bench.seed)
        if name not in self._networks and path.exists():
            self._networks[name] = self._bench.around(loaded(path))
        if name not in self._networks:
            if name == BASELINE:
                model = self._bench.baseline()
            else:
                model = self._bench.further(self._network(BASELINE))
            model.trained.save(path)
            self._networks[name] = model
        return self._networks[name]


def _vectors(task: Task, path: Path) -> WordVectors:
    if not path.exists():
        learn_vectors(task.train.texts, dim=100, seed=0).save(path)
    return WordVectors.load(path)


def seeds_done(kept: Kept, *, seeds: int) -> list[int]:
    """The seeds of which every model of the first table is there."""
    strengths = kept.strengths()
    if strengths is None:
        return []
    keys = [setting.key for setting in chosen_settings(strengths).values()]
    return [seed for seed in range(seeds) if all(kept.has(key, seed=seed) for key in keys)]
