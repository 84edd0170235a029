"""Word vectors from word2vec's binary form (.bin)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np
import polars as pl

from counterpoise.errors import DataError
from counterpoise.text.vector_table import VectorTable

BYTES_AT_ONCE = 1 << 24

FASTTEXT_MODEL = (793712314).to_bytes(4, "little")
"""The first bytes of fastText's own .bin, which holds a model rather than a table."""


def read_binary_vectors(stream: BinaryIO, *, source: str, most: int | None) -> VectorTable:
    """A line `count dim`, then for each word its UTF-8 bytes, a space and dim float32 numbers.

    The numbers are little-endian; a line feed before a word is passed over, for some writers
    put one after each vector. Bytes that are not UTF-8 become U+FFFD.

    Args:
        stream: the file's bytes, unpacked.
        source: the file's name, for messages.
        most: stop after this many words; None reads all.

    Raises:
        DataError: a first line that says something else, or a file that ends too early.
    """
    count, dim = _header(stream, source=source)
    wanted = count if most is None else min(count, most)
    words: list[str] = []
    numbers = bytearray()
    for word, vector in islice(_records(stream, 4 * dim), wanted):
        words.append(word.decode("utf-8", errors="replace"))
        numbers += vector
    if len(words) < wanted:
        raise DataError(
            f"{source}: expected {count:,} words of {dim} numbers, as the first line says, "
            f"but the file ends inside word {len(words) + 1:,}. Download it again."
        )
    return VectorTable(
        source=source,
        unit="word",
        places=np.arange(1, len(words) + 1),
        words=pl.Series("word", words, dtype=pl.String),
        vectors=np.frombuffer(numbers, dtype="<f4").reshape(-1, dim).astype(np.float32, copy=False),
    )


def _header(stream: BinaryIO, *, source: str) -> tuple[int, int]:
    """How many words the file holds, and how many numbers each has."""
    line = stream.readline(200)
    if line.startswith(FASTTEXT_MODEL):
        raise DataError(
            f"{source}: expected a table of word vectors, got a fastText model. "
            "Give the .vec file that comes with it."
        )
    fields = line.split()
    if len(fields) != 2 or not all(field.isdigit() and int(field) > 0 for field in fields):
        raise DataError(
            f"{source}: expected a first line `count dim`, as word2vec writes it, "
            f"got {line[:20]!r}. If the vectors are text, name the file .txt."
        )
    return int(fields[0]), int(fields[1])


def _records(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Each word and the `size` bytes of its vector, as far as the file is whole."""
    buffer, at = b"", 0
    while block := stream.read(BYTES_AT_ONCE):
        buffer, at = buffer[at:] + block, 0
        while (space := buffer.find(b" ", at)) >= 0 and space + 1 + size <= len(buffer):
            end = space + 1 + size
            yield buffer[at:space].lstrip(b"\n"), buffer[space + 1 : end]
            at = end
