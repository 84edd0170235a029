from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import DataError
from counterpoise.text import WordVectors, read_vectors
from counterpoise.text.vector_parquet import write_parquet_vectors

LISTS = pl.DataFrame({"word": ["cat", "dog"], "vector": [[1.0, 2.0], [3.0, 4.0]]})


@pytest.mark.parametrize(
    "kind", [pl.List(pl.Float64), pl.List(pl.Float32), pl.Array(pl.Float32, 2)]
)
def test_lists_and_arrays_of_any_float_are_read(tmp_path: Path, kind: pl.DataType) -> None:
    LISTS.with_columns(pl.col("vector").cast(kind)).write_parquet(tmp_path / "v.parquet")
    read = read_vectors(tmp_path / "v.parquet")
    assert read.words.to_list() == ["cat", "dog"]
    assert read.vectors.dtype == np.float32
    np.testing.assert_array_equal(read.vectors, [[1, 2], [3, 4]])
    assert read_vectors(tmp_path / "v.parquet", words=1).words.to_list() == ["cat"]


def test_it_is_known_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    LISTS.write_parquet(tmp_path / "v.txt")
    assert read_vectors(tmp_path / "v.txt").words.to_list() == ["cat", "dog"]


def test_a_name_that_looks_like_a_glob_and_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "new" / "v[1].parquet"
    table = WordVectors.of(["cat"], [[1.0]])
    table.save(path)
    assert WordVectors.load(path).fingerprint == table.fingerprint


def test_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    table = WordVectors.of(["cat"], [[1.0]])
    table.save("~/v.parquet")
    assert (tmp_path / "v.parquet").exists()
    assert WordVectors.load("~/v.parquet").fingerprint == table.fingerprint
    assert read_vectors("~/v.parquet").fingerprint == table.fingerprint


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = WordVectors.of(["cat"], [[1.0]])
    table.save(tmp_path / "v.parquet")

    def broken(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        write_parquet_vectors(tmp_path / "v.parquet", pl.Series(["dog"]), np.float32([[2]]))
    assert [path.name for path in tmp_path.iterdir()] == ["v.parquet"]
    assert WordVectors.load(tmp_path / "v.parquet").fingerprint == table.fingerprint


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"token": ["a"], "vector": [[1.0]]},
            "v.parquet: expected the columns `word` (string) and `vector` (list of numbers), "
            "got `token` String, `vector` List(Float64). Rename or convert them.",
        ),
        (
            {"word": ["a", "b"], "vector": [[1.0, 2.0], [3.0]]},
            "v.parquet, row 2: expected a word and 2 numbers, as in the first row, "
            "got `b` with 1. Mend or remove the row.",
        ),
        (
            {"word": ["a", "b"], "vector": [[1.0], None]},
            "v.parquet, row 2: expected a word and 1 numbers, as in the first row, "
            "got `b` with None. Mend or remove the row.",
        ),
        (
            {"word": ["a", "b"], "vector": [[1.0], [None]]},
            "v.parquet, row 2: expected finite numbers, got NaN or infinity in the vector of `b` "
            "(1 words have such). Mend or remove them.",
        ),
        (
            {"word": pl.Series([], dtype=pl.String), "vector": pl.Series([], dtype=pl.List(float))},
            "v.parquet: expected words with their vectors, got none. "
            "Look whether the file was downloaded whole.",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, columns: dict[str, object], message: str
) -> None:
    pl.DataFrame(columns).write_parquet(tmp_path / "v.parquet")
    with pytest.raises(DataError) as refused:
        read_vectors(tmp_path / "v.parquet")
    assert str(refused.value) == message


def test_real_vectors_are_read(shared_data: Path) -> None:
    read = read_vectors(shared_data / "vectors" / "glove_6b_100d_frequent.parquet")
    assert read.vectors.shape == (2717, 100)
    assert np.abs(read(["The king", "the queen", "zzzz"])).sum(axis=1).astype(bool).tolist() == [
        True,
        True,
        False,
    ]
