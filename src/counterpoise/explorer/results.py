"""A folder of results, as `counterpoise audit` and `counterpoise run` write it, to be explored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.data.read import read
from counterpoise.errors import DataError
from counterpoise.explorer.explorer import Explorer
from counterpoise.model_sums import ModelSums
from counterpoise.report import Report
from counterpoise.scoring import Scorer
from counterpoise.text.embedding import Embedding

REPORT, SCORES, PAIR_SCORES = "report.json", "scores.parquet", "pair_scores.parquet"

PURPOSES = "counterpoise"
"""Key of the metadata that say which column of the scores is which: JSON of `Purposes`."""

PREFIXES = ("", "score_")
"""What stands before a model's name in the column of its scores: of an audit, of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purposes:
    """Which columns of a file of scores serve what, besides groups and scores."""

    label: str
    id: str | None = None
    weight: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """What a folder holds, and what was found beside it.

    Attributes:
        report: the audit.
        examples: its rows, with a column of scores for each model.
        scores: model -> that column.
        pair_scores: sources of counterfactual pairs and scores of their two sides, if there are.
        pairs: these pairs, if their texts are known; a folder holds none.
        models: models that can be run, by name; a folder of an audit holds none.
        embedding: texts -> vectors, for the nearest text by meaning.
        absent: method of the explorer -> why it cannot be answered.
    """

    report: Report
    examples: Examples
    scores: Mapping[str, str]
    pair_scores: pl.DataFrame | None
    pairs: Pairs | None = None
    models: Mapping[str, Scorer] = field(default_factory=dict)
    embedding: Embedding | None = None
    absent: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def load(folder: Path) -> Results:
        """The results in `folder`.

        Raises:
            DataError: a file is missing, or report and scores are of different rows.
        """
        report = Report.load(folder / REPORT)
        if not has_rows(folder):
            raise DataError(
                f"{folder} must hold {SCORES}, the scores of every row, and does not. "
                "Audit without --scan and --runner, which keep no rows."
            )
        frame = _parquet(folder / SCORES)
        scores = _score_columns(report, frame, folder)
        purposes = _purposes(report, frame, scores, folder)
        pairs = folder / PAIR_SCORES
        return Results(
            report=report,
            examples=_examples(report, frame, purposes),
            scores=scores,
            pair_scores=_parquet(pairs) if pairs.is_file() else None,
        )

    def explorer(self) -> Explorer:
        """The rows beside their audit, which is not made again.

        Raises:
            DataError: the report is of other rows, or the pairs of others.
        """
        return Explorer.of_report(
            self.report,
            self.examples,
            self.scores,
            pairs=self.pairs or self._sources(),
            counterfactual_scores=self._counterfactual_scores(),
            models=self.models,
            embedding=self.embedding,
            absent=self.absent,
        )

    def _sources(self) -> Pairs | None:
        """The pairs by their sources alone: results hold no texts."""
        if self.pair_scores is None:
            return None
        frame = self.pair_scores.select("source", counterfactual=pl.lit(""))
        return Pairs(frame=frame, examples=len(self.examples))

    def _counterfactual_scores(self) -> dict[str, pl.Series] | None:
        if self.pair_scores is None:
            return None
        return {name: self.pair_scores[f"counterfactual_score_{name}"] for name in self.scores}


def has_rows(folder: Path) -> bool:
    """Whether a folder of results keeps the scores of its rows."""
    return (folder / SCORES).is_file()


def _parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            f"{path} must be a Parquet file as `counterpoise` writes it, and cannot be read: "
            f"{error}. Run or audit again."
        ) from error


def _score_columns(report: Report, frame: pl.DataFrame, folder: Path) -> dict[str, str]:
    names = [model.name for model in report.models]
    for prefix in PREFIXES:
        columns = {name: f"{prefix}{name}" for name in names}
        if set(columns.values()) <= set(frame.columns):
            return columns
    raise DataError(
        f"{folder / SCORES} must hold scores of {', '.join(f'`{name}`' for name in names)}, as "
        f"{REPORT} does, and its columns are {', '.join(f'`{name}`' for name in frame.columns)}. "
        "Run or audit again."
    )


def _purposes(
    report: Report, frame: pl.DataFrame, scores: Mapping[str, str], folder: Path
) -> Purposes:
    """As the file says; one that says nothing has id, label and weight in this order."""
    used = {*report.patterns.columns, *scores.values()}
    said = pl.read_parquet_metadata(folder / SCORES).get(PURPOSES)
    guesses = _guesses([name for name in frame.columns if name not in used])
    for guess in guesses if said is None else [Purposes(**json.loads(said))]:
        if _fits(report, frame, guess):
            return guess
    raise DataError(
        f"{folder / SCORES} must hold the labels that {REPORT} was made of, and no column fits "
        "its counts. Run or audit again: the two are of different rows."
    )


def _guesses(rest: list[str]) -> Iterator[Purposes]:
    if len(rest) == 1:
        yield Purposes(label=rest[0])
    elif len(rest) == 2:
        yield Purposes(label=rest[0], weight=rest[1])
        yield Purposes(id=rest[0], label=rest[1])
    elif len(rest) == 3:
        yield Purposes(id=rest[0], label=rest[1], weight=rest[2])


def _fits(report: Report, frame: pl.DataFrame, guess: Purposes) -> bool:
    """Whether rows and weights of either label are as many as the report counts."""
    labels = frame[guess.label]
    weights = None if guess.weight is None else frame[guess.weight]
    if not all(one is None or one.dtype.is_numeric() for one in (labels, weights)):
        return False
    positives = (labels >= 0.5).to_numpy()
    sums = [np.bincount(positives, minlength=2)]
    sums.append(sums[0] if weights is None else np.bincount(positives, weights, minlength=2))
    return all(map(np.allclose, sums, _counted(report.models[0])))


def _counted(model: ModelSums) -> list[np.ndarray]:
    """Rows and weights of either label, with and without a decision."""
    parts = [model.counts] if model.undecided is None else [model.counts, model.undecided]
    return [
        np.sum([getattr(part, name)[0].sum(axis=-1) for part in parts], axis=0)
        for name in ("rows", "weight")
    ]


def _examples(report: Report, frame: pl.DataFrame, purposes: Purposes) -> Examples:
    """The rows; groups that none is in keep their place."""
    patterns = report.patterns
    groups = [
        pl.col(name).cast(pl.List(pl.Enum(values)))
        for name, values in zip(patterns.columns, patterns.values, strict=True)
    ]
    examples = read(
        frame.with_columns(groups),
        label=purposes.label,
        groups=patterns.columns,
        weight=purposes.weight,
        id=purposes.id,
    )
    return replace(examples, left_out=report.left_out)
