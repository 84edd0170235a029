"""Reading a file of terms: CSV or TOML to checked rows."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from counterpoise.counterfactuals.terms.contexts import CONTEXTS, is_context
from counterpoise.errors import DataError, choices

NEEDED = ("term", "category", "group")
COLUMNS = {
    **dict.fromkeys((*NEEDED, "lemma", "slot", "part_of_speech"), pl.String()),
    "ambiguous": pl.Boolean(),
    "context": pl.String(),
    "pejorative": pl.Boolean(),
    "source": pl.String(),
}
"""The columns of a lexicon, in order, with their types."""

_FLAGS = {"": False, "false": False, "no": False, "true": True, "yes": True}


def raw_rows(path: Path) -> pl.DataFrame:
    """The rows of a file as they stand there, every value as text.

    Raises:
        DataError: a file of another kind, one that is not there, one that cannot be parsed.
    """
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {".csv": _csv, ".toml": _toml}
    if path.suffix.lower() not in readers:
        raise DataError(
            f"A file of terms must end in .csv or .toml, but it is `{path}`. "
            "Save it as one of these."
        )
    if not path.is_file():
        raise DataError(f"There is no file `{path}`. Look at the path.")
    try:
        return readers[path.suffix.lower()](path)
    except (pl.exceptions.PolarsError, ValueError, OSError) as error:
        raise DataError(
            f"{path}: expected terms as {path.suffix.lower()[1:].upper()}, but it cannot be read: "
            f"{error}. Mend the file."
        ) from error


def _csv(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, comment_prefix="#")


def _toml(path: Path) -> pl.DataFrame:
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("terms", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError("it has no list of tables called `terms`")
    columns = dict.fromkeys(name for table in tables for name in table)
    texts = {name: [_text(table.get(name, "")) for table in tables] for name in columns}
    return pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String()))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
            raise _wrong(place, name, row[name], expected="something", remedy="Fill it in.")
    term = " ".join(row["term"].lower().split())
    if not (is_word_letter(term[0]) and is_word_letter(term[-1])):
        raise _wrong(
            *(place, "term", row["term"]),
            expected="a term that begins and ends with a letter or digit",
            remedy="Leave its punctuation out: whole words are matched.",
        )
    flags = {name: _flag(row[name], name=name, place=place) for name in ("ambiguous", "pejorative")}
    _check_context(row["context"], ambiguous=flags["ambiguous"], place=place)
    lemma = " ".join(row["lemma"].lower().split()) or term
    return {**row, **flags, "term": term, "lemma": lemma}


def is_word_letter(letter: str) -> bool:
    """Whether a letter, digit, underscore or mark: what a word is made of."""
    return letter.isalnum() or letter == "_" or unicodedata.category(letter).startswith("M")


def _flag(value: str, *, name: str, place: str) -> bool:
    if value.lower() not in _FLAGS:
        raise _wrong(place, name, value, expected="true or false", remedy="Write one of them.")
    return _FLAGS[value.lower()]


def _check_context(context: str, *, ambiguous: bool, place: str) -> None:
    if ambiguous != bool(context):
        raise _wrong(
            *(place, "context", context),
            expected="a context where `ambiguous` is true, and none elsewhere",
            remedy=f"Give both or neither. Shared contexts: {', '.join(CONTEXTS)}.",
        )
    if context and not is_context(context):
        raise _wrong(
            *(place, "context", context),
            expected="a shared context or a regular expression that holds `{}`",
            remedy=choices(CONTEXTS, context),
        )


def _check_repeats(frame: pl.DataFrame, *, file: str) -> None:
    keys = ["term", "category", "group", "slot"]
    repeated = frame.select(keys).is_duplicated().arg_true()
    if len(repeated):
        row, again = repeated[0], repeated[1]
        raise _wrong(
            *(f"{file}, row {row + 1}", "term", frame["term"][row]),
            expected="each term once for a group and slot",
            remedy=f"Row {again + 1} may say the same; take one of the repeated rows out.",
        )


def _wrong(place: str, column: str, value: str, *, expected: str, remedy: str) -> DataError:
    return DataError(
        f"{place}: column `{column}` must hold {expected}, but it holds '{value}'. {remedy}"
    )
