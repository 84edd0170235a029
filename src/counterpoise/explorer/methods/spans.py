"""`spans`: the identity terms that texts hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments, told
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.utf16 import utf16_places

MOST_TEXTS = 1000
MOST_BYTES = 1 << 24
"""Texts, and bytes of them, of one question."""


def spans(contents: Contents, asked: Arguments) -> Frame:
    """For each text [[start, end, group, category], …], places in UTF-16."""
    given = asked.need("texts")
    if not isinstance(given, list) or len(given) > MOST_TEXTS:
        must = f"be a list of up to {MOST_TEXTS:,} texts"
        raise asked.wrong("texts", must=must, do="Send fewer at a time")
    for text in given:
        if not isinstance(text, str):
            raise PlanError(
                f"`texts` of `spans` must hold texts, got {told(text)} among them. "
                "Send each in quotes."
            )
    texts = pl.Series(given, dtype=pl.String)
    size = int(texts.str.len_bytes().sum())
    if size > MOST_BYTES:
        raise PlanError(
            f"`texts` of `spans` may have {MOST_BYTES:,} bytes together, got {size:,}. "
            "Send fewer at a time."
        )
    return Frame(value=_spans(texts))


def _spans(texts: pl.Series) -> list[list[list[Any]]]:
    found = matches(texts, identity_terms())
    rows = found["row"].to_numpy().astype(np.int64)
    starts, ends = (
        utf16_places(texts, rows, found[name].to_numpy().astype(np.int64)).tolist()
        for name in ("start", "end")
    )
    told_of: list[list[list[Any]]] = [[] for _ in range(len(texts))]
    named = found.select("row", "group", "category").iter_rows()
    for start, end, (row, group, category) in zip(starts, ends, named, strict=True):
        told_of[row].append([start, end, group, category])
    return told_of
