"""The models that a run saved, loaded when they are first asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, final

import numpy as np

from counterpoise.runs.plan import Plan
from counterpoise.text import WordVectors

if TYPE_CHECKING:
    from counterpoise.keras import TextClassifier

NO_KERAS = (
    "This run saved its models, and running them needs Keras, which is not installed: "
    "pip install 'counterpoise[keras]'."
)
NO_MODELS = "This run's folder holds no models: they were taken away."


@final
class SavedVectors:
    """A run's word vectors, read when they are first needed."""

    def __init__(self, file: Path) -> None:
        """Reads nothing yet."""
        self._file = file
        self._lock = Lock()

    def __call__(self, texts: list[str]) -> np.ndarray:
        """[texts, dim], the vector of each."""
        return self.vectors(texts)

    @property
    def vectors(self) -> WordVectors:
        """The word vectors."""
        with self._lock:
            return self._read

    @cached_property
    def _read(self) -> WordVectors:
        return WordVectors.load(self._file)


@final
class SavedModel:
    """A classifier of a run. Keras is loaded when it is first asked."""

    def __init__(self, folder: Path, vectors: SavedVectors) -> None:
        """Loads nothing yet.

        Args:
            folder: where the classifier was saved.
            vectors: the run's word vectors.
        """
        self._folder = folder
        self._vectors = vectors

    def __call__(self, texts: list[str]) -> np.ndarray:
        """[texts], probabilities."""
        return self._classifier.predict(texts)

    @cached_property
    def _classifier(self) -> TextClassifier:
        from counterpoise.keras import TextClassifier

        return TextClassifier.load(self._folder, embedding=self._vectors.vectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedModels:
    """What of a run can be run again.

    Attributes:
        models: name -> model; none where they cannot be run.
        vectors: the word vectors that they all read; None where they are gone.
        missing: why models cannot be run, in a sentence; None where they can.
    """

    models: Mapping[str, SavedModel]
    vectors: SavedVectors | None
    missing: str | None

    @staticmethod
    def of(folder: Path, plan: Plan) -> SavedModels:
        """The models in the folder of a run of `plan`."""
        homes = {
            model.name: folder / "models" / str(place) / "classifier"
            for place, model in enumerate(plan.with_controls(), start=1)
        }
        if not all((home / "classifier.json").is_file() for home in homes.values()):
            return SavedModels(models={}, vectors=None, missing=NO_MODELS)
        vectors = SavedVectors(next(iter(homes.values())) / "vectors.parquet")
        if find_spec("keras") is None:
            return SavedModels(models={}, vectors=vectors, missing=NO_KERAS)
        models = {name: SavedModel(home, vectors) for name, home in homes.items()}
        return SavedModels(models=models, vectors=vectors, missing=None)
