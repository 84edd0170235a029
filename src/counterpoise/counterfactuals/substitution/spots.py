"""Texts cut at their terms, and what each term is there: its group and slot, or nobody's.

A text is cut by Rust's regular expressions into gaps and terms by turns: gap, term, gap, ... gap.
Only the terms, few and short, are looked at closely, all texts at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.counterfactuals.substitution.senses import Sense, senses
from counterpoise.counterfactuals.substitution.terms import FIXED, PEJORATIVE, UNSURE, SwapTable

_NEAR = 60  # letters on each side that a sense may look at

_ADDRESS = r"(?-u:\b)(?i-u:https?://|www\.)\S+|@(?-u:\w)+"
"""A page's or a user's address: what looks like a term in it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Texts that hold a term of a table, in pieces.

    Attributes:
        pieces: [pieces], row (UInt32) and piece (String); the pieces of a row, joined, are its
            text. Odd ones are terms and addresses.
        terms: [terms], place (in `pieces`), row, word (as written), group, slot (null where it
            names nobody), before and after (what is near).
    """

    pieces: pl.DataFrame
    terms: pl.DataFrame

    @staticmethod
    def of(texts: pl.Series, table: SwapTable) -> Spots:
        """The spots of texts ([rows], String; null: none)."""
        pattern = _pattern(table)
        rows = texts.str.contains(pattern).arg_true()
        pieces = _pieces(texts.gather(rows), rows, f"{_ADDRESS}|{pattern}")
        return Spots(pieces=pieces, terms=_terms(pieces, table))


def _pattern(table: SwapTable) -> str:
    """A term as a whole word as far as ASCII goes; what touches it is looked at afterwards."""
    known = table.sought["key"].unique().to_list()
    ascii_only = [term for term in known if term.isascii()]
    others = [term for term in known if not term.isascii()]
    words = rf"(?-u:\b)(?i-u:{_alternatives(ascii_only)})(?-u:\b)" if ascii_only else ""
    foreign = f"(?i:{_alternatives(others)})" if others else ""
    return "|".join(part for part in (foreign, words) if part)


def _alternatives(terms: list[str]) -> str:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    spelt = (r"\s+".join(map(pl.escape_regex, term.split())) for term in longest_first)
    return "|".join(term.replace("'", "(?:'|’)") for term in spelt)


def _pieces(texts: pl.Series, rows: pl.Series, pattern: str) -> pl.DataFrame:
    mark = _unused_letter(texts)
    parts = texts.str.replace_all(pattern, f"{mark}${{0}}{mark}").str.split(mark)
    lengths = parts.list.len().to_numpy().astype(np.int64)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pl.DataFrame(
        {
            "row": np.repeat(rows.to_numpy(), lengths),
            "piece": parts.explode(empty_as_null=True),
            "odd": (np.arange(len(starts)) - starts) % 2 == 1,
        },
        schema_overrides={"row": pl.UInt32, "piece": pl.String},
    )


def _unused_letter(texts: pl.Series) -> str:
    """A letter that none of the texts holds: no-one's, then private ones."""
    candidates = (*range(0xFDD0, 0xFDF0), *range(0xF0000, 0xFFFFE), *range(0x100000, 0x10FFFE))
    unused = (chr(c) for c in candidates if not texts.str.contains(chr(c), literal=True).any())
    return next(unused)


def _terms(pieces: pl.DataFrame, table: SwapTable) -> pl.DataFrame:
    """[terms], see `Spots`; without what is no term after all."""
    place = pieces["odd"].arg_true()
    frame = pl.DataFrame(
        {"place": place, "row": pieces["row"].gather(place), "word": pieces["piece"].gather(place)}
    ).with_columns(key=_key(pl.col("word")), **_near(pieces, place))
    touched = (pl.col("before").str.tail(1) + "|" + pl.col("after").str.head(1)).str.contains(r"\w")
    frame = frame.filter(~touched)
    found = _slots(frame, table)
    known = table.sought.select("key", "slot", "group", canonical="term").unique(["key", "slot"])
    unsure = known.unique("key").with_columns(slot=pl.lit(UNSURE))
    return frame.with_columns(slot=found).join(
        pl.concat([known, unsure]), on=["key", "slot"], how="left", maintain_order="left"
    )


def _key(word: pl.Expr) -> pl.Expr:
    return (
        word.str.to_lowercase().str.replace_all("’", "'", literal=True).str.replace_all(r"\s+", " ")
    )


def _near(pieces: pl.DataFrame, place: pl.Series) -> dict[str, pl.Series]:
    """What stands before and after each term, up to the next gap but one."""
    at, last = place.to_numpy().astype(np.int64), pieces.height - 1
    piece, row = pieces["piece"], pieces["row"].to_numpy()

    def beside(step: int) -> pl.Series:
        there = np.clip(at + step, 0, last)
        same = pl.Series(row[there] == row[at]) if len(at) else pl.Series([], dtype=pl.Boolean)
        text = piece.gather(there)
        return pl.select(pl.when(same).then(text).otherwise(pl.lit(""))).to_series()

    before = beside(-2) + beside(-1).str.tail(_NEAR)
    after = beside(1).str.head(_NEAR) + beside(2) + beside(3).str.head(_NEAR)
    return {"before": before, "after": after}


def _slots(frame: pl.DataFrame, table: SwapTable) -> pl.Series:
    """[terms], String: the slot each stands in, null where it names nobody."""
    sought = table.sought.unique(["key", "slot"], maintain_order=True)
    known = sought.group_by("key", maintain_order=True).agg("slot")
    slots: dict[str, list[str]] = dict(known.iter_rows())
    tried = [(sense, _held_by(sense, slots)) for sense in senses()]
    sensed = {(key, sense.slot) for sense, keys in tried for key in keys}
    plain = {
        key: next((slot for slot in held if (key, slot) not in sensed), None)
        for key, held in slots.items()
    }
    key = frame["key"]
    found = key.replace_strict(plain, default=None, return_dtype=pl.String).to_list()
    answered = np.zeros(len(found), dtype=bool)
    for sense, keys in tried:
        if not keys:
            continue
        fitting = _fitting(frame, sense, key.is_in(keys).to_numpy() & ~answered)
        answered[fitting] = True
        for index in fitting:
            found[index] = sense.slot
    return pl.Series(found, dtype=pl.String)


def _held_by(sense: Sense, slots: dict[str, list[str]]) -> list[str]:
    """The terms of a table that a sense is about."""
    return [
        key
        for key, held in slots.items()
        if (not sense.terms or key in sense.terms)
        and (
            sense.slot in held
            or (sense.slot in (None, UNSURE) and held[0] not in (FIXED, PEJORATIVE))
        )
    ]


def _fitting(frame: pl.DataFrame, sense: Sense, asked: np.ndarray) -> np.ndarray:
    """The terms among those asked that stand as a sense says."""
    places = np.flatnonzero(asked)
    for column in ("word", "before", "after"):
        pattern = getattr(sense, column)
        if pattern and len(places):
            fits = frame[column].gather(places).str.contains(pattern)
            places = places[fits.to_numpy()]
    return places
