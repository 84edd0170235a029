"""Scores of every model, kept so that a stopped run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.remedies.probes import Probe
from benchmarks.remedies.settings import JUDGED
from benchmarks.remedies.training import Bench
from counterpoise.files import replacing

CHOSEN_ON = "chosen_on"

Scorer = Callable[..., np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The folder of one task.

    Attributes:
        folder: where its files stand.
    """

    folder: Path

    def file(self, name: str, *, seed: int | None = None) -> Path:
        """A file of the task, or of one seed of it; its folder is made."""
        home = self.folder if seed is None else self.folder / f"seed_{seed}"
        home.mkdir(parents=True, exist_ok=True)
        return home / name

    def has(self, key: str, *, seed: int) -> bool:
        """Whether the scores of a model are there."""
        return self.file(f"{key}.npz", seed=seed).exists()

    def scores(self, key: str, *, seed: int) -> dict[str, np.ndarray]:
        """Part or probe -> scores; of a probe also `<probe>:originals`."""
        with np.load(self.file(f"{key}.npz", seed=seed), allow_pickle=False) as found:
            return dict(found)

    def save(self, key: str, scores: dict[str, np.ndarray], *, seed: int) -> None:
        """Keeps the scores of a model, whole or not at all."""
        with replacing(self.file(f"{key}.npz", seed=seed)) as part, part.open("wb") as file:
            np.savez(file, **scores)

    def strengths(self) -> dict[str, float] | None:
        """Remedy -> the strength that was chosen; None before."""
        path = self.file("strengths.json")
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def save_strengths(self, strengths: dict[str, float]) -> None:
        """Keeps what was chosen."""
        self.file("strengths.json").write_text(json.dumps(strengths), encoding="utf-8")


def scores_of(bench: Bench, scorer: Scorer) -> dict[str, np.ndarray]:
    """What a model says of validation and test comments and of all pairs."""
    task = bench.task
    scores = {
        part: scorer(bench.features[part], task.groups(getattr(task, part)))
        for part in ("validation", "test")
    }
    probes = {CHOSEN_ON: bench.probes.chosen_on, **bench.probes.judged}
    for name, probe in probes.items():
        scores[name] = scorer(probe.counterfactuals, probe.after)
        scores[f"{name}:originals"] = _originals(scores, name, probe, scorer)
    return {name: values.astype(np.float32) for name, values in scores.items()}


def _originals(
    scores: dict[str, np.ndarray], name: str, probe: Probe, scorer: Scorer
) -> np.ndarray:
    if name == CHOSEN_ON:
        return scores["validation"]
    if name in JUDGED[:-1]:
        return scores["test"]
    return scorer(probe.originals, probe.before)
