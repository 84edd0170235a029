"""Adjectives of a lexicon where they stand for a person: *a German won*, *a French won*."""

from __future__ import annotations

import polars as pl

from counterpoise.counterfactuals.substitution.noun_phrases import CLOSED, END, FUNCTION, WORD_END
from counterpoise.counterfactuals.substitution.sense import Sense
from counterpoise.counterfactuals.substitution.slot_names import UNSURE

_DETERMINED = (
    r"(?i)\b(?:an?|the|every|another|each|no|one|fellow|this|that|any|some|two|three|many)"
    r"\s+(?:\w+\s+)?$"
)
_DID = (
    r"(?:is|was|has|had|will|would|can|could|won|sang|said|says|spoke|told|came|comes|went|goes|gave"
    r"|gives|got|gets|made|makes|took|takes|ran|runs|sat|stood|saw|sees|met|meets|wrote|writes|read"
    r"|led|leads|left|lost|kept|held|found|felt|fell|knew|knows|thought|thinks|brought|bought|sold"
    r"|taught|built|began|became|becomes|drove|drives|lives|works|wants|needs|likes|loves|hates"
    r"|believes|died|ate|drank|slept|swam|flew|threw|broke|chose|paid|sent|spent|wore|woke|rose|hit"
    r"|put|cut|let|set|quit|shot|fought|caught|heard|hid|rode|shook|stole|struck|swore|wept|lay)"
)
_DOES = rf"^\s+(?i:{_DID}|\w{{2,}}ed(?:{END}|\s+(?:{FUNCTION}|first|again|back))){WORD_END}"


def noun_senses(rows: pl.DataFrame) -> tuple[Sense, ...]:
    """Senses that tell a noun from the adjective that is spelt alike, or that there is no noun.

    Args:
        rows: term, slot and part_of_speech (empty: not told) of the terms of a lexicon.
    """
    slots = {
        part: rows.filter(part_of_speech=part).select("term", "slot").unique("term", keep="first")
        for part in ("adjective", "noun_singular")
    }
    both = slots["adjective"].join(
        slots["noun_singular"], on="term", how="left", suffix="_of_noun", maintain_order="left"
    )
    both = both.filter(pl.col("slot") != pl.col("slot_of_noun").fill_null(UNSURE))
    told = both.group_by(pl.col("slot_of_noun").fill_null(UNSURE), maintain_order=True).agg("term")
    return tuple(
        Sense(slot=slot, terms=tuple(terms), before=_DETERMINED, after=after)
        for slot, terms in told.iter_rows()
        for after in (CLOSED, _DOES)
    )
