"""The comments: what is read, whom a remedy is for, and how long a classifier is trained."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

import counterpoise as cp
from benchmarks.remedies.settings import MENDED
from counterpoise.counterfactuals.mentions import PREFIX, mentions
from counterpoise.counterfactuals.terms import Lexicon, identity_terms, load_terms
from counterpoise.data.examples import Examples
from counterpoise.remedies.row_groups import RowGroups

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))

BATCH_SIZE = 512
"""Examples in a step."""

ANNOTATED = ("gender", "sexual_orientation", "religion", "race", "disability")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Comments to train on, to choose on and to judge on.

    Attributes:
        name: what the data is called.
        epochs: of the baseline; a remedy goes on from it for as many.
        column: the group column with the groups that remedies are for.
        train: what models learn from.
        validation: what strengths, thresholds and last layers are chosen on.
        test: what is judged.
        lexicon: the terms that are taken out or swapped.
        found_by: the words that groups were found by; None where people annotated them.
    """

    name: str
    epochs: int
    column: str
    train: Examples
    validation: Examples
    test: Examples
    lexicon: Lexicon
    found_by: Lexicon | None = None

    @property
    def steps(self) -> int:
        """Optimizer steps of the baseline."""
        return self.epochs * -(-len(self.train) // BATCH_SIZE)

    def groups(self, examples: Examples) -> RowGroups:
        """Female, male or neither; see `one_group`."""
        return one_group(self.memberships(examples))

    def memberships(self, examples: Examples) -> np.ndarray:
        """[rows, 2], bool: whether each row is in the groups that remedies are for."""
        return memberships(examples, self.column)


def memberships(examples: Examples, column: str) -> np.ndarray:
    """[rows, 2], bool: whether each row is female, and male, in a group column."""
    groups = examples.frame[column].cast(pl.List(pl.String))
    inside = [groups.list.contains(group).fill_null(value=False) for group in MENDED]
    return np.stack([one.to_numpy() for one in inside], axis=1)


def one_group(inside: np.ndarray) -> RowGroups:
    """Female, male or neither, for what takes one group a row.

    A row in both counts as male: HateXplain has hardly any that are male alone.
    """
    female, male = range(len(MENDED))
    codes = np.where(inside[:, male], male, np.where(inside[:, female], female, len(MENDED)))
    return RowGroups(names=(*MENDED, "neither"), codes=codes)


def hatexplain() -> Task:
    """Posts whose targets people annotated; terms of every category are taken out."""
    examples = cp.read(
        DATA / "text" / "hatexplain.parquet",
        label="toxicity",
        text="text",
        groups=list(ANNOTATED),
        split="split",
    )
    return _task("hatexplain", 16, examples, column="gender", lexicon=identity_terms())


def wikipedia() -> Task:
    """Talk pages; who is mentioned is found by words."""
    return _with_mentions("wikipedia_toxicity", 8, "text/wikipedia_toxicity.parquet")


def pool() -> Task:
    """Thirteen public sources; who is mentioned is found by words."""
    return _with_mentions("pool", 4, "toxicity_pool.parquet")


def demo() -> Task:
    """The embedded synthetic comments and few steps: to try the machinery."""
    examples = cp.read(
        cp.demo_comments(), label="toxicity", text="text", groups=["gender"], split="split"
    )
    train = examples.part("train")
    kept = np.arange(len(train)) % 3 > 0
    return Task(
        name="demo",
        epochs=5,
        column="gender",
        train=train.filter(kept),
        validation=train.filter(~kept),
        test=examples.part("test"),
        lexicon=identity_terms().named("gender"),
    )


TASKS = {
    "hatexplain": hatexplain,
    "wikipedia_toxicity": wikipedia,
    "pool": pool,
    "demo": demo,
}
"""Name -> what reads it."""


def _with_mentions(name: str, epochs: int, path: str) -> Task:
    frame = pl.read_parquet(DATA / path, columns=["text", "toxicity", "split"])
    words = _words()
    plain = cp.read(frame, label="toxicity", text="text", split="split")
    return _task(
        name,
        epochs,
        mentions(plain, words),
        column=f"{PREFIX}gender",
        lexicon=identity_terms().named("gender"),
        found_by=words,
    )


def _words() -> Lexicon:
    """The words that groups are found by, without the column that says where each is from."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "identity_terms.csv"
        pl.read_csv(DATA / path.name).drop("origin").write_csv(path)
        return load_terms(path)


def _task(
    name: str,
    epochs: int,
    examples: Examples,
    *,
    column: str,
    lexicon: Lexicon,
    found_by: Lexicon | None = None,
) -> Task:
    return Task(
        name=name,
        epochs=epochs,
        column=column,
        train=examples.part("train"),
        validation=examples.part("validation"),
        test=examples.part("test"),
        lexicon=lexicon,
        found_by=found_by,
    )
