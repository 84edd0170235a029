"""Texts with terms taken out, and mended."""

from __future__ import annotations

import polars as pl

from counterpoise.counterfactuals.ablation.agreement import agreement
from counterpoise.counterfactuals.ablation.bounds import Bounds, joints
from counterpoise.counterfactuals.ablation.edits import Edits, edited
from counterpoise.counterfactuals.ablation.pronouns import SUBJECT
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import PRONOUN
from counterpoise.counterfactuals.ablation.standing_in import (
    StandIns,
    articles,
    capitals,
    possessives,
)


def mended(reading: Reading) -> pl.Series:
    """[rows], String: the texts without their terms, grammatical as far as the rules go."""
    places, role, lists = reading.places, reading.role, reading.lists
    made = StandIns.of(places, lists, role, reading.kind, Bounds.of(places, role))
    subjects = (role == PRONOUN) & (reading.use == SUBJECT) & ~lists.chained & (made.text > 0)
    edits = [
        made.edits(),
        capitals(places, made, lists.chained),
        articles(places, made, lists),
        possessives(places, made),
        joints(places, reading.links, role),
        agreement(places.where(subjects)),
    ]
    return edited(reading.laid, Edits.joined(edits))
