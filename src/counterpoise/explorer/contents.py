"""What is explored: rows, scores, slices and pairs, and what was made of them on the way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import Any, final

import numpy as np
from jaxtyping import Bool, Float32

from counterpoise.data.examples import Examples
from counterpoise.explorer.description import families_of, metric_names, slice_entries
from counterpoise.explorer.features import Feature, features_of
from counterpoise.explorer.model_runs import ModelRuns
from counterpoise.explorer.nearness import WordSets
from counterpoise.explorer.saved_slices import check_new_slice, with_saved
from counterpoise.explorer.sliced_rows import SlicedRows
from counterpoise.explorer.state import Shown
from counterpoise.report import Report
from counterpoise.scoring import ModelScores
from counterpoise.slices import Slice
from counterpoise.text.embedding import Embedding, checked_embedding

Rows = Bool[np.ndarray, " rows"]


@final
class Contents:
    """All that methods answer from.

    Attributes:
        own: the rows with the slices that were audited.
        runs: the models that can be run on new inputs.
        embedding: texts -> vectors, for nearness of meaning; None where there is none.
        absent: method -> why it cannot be answered, where more is known than what it needs.
        state: what the page shows, as `state_of` gives it.
    """

    def __init__(
        self,
        own: SlicedRows,
        *,
        runs: ModelRuns,
        embedding: Embedding | None = None,
        absent: Mapping[str, str] | None = None,
    ) -> None:
        self.own = own
        self.runs = runs
        self.embedding = embedding
        self.absent = absent or {}
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
    def report(self) -> Report:
        """The audit, without slices that were saved."""
        return self.own.report

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.examples)

    @property
    def slices(self) -> list[Slice]:
        """Audited ones, then saved ones."""
        return [piece for part in self.sliced for piece in part.slices]

    @property
    def slice_names(self) -> list[str]:
        """The slices' names."""
        return [piece.name for piece in self.slices]

    @property
    def saved_names(self) -> list[str]:
        """What the saved slices were called, in their order."""
        return list(self._saved)

    @property
    def families(self) -> list[str]:
        """What slices are values of: group columns, crossings, and then saved ones."""
        return families_of(self.slices)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The slices as `describe` lists them."""
        rows = [count for part in self.sliced for count in part.slice_rows.tolist()]
        return slice_entries(self.slices, rows)

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of the report, in its order."""
        return metric_names(self.own.table(self.report.thresholds))

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

    @property
    def shown(self) -> Shown:
        """What a state can point at."""
        return Shown(
            thresholds=self.report.thresholds,
            metrics=self.metrics,
            models=len(self.names),
            slices=len(self.slices),
            families=len(self.families),
            rows=self.row_count,
        )

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
