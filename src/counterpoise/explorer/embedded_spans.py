"""Where identity terms stand in the texts that a page by itself holds."""

from __future__ import annotations

import numpy as np
import polars as pl
from jaxtyping import Int

from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.utf16 import utf16_places


def embedded_spans(texts: pl.Series, rows: Int[np.ndarray, " texts"]) -> bytes:
    """A frame: `row start end term` [terms found], places in UTF-16.

    Its value is {terms: [[group, category], ...]}, in which `term` counts.

    Args:
        texts: [texts], String without null.
        rows: [texts], the row that each is of.

    Example:
        >>> frame = Frame.from_bytes(embedded_spans(pl.Series(["A gay man"]), np.array([7])))
        >>> frame.columns["row"].tolist(), frame.columns["start"].tolist()
        ([7, 7], [2, 6])
    """
    found = matches(texts, identity_terms())
    places = found["row"].to_numpy().astype(np.int64)
    starts, ends = (
        utf16_places(texts, places, found[name].to_numpy().astype(np.int64)).astype(np.uint32)
        for name in ("start", "end")
    )
    named = found.select(pl.col("group", "category").cast(pl.String))
    terms = named.unique(maintain_order=True)
    codes = named.join(terms.with_row_index("term"), on=named.columns, maintain_order="left")
    return Frame(
        value={"terms": [list(term) for term in terms.iter_rows()]},
        columns={
            "row": rows[places].astype(np.uint32),
            "start": starts,
            "end": ends,
            "term": codes["term"].cast(pl.UInt16).to_numpy(),
        },
    ).to_bytes()
