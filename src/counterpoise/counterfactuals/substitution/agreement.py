"""Where a term tells of a woman, so that what is written in its place must agree: *Latina*."""

from __future__ import annotations

import polars as pl

_WOMAN = (
    r"(?:wom[ae]n|girls?|lad(?:y|ies)|mothers?|moms?|mums?|sisters?|daughters?|wife|wives|aunts?"
    r"|nieces?|grandmothers?|grandmas?|granddaughters?|females?|gals?|girlfriends?|brides?|widows?"
    r"|actress(?:es)?|waitress(?:es)?|queens?|princess(?:es)?|schoolgirls?|stewardess(?:es)?"
    r"|nuns?|\w+wom[ae]n|midwi(?:fe|ves)|lesbians?|feminists?)"
)
_BEFORE_A_WOMAN = rf"(?i)^\s+(?:[\w-]+\s+)?{_WOMAN}\b"
_SHE_IS = (
    rf"(?i)\b(?:(?:she|{_WOMAN})\s+(?:is|are|was|were|who\s+(?:is|are|was|were))|she['’]s"
    r"|(?:her|herself)\s+as)"
    r"\s+(?:(?:not|also|openly|both|legally|proudly|very|an?|the|only|first|being)\s+){0,2}$"
)
_ONE = r"(?i)\b(?:an?|another|one)\s+(?:[\w-]+\s+)?$"
_SINGULAR_AND_SHE = r"(?i)^\s+\w*[a-rt-z]\b[^.!?]*\b(?:she|her|herself|hers)\b"
_SOMEBODY_ELSE = (
    r"(?i)^[^.!?]*\b(?:he|him|his|himself|m[ae]n|boys?|guys?|fathers?|dads?|sons?|brothers?|people"
    r"|males?|husbands?|uncles?|couples?|crowd|family)\b"
)


def of_a_woman(terms: pl.DataFrame) -> pl.Series:
    """[terms], Boolean: whether a noun or pronoun beside the term says so.

    Args:
        terms: before and after: what stands beside each.
    """
    before, after = pl.col("before"), pl.col("after")
    alone = before.str.contains(_ONE) & ~after.str.contains(_SOMEBODY_ELSE)
    told = (
        after.str.contains(_BEFORE_A_WOMAN)
        | before.str.contains(_SHE_IS)
        | (alone & after.str.contains(_SINGULAR_AND_SHE))
    )
    return terms.select(told).to_series()
