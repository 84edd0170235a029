"""Pairs in which no insult for a group stands on either side."""

from __future__ import annotations

import polars as pl

from counterpoise.counterfactuals.checks.originals import originals
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.matching.finding import check_lexicon
from counterpoise.counterfactuals.terms import Lexicon, pejorative_terms


def no_pejorative(*, lexicon: Lexicon | None = None, disguised: bool = False) -> Check:
    """A check that neither text of a pair holds an insult for a group.

    An insult names its group and attacks it by one word: no other group's term says the same.

    Args:
        lexicon: the insults; None: `pejorative_terms()`.
        disguised: whether to look for insults in disguise too, as in `matches`.

    Raises:
        PlanError: a `lexicon` that is none.

    Example:
        >>> from counterpoise.counterfactuals.terms import identity_terms
        >>> rule = no_pejorative(lexicon=identity_terms().named("religion"))
        >>> texts = {"text": ["It rains.", "A Sikh ran."], "counterfactual": ["It snows.", "Ha."]}
        >>> rule(pl.DataFrame(texts)).to_list()
        [True, False]
    """
    insults = pejorative_terms() if lexicon is None else lexicon
    check_lexicon(insults)

    def judge(frame: pl.DataFrame) -> pl.Series:
        either = pl.concat([originals(frame), frame["counterfactual"]])
        different = either.unique()
        holding = matches(different, insults, disguised=disguised)["row"].unique()
        found = either.is_in(different.gather(holding).implode())
        return ~(found.head(frame.height) | found.tail(frame.height))

    return Check(name="no_pejorative", judge=judge)
