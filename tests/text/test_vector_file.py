from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.text import read_vectors


def refusal(path: Path) -> str:
    """Why the file is not read."""
    with pytest.raises(DataError) as refused:
        read_vectors(path)
    return str(refused.value)


def test_a_word_that_comes_twice_keeps_its_first_vector_and_is_counted(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("a 1 1\nb 2 2\na 3 3\na 4 4\n")
    read = read_vectors(tmp_path / "v.txt")
    assert read.words.to_list() == ["a", "b"]
    np.testing.assert_array_equal(read.vectors, [[1, 1], [2, 2]])
    assert read.left_out == {"same word again": 2}


def test_a_capitalised_word_stands_in_only_where_there_is_no_other(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("The 1 1\nMuslim 2 2\nthe 3 3\nMUSLIM 4 4\n")
    read = read_vectors(tmp_path / "v.txt")
    assert dict(zip(read.words, read.vectors.tolist(), strict=True)) == {
        "muslim": [2, 2],
        "the": [3, 3],
    }
    assert read.left_out == {"same word with capitals": 2}
    np.testing.assert_array_equal(read(["Muslim"]), [[2, 2]])


def test_a_suffix_that_says_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "glove.zip").write_bytes(b"PK\x03\x04")
    assert refusal(tmp_path / "glove.zip") == (
        "glove.zip: expected word vectors as .txt, .vec or .bin (also .gz) or Parquet, "
        "got a file ending in `.zip`. Unpack, rename or convert it."
    )


def test_a_gzip_file_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v.txt.gz").write_bytes(gzip.compress(b"a 1 2\n" * 999)[:-9])
    assert refusal(tmp_path / "v.txt.gz") == (
        "v.txt.gz: expected a whole gzip file, got one that is broken (Compressed file ended "
        "before the end-of-stream marker was reached). Download it again."
    )


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    assert refusal(path) == (
        f"Expected a file of word vectors, got no file at {path}. Check the path."
    )


def test_fewer_than_one_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as refused:
        read_vectors(tmp_path / "v.txt", words=0)
    assert str(refused.value) == "`words` must be at least 1, got 0. Leave it out to read all."


def test_importing_the_package_loads_no_heavy_module() -> None:
    code = (
        "import sys, counterpoise.text as text; "
        "assert 'scipy' not in sys.modules and 'polars' not in sys.modules; "
        "assert callable(text.read_vectors) and 'scipy' in sys.modules; "
        "assert all(hasattr(text, name) for name in text.__all__)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
