"""Texts cut at their terms, and what each term is there: its group and slot, or nobody's.

A text is cut by Rust's regular expressions into gaps and terms by turns: gap, term, gap, ... gap.
Only the terms, few and short, are looked at closely, all texts at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import polars as pl

from counterpoise.counterfactuals.substitution.patterns import any_of
from counterpoise.counterfactuals.substitution.slot_names import UNSURE
from counterpoise.counterfactuals.substitution.slots import slots
from counterpoise.counterfactuals.substitution.terms import SwapTable

_NEAR = 60  # letters on each side that a sense may look at

_ADDRESS = r"(?-u:\b)(?i-u:https?://|www\.)\S+|@(?-u:\w)+"
"""A page's or a user's address: what looks like a term in it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Texts that hold a term of a table, in pieces.

    Attributes:
        pieces: [pieces], String; those of a text, joined, are the text. The second, fourth, ... of
            a text are terms and addresses, the others gaps.
        rows: [texts], row (UInt32), first (the place of its first piece) and pieces (how many).
        terms: [terms], place (in `pieces`), row, word (as written), key, before and after (what is
            near), group, slot (null where it names nobody) and canonical (as the table has it).
    """

    pieces: pl.Series
    rows: pl.DataFrame
    terms: pl.DataFrame

    @staticmethod
    def of(texts: pl.Series, table: SwapTable) -> Spots:
        """The spots of texts ([rows], String; null: none)."""
        sought = table.sought
        pattern = any_of(sought["key"].unique().to_list())
        rows = texts.str.contains(pattern).arg_true()
        parts = _parts(texts.gather(rows), f"{_ADDRESS}|{pattern}")
        pieces = parts.explode(empty_as_null=True)
        counts = parts.list.len().cast(pl.Int64)
        cut = pl.DataFrame({"row": rows, "first": counts.cum_sum() - counts, "pieces": counts})
        return Spots(pieces=pieces, rows=cut, terms=_terms(pieces, cut, table))


def _parts(texts: pl.Series, pattern: str) -> pl.Series:
    """[texts], List(String): gap, term, gap, ... gap."""
    mark = _unused_letter(texts)
    return texts.str.replace_all(pattern, f"{mark}${{0}}{mark}").str.split(mark)


def _unused_letter(texts: pl.Series) -> str:
    """A letter that none of the texts holds: no-one's, then private ones."""
    blocks = (range(0xFDD0, 0xFDF0), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
    letters = map(chr, chain.from_iterable(blocks))
    return next(one for one in letters if not texts.str.contains(one, literal=True).any())


def _terms(pieces: pl.Series, rows: pl.DataFrame, table: SwapTable) -> pl.DataFrame:
    """[terms], see `Spots`; without addresses and what is part of a longer word."""
    sought = table.sought
    known = sought.select("key", "slot", "group", canonical="term").unique(["key", "slot"])
    unsure = known.unique("key").with_columns(slot=pl.lit(UNSURE))
    found = _with_near(pieces, _places(rows))
    touched = pl.col("before").str.contains(r"\w$") | pl.col("after").str.contains(r"^\w")
    keys = _keys(found["word"].unique(), unsure["key"])
    frame = found.filter(~touched).join(keys, on="word", maintain_order="left")
    return frame.with_columns(slot=slots(frame, sought, own=table.senses)).join(
        pl.concat([known, unsure]), on=["key", "slot"], how="left", maintain_order="left"
    )


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    """[terms and addresses], place, row, and whether it is the first or last of its text."""
    first, terms = rows["first"].to_numpy(), rows["pieces"].to_numpy() // 2
    text = np.repeat(np.arange(len(terms)), terms)
    nth = np.arange(len(text)) - (np.cumsum(terms) - terms)[text]
    return pl.DataFrame(
        {
            "place": first[text] + 2 * nth + 1,
            "row": rows["row"].to_numpy()[text],
            "first": nth == 0,
            "last": nth == terms[text] - 1,
        }
    )


def _with_near(pieces: pl.Series, at: pl.DataFrame) -> pl.DataFrame:
    """Place, row and word, and what stands before and after up to the next gap but one."""
    gaps = at.with_columns(
        word=pieces.gather(at["place"]),
        before=pieces.gather(at["place"] - 1).str.tail(_NEAR),
        after=pieces.gather(at["place"] + 1).str.head(_NEAR),
    )
    previous, beyond = pl.col("word").shift(1), pl.col("word", "after").shift(-1)
    return gaps.select(
        "place",
        "row",
        "word",
        before=pl.when("first").then("before").otherwise(pl.concat_str(previous, "before")),
        after=pl.when("last").then("after").otherwise(pl.concat_str("after", beyond)),
    )


def _keys(words: pl.Series, known: pl.Series) -> pl.DataFrame:
    """Words that are a known term as it may be written, and key: the term as tables have it."""
    lower = pl.col("word").str.to_lowercase().str.replace_all("’", "'", literal=True)
    keyed = words.to_frame().with_columns(key=lower.str.replace_all(r"\s+", " "))
    return keyed.filter(pl.col("key").is_in(known.implode()))
