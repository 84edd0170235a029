"""What is explored: rows, scores, slices and pairs, and what was made of them on the way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import Any, final

import numpy as np
from jaxtyping import Bool, Float32

from counterpoise.data.examples import Examples
from counterpoise.explorer.features import Feature, features_of
from counterpoise.explorer.model_runs import ModelRuns
from counterpoise.explorer.nearness import WordSets
from counterpoise.explorer.saved_slices import check_new_slice, with_saved
from counterpoise.explorer.sliced_rows import SlicedRows
from counterpoise.scoring import ModelScores
from counterpoise.text.embedding import Embedding, checked_embedding

Rows = Bool[np.ndarray, " rows"]


@final
class Contents:
    """All that methods answer from.

    Attributes:
        own: the rows with the slices that were audited.
        runs: the models that can be run on new inputs.
        embedding: texts -> vectors, for nearness of meaning; None where there is none.
        state: what the page shows, as `state_of` gives it.
    """

    def __init__(
        self, own: SlicedRows, *, runs: ModelRuns, embedding: Embedding | None = None
    ) -> None:
        self.own = own
        self.runs = runs
        self.embedding = embedding
        self.state: Mapping[str, Any] = {}
        self._saved: dict[str, Rows] = {}
        self._saved_rows: SlicedRows | None = None
        self._saving = Lock()

    @property
    def examples(self) -> Examples:
        """The rows."""
        return self.own.examples

    @property
    def models(self) -> tuple[ModelScores, ...]:
        """What every model says of the rows."""
        return self.own.models

    @property
    def names(self) -> list[str]:
        """The models' names."""
        return [model.name for model in self.models]

    @property
    def sliced(self) -> tuple[SlicedRows, ...]:
        """The rows with the slices that were audited, and with those that were saved."""
        saved = self._saved_rows
        return (self.own,) if saved is None else (self.own, saved)

    @property
    def slice_names(self) -> list[str]:
        """The slices' names: audited ones, then saved ones."""
        return [piece.name for part in self.sliced for piece in part.slices]

    @property
    def saved_names(self) -> list[str]:
        """What the saved slices were called, in their order."""
        return list(self._saved)

    @property
    def families(self) -> list[str]:
        """What slices are values of: group columns, crossings, and then saved ones."""
        columns = [piece.column for part in self.sliced for piece in part.slices]
        return list(dict.fromkeys(column for column in columns if column is not None))

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of the report, in its order."""
        table = self.own.table(self.own.report.thresholds)
        return table["metric"].unique(maintain_order=True).to_list()

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """What tabular models read."""
        return features_of(self.examples)

    @cached_property
    def word_sets(self) -> WordSets:
        """The different words of every text."""
        return WordSets.of(self.examples.texts)

    @cached_property
    def vectors(self) -> Float32[np.ndarray, "rows dim"]:
        """[rows, dim], what `embedding` makes of every text."""
        assert self.embedding is not None
        return checked_embedding(self.embedding, self.examples.texts)

    def rows_in(self, place: int) -> Rows:
        """[rows], whether each lies in the slice at that place."""
        for part in self.sliced:
            if place < len(part.slices):
                return part.rows_in(place)
            place -= len(part.slices)
        raise IndexError(place)

    def called(self, model: int, threshold: float) -> Rows:
        """[rows], whether a model's decision is positive; false where it gave none."""
        scored = self.models[model].examples
        return (scored.values > scored.values.dtype.type(threshold)) & scored.decided

    def save_slice(self, name: str, rows: Rows) -> int:
        """Audits `rows` as a slice called `name`, after all others; returns its place.

        Raises:
            PlanError: a name that is taken, empty or long, or too many slices.
        """
        with self._saving:
            check_new_slice(name, self._saved)
            saved = {**self._saved, name: rows}
            self._saved_rows = with_saved(self.own, saved)
            self._saved = saved
            return len(self.slice_names) - 1
