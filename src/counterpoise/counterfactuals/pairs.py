"""Pairs: an original and a counterfactual text of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation import ablate, holds_term
from counterpoise.counterfactuals.substitution import every_substitution
from counterpoise.counterfactuals.terms import TermList, term_list
from counterpoise.data.examples import Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Counterfactual texts, each of one example.

    Attributes:
        frame: one row a pair: `source` (index of the example, UInt32), `counterfactual` (String),
            `generator` (String: how it was made).
        examples: number of the examples that `source` counts in.
        left_out: reason -> texts that hold a term and gave no pair.
    """

    frame: pl.DataFrame
    examples: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height

    @property
    def sources(self) -> np.ndarray:
        """[pairs], index of the example that each pair was made from."""
        return self.frame["source"].cast(pl.Int64).to_numpy()

    @property
    def texts(self) -> pl.Series:
        """[pairs], the counterfactual texts."""
        return self.frame["counterfactual"]


def ablation_pairs(examples: Examples, terms: str | Sequence[str] | TermList) -> Pairs:
    """Pairs of every text that holds one of the terms with the same text without them.

    A text that would have no letter left is no counterfactual of anything: it gives no pair and
    is counted in `left_out`.

    Args:
        examples: must have text.
        terms: a term list, its name, or terms.

    Raises:
        DataError: the examples have no text.
        PlanError: an unknown term list, an empty term.
    """
    named = term_list(terms)
    sources = holds_term(examples.texts, named).arg_true()
    texts = ablate(examples.texts.gather(sources), named)
    kept = texts.str.contains(r"\w")
    frame = pl.DataFrame({"source": sources, "counterfactual": texts}).filter(kept)
    return Pairs(
        frame=frame.with_columns(generator=pl.lit(f"ablation:{named.name}")),
        examples=len(examples),
        left_out={"nothing left but punctuation": int((~kept).sum())},
    )


def substitution_pairs(
    examples: Examples, category: str, *, targets: int | None = None, seed: int = 0
) -> Pairs:
    """Pairs of every text with the same text about another group of a category.

    Args:
        examples: must have text.
        category: `gender`, `religion`, `sexual_orientation`, `race`, `disability` or `age`.
        targets: how many other groups at most for each text, drawn at random; None: every one.
        seed: of the draw.

    Returns:
        Pairs whose frame has also `from_group`, `to_group` and `changes` (terms changed), and
        whose `left_out` counts the texts that were left as they are, by reason.

    Raises:
        DataError: the examples have no text.
        PlanError: an unknown category, or `targets` below 1.

    Example:
        >>> from counterpoise import read
        >>> import polars as pl
        >>> frame = pl.DataFrame({"y": [0], "text": ["She lost her bag."]})
        >>> pairs = substitution_pairs(read(frame, label="y", text="text"), "gender")
        >>> pairs.texts.to_list()
        ['He lost his bag.']
    """
    found = every_substitution(examples.texts, table=category, targets=targets, seed=seed)
    columns = ("source", "counterfactual", "generator", "from_group", "to_group", "changes")
    frame = found.frame.rename({"row": "source"}).with_columns(
        pl.col("source").cast(pl.UInt32), generator=pl.lit(f"substitution:{category}")
    )
    return Pairs(frame=frame.select(columns), examples=len(examples), left_out=found.left_out)
