"""Rows of a file of terms, checked and in normal form."""

from __future__ import annotations

import unicodedata
from typing import Any

import polars as pl

from counterpoise.counterfactuals.terms.columns import (
    COLUMNS,
    FLAGS,
    NEEDED,
    PARTS_OF_SPEECH,
    wrong_value,
)
from counterpoise.counterfactuals.terms.contexts import CONTEXTS, is_context
from counterpoise.errors import DataError, choices

_FLAGS = {"": False, "false": False, "no": False, "true": True, "yes": True}


def checked_rows(raw: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """The rows of a lexicon, with all its columns in normal form.

    Raises:
        DataError: at the first column or value that is wrong.
    """
    _check_columns(raw, file=file)
    if not raw.height:
        raise DataError(f"{file}: expected at least one term, but it holds none. Add a row.")
    trimmed = raw.with_columns(pl.all().fill_null("").str.strip_chars())
    given = [pl.col(name) if name in raw.columns else pl.lit("").alias(name) for name in COLUMNS]
    rows = [
        _checked(row, place=f"{file}, row {number}")
        for number, row in enumerate(trimmed.select(given).iter_rows(named=True), start=1)
    ]
    frame = pl.DataFrame(rows, schema=COLUMNS)
    _check_repeats(frame, file=file)
    return frame


def _check_columns(raw: pl.DataFrame, *, file: str) -> None:
    for name in NEEDED:
        if name not in raw.columns:
            raise DataError(
                f"{file}: expected a column `{name}`, but the columns are "
                f"{', '.join(f'`{column}`' for column in raw.columns) or 'none'}. Add it."
            )
    for name in raw.columns:
        if name not in COLUMNS:
            raise DataError(f"{file}: there is no column `{name}`. {choices(COLUMNS, name)}")


def _checked(row: dict[str, str], *, place: str) -> dict[str, Any]:
    for name in NEEDED:
        if not row[name]:
            raise wrong_value(place, name, row[name], expected="something", remedy="Fill it in.")
    term = " ".join(row["term"].lower().split())
    if not (is_word_letter(term[0]) and is_word_letter(term[-1])):
        raise wrong_value(
            *(place, "term", row["term"]),
            expected="a term that begins and ends with a letter or digit",
            remedy="Leave its punctuation out: whole words are matched.",
        )
    _check_part(row["part_of_speech"], place=place)
    flags = {name: _flag(row[name], name=name, place=place) for name in FLAGS}
    _check_context(row["context"], ambiguous=flags["ambiguous"], place=place)
    lemma = " ".join(row["lemma"].lower().split()) or term
    return {**row, **flags, "term": term, "lemma": lemma}


def _check_part(part: str, *, place: str) -> None:
    if part and part not in PARTS_OF_SPEECH:
        raise wrong_value(
            *(place, "part_of_speech", part),
            expected="a part of speech, or nothing",
            remedy=choices(PARTS_OF_SPEECH, part),
        )


def is_word_letter(letter: str) -> bool:
    """Whether a letter, digit, underscore or mark: what a word is made of."""
    return letter.isalnum() or letter == "_" or unicodedata.category(letter).startswith("M")


def _flag(value: str, *, name: str, place: str) -> bool:
    if value.lower() not in _FLAGS:
        raise wrong_value(place, name, value, expected="true or false", remedy="Write one of them.")
    return _FLAGS[value.lower()]


def _check_context(context: str, *, ambiguous: bool, place: str) -> None:
    if ambiguous != bool(context):
        raise wrong_value(
            *(place, "context", context),
            expected="a context where `ambiguous` is true, and none elsewhere",
            remedy=f"Give both or neither. Shared contexts: {', '.join(CONTEXTS)}.",
        )
    if context and not is_context(context):
        raise wrong_value(
            *(place, "context", context),
            expected="a shared context or a regular expression that holds `{}`",
            remedy=choices(CONTEXTS, context),
        )


def _check_repeats(frame: pl.DataFrame, *, file: str) -> None:
    keys = ["term", "category", "group", "slot"]
    repeated = frame.select(keys).is_duplicated().arg_true()
    if len(repeated):
        row, again = repeated[0], repeated[1]
        raise wrong_value(
            *(f"{file}, row {row + 1}", "term", frame["term"][row]),
            expected="each term once for a group and slot",
            remedy=f"Row {again + 1} may say the same; take one of the repeated rows out.",
        )
