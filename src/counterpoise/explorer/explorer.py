"""What a person looks at: rows, models and slices behind one function that answers the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

import polars as pl

from counterpoise.audit_plan import THRESHOLDS, Included
from counterpoise.auditing import Scores, audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.explorer.answering import answered
from counterpoise.explorer.audited_rows import audited_rows
from counterpoise.explorer.cell_page import CellPage
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.methods.state import set_state
from counterpoise.explorer.methods.table import METHODS
from counterpoise.explorer.model_runs import SECONDS, ModelRuns
from counterpoise.explorer.named_state import Names, predicate_of_names, state_of_names
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.selection import selected_frame
from counterpoise.explorer.sliced_rows import SlicedRows, counterfactuals_again, given_again
from counterpoise.explorer.state import first_state
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.scoring import Scorer, scores_of_models
from counterpoise.slices import membership
from counterpoise.text.embedding import Embedding

if TYPE_CHECKING:
    from counterpoise.explorer.widget import ExplorerWidget


@final
class Explorer:
    """Examples and the scores of one or more models, to be looked at.

    `handle` answers what a page asks; `state` is what the page shows, and `selected` the rows that
    it means.
    """

    def __init__(
        self,
        examples: Examples,
        scores: Scores,
        *,
        thresholds: Sequence[float] = THRESHOLDS,
        crossings: Sequence[Sequence[str]] = (),
        include: Sequence[Included] = (),
        operating_points: Sequence[OperatingPoint] = (),
        pairs: Pairs | None = None,
        counterfactual_scores: Scores | None = None,
        baseline: str | None = None,
        controls: Mapping[str, str] | None = None,
        facts: Mapping[str, str] | None = None,
        models: Mapping[str, Scorer] | None = None,
        embedding: Embedding | None = None,
        seconds: float = SECONDS,
        progress: Progress = silent,
    ) -> None:
        """Audits the examples as `audit` does, and keeps them.

        Args:
            examples: the rows, from `read`.
            scores: model name -> column name, [rows] probabilities, or a callable, as for `audit`.
            thresholds: as for `audit`; others can be looked at too.
            crossings: as for `audit`.
            include: as for `audit`.
            operating_points: as for `audit`.
            pairs: as for `audit`.
            counterfactual_scores: as for `audit`.
            baseline: as for `audit`.
            controls: as for `audit`.
            facts: as for `audit`; `title` is the page's.
            models: name of one of `scores` -> a callable that scores new inputs, for those whose
                `scores` are none: so that the rows need not be scored again.
            embedding: texts -> vectors, for the nearest text by meaning.
            seconds: how long a model may take for one question.
            progress: told how far scoring and auditing have got.

        Raises:
            PlanError: as `audit`; `models` that have no scores.
            DataError: as `audit`.
        """
        _check_in_memory(examples)
        runs = _runs(scores, models or {}, seconds)
        scored = scores_of_models(
            scores, examples, pairs=pairs, given=counterfactual_scores or {}, progress=progress
        )
        kept = None if pairs is None else pairs.kept
        report = audit(
            examples,
            {model.name: given_again(model.examples) for model in scored},
            thresholds=thresholds,
            crossings=crossings,
            include=include,
            operating_points=operating_points,
            pairs=kept,
            counterfactual_scores=counterfactuals_again(scored),
            baseline=baseline,
            controls=controls,
            facts=facts,
            progress=progress,
        )
        own = SlicedRows(
            examples=examples,
            models=tuple(scored),
            pairs=kept,
            membership=membership(examples, crossings=crossings),
            report=report,
            include=tuple(include),
        )
        self._take(Contents(own, runs=runs, embedding=embedding))

    @classmethod
    def of_report(
        cls,
        report: Report,
        examples: Examples,
        scores: Scores,
        *,
        pairs: Pairs | None = None,
        counterfactual_scores: Scores | None = None,
        models: Mapping[str, Scorer] | None = None,
        embedding: Embedding | None = None,
        absent: Mapping[str, str] | None = None,
    ) -> Explorer:
        """The explorer of rows that were audited already.

        Args:
            report: the audit of just these, which is not made again.
            examples: as for `Explorer`.
            scores: as for `Explorer`, of every model of the report in its order.
            pairs: as for `Explorer`.
            counterfactual_scores: as for `Explorer`.
            models: as for `Explorer`.
            embedding: as for `Explorer`.
            absent: method -> why it cannot be answered, in a sentence for who looks at the page.

        Raises:
            DataError: the report is of other rows.
            PlanError: as `Explorer`.
        """
        _check_in_memory(examples)
        scored = scores_of_models(scores, examples, pairs=pairs, given=counterfactual_scores or {})
        own = audited_rows(report, examples, scored, pairs=pairs)
        runs = _runs(scores, models or {}, SECONDS)
        made = cls.__new__(cls)
        made._take(Contents(own, runs=runs, embedding=embedding, absent=absent))
        return made

    def _take(self, contents: Contents) -> None:
        self._contents = contents
        self._page = CellPage(self)
        contents.state = first_state(contents.shown)

    @property
    def report(self) -> Report:
        """The audit."""
        return self._contents.own.report

    @property
    def state(self) -> dict[str, Any]:
        """What the page shows, as a JSON value; `web/PROTOCOL.md` lists its parts.

        Setting it fills what is left out with what is shown at first, and saves its slices again
        where they are not there. Where it has a place, the name can be written: of a model, a
        metric, a slice, a family, a level, or of a column as `selected` calls it.
        """
        return dict(self._contents.state)

    @state.setter
    def state(self, value: Mapping[str, Any]) -> None:
        set_state(state_of_names(value, self._names), self._contents)
        self._page.tell()

    @property
    def _names(self) -> Names:
        contents = self._contents
        return Names(
            models=contents.names,
            metrics=contents.metrics,
            slices=contents.slice_names,
            families=contents.families,
            features=contents.features,
        )

    def selected(self, predicate: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The rows that a predicate selects; what is shown stays as it is.

        Args:
            predicate: as in `state`, with names or places; None for that of the state.

        Returns:
            Columns `row` (counted from 0), those of the examples, and `score of <model>` (null
            where it gave no decision).

        Raises:
            PlanError: a key, a name or a place that there is not.

        Example:
            >>> from counterpoise import read
            >>> frame = pl.DataFrame({"toxic": [0, 1], "score": [0.2, 0.9]})
            >>> explorer = Explorer(read(frame, label="toxic"), {"model": "score"})
            >>> missed = {"outcome": "fn", "model": "model", "threshold": 0.95}
            >>> explorer.selected(missed)["row"].to_list()
            [1]
        """
        asked = self._contents.state["predicate"] if predicate is None else predicate
        rows = selected_rows(predicate_of_names(asked, self._names), self._contents)
        return selected_frame(rows, self._contents)

    def widget(self, *, height: int | None = None) -> ExplorerWidget:
        """The page for a notebook, always the same one; a cell that ends in the explorer shows it.

        Args:
            height: pixels of the page in its cell; None leaves it as it is.

        Raises:
            MissingExtraError: anywidget is not installed.
            RunError: the page was not built.
        """
        return self._page.widget(height=height)

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, Any]:
        models = len(self._contents.names)
        return self._page.bundle(
            f"Explorer of {len(self._contents.examples):,} rows, {models} models."
        )

    def handle(self, method: str, args: Mapping[str, Any] | None = None) -> bytes:
        """The answer to one question of the page, as the bytes of a frame.

        Never raises: what cannot be answered gives a frame whose value is `{"error": text}`.

        Args:
            method: its name.
            args: JSON values by name.

        Example:
            >>> from counterpoise import read
            >>> from counterpoise.explorer.frames import Frame
            >>> frame = pl.DataFrame({"toxic": [0, 1], "score": [0.2, 0.9]})
            >>> explorer = Explorer(read(frame, label="toxic"), {"model": "score"})
            >>> Frame.from_bytes(explorer.handle("describe")).value["rows"]
            2
        """
        return answered(METHODS, self._contents, method, args)


def _runs(scores: Scores, models: Mapping[str, Scorer], seconds: float) -> ModelRuns:
    for name in models:
        if name not in scores:
            raise PlanError(
                f"`models` must name models of `scores`, got `{name}`. {choices(scores, name)}"
            )
    callables: dict[str, Scorer] = {
        name: score
        for name, score in scores.items()
        if callable(score) and not hasattr(score, "__array__")
    }
    return ModelRuns(models={**callables, **models}, seconds=seconds)


def _check_in_memory(examples: object) -> None:
    if not isinstance(examples, Examples):
        raise PlanError(
            f"`examples` must be rows in memory, got {type(examples).__name__}. "
            "Read them with `read`: an explorer shows rows."
        )
