from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.text import read_vectors, vector_binary

# 0x20 and 0x0a (a space, a line feed) stand among the numbers' bytes on purpose.
ODD = struct.unpack("<f", b"\x20\x0a\x20\x3f")[0]


def binary(between: bytes = b"\n") -> bytes:
    """Three words of two numbers, as word2vec writes them."""
    rows = [("</s>", 0.5, ODD), ("кот", -1.0, 2.0), ("new_york", 3.0, 4.0)]
    return b"3 2\n" + b"".join(
        word.encode() + b" " + struct.pack("<2f", *numbers) + between for word, *numbers in rows
    )


def written(folder: Path, content: bytes, name: str = "v.bin") -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("between", [b"", b"\n"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [3, 20, 1 << 24])
def test_a_file_written_byte_by_byte_is_read(
    tmp_path: Path, between: bytes, packed: bool, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_binary, "BYTES_AT_ONCE", size)
    content = gzip.compress(binary(between)) if packed else binary(between)
    read = read_vectors(written(tmp_path, content, "v.bin.gz" if packed else "v.bin"))
    assert read.words.to_list() == ["</s>", "кот", "new_york"]
    np.testing.assert_array_equal(read.vectors, np.float32([[0.5, ODD], [-1, 2], [3, 4]]))


def test_only_as_many_words_are_read_as_asked_for(tmp_path: Path) -> None:
    assert read_vectors(written(tmp_path, binary()[:-5]), words=2).words.to_list() == [
        "</s>",
        "кот",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            binary()[:-5],
            "v.bin: expected 3 words of 2 numbers, as the first line says, "
            "but the file ends inside word 3. Download it again.",
        ),
        (
            b"cat 1 2 3\n",
            "v.bin: expected a first line `count dim`, as word2vec writes it, got "
            "b'cat 1 2 3\\n'. If the vectors are text, name the file .txt.",
        ),
        (
            b"",
            "v.bin: expected a first line `count dim`, as word2vec writes it, got b''. "
            "If the vectors are text, name the file .txt.",
        ),
        (
            b"\xba\x16\x4f\x2f\x0c\x00\x00\x00",
            "v.bin: expected a table of word vectors, got a fastText model. "
            "Give the .vec file that comes with it.",
        ),
        (
            b"1 1\nbad " + struct.pack("<f", np.nan),
            "v.bin, word 1: expected finite numbers, got NaN or infinity in the vector of `bad` "
            "(1 words have such). Mend or remove them.",
        ),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError) as refused:
        read_vectors(written(tmp_path, content))
    assert str(refused.value) == message
