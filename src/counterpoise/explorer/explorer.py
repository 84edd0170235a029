"""What a person looks at: rows, models and slices behind one function that answers the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, final

import numpy as np
import polars as pl

from counterpoise.audit_plan import THRESHOLDS, Included
from counterpoise.auditing import Scores, audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import CounterpoiseError, PlanError, choices
from counterpoise.explorer.arguments import Arguments, told
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import error_frame
from counterpoise.explorer.methods.table import METHODS, possible_methods
from counterpoise.explorer.model_runs import SECONDS, ModelRuns
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.remade_slices import remake_slices
from counterpoise.explorer.selection import selected_frame
from counterpoise.explorer.sliced_rows import SlicedRows, counterfactuals_again, given_again
from counterpoise.explorer.state import first_state, state_of
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.scoring import Scorer, scores_of_models
from counterpoise.slices import membership
from counterpoise.text.embedding import Embedding

_LOG = logging.getLogger("counterpoise.explorer")


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
        self._contents = Contents(own, runs=runs, embedding=embedding)
        self._contents.state = first_state(self._contents)

    @property
    def report(self) -> Report:
        """The audit."""
        return self._contents.own.report

    @property
    def state(self) -> dict[str, Any]:
        """What the page shows, as a JSON value; `web/PROTOCOL.md` lists its parts.

        Setting it fills what is left out with what is shown at first, and saves its slices again
        where they are not there.
        """
        return dict(self._contents.state)

    @state.setter
    def state(self, value: Mapping[str, Any]) -> None:
        remake_slices(value, self._contents)
        self._contents.state = state_of(value, self._contents)

    def selected(self) -> pl.DataFrame:
        """The rows that the state's predicate selects.

        Returns:
            Columns `row` (counted from 0), those of the examples, and `score of <model>` (null
            where it gave no decision).
        """
        rows = selected_rows(self._contents.state["predicate"], self._contents)
        return selected_frame(rows, self._contents)

    def texts(self, rows: np.ndarray) -> pl.Series:
        """The texts of the rows at these places; null where there is none.

        Raises:
            DataError: the examples have no text.
        """
        return self._contents.examples.texts.gather(rows)

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
        return _bytes_of(lambda: self._answer(method, {} if args is None else args))

    def _answer(self, method: str, args: object) -> bytes:
        known = METHODS.get(method) if isinstance(method, str) else None
        if known is None:
            raise PlanError(f"There is no method {told(method)}. {choices(METHODS, str(method))}")
        if not known.possible(self._contents):
            names = ", ".join(f"`{name}`" for name in possible_methods(self._contents))
            raise PlanError(
                f"`{method}` needs {known.needs}; there are none here. Ask one of {names}."
            )
        asked = Arguments.of(method, args, known=known.arguments)
        return known.answer(self._contents, asked).to_bytes()


def _bytes_of(answer: Callable[[], bytes]) -> bytes:
    try:
        return answer()
    except CounterpoiseError as error:
        return error_frame(str(error)).to_bytes()
    except Exception as error:  # noqa: BLE001 - a host's message handler; a fault of ours
        _LOG.debug("a question was not answered", exc_info=True)
        return error_frame(
            f"An answer was expected, and counterpoise failed: {type(error).__name__}. "
            "See the debug log of `counterpoise.explorer`, and report it."
        ).to_bytes()


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
