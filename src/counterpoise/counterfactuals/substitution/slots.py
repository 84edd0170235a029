"""The slot in which each term stands, as the senses tell it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
import polars as pl

from counterpoise.counterfactuals.substitution.sense import Sense
from counterpoise.counterfactuals.substitution.senses import senses
from counterpoise.counterfactuals.substitution.slot_names import FIXED, OTHER, PEJORATIVE, UNSURE


def slots(frame: pl.DataFrame, sought: pl.DataFrame, *, own: Iterable[Sense]) -> pl.Series:
    """[terms], String: the slot each stands in, null where it names nobody.

    Args:
        frame: [terms], key (one of those sought), word, before and after.
        sought: key and slot of the terms of a table.
        own: senses of the table, which are tried before those of every table.
    """
    slot = pl.col("slot").unique(maintain_order=True)
    held = dict(sought.group_by("key", maintain_order=True).agg(slot).iter_rows())
    about = [(sense, keys) for sense in chain(own, senses()) if (keys := _held_by(sense, held))]
    sensed = {(key, sense.slot) for sense, keys in about for key in keys}
    plain = [
        next((s for s in names if (key, s) not in sensed), None) for key, names in held.items()
    ]
    codes = {key: code for code, key in enumerate(held)}
    code = frame["key"].replace_strict(codes, return_dtype=pl.Int64).to_numpy()
    # What tells the slot of each term: its key, or after the keys the sense that fits first.
    teller = code.copy()
    for place, (sense, keys) in enumerate(about, start=len(plain)):
        asked = np.isin(np.arange(len(plain)), [codes[key] for key in keys])[code]
        teller[_fitting(frame, sense, asked & (teller < len(plain)))] = place
    told = pl.Series([*plain, *(sense.slot for sense, _ in about)], dtype=pl.String)
    return told.gather(teller)


def _held_by(sense: Sense, slots: dict[str, list[str]]) -> list[str]:
    """The terms of a table that a sense is about."""
    return [
        key
        for key, held in slots.items()
        if (not sense.terms or key in sense.terms)
        and (
            sense.slot in held
            or (sense.slot in (None, UNSURE) and held[0] not in (FIXED, OTHER, PEJORATIVE))
        )
    ]


def _fitting(frame: pl.DataFrame, sense: Sense, asked: np.ndarray) -> np.ndarray:
    """The terms among those asked that stand as a sense says."""
    places = np.flatnonzero(asked)
    for column in ("word", "before", "after"):
        pattern = getattr(sense, column)
        if pattern and len(places):
            fits = frame[column].gather(places).str.contains(pattern)
            places = places[fits.to_numpy()]
    return places
