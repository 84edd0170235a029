"""Texts as read before they are mended: what each term in them is and does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.lists import Lists
from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.pronouns import uses
from counterpoise.counterfactuals.ablation.roles import (
    BEING_MANY,
    BEING_ONE,
    GONE,
    MANY,
    ONE,
    PRONOUN,
    roles,
)
from counterpoise.counterfactuals.ablation.terms import PRONOUNS, TermFacts
from counterpoise.counterfactuals.ablation.texts import LaidTexts
from counterpoise.counterfactuals.ablation.words import SPACE, Words

LANGUAGES = (
    *("chinese", "french", "german", "irish", "japanese", "korean", "russian", "turkish"),
    "vietnamese",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Texts with terms, and what these do there.

    Attributes:
        laid: the texts.
        row: [places], the text of each term.
        places: the terms in their places.
        links: of each with the next.
        role: [places], see `roles`.
        use: [places], what a pronoun is; see `uses`.
        kind: [places], the place of its slot in `stand_ins`; -1: nothing is written for it.
        lists: the lists that they make up.
    """

    laid: LaidTexts
    row: np.ndarray
    places: Places
    links: Links
    role: np.ndarray
    use: np.ndarray
    kind: np.ndarray
    lists: Lists

    @staticmethod
    def of(texts: pl.Series, spans: pl.DataFrame, facts: TermFacts) -> Reading:
        """The reading of texts with terms at `spans`.

        Args:
            texts: [rows], String without null.
            spans: row, start and end (in bytes) and term, by place, without overlap.
            facts: of the terms.
        """
        laid = LaidTexts.of(texts)
        places = _places(laid, spans, facts)
        links = Links.of(places)
        role, use = roles(places, links), uses(places, links)
        kind = _kinds(places, role, use)
        role[(kind >= 0) & _without_stand_in(places)[kind]] = GONE
        kind[role == GONE] = -1
        return Reading(
            laid=laid,
            row=spans["row"].to_numpy().astype(np.int64),
            places=places,
            links=links,
            role=role,
            use=use,
            kind=kind,
            lists=Lists.of(places, links, role, _written_alike(places, kind)),
        )

    def of_kind(self, *slots: str) -> Bools:
        """[places], whether what is written comes from one of these slots of `stand_ins`."""
        known = list(self.places.facts.stand_ins)
        return np.isin(self.kind, [known.index(slot) for slot in slots])

    def in_text(self, step: int) -> Bools:
        """[places], whether the word so many steps away is in the same text."""
        at = self.places.words.starts[self.places.word(step)]
        return (at >= self.laid.firsts[self.row]) & (at < self.laid.lasts[self.row])


def _places(laid: LaidTexts, spans: pl.DataFrame, facts: TermFacts) -> Places:
    rows, start, end = (spans[name].to_numpy().astype(np.int64) for name in ("row", "start", "end"))
    term = spans["term"].replace_strict(facts.places, return_dtype=pl.Int64).to_numpy()
    firsts = laid.firsts[rows]
    return Places.of(Words.of(laid.data), facts, term=term, start=firsts + start, end=firsts + end)


def _kinds(places: Places, role: np.ndarray, use: np.ndarray) -> np.ndarray:
    """[places], the place of the slot in `stand_ins` from which one is written; -1: none."""
    at = {slot: place for place, slot in enumerate(places.facts.stand_ins)}
    of_term = np.array([at[slot] for slot in places.facts.slots], dtype=np.int64)[places.term]
    kind = np.where(of_term == at["adjective"], at["noun"], of_term)
    kind[_manning(places)] = at["man up"]
    kind[languages(places)] = at["language"]
    owned = (kind == at["condition"]) & places.near(-1, "determiner") & (places.gap(0) == SPACE)
    kind[owned] = at["condition:countable"]
    being = np.isin(role, (BEING_ONE, BEING_MANY)) & ~places.is_a("noun_mass")
    kind = np.where(being, at["predicate"], kind)
    kind = np.where(role == PRONOUN, np.array([at[name] for name in PRONOUNS])[use], kind)
    return np.where(np.isin(role, (ONE, MANY, BEING_ONE, BEING_MANY, PRONOUN)), kind, -1)


def _without_stand_in(places: Places) -> np.ndarray:
    """[kinds], bool: whether every candidate for a stand-in holds a term itself."""
    return np.array([not all(pair) for pair in places.facts.stand_ins.values()])


def _written_alike(places: Places, kind: np.ndarray) -> np.ndarray:
    """[places], one number for all kinds with the same stand-ins; -1 where none is written."""
    pairs = list(places.facts.stand_ins.values())
    return np.array([*(pairs.index(pair) for pair in pairs), -1])[kind]


def languages(places: Places) -> np.ndarray:
    """The places where a language is named: *in French*."""
    known = [facts for term, facts in places.facts.places.items() if term in LANGUAGES]
    named = np.flatnonzero(np.isin(places.term, known))
    near = places.where(named)
    return named[near.near(-1, "speak") & (near.gap(0) == SPACE)]


def _manning(places: Places) -> np.ndarray:
    """The places where *man up* is what somebody shall do."""
    man = np.flatnonzero(places.term == places.facts.places.get("man", -1))
    near = places.where(man)
    return man[near.near(1, "up") & ~near.near(-1, "determiner")]
