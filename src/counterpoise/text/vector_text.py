"""Word vectors from text: GloVe (.txt), word2vec's text form, fastText (.vec)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

import numpy as np
import polars as pl
from jaxtyping import Int64

from counterpoise.errors import DataError
from counterpoise.text.vector_table import VectorTable

BYTES_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What the first line says: the numbers a word, and the words a word2vec or .vec file holds."""

    dim: int
    count: int | None


def read_text_vectors(stream: BinaryIO, *, source: str, most: int | None) -> VectorTable:
    """A word and its numbers a line, parted by spaces, with or without a line `count dim` first.

    A word may hold spaces (GloVe 840B has such). Blank lines are passed over. Bytes that are not
    UTF-8 become U+FFFD.

    Args:
        stream: the file's bytes, unpacked.
        source: the file's name, for messages.
        most: stop after this many words; None reads all.

    Raises:
        DataError: an empty file, a line of another length than the first, text where a number
            should be, fewer words than the first line promises.
    """
    header: _Header | None = None
    parts: list[VectorTable] = []
    for lines, numbers in _line_blocks(stream):
        if header is None:
            header = _header(lines[0], source=f"{source}, line {numbers[0]}")
            if header.count is not None:
                lines, numbers = lines.slice(1), numbers[1:]
        left = None if most is None else most - _height(parts)
        lines, numbers = lines.head(len(lines) if left is None else left), numbers[:left]
        parts.append(_parsed(lines, numbers, dim=header.dim, source=source))
        if most is not None and _height(parts) >= most:
            break
    if header is None:
        raise DataError(
            f"{source}: expected a word and its numbers on every line, got an empty file. "
            "Download it again."
        )
    _check_count(header.count, _height(parts), source=source, most=most)
    return VectorTable(
        source=source,
        unit="line",
        places=np.concatenate([part.places for part in parts]),
        words=pl.concat([part.words for part in parts]),
        vectors=np.concatenate([part.vectors for part in parts]),
    )


def _height(parts: list[VectorTable]) -> int:
    return sum(len(part.words) for part in parts)


def _line_blocks(stream: BinaryIO) -> Iterator[tuple[pl.Series, Int64[np.ndarray, " lines"]]]:
    """Blocks of lines that are not blank, with their numbers in the file, from 1."""
    rest, number = b"", 1
    for block in chain(iter(lambda: stream.read(BYTES_AT_ONCE), b""), [b"\n"]):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if not newline:
            continue
        text = whole.decode("utf-8", errors="replace")
        lines = pl.Series("line", [text]).str.split("\n").explode().str.strip_chars_end(" \r")
        numbers = np.arange(number, number + len(lines))
        number += len(lines)
        full = (lines != "").to_numpy()
        if full.any():
            yield lines.filter(full), numbers[full]


def _header(line: str, *, source: str) -> _Header:
    """What the first line that is not blank says of those that follow."""
    fields = line.split(" ")
    if len(fields) == 2 and fields[0].isdecimal() and fields[1].isdecimal():
        return _Header(dim=int(fields[1]), count=int(fields[0]))
    if len(fields) == 1:
        raise DataError(
            f"{source}: expected a word and its numbers parted by spaces, "
            f"got one field, `{line[:40]}`. Give a file of word vectors in text form."
        )
    return _Header(dim=len(fields) - 1, count=None)


def _parsed(
    lines: pl.Series, numbers: Int64[np.ndarray, " lines"], *, dim: int, source: str
) -> VectorTable:
    """The lines' last `dim` fields as numbers, and what stands before as the word."""
    fields = lines.str.split(" ")
    lengths = fields.list.len().cast(pl.Int64)
    if (lengths <= dim).any():
        first = int((lengths <= dim).arg_max() or 0)
        raise DataError(
            f"{source}, line {numbers[first]}: expected a word and {dim} numbers, as the first "
            f"line says, got {lengths[first] - 1} after `{fields[first][0]}`. "
            "Mend or remove the line."
        )
    words = _words(fields, lengths - dim, numbers, dim=dim, source=source)
    values = fields.list.tail(dim).explode()
    parsed = values.cast(pl.Float32, strict=False)
    if parsed.null_count():
        first = int(parsed.is_null().arg_max() or 0)
        raise DataError(
            f"{source}, line {numbers[first // dim]}: expected a number, got `{values[first]}` "
            f"in the vector of `{words[first // dim]}`. Mend or remove the line."
        )
    vectors = parsed.to_numpy().reshape(-1, dim)
    return VectorTable(source=source, unit="line", places=numbers, words=words, vectors=vectors)


def _words(
    fields: pl.Series,
    parts: pl.Series,
    numbers: Int64[np.ndarray, " lines"],
    *,
    dim: int,
    source: str,
) -> pl.Series:
    """What stands before each line's numbers: mostly one field, at times a word with spaces."""
    words = fields.list.first().alias("word")
    for index in (parts > 1).arg_true():
        pieces = fields[index][: parts[index]].to_list()
        if pl.Series([pieces[-1]]).cast(pl.Float32, strict=False).null_count() == 0:
            raise DataError(
                f"{source}, line {numbers[index]}: expected a word and {dim} numbers, as the "
                f"first line says, got {len(fields[index]) - 1} after `{pieces[0]}`. "
                "Mend or remove the line."
            )
        words[index] = " ".join(pieces)
    return words


def _check_count(count: int | None, got: int, *, source: str, most: int | None) -> None:
    wanted = count if most is None or count is None else min(count, most)
    if wanted is not None and got < wanted:
        raise DataError(
            f"{source}: expected {count:,} words, as the first line says, got {got:,}. "
            "Download the file again, or correct its first line."
        )
