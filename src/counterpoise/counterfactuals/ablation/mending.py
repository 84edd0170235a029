"""Texts with terms taken out, and mended."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.agreement import agreement
from counterpoise.counterfactuals.ablation.bounds import Bounds, joints
from counterpoise.counterfactuals.ablation.edits import Edits, edited
from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.lists import Lists
from counterpoise.counterfactuals.ablation.places import Places
from counterpoise.counterfactuals.ablation.pronouns import SUBJECT, uses
from counterpoise.counterfactuals.ablation.roles import (
    BEING_MANY,
    BEING_ONE,
    GONE,
    MANY,
    ONE,
    PRONOUN,
    roles,
)
from counterpoise.counterfactuals.ablation.standing_in import (
    StandIns,
    articles,
    capitals,
    possessives,
)
from counterpoise.counterfactuals.ablation.terms import PRONOUNS, TermFacts
from counterpoise.counterfactuals.ablation.texts import LaidTexts
from counterpoise.counterfactuals.ablation.words import SPACE, Words

_LANGUAGES = (
    *("chinese", "french", "german", "irish", "japanese", "korean", "russian", "turkish"),
    "vietnamese",
)


def mended(texts: pl.Series, spans: pl.DataFrame, facts: TermFacts) -> pl.Series:
    """The texts without the terms at `spans`, grammatical as far as the rules go.

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
    lists = Lists.of(places, links, role, kind)
    made = StandIns.of(places, lists, role, kind, Bounds.of(places, role))
    subjects = (role == PRONOUN) & (use == SUBJECT) & ~lists.chained & (made.text > 0)
    edits = [
        made.edits(),
        capitals(places, made, lists.chained),
        articles(places, made, lists),
        possessives(places, made),
        joints(places, links, role),
        agreement(places.where(subjects)),
    ]
    return edited(laid, Edits.joined(edits))


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
    kind[_languages(places)] = at["language"]
    being = np.isin(role, (BEING_ONE, BEING_MANY)) & ~places.is_a("noun_mass")
    kind = np.where(being, at["predicate"], kind)
    kind = np.where(role == PRONOUN, np.array([at[name] for name in PRONOUNS])[use], kind)
    return np.where(np.isin(role, (ONE, MANY, BEING_ONE, BEING_MANY, PRONOUN)), kind, -1)


def _without_stand_in(places: Places) -> np.ndarray:
    """[kinds], bool: whether every candidate for a stand-in holds a term itself."""
    return np.array([not all(pair) for pair in places.facts.stand_ins.values()])


def _languages(places: Places) -> np.ndarray:
    """The places where a language is named: *in French*."""
    known = [facts for term, facts in places.facts.places.items() if term in _LANGUAGES]
    named = np.flatnonzero(np.isin(places.term, known))
    near = places.where(named)
    return named[near.near(-1, "speak") & (near.gap(0) == SPACE)]


def _manning(places: Places) -> np.ndarray:
    """The places where *man up* is what somebody shall do."""
    man = np.flatnonzero(places.term == places.facts.places.get("man", -1))
    near = places.where(man)
    return man[near.near(1, "up") & ~near.near(-1, "determiner")]
