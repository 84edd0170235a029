"""`without_words`: what models say of a text with each of its words left out."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.predict import can_run, score_columns
from counterpoise.explorer.model_runs import MOST_INPUTS, check_texts
from counterpoise.explorer.utf16 import utf16_places

_WORD = re.compile(r"\w+(?:['’]\w+)*")

Span = tuple[int, int]
"""First character and the one after the last."""


def can_leave_out(contents: Contents) -> bool:
    """Whether there are texts, and models that read them."""
    return can_run(contents) and contents.examples.text is not None


def without_words(contents: Contents, asked: Arguments) -> Frame:
    """[[start, end], …] in UTF-16; `score<m>` [words]."""
    text = asked.text("text")
    words = [found.span() for found in _WORD.finditer(text)]
    if not 0 < len(words) <= MOST_INPUTS:
        raise PlanError(
            f"`text` of `without_words` must have 1 to {MOST_INPUTS} words, got {len(words):,}. "
            "Send a part of it."
        )
    columns = score_columns(contents, check_texts([_without(text, word) for word in words]))
    return Frame(value=_in_utf16(text, words), columns=columns)


def _without(text: str, word: Span) -> str:
    """The text without a word, and without one of the two spaces that it stood between."""
    start, end = word
    doubled = text[end : end + 1].isspace() and (start == 0 or text[start - 1].isspace())
    return text[:start] + text[end + doubled :]


def _in_utf16(text: str, words: list[Span]) -> list[list[int]]:
    sizes = np.array([len(letter.encode("utf-8")) for letter in text], dtype=np.int64)
    begins = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    places = begins[np.array(words).ravel()]
    units = utf16_places(pl.Series([text]), np.zeros(len(places), dtype=np.int64), places)
    return units.reshape(-1, 2).tolist()
