"""What is known of each term to be taken out: its parts of speech and what may stand in for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.parts_of_speech import (
    PARTS,
    told_by_slot,
    told_by_word,
)
from counterpoise.counterfactuals.matching.patterns import spelling
from counterpoise.counterfactuals.terms.lexicon import Lexicon, identity_terms
from counterpoise.counterfactuals.terms.term_lists import TermList, term_list
from counterpoise.errors import PlanError

UNKNOWN = "unknown"
"""The part of speech of a term that no lexicon knows."""

_OWN_SLOTS = {
    "heir": ("heir:singular", "noun_singular"),
    "lord": ("nobility:singular", "noun_singular"),
    "knight": ("nobility:singular", "noun_singular"),
    "wheelchair": ("wheelchair", "noun_singular"),
    "disabilities": ("condition:countable:plural", "noun_plural"),
}
"""Terms whose slot or part of speech the lexicon of identity terms does not tell."""

PRONOUNS = tuple(
    f"pronoun:{use}" for use in ("subject", "object", "determiner", "possessive", "reflexive")
)
"""What a pronoun can be."""

_ALSO_ADJECTIVES = ("immigrant", "refugee", "migrant", "teen", "boomer", "millennial", "zoomer")
"""Nouns that often stand before another: *a refugee camp*."""

_PERSONS = {"person": "noun_singular", "people": "noun_plural", "persons": "noun_plural"}

_NAMES_ARE_CAPITAL = ("religion", "race_and_nationality")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """Facts on terms, one place for each.

    Attributes:
        lexicon: the terms with their groups and contexts.
        places: term -> its place.
        parts: (term's place, part of speech or, of a pronoun, its slot), each that it can be.
        slots: [terms], the slot of each without its number; its part of speech where it has none.
        proper: [terms], bool: whether it has a capital inside a sentence too.
        stand_ins: slot -> what stands in for one, and for several; empty where every candidate
            holds a term.
    """

    lexicon: Lexicon
    places: dict[str, int]
    parts: frozenset[tuple[int, str]]
    slots: tuple[str, ...]
    proper: np.ndarray
    stand_ins: dict[str, tuple[str, str]]

    def can_be(self, *names: str) -> np.ndarray:
        """[terms], bool: whether each can be one of these parts of speech or pronouns."""
        found = np.zeros(len(self.places), dtype=bool)
        found[[place for place, part in self.parts if part in names]] = True
        return found

    def has_slot(self, *names: str) -> np.ndarray:
        """[terms], bool: whether each has one of these slots."""
        return np.array([slot in names for slot in self.slots], dtype=bool)


def term_facts(terms: TermList | Lexicon | str | Sequence[str]) -> TermFacts:
    """The facts on the terms of a lexicon, of a list, of a list's name or of words."""
    if not isinstance(terms, Lexicon):
        return _facts_of_list(_listed(terms))
    schema = tuple(terms.frame.schema.items())
    return _facts_of_rows(terms.name, schema, tuple(terms.frame.rows()))


def _listed(terms: object) -> TermList:
    if isinstance(terms, TermList | str):
        return term_list(terms)
    if isinstance(terms, Sequence) and all(isinstance(term, str) for term in terms):
        return term_list([*terms])
    raise PlanError(
        "`terms` must be a lexicon, a term list or words, got "
        f"{terms!r:.60} ({type(terms).__name__}). "
        "Give such as `identity_terms()`, `GENDER_50` or a list of texts."
    )


@lru_cache(maxsize=32)
def _facts_of_list(terms: TermList) -> TermFacts:
    return _facts(lexicon_of(terms))


@lru_cache(maxsize=32)
def _facts_of_rows(
    name: str, schema: tuple[tuple[str, pl.DataType], ...], rows: tuple[Any, ...]
) -> TermFacts:
    return _facts(Lexicon(name=name, frame=pl.DataFrame(rows, dict(schema), orient="row")))


def lexicon_of(terms: TermList) -> Lexicon:
    """A list as a lexicon: every term counts wherever it stands; some have no group."""
    known = identity_terms().frame.filter(pl.col("term").is_in(terms.terms))
    known = known.with_columns(ambiguous=pl.lit(value=False), context=pl.lit(""))
    unknown = [term for term in terms.terms if term not in set(known["term"])]
    blank = {
        name: pl.lit(value=False) if dtype == pl.Boolean else pl.lit("")
        for name, dtype in known.schema.items()
        if name != "term"
    }
    rest = pl.DataFrame({"term": unknown}, schema={"term": pl.String}).with_columns(**blank)
    return Lexicon(name=terms.name, frame=pl.concat([known, rest.select(known.columns)]))


def _facts(lexicon: Lexicon) -> TermFacts:
    places = {term: place for place, term in enumerate(lexicon.terms)}
    parts, slots = set[tuple[int, str]](), dict[str, str]()
    proper = np.zeros(len(places), dtype=bool)
    for term, slot, part, category in _rows(lexicon):
        slot, part = _OWN_SLOTS.get(term, (slot, part if part in PARTS else UNKNOWN))
        parts.add((places[term], slot if part == "pronoun" else part))
        if term in _ALSO_ADJECTIVES:
            parts.add((places[term], "adjective"))
        slots[term] = _closest(slots.get(term, ""), slot, part)
        proper[places[term]] |= category in _NAMES_ARE_CAPITAL
    return TermFacts(
        lexicon=lexicon,
        places=places,
        parts=frozenset(parts),
        slots=tuple(slots[term] for term in places),
        proper=proper,
        stand_ins=_stand_ins(lexicon.terms),
    )


def _rows(lexicon: Lexicon) -> Iterator[tuple[str, str, str, str]]:
    """Term, slot, part of speech and category; what the shipped lexicon knows comes after."""
    columns = ["term", "slot", "part_of_speech", "category"]
    shipped = identity_terms().frame.select(columns)
    yield from _own_rows(lexicon)
    yield from shipped.filter(pl.col("term").is_in(lexicon.terms)).iter_rows()
    unknown = lexicon.frame.filter(pl.col("part_of_speech") == "")["term"].to_list()
    for term in unknown:
        # A phrase is what its last word is: *gay man* is a man.
        last = term.split()[-1]
        if last != term:
            nouns = shipped.filter(
                (pl.col("term") == last) & (pl.col("part_of_speech") != "adjective")
            )
            yield from ((term, slot, part, "") for _, slot, part, _ in nouns.iter_rows())
            if last in _PERSONS:
                yield term, "", _PERSONS[last], ""


def _own_rows(lexicon: Lexicon) -> Iterator[tuple[str, str, str, str]]:
    """The rows of a lexicon, each with its part of speech, as far as slot and word tell it."""
    frame = identity_terms().frame
    shipped = dict(frame.select("slot", "part_of_speech").iter_rows())
    shipped.pop("", None)
    everyone = frozenset((*frame["term"], *lexicon.terms))
    named = frozenset((*frame["term"], *_PERSONS))
    columns = ("term", "slot", "part_of_speech", "category", "group")
    for term, slot, given, category, group in lexicon.frame.select(columns).iter_rows():
        part = given if given in PARTS else ""
        part = part or told_by_slot(term, slot, known=everyone, shipped=shipped)
        # What has a group names people; of words in a list nobody can tell.
        asked = not part and group and not named & {term, term.split()[-1]}
        parts = told_by_word(term, known=everyone) if asked else (part,)
        if any(parts) or not group:
            yield from ((term, slot, part, category) for part in parts)


def _closest(known: str, slot: str, part: str) -> str:
    """The slot that has stand-ins of its own, or else the part of speech."""
    base = re.sub(r":(?:singular|plural)$", "", slot)
    if base in _candidates() and base not in ("adjective",):
        return base
    if known and known != UNKNOWN:
        return known
    return part if part in _candidates() else "noun"


@cache
def _candidates() -> dict[str, tuple[list[str], list[str]]]:
    """Slot -> stand-ins for one and for several, in the order in which they are tried."""
    text = files("counterpoise.counterfactuals.ablation").joinpath("stand_ins.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False, comment_prefix="#")
    return {slot: (one.split("|"), many.split("|")) for slot, one, many in frame.iter_rows()}


def _stand_ins(terms: Sequence[str]) -> dict[str, tuple[str, str]]:
    taken = frozenset(spelling(term) for term in terms)
    return {
        slot: (_first_without(one, taken), _first_without(many, taken))
        for slot, (one, many) in _candidates().items()
    }


def _first_without(candidates: Sequence[str], taken: frozenset[str]) -> str:
    free = (text for text in candidates if taken.isdisjoint(_phrases(text)))
    return next(free, "")


def _phrases(text: str) -> Iterator[str]:
    """Every word and run of words of a text."""
    words = re.findall(r"\w+", text.lower())
    for first in range(len(words)):
        for last in range(first, len(words)):
            yield " ".join(words[first : last + 1])
