"""Frames: bytes that give back what was put in, laid out as the protocol says."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from counterpoise.errors import DataError
from counterpoise.explorer.frames import Frame, error_frame, plain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.sampled_from(["u1", "u2", "u4", "i4", "f4", "f8"])


def column_of(dtype):
    return arrays.arrays(np.dtype(f"<{dtype}"), st.integers(0, 20))


COLUMNS = st.one_of(
    NUMBERS.flatmap(column_of),
    arrays.arrays(np.bool_, st.integers(0, 20)),
    st.lists(TEXT, max_size=6).map(lambda texts: pl.Series(texts, dtype=pl.String)),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def test_a_small_frame_is_laid_out_as_the_protocol_says():
    data = Frame(value=7, columns={"a": np.array([1, 2, 3], dtype=np.uint8)}).to_bytes()
    size = int.from_bytes(data[4:8], "little")
    assert data[:4] == b"CPX1"
    assert (8 + size) % 8 == 0
    assert json.loads(data[8 : 8 + size]) == {
        "value": 7,
        "columns": {"a": {"type": "u1", "length": 3, "at": 0}},
    }
    assert data[8 + size :] == bytes([1, 2, 3, 0, 0, 0, 0, 0])


def test_text_is_offsets_and_utf8_each_on_a_multiple_of_eight():
    data = Frame(columns={"t": pl.Series(["é", "", "ab"])}).to_bytes()
    base = 8 + int.from_bytes(data[4:8], "little")
    entry = json.loads(data[8:base])["columns"]["t"]
    assert entry == {"type": "text", "length": 3, "at": 0, "bytes": 16}
    assert np.frombuffer(data[base : base + 16], "<u4").tolist() == [0, 2, 2, 4]
    assert data[base + 16 : base + 20] == "éab".encode()


def test_bits_are_packed_from_the_lowest():
    data = Frame(columns={"b": np.array([True, False, False, True] + [False] * 4 + [True])})
    assert data.to_bytes()[-8:] == bytes([0b1001, 1, 0, 0, 0, 0, 0, 0])


@settings(max_examples=60, deadline=None)
@given(JSON, st.dictionaries(TEXT, COLUMNS, max_size=4))
def test_a_frame_gives_back_what_was_put_in(value, columns):
    data = Frame(value=value, columns=columns).to_bytes()
    found = Frame.from_bytes(data)
    assert found.value == value
    assert list(found.columns) == list(columns)
    for name, column in columns.items():
        if isinstance(column, pl.Series):
            assert found.columns[name].to_list() == column.to_list()
        else:
            assert found.columns[name].dtype == column.dtype
            np.testing.assert_array_equal(found.columns[name], column)
    base = 8 + int.from_bytes(data[4:8], "little")
    for entry in json.loads(data[8:base])["columns"].values():
        assert (base + entry["at"]) % 8 == 0
        assert (base + entry.get("bytes", 0)) % 8 == 0
    assert len(data) % 8 == 0


def test_nan_and_infinity_stay_in_columns_and_become_null_in_values():
    numbers = np.array([np.nan, np.inf, -np.inf, -0.0])
    frame = Frame(value={"a": [np.nan, np.float32(0.5)]}, columns={"n": numbers})
    found = Frame.from_bytes(frame.to_bytes())
    assert found.value == {"a": [None, 0.5]}
    assert found.columns["n"].tobytes() == numbers.tobytes()


def test_a_megabyte_of_text_with_nuls_comes_back():
    long = "é\x00😀\u202e" * 100_000
    found = Frame.from_bytes(Frame(columns={"t": pl.Series([long, "", long])}).to_bytes())
    assert found.columns["t"].to_list() == [long, "", long]


def test_numpy_values_become_plain_ones():
    value = {"a": np.int64(3), 2: (np.float64("inf"), np.True_)}
    assert plain(value) == {"a": 3, "2": [None, True]}
    assert json.dumps(plain(value)) == '{"a": 3, "2": [null, true]}'


def test_an_error_is_a_value():
    assert Frame.from_bytes(error_frame("no: do this").to_bytes()).value == {"error": "no: do this"}


def test_a_column_of_another_type_is_refused():
    with pytest.raises(DataError) as caught:
        Frame(columns={"a": np.array([1], dtype=np.int64)}).to_bytes()
    assert str(caught.value) == (
        "Column `a` of a frame must hold one of u1, u2, u4, i4, f4, f8, bool or text, got int64. "
        "Cast it first."
    )


def test_a_text_that_is_null_is_refused():
    with pytest.raises(DataError) as caught:
        Frame(columns={"a": pl.Series(["x", None])}).to_bytes()
    assert str(caught.value) == (
        "Column `a` of a frame must have no null, got 1 of them. "
        "Fill them, and say in another column which are known."
    )


def test_other_bytes_are_refused():
    with pytest.raises(DataError) as caught:
        Frame.from_bytes(b"PAR1....")
    assert str(caught.value) == (
        "A frame must begin with b'CPX1', got b'PAR1'. "
        "Give the bytes that Explorer.handle returned."
    )
