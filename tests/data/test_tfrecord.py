"""TFRecord files: features of every kind, and files that are cut short or corrupt."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from counterpoise.data import read

ROWS = [
    {"y": [1.0], "n": [7], "text": [b"caf\xc3\xa9"], "several": [b"a", b"b"], "g": [b"male"]},
    {"y": [0.5], "n": [-3], "several": [b"c"], "g": []},
    {"y": [0.0], "g": None, "several": None},
]


def frame_of(tmp_path: Path, data: bytes, **named) -> pl.DataFrame:
    path = tmp_path / "a.tfrecord"
    path.write_bytes(data)
    return read(path, label="y", **named).frame


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("compressed", [True, False])
def test_features_of_every_kind_are_read(
    packed: bool, compressed: bool, tmp_path: Path, wire
) -> None:
    data = wire.file(ROWS, packed=packed)
    frame = frame_of(tmp_path, gzip.compress(data) if compressed else data, groups=["g"])
    expected = {
        "g": [["male"], [], []],
        "n": [7, -3, None],
        "several": [["a", "b"], ["c"], []],
        "text": ["café", None, None],
        "y": [1.0, 0.5, 0.0],
    }
    assert frame.to_dict(as_series=False) == expected
    assert frame.schema["n"] == pl.Int64
    assert frame.schema["several"] == pl.List(pl.String)


@pytest.mark.parametrize("packed", [True, False])
def test_floats_keep_the_precision_of_the_file(packed: bool, tmp_path: Path, wire) -> None:
    rows = [{"y": [1.0], "score": [0.1], "pair": [0.1, 2.0]}, {"y": [0.0], "pair": [0.5]}]
    frame = frame_of(tmp_path, wire.file(rows, packed=packed))
    assert frame["score"].equals(pl.Series("score", [0.1, None], dtype=pl.Float32))
    pairs = pl.Series("pair", [[0.1, 2.0], [0.5]], dtype=pl.List(pl.Float32))
    assert frame["pair"].equals(pairs)


def test_an_absent_group_is_null_and_an_empty_one_is_none(tmp_path: Path, wire) -> None:
    rows = [{"y": [1.0], "g": [b"m"]}, {"y": [1.0], "g": []}, {"y": [1.0]}]
    assert frame_of(tmp_path, wire.file(rows), groups=["g"])["g"].to_list() == [["m"], [], None]


def test_the_last_of_a_feature_given_twice_counts(tmp_path: Path, wire) -> None:
    body = [wire.example({"y": [value]})[2:] for value in (0.0, 1.0)]
    data = wire.record(wire.field(1, b"".join(body))) + wire.file([{"y": [0.5]}])
    assert frame_of(tmp_path, data)["y"].to_list() == [1.0, 0.5]


def test_many_records_cross_the_chunks_in_order(
    tmp_path: Path, wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterpoise.data.tf_examples._CHUNK", 3)
    rows: list[dict] = [{"y": [1.0], "n": [i]} for i in range(10)]
    rows[7] = {"y": [0.0]}
    rows[9]["late"] = [b"x", b"y"]
    frame = frame_of(tmp_path, wire.file(rows))
    assert frame["n"].to_list() == [*range(7), None, 8, 9]
    assert frame["y"].to_list() == [1.0] * 7 + [0.0, 1.0, 1.0]
    assert frame["late"].to_list() == [None] * 9 + [["x", "y"]]


def test_shards_may_differ_in_their_features(tmp_path: Path, wire) -> None:
    shards = [[{"y": [1.0], "a": [b"x"]}], [{"y": [0.0], "a": [b"x", b"z"], "b": [2]}]]
    for number, rows in enumerate(shards):
        (tmp_path / f"a.tfrecord-0000{number}-of-00002").write_bytes(wire.file(rows))
    frame = read(str(tmp_path / "a.tfrecord-*"), label="y").frame
    assert frame["a"].to_list() == [["x"], ["x", "z"]]
    assert frame["b"].to_list() == [None, 2]


def refused_at(tmp_path: Path, data: bytes, message: str, refuses) -> None:
    path = tmp_path / "a.tfrecord"
    with refuses(f"{path}, {message}"):
        frame_of(tmp_path, data)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(("at", "part"), [(3, "length"), (9, "length"), (15, "data"), (-1, "data")])
def test_a_wrong_checksum_is_found(
    at: int, part: str, compressed: bool, tmp_path: Path, wire, refuses
) -> None:
    one = wire.file([{"y": [1.0]}])
    second = bytearray(one)
    second[at] ^= 0x40
    data = one + bytes(second)
    refused_at(
        tmp_path,
        gzip.compress(data) if compressed else data,
        f"row 2 (at byte {len(one)}): expected TFRecord data, but the checksum of the {part} "
        "is wrong. Write or download the file again, or name it by what it is.",
        refuses,
    )


@pytest.mark.parametrize(
    ("left", "part"),
    [
        (5, "length"),
        (10, "length"),
        (12, "data"),
        (20, "data"),
        (-4, "checksum of its data"),
        (-1, "checksum of its data"),
    ],
)
def test_a_record_that_is_cut_short_is_found(
    left: int, part: str, tmp_path: Path, wire, refuses
) -> None:
    one = wire.file([{"y": [1.0]}])
    refused_at(
        tmp_path,
        one + one + one[:left],
        f"row 3 (at byte {2 * len(one)}): expected a whole row, "
        f"but the file ends within the {part}. Write or download the file again.",
        refuses,
    )


def test_a_length_beyond_all_sense_is_corrupt(tmp_path: Path, wire, refuses) -> None:
    length = (1 << 60).to_bytes(8, "little")
    refused_at(
        tmp_path,
        length + wire.masked_crc(length) + b"data",
        "row 1 (at byte 0): expected TFRecord data, but the checksum of the length is wrong. "
        "Write or download the file again, or name it by what it is.",
        refuses,
    )


@pytest.mark.parametrize(("cut", "got"), [(True, "it ends too early"), (False, "it is damaged")])
def test_gzip_that_breaks_off_is_refused(
    cut: bool, got: str, tmp_path: Path, wire, refuses
) -> None:
    rows = [{"y": [1.0], "text": [b"%d" % (i * i)]} for i in range(300)]
    data = bytearray(gzip.compress(wire.file(rows), mtime=0))
    if cut:
        del data[len(data) // 2 :]
    else:
        data[-8:-4] = bytes(4)
    path = tmp_path / "a.tfrecord"
    with refuses(
        f"Expected `{path}` to be a whole gzip file, but {got}. Write or download it again."
    ):
        frame_of(tmp_path, bytes(data))


NO_TEXT = [{"y": [1.0]}, {"y": [1.0], "x": [b"ok"]}, {"y": [1.0], "x": [b"\xff"]}]


@pytest.mark.parametrize(
    "named", [{"text": "x"}, {"groups": ["x"]}, {"id": "x"}, {"split": "x"}, {"weight": "x"}]
)
def test_bytes_that_are_no_text_are_refused_where_text_is_needed(
    named: dict, tmp_path: Path, wire, refuses
) -> None:
    path = tmp_path / "a.tfrecord"
    with refuses(
        f"{path}, row 3: feature `x` must be UTF-8 text, but its bytes are not. "
        "Write it as UTF-8, or leave the feature out."
    ):
        frame_of(tmp_path, wire.file(NO_TEXT), **named)


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_bytes_that_nobody_asked_for_stay_bytes(
    chunk: int, tmp_path: Path, wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterpoise.data.tf_examples._CHUNK", chunk)
    frame = frame_of(tmp_path, wire.file(NO_TEXT))
    assert frame["x"].to_list() == [None, b"ok", b"\xff"]


def test_bytes_are_text_in_all_files_or_in_none(tmp_path: Path, wire) -> None:
    for number, row in enumerate(NO_TEXT):
        (tmp_path / f"{number}.tfrecord").write_bytes(wire.file([row]))
    frame = read(str(tmp_path / "*.tfrecord"), label="y").frame
    assert frame["x"].to_list() == [None, b"ok", b"\xff"]


def test_a_feature_that_changes_its_type_is_refused(tmp_path: Path, wire, refuses) -> None:
    refused_at(
        tmp_path,
        wire.file([{"y": [1.0], "n": [1]}, {"y": [1.0], "n": [1.5]}]),
        "row 2: feature `n` held int64_list before, but here it holds float_list. "
        "Write a feature with one type in all rows.",
        refuses,
    )


@pytest.mark.parametrize("inside", [True, False])
def test_a_record_of_something_else_is_refused(inside: bool, tmp_path: Path, wire, refuses) -> None:
    junk = b"\x0a\xff\xff"
    pair = wire.field(1, b"y") + wire.field(2, junk)
    body = wire.field(1, wire.field(1, pair)) if inside else junk
    refused_at(
        tmp_path,
        wire.file([{"y": [1.0]}]) + wire.record(body),
        "row 2: expected a `tf.train.Example`, but the data is something else. "
        "Write the rows as tf.train.Example.",
        refuses,
    )
