"""A folder of results, explored with all that can be found beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from counterpoise.counterfactuals.pairs import Pairs, ablation_pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import CounterpoiseError, DataError, PlanError
from counterpoise.explorer.answering import Answerer
from counterpoise.explorer.joined_files import JoinedFiles
from counterpoise.explorer.report_explorer import ReportExplorer
from counterpoise.explorer.results import REPORT, SCORES, Results, has_rows
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.runs.recorded import Recorded, is_run
from counterpoise.runs.saved_models import SavedModels

OF_TEXTS = ("texts", "spans", "counterfactuals", "nearest")
OF_MODELS = ("predict", "without_words", "partial_dependence")
"""Methods of the explorer that need texts, and those that need models besides."""

NO_FILE = (
    "Results hold no texts. Name the files that do, and their column: "
    "counterpoise explore ... --examples FILE --text COLUMN."
)
NO_MODEL = "Results of an audit hold scores alone, and no model that could be run."
LEFT_OUT = "The texts were left out: --no-texts."


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """Results that can be looked at.

    Attributes:
        explorer: who answers.
        missing: what is not there and why, a sentence each.
    """

    explorer: Answerer
    missing: tuple[str, ...]


def explored(
    folder: Path,
    *,
    files: JoinedFiles | None = None,
    texts: bool = True,
    progress: Progress = silent,
) -> Explored:
    """The results in a folder that `run` or `audit` wrote.

    Of a run texts, pairs and models are found by what it recorded; of an audit, texts by `files`.

    Args:
        folder: with a report, and scores where rows were kept; or the report in it.
        files: texts or features of the rows, instead of those that a run recorded.
        texts: whether to look for the texts of a run.
        progress: told how far it has got.

    Raises:
        DataError: no report, or files that do not belong together.
    """
    folder = folder.parent if folder.name == REPORT else folder
    if not (folder / REPORT).is_file():
        raise DataError(
            f"{folder} must be a folder that `counterpoise audit` or `counterpoise run` wrote, and "
            f"holds no {REPORT}. Give that folder."
        )
    if not has_rows(folder):
        found = ReportExplorer(Report.load(folder / REPORT))
        why = f"{folder} holds no {SCORES}, so no rows: an audit in batches keeps none."
        return Explored(explorer=found, missing=(why,))
    with progress("reading results", 1) as advance:
        results = _found(Results.load(folder), folder, files=files, texts=texts)
        advance(1)
    return Explored(explorer=results.explorer(), missing=tuple(dict.fromkeys(_said(results))))


def _found(results: Results, folder: Path, *, files: JoinedFiles | None, texts: bool) -> Results:
    """The results with all that is found beside them."""
    if files is not None:
        named = replace(results, examples=files.beside(results.examples))
        return _with_models(named, folder)
    if not is_run(folder):
        return _without_texts(results, NO_FILE)
    if not texts:
        return _without_texts(results, LEFT_OUT)
    try:
        examples = _with_texts(results.examples, Recorded.of(folder).examples())
    except CounterpoiseError as error:
        return _without_texts(results, f"The texts of this run are not shown. {error}")
    return _with_models(replace(results, examples=examples), folder)


def _said(results: Results) -> Iterator[str]:
    """What is missing that the person has not left out."""
    return (why for why in results.absent.values() if why not in (LEFT_OUT, NO_FILE, NO_MODEL))


def _without_texts(results: Results, why: str) -> Results:
    absent = {**dict.fromkeys(OF_TEXTS, why), **dict.fromkeys(OF_MODELS, why)}
    return replace(results, absent=absent)


def _with_texts(kept: Examples, rows: Examples) -> Examples:
    """The rows whose scores were kept, with their texts."""
    _check_same(rows, kept)
    texts = rows.texts.alias(str(rows.text))
    return replace(kept, frame=kept.frame.with_columns(texts), text=rows.text)


def _with_models(results: Results, folder: Path) -> Results:
    """The results with the pairs and models of their run, if they are of one and have texts."""
    if not is_run(folder):
        return replace(results, absent=dict.fromkeys(OF_MODELS, NO_MODEL))
    try:
        plan = Recorded.of(folder).plan
    except PlanError as error:
        why = f"The models of this run cannot be run. {error}"
        return replace(results, absent=dict.fromkeys(OF_MODELS, why))
    saved = SavedModels.of(folder, plan)
    return replace(
        results,
        pairs=_pairs(results, plan.counterfactuals.terms),
        models=saved.models,
        embedding=saved.vectors,
        absent={} if saved.missing is None else dict.fromkeys(OF_MODELS, saved.missing),
    )


def _check_same(rows: Examples, kept: Examples) -> None:
    """Refuses rows that are not those whose scores were kept, in their order."""
    same = len(rows) == len(kept) and (rows.positives == kept.positives).all()
    if same and rows.id is not None and kept.id is not None:
        mine, theirs = (one.column(str(one.id)).cast(pl.String) for one in (rows, kept))
        same = mine.equals(theirs, null_equal=True)
    if not same:
        raise DataError(
            "The scores of this run must be of its test rows in their order, and they are not. "
            "Run again."
        )


def _pairs(results: Results, terms: str | tuple[str, ...]) -> Pairs | None:
    """The pairs with their texts, if they are those that were scored."""
    scored, examples = results.pair_scores, results.examples
    if scored is None or examples.text is None or examples.texts.null_count():
        return None
    made = ablation_pairs(examples, terms)
    same = len(scored) == len(made) and (scored["source"] == pl.Series(made.sources)).all()
    return made if same else None
