"""The texts that pairs are made of, and counterfactuals of them as a table of pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from counterpoise.counterfactuals.pairs.names import called, names_of
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.data.checks import Place
from counterpoise.data.examples import Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """Texts that follow each other.

    Attributes:
        texts: [rows], String; null: no text, which gives no pair.
        ids: [rows], String: what each is called.
        first: the index of the first of them, among all that pairs are made of.
    """

    texts: pl.Series
    ids: pl.Series
    first: int = 0

    @staticmethod
    def of(examples: Examples) -> Originals:
        """The texts of examples.

        Raises:
            DataError: the examples have no text, or ids that are lists, structs or bytes.
        """
        return Originals(texts=examples.texts, ids=names_of(examples))

    @staticmethod
    def named(
        texts: pl.Series, ids: pl.Series | None, *, rows: pl.Series, place: Place, first: int = 0
    ) -> Originals:
        """Texts called by their ids, and where there is none by their rows.

        Args:
            texts: [rows], String.
            ids: [rows], text or numbers; null where there is none.
            rows: [rows], String: what a text without id is called.
            place: where a row came from, for the error.
            first: the index of the first text.

        Raises:
            DataError: ids that are lists, structs or bytes.
        """
        return Originals(texts=texts, ids=called(ids, rows=rows, place=place), first=first)

    def __len__(self) -> int:
        return len(self.texts)

    def paired(self, made: pl.DataFrame, *, generator: str, left_out: Mapping[str, int]) -> Pairs:
        """The pairs of these texts with counterfactuals of them.

        Args:
            made: one row a counterfactual: `row` (of its text, from 0) and columns of `Pairs`.
            generator: what made them.
            left_out: reason -> texts that hold a term and gave no pair.
        """
        rows = made["row"]
        frame = made.drop("row").with_columns(
            source=rows.cast(pl.UInt32) + self.first,
            source_id=self.ids.gather(rows),
            text=self.texts.gather(rows),
            generator=pl.lit(generator),
        )
        return Pairs(frame=frame, examples=self.first + len(self), left_out=left_out)
