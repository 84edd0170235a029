"""Why a text gives no pair: where taking its terms out would leave no sentence worth reading."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.correlatives import correlatives
from counterpoise.counterfactuals.ablation.emptiness import contrasts, predicates
from counterpoise.counterfactuals.ablation.holes import missing_articles, missing_nouns
from counterpoise.counterfactuals.ablation.names import named, of_languages
from counterpoise.counterfactuals.ablation.phrases import in_listed_phrases, in_phrases
from counterpoise.counterfactuals.ablation.places import Bools
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.theys import several_theys
from counterpoise.counterfactuals.ablation.unsure_verbs import unsure_verbs
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import Lexicon

_OF_PLACES: dict[str, Callable[[Reading], Bools]] = {
    "a set phrase": in_phrases,
    "a name": named,
    "a language": of_languages,
    "the sentence says nothing else": predicates,
    "a contrast of groups": contrasts,
    "a noun is missing": missing_nouns,
    "an article is missing": missing_articles,
    "more than one they": several_theys,
    "a verb is unsure": unsure_verbs,
    "either, both or neither stays": correlatives,
}
_LISTED = "a listed phrase or title"
_OTHER_FORM = "another form of the group stays"

REASONS = (*_OF_PLACES, _LISTED, _OTHER_FORM)
"""Why a text that could be ablated gives no pair; the first that fits is counted."""


def first_reasons(
    reading: Reading, texts: pl.Series, found: pl.DataFrame, new: pl.Series
) -> np.ndarray:
    """[rows], 2 for the first of `REASONS`, 3 for the second, ...; 0: none fits.

    Args:
        reading: of the texts.
        texts: [rows], String without null; each holds a term.
        found: the terms, one row for each place of the reading.
        new: [rows], String: the texts without their terms.
    """
    flagged = [_rows_of(reading, fits(reading), len(texts)) for fits in _OF_PLACES.values()]
    flagged.append(_rows_of(reading, in_listed_phrases(texts, found), len(texts)))
    flagged.append(_keeping_a_form(reading.places.facts.lexicon, found, new))
    order = np.arange(len(flagged)) + 2
    return np.select(flagged, list(order), default=0)


def _rows_of(reading: Reading, fits: Bools, rows: int) -> Bools:
    return np.bincount(reading.row[fits], minlength=rows) > 0


def _keeping_a_form(lexicon: Lexicon, found: pl.DataFrame, new: pl.Series) -> Bools:
    """[rows], whether a term of a group that was taken out stays, out of its contexts."""
    anywhere = Lexicon(name="", frame=lexicon.frame.with_columns(ambiguous=False))
    stays = np.zeros(len(new), dtype=bool)
    left = matches(new, anywhere).join(found, on=["row", "group"], how="semi")
    stays[left["row"].to_numpy()] = True
    return stays
