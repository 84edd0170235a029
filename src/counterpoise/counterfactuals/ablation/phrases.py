"""Terms in set phrases and compounds, which name nobody or mean nothing without the term."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import MANY, MODIFIER, ONE, PRONOUN
from counterpoise.counterfactuals.ablation.terms import lexicon_of
from counterpoise.counterfactuals.ablation.words import COMMA, HYPHEN, SPACE
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import term_list


def in_phrases(reading: Reading) -> Bools:
    """[places], whether the term is a part of a compound: *man-made*, *a man cave*."""
    places, role = reading.places, reading.role
    tied = (places.gap(0) == HYPHEN) & ~places.near(-1, "prefix")
    hyphen_after = (places.gap(1) == HYPHEN) & ~places.near(1, "closed")
    tied |= hyphen_after
    defining = (role == MODIFIER) & ~reading.lists.chained & places.near(1, "defined")
    defining |= (role == MODIFIER) & places.near(-1, "unlawful") & (places.gap(0) == SPACE)
    any_role = np.isin(role, (ONE, MANY, PRONOUN, MODIFIER)) & ~_beside_a_term(reading)
    several = (role == MANY) & (places.gap(1) == SPACE) & places.ends_in(1, "s")
    several &= ~places.near(1, "closed", "plural_no", "adverb")
    compound = ((role == ONE) & _before_a_noun(places)) | several
    return (any_role & tied) | defining | compound | _listed(reading)


def _listed(reading: Reading) -> Bools:
    """[places], whether it is in a list with others that are no terms: *women and children*."""
    places = reading.places
    many = (reading.role == MANY) & places.is_a("noun_plural")
    after = places.near(1, "conjunction") & places.near(2, "dependents")
    after &= reading.in_text(2)
    after |= places.near(1, "dependents") & np.isin(places.gap(1), (SPACE, COMMA))
    before = places.near(-1, "dependents") & np.isin(places.gap(0), (SPACE, COMMA))
    joined = places.near(-1, "conjunction") & (places.gap(0) == SPACE)
    before |= joined & (places.gap(-1) == COMMA) & places.ends_in(-2, "s")
    before |= joined & places.near(-2, "dependents") & (places.gap(-1) == SPACE)
    return many & (after | before)


def _beside_a_term(reading: Reading) -> Bools:
    beside = reading.links.beside
    return beside | np.append([False], beside[:-1])


def _before_a_noun(places: Places) -> Bools:
    """[places], whether a word comes next that can hardly be the verb of one: *a man cave*."""
    word = places.word(1)
    there = (places.words.ends[word] > places.words.starts[word]) & (places.gap(1) == SPACE)
    no_noun = places.near(1, "closed", "verb", "past", "adverb", "time", "late", "finite")
    no_noun |= places.near(1, "verb_or_noun", "shortened", "adjective", "have_s")
    return there & ~no_noun & ~places.ends_in(1, "s", "ed", "ly", "ing")


def in_listed_phrases(texts: pl.Series, found: pl.DataFrame) -> Bools:
    """[places], whether the term is in one of the phrases of `set_phrases.csv`: *a straw man*."""
    phrases = matches(texts, lexicon_of(term_list(_phrases())))
    both = (
        found.select("row", "start", "end")
        .with_row_index("place")
        .join(phrases.select("row", "start", "end"), on="row")
        .filter((pl.col("start") >= pl.col("start_right")) & (pl.col("end") <= pl.col("end_right")))
    )
    inside = np.zeros(found.height, dtype=bool)
    inside[both["place"].to_numpy()] = True
    return inside


@cache
def _phrases() -> tuple[str, ...]:
    text = files("counterpoise.counterfactuals.ablation").joinpath("set_phrases.csv").read_bytes()
    return tuple(pl.read_csv(text, comment_prefix="#")["phrase"])
