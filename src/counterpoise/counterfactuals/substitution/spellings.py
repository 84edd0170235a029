"""How the terms of a lexicon, which are in lower case, are written: *Canadian*, *ADHD*."""

from __future__ import annotations

from functools import cache

import polars as pl

from counterpoise.counterfactuals.substitution.shipped import shipped_terms

_NAMES = """
    American Americans Canadian Canadians European Europeans German Germans Russian Russians British
    French Irish Briton Britons African Africans Chinese Japanese Vietnamese Korean Koreans Filipino
    Filipinos Pakistani Pakistanis Indian Indians Latinx Mexican Mexicans Iranian Iranians Turkish
    Palestinian Palestinians Aboriginal Aboriginals Roma Taoist Taoists Taoism Allah LGBT LGBTQ
    LGBTQIA ADHD
"""
_PHRASES = (
    *("Asian American", "Asian Americans", "Puerto Rican", "Puerto Ricans", "First Nations"),
    *("Down syndrome", "Down's syndrome"),
)


def as_written(terms: pl.Expr) -> pl.Expr:
    """The terms (String, lower case) with the capitals that they have in English."""
    return terms.replace(_written())


@cache
def _written() -> dict[str, str]:
    """Term in lower case -> with its capitals, where it has any."""
    known = [*shipped_terms().filter(pl.col("slot") != "fixed")["term"], *_NAMES.split(), *_PHRASES]
    return {term.lower(): term for term in known if term != term.lower()}
