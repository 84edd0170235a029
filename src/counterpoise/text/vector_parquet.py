"""Word vectors in Parquet: columns `word` (string) and `vector` (list of numbers)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from jaxtyping import Float32

from counterpoise.errors import DataError
from counterpoise.files import replacing
from counterpoise.text.vector_table import VectorTable


def read_parquet_vectors(path: Path, *, most: int | None) -> VectorTable:
    """The rows of a Parquet file with the columns `word` and `vector`, or the first `most` of them.

    Raises:
        DataError: other columns, no word, or vectors of different lengths.
    """
    scan = pl.scan_parquet(path, glob=False)
    _check_columns(scan.collect_schema(), path)
    frame = scan.select("word", pl.col("vector").cast(pl.List(pl.Float32))).collect()
    frame = frame if most is None else frame.head(most)
    lengths = frame["vector"].list.len()
    dim = int(lengths[0] or 0) if len(lengths) else 0
    wrong = frame["word"].is_null() | lengths.is_null() | (lengths != dim)
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(
            f"{path.name}, row {row + 1}: expected a word and {dim} numbers, as in the first row, "
            f"got `{frame['word'][row]}` with {lengths[row]}. Mend or remove the row."
        )
    vectors = frame["vector"].explode().fill_null(float("nan")).to_numpy().reshape(-1, max(dim, 1))
    return VectorTable(
        source=path.name,
        unit="row",
        places=np.arange(1, frame.height + 1),
        words=frame["word"],
        vectors=vectors[:, :dim],
    )


def write_parquet_vectors(
    path: Path, words: pl.Series, vectors: Float32[np.ndarray, "words dim"]
) -> None:
    """Write the file whole, or leave what was there."""
    frame = pl.DataFrame({"word": words, "vector": vectors})
    with replacing(path) as part:
        frame.with_columns(pl.col("vector").arr.to_list()).write_parquet(part)


def _check_columns(schema: pl.Schema, path: Path) -> None:
    word, vector = schema.get("word"), schema.get("vector")
    listed = isinstance(vector, pl.List | pl.Array) and vector.inner.is_numeric()
    if word != pl.String or not listed:
        got = ", ".join(f"`{name}` {dtype}" for name, dtype in schema.items())
        raise DataError(
            f"{path.name}: expected the columns `word` (string) and `vector` (list of numbers), "
            f"got {got}. Rename or convert them."
        )
