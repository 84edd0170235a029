"""Identity terms of the texts that a page by itself holds, beside those of a question."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.explorer.embedded_spans import embedded_spans
from counterpoise.explorer.frames import Frame

from .conftest import TEXTS


def test_every_term_is_where_a_question_finds_it(ask):
    rows = np.array([10, 11, 12, 13, 14, 15, 16, 17])
    found = Frame.from_bytes(embedded_spans(pl.Series(TEXTS), rows))
    columns = {name: column.tolist() for name, column in found.columns.items()}
    terms = found.value["terms"]
    named = [
        (row - 10, [start, end, *terms[term]])
        for row, start, end, term in zip(*columns.values(), strict=True)
    ]
    asked = ask("spans", texts=TEXTS).value
    assert named == [(row, span) for row, spans in enumerate(asked) for span in spans]
    assert len(named) > 5


def test_texts_without_terms_have_none():
    found = Frame.from_bytes(embedded_spans(pl.Series(["It rains."]), np.array([0])))
    assert found.value == {"terms": []}
    assert {name: len(column) for name, column in found.columns.items()} == {
        "row": 0,
        "start": 0,
        "end": 0,
        "term": 0,
    }
