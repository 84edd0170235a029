from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.text import read_vectors, vector_text

GLOVE = 'the 1 -2.5e-1\n" 0.5 3\n\xa0 7 8\n. . 4 5\nname@x.com 6 -7\n'


def written(folder: Path, text: str | bytes, name: str = "v.txt") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path, words: int | None = None) -> str:
    """Why the file is not read."""
    with pytest.raises(DataError) as refused:
        read_vectors(path, words=words)
    return str(refused.value)


@pytest.mark.parametrize("packed", [False, True])
def test_glove_text_is_read_with_quotes_and_spaces_in_its_words(
    tmp_path: Path, packed: bool
) -> None:
    content = gzip.compress(GLOVE.encode()) if packed else GLOVE.encode()
    read = read_vectors(written(tmp_path, content, "v.txt.gz" if packed else "v.txt"))
    assert read.words.to_list() == ["the", '"', "\xa0", ". .", "name@x.com"]
    np.testing.assert_array_equal(
        read.vectors, np.float32([[1, -0.25], [0.5, 3], [7, 8], [4, 5], [6, -7]])
    )


@pytest.mark.parametrize("name", ["v.txt", "v.vec"])
def test_a_first_line_of_count_and_dim_is_no_word(tmp_path: Path, name: str) -> None:
    read = read_vectors(written(tmp_path, "2 3 \r\ncat 1 2 3 \r\ndog 4 5 6 \r\n\r\n", name))
    assert read.words.to_list() == ["cat", "dog"]
    np.testing.assert_array_equal(read.vectors, [[1, 2, 3], [4, 5, 6]])


def test_only_as_many_words_are_read_as_asked_for(tmp_path: Path) -> None:
    broken_later = written(tmp_path, "4 2\na 1 2\nb 3 4\nc x y\n")
    assert read_vectors(broken_later, words=2).words.to_list() == ["a", "b"]
    assert read_vectors(written(tmp_path, GLOVE), words=1).words.to_list() == ["the"]


@pytest.mark.parametrize("size", [1, 5, 16, 64])
def test_the_size_of_a_block_changes_nothing(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "\n" + GLOVE.replace("the", "é\n\nthe")[3:])
    whole = read_vectors(path)
    monkeypatch.setattr(vector_text, "BYTES_AT_ONCE", size)
    assert read_vectors(path).fingerprint == whole.fingerprint
    assert len(read_vectors(path, words=3).words) == 3


def test_the_last_line_may_lack_its_line_feed(tmp_path: Path) -> None:
    assert read_vectors(written(tmp_path, "a 1 2\nb 3 4")).words.to_list() == ["a", "b"]


def test_bytes_that_are_not_utf8_do_not_stop_the_reading(tmp_path: Path) -> None:
    assert read_vectors(written(tmp_path, b"\xff 1 2\nb 3 4")).words.to_list() == ["\ufffd", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a 1 2\n\nb 3\n",
            "v.txt, line 3: expected a word and 2 numbers, as the first line says, got 1 after "
            "`b`. Mend or remove the line.",
        ),
        (
            "a 1 2\nb 3 4 5\n",
            "v.txt, line 2: expected a word and 2 numbers, as the first line says, got 3 after "
            "`b`. Mend or remove the line.",
        ),
        (
            "2 2\na 1 2\nb 3 four\n",
            "v.txt, line 3: expected a number, got `four` in the vector of `b`. "
            "Mend or remove the line.",
        ),
        (
            "a 1 2\nb 3 nan\nc inf 1\n",
            "v.txt, line 2: expected finite numbers, got NaN or infinity in the vector of `b` "
            "(2 words have such). Mend or remove them.",
        ),
        (
            "3 2\na 1 2\n",
            "v.txt: expected 3 words, as the first line says, got 1. "
            "Download the file again, or correct its first line.",
        ),
        (
            "0 2\n",
            "v.txt: expected words with their vectors, got none. "
            "Look whether the file was downloaded whole.",
        ),
        (
            "\n\n",
            "v.txt: expected a word and its numbers on every line, got an empty file. "
            "Download it again.",
        ),
        (
            "word\n",
            "v.txt, line 1: expected a word and its numbers parted by spaces, got one field, "
            "`word`. Give a file of word vectors in text form.",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(written(tmp_path, text)) == message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "")) == (
        "v.txt: expected a word and its numbers on every line, got an empty file. "
        "Download it again."
    )


def test_a_broken_line_is_found_beyond_the_first_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_text, "BYTES_AT_ONCE", 16)
    text = "".join(f"w{i} {i} 1\n" for i in range(50)) + "bad 1\n"
    assert refusal(written(tmp_path, text)).startswith("v.txt, line 51: expected a word and 2")
