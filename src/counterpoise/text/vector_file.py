"""Ready-made word vectors from the files in which they are handed round."""

from __future__ import annotations

import gzip
import os
import zlib
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import polars as pl

from counterpoise.errors import DataError, PlanError
from counterpoise.text.vector_binary import read_binary_vectors
from counterpoise.text.vector_parquet import read_parquet_vectors
from counterpoise.text.vector_table import VectorTable
from counterpoise.text.vector_text import read_text_vectors
from counterpoise.text.vectors import WordVectors

READERS = {
    ".txt": read_text_vectors,
    ".vec": read_text_vectors,
    ".bin": read_binary_vectors,
}

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
"""The first bytes of files of these kinds, whatever they are called."""


def read_vectors(path: str | PathLike[str], *, words: int | None = None) -> WordVectors:
    """Word vectors from a file, known by its first bytes and its suffix.

    GloVe, word2vec or fastText as text (.txt, .vec), word2vec's binary form (.bin), each also
    packed (.gz); Parquet with the columns `word` and `vector`, which `WordVectors.save` writes.

    Texts are matched in lower case. So a word that the file has only with capitals (`Muslim`)
    stands for its lower-case form; where it has both, the lower-case one counts. A word that comes
    twice keeps its first vector. `left_out` says how many were passed over for either reason.

    Args:
        path: the file.
        words: read only the first so many words, >= 1: these files begin with the most frequent.
            None reads all; 100,000 words of 300 numbers take 120 MB.

    Returns:
        The words in the file's order.

    Raises:
        DataError: no such file, another format, a broken line; names the line and the word.
        PlanError: `words` below 1.
    """
    if words is not None and words < 1:
        raise PlanError(f"`words` must be at least 1, got {words}. Leave it out to read all.")
    return _lowered(_table(Path(os.path.expanduser(path)), words).checked())


def _table(path: Path, most: int | None) -> VectorTable:
    if not path.is_file():
        raise DataError(f"Expected a file of word vectors, got no file at {path}. Check the path.")
    with path.open("rb") as file:
        start = file.read(4)
        if start == PARQUET:
            return read_parquet_vectors(path, most=most)
        file.seek(0)
        if start.startswith(GZIP):
            with gzip.open(file) as unpacked:
                return _streamed(cast(BinaryIO, unpacked), path, most)
        return _streamed(file, path, most)


def _streamed(stream: BinaryIO, path: Path, most: int | None) -> VectorTable:
    """What a text or binary file holds, by its suffix."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix not in READERS:
        raise DataError(
            f"{path.name}: expected word vectors as .txt, .vec or .bin (also .gz) or Parquet, "
            f"got a file ending in `{suffix}`. Unpack, rename or convert it."
        )
    try:
        return READERS[suffix](stream, source=path.name, most=most)
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise DataError(
            f"{path.name}: expected a whole gzip file, got one that is broken ({broken}). "
            "Download it again."
        ) from None


def _lowered(table: VectorTable) -> WordVectors:
    """One vector for each lower-case word: its own before a capitalised one's, then the first."""
    lower = table.words.str.to_lowercase()
    frame = pl.DataFrame({"lower": lower, "cased": lower != table.words}).with_row_index("row")
    kept = frame.sort("cased", "row").unique("lower", keep="first", maintain_order=True).sort("row")
    repeated = len(table.words) - table.words.n_unique()
    reasons = {
        "same word again": repeated,
        "same word with capitals": len(table.words) - repeated - kept.height,
    }
    return WordVectors.of(
        kept["lower"],
        table.vectors if kept.height == len(table.words) else table.vectors[_rows(kept)],
        left_out={reason: count for reason, count in reasons.items() if count},
    )


def _rows(kept: pl.DataFrame) -> np.ndarray:
    return kept["row"].to_numpy()
