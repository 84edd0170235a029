"""Pairs of a text and the same text without its identity terms."""

from __future__ import annotations

from collections.abc import Sequence

from counterpoise.counterfactuals.ablation import ablations
from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.pairs.term_choice import chosen_terms
from counterpoise.counterfactuals.terms import Lexicon, TermList
from counterpoise.data.examples import Examples


def ablation_pairs(examples: Examples, terms: str | Sequence[str] | TermList | Lexicon) -> Pairs:
    """Pairs of every text that holds one of the terms with the same text without them.

    A text that would have no letter left is no counterfactual of anything: it gives no pair and
    is counted in `left_out`.

    Args:
        examples: must have text.
        terms: a lexicon, whose ambiguous terms count in their contexts only; a term list; the name
            of one (`gender_50`), of a category of the identity terms (`gender`), or `all`; terms.

    Returns:
        Pairs whose `to_group` is null: the counterfactual names nobody.

    Raises:
        DataError: the examples have no text.
        PlanError: an unknown name, an empty term.

    Example:
        >>> from counterpoise import read
        >>> import polars as pl
        >>> frame = pl.DataFrame({"y": [0], "text": ["A gay artist."]})
        >>> pairs = ablation_pairs(read(frame, label="y", text="text"), "sexual_orientation")
        >>> pairs.texts.to_list(), pairs.frame["from_group"].to_list()
        (['An artist.'], ['homosexual_gay_or_lesbian'])
    """
    return ablated(Originals.of(examples), chosen_terms(terms))


def ablated(originals: Originals, terms: TermList | Lexicon) -> Pairs:
    """Pairs of texts with the same texts without these terms."""
    made = ablations(originals.texts, terms)
    return originals.paired(made.frame, generator=f"ablation:{terms.name}", left_out=made.left_out)
