"""The words that `counterpoise pairs` may print although it was not told to show texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from counterpoise.cli.pairs_plan import Meant, meant_by
from counterpoise.cli.pairs_summary import WORD
from counterpoise.counterfactuals.ablation.terms import term_facts
from counterpoise.counterfactuals.pairs.substituting import swaps_of
from counterpoise.counterfactuals.terms import Lexicon, identity_terms, pejorative_terms

GRAMMAR = (
    "a an and the do does don doesn have has haven hasn is are isn aren was were wasn weren s re t "
    "they them their theirs themself themselves"
)
"""Words that agree with a term and say nothing by themselves."""


def harmless_words(names: Sequence[str], *, swapped: bool) -> frozenset[str]:
    """Words, in lower case, that a change of these terms may be shown by.

    They are the identity terms, the terms that were asked for, what stands in their place, and
    what agrees with them, without every word of a term that is marked pejorative.

    Args:
        names: as for `--terms`.
        swapped: whether terms of other groups were put in the place of these.

    Raises:
        PlanError: a name that is not known.
        DataError: a file of terms that cannot be read.
    """
    meant = meant_by(names)
    said = {*_words(identity_terms().terms), *GRAMMAR.split()}
    insults = {*_words(pejorative_terms().terms)}
    for one in meant:
        said.update(_words(_written(one, swapped=swapped)))
        insults.update(_words(_pejorative(one)))
    return frozenset(said - insults)


def _written(meant: Meant, *, swapped: bool) -> Iterator[str]:
    yield from meant.terms.terms
    for stand_ins in term_facts(meant.terms).stand_ins.values():
        yield from stand_ins
    for swaps in map(swaps_of, meant.swaps if swapped else ()):
        for table in swaps.tables:
            yield from table.written["term"]


def _pejorative(meant: Meant) -> Sequence[str]:
    if not isinstance(meant.terms, Lexicon):
        return ()
    return meant.terms.frame.filter(pl.col("pejorative"))["term"].to_list()


def _words(terms: Sequence[str] | Iterator[str]) -> Iterator[str]:
    for term in terms:
        yield from re.findall(WORD, term.lower())
