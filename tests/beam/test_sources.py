"""The sources of files: every format gives the rows that `counterpoise.read` gives, each once."""

from __future__ import annotations

import gzip
import re
from itertools import accumulate, pairwise
from pathlib import Path

import polars as pl
import pytest
from apache_beam.io.restriction_trackers import OffsetRange
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise import read
from counterpoise.beam.sources import SummedFiles, source_of
from counterpoise.data import Delimited, where
from counterpoise.data.examples import Origin
from counterpoise.data.read import batch_of
from counterpoise.data.scanning import Batch
from counterpoise.data.sources import Table
from counterpoise.errors import DataError

WHOLE = 2**60


def batches(path: Path, fold, *, rows: int = 1000, cuts: tuple[int, ...] = (0, WHOLE)) -> list:
    """The batches of the ranges between the cuts."""
    files = source_of(str(path))(str(path), fold=fold, rows=rows)
    [whole] = files.split(float("inf"))
    ranges = [OffsetRange(begin, end) for begin, end in pairwise(cuts)]
    return [batch for one in ranges for batch in whole.source.read(one.new_tracker())]


def checked(batch: Batch, fold) -> pl.DataFrame:
    """The rows of a batch as a fold takes them: checked, and in normal form."""
    absent = [pl.lit(None).alias(name) for name in fold.names if name not in batch.frame.columns]
    table = Table(
        frame=batch.frame.with_columns(absent),
        guessed=batch.guessed,
        origin=Origin(names=(batch.source,), starts=(0,)),
    )
    return batch_of(table, columns=fold.columns, positive_at=0.5).frame


def alike(frame: pl.DataFrame, fold) -> pl.DataFrame:
    names = list(dict.fromkeys(["label", "weight", "gender", "faith", *fold.scores.values()]))
    # Text tells a float32 in fewer digits than a float64 has.
    numbers = [pl.col(name).cast(pl.Float32) for name in ("weight", *fold.scores.values())]
    lists = [pl.col(name).cast(pl.List(pl.String)) for name in ("gender", "faith")]
    return frame.select(names).with_columns(*numbers, *lists)


def write(rows: pl.DataFrame, path: Path, sample) -> None:
    name = path.name
    if ".parquet" in name:
        rows.write_parquet(path, row_group_size=70)
        return
    if ".arrow" in name:
        rows.write_ipc(path)
        return
    if ".tfrecord" in name:
        data = sample.tfrecord(rows)
    elif "json" in name:
        data = rows.write_ndjson().encode()
    else:
        text = rows.with_columns(pl.col("gender").list.join(";"))
        data = text.write_csv(separator="\t" if ".tsv" in name else ",").encode()
    path.write_bytes(gzip.compress(data) if "gz" in name else data)


@pytest.mark.parametrize("rows", [37, 1000])
@pytest.mark.parametrize(
    "name",
    [
        *("a.parquet", "a.arrow", "a.csv", "a.csv.gz", "a.tsv", "a.ndjson", "a.jsonl.gz"),
        *("gzipped.ndjson", "a.tfrecord", "a.tfrecord-00000-of-00001.gz", "gzipped.tfrecord"),
    ],
)
def test_every_format_gives_the_rows_that_read_gives(name, rows, sample, tmp_path) -> None:
    delimited = ".csv" in name or ".tsv" in name
    gender = Delimited(column="gender", delimiter=";") if delimited else "gender"
    fold = sample.fold(weighted=True, groups=(gender, "faith"))
    path = tmp_path / name
    write(sample.rows(3), path, sample)
    expected = read(path, label="label", groups=fold.columns.groups, weight="weight").frame
    found = batches(path, fold, rows=rows)
    firsts = accumulate((batch.frame.height for batch in found), initial=0)
    assert all(batch.first == first for batch, first in zip(found, firsts, strict=False))
    assert {batch.source for batch in found} == {str(path)}
    rows_found = pl.concat([alike(checked(batch, fold), fold) for batch in found])
    assert rows_found.equals(alike(expected, fold))


@pytest.fixture(scope="session")
def splittable(sample, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("splittable")
    paths = {name: folder / f"rows.{name}" for name in ("parquet", "ndjson")}
    rows = sample.rows(8).with_columns(comment=pl.lit("é\n" * 40))
    rows.write_parquet(paths["parquet"], row_group_size=20)
    blank = rows.write_ndjson().replace("}\n", "}\r\n\n", 50)
    paths["ndjson"].write_text(blank, encoding="utf-8", newline="")
    return paths


@pytest.mark.parametrize("kind", ["parquet", "ndjson"])
@given(cuts=st.lists(st.floats(0, 1), max_size=6), rows=st.integers(20, 400))
@settings(max_examples=8, deadline=None)
def test_ranges_cut_anywhere_hold_every_row_once(kind, cuts, rows, splittable, sample) -> None:
    path, fold = splittable[kind], sample.fold(weighted=True)
    size = path.stat().st_size
    places = sorted({0, size, *(int(cut * size) for cut in cuts)})
    found = batches(path, fold, rows=rows, cuts=tuple(places))
    together = pl.concat([alike(checked(batch, fold), fold) for batch in found])
    expected = alike(checked(Batch(frame=sample.rows(8)), fold), fold)
    assert all(batch.frame.height <= rows for batch in found)
    assert together.equals(expected)


def test_every_cut_of_a_short_file_holds_every_line_once(sample, tmp_path) -> None:
    fold, path = sample.fold(), tmp_path / "short.ndjson"
    path.write_bytes(b'{"label": 1}\n{"label": 0.5}\n\n{"label": 0}')
    for cut in range(1, path.stat().st_size):
        found = batches(path, fold, cuts=(0, cut, path.stat().st_size))
        labels = [label for batch in found for label in batch.frame["label"].to_list()]
        assert labels == [1, 0.5, 0]


def test_small_row_groups_are_read_together(sample, tmp_path) -> None:
    path = tmp_path / "small.parquet"
    sample.rows(1).write_parquet(path, row_group_size=10)
    found = batches(path, sample.fold(), rows=100)
    assert [(batch.first, batch.frame.height) for batch in found] == [
        (0, 100),
        (100, 100),
        (200, 100),
    ]


def test_only_named_columns_travel(sample, tmp_path) -> None:
    for name in ("a.parquet", "a.ndjson", "a.tfrecord"):
        write(sample.rows(1), tmp_path / name, sample)
        [batch] = batches(tmp_path / name, sample.fold())
        assert {*batch.frame.columns} == {"label", "gender", "faith", "score", "single"}


def test_a_cell_of_a_csv_may_hold_a_line_break_and_be_quoted_empty(sample, tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'label,score,single,gender,faith,comment\n1,0.5,0.1,01,"",x\n0,,0.2,1,,"one\ntwo,\n"\n'
    )
    fold = sample.fold()
    one, two = batches(path, fold, rows=1)
    assert checked(one, fold).select("gender", "faith").rows() == [(["01"], [])]
    assert checked(two, fold).select("gender", "faith", "score").rows() == [(["1"], None, None)]


def test_a_predicate_compares_what_a_csv_spells(sample, tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("label,score,single,age\n1,0.5,0.1,9\n0,0.4,0.2,10\n")
    fold = sample.fold(groups=("age", where("old", "age >= 10")))
    fold_rows = [checked(batch, fold) for batch in batches(path, fold, rows=1)]
    assert [frame["old"].to_list() for frame in fold_rows] == [[[]], [["yes"]]]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "a.csv",
            b"label,single,gender,faith\n1,0.1,x,y\n",
            "There is no column `score` in {}. Available: `label`, `single`, `gender`, `faith`.",
        ),
        (
            "a.csv",
            b"label,score,single,gender,faith\n1,0.1,0.1,x,y,z\n",
            "{}, line 2: expected 5 fields, as in the header, but got 6. "
            "Quote cells that hold a separator or a line break.",
        ),
        (
            "a.ndjson",
            b'{"label": 1}\n\n{"label": 0}\n[1]\n',
            "{}, from row 1 on, line 3: expected a JSON object, but got a JSON list. "
            "Write one object a line, with null where a value is missing.",
        ),
        (
            "a.parquet",
            b"PAR1 is how it begins",
            "Expected `{}` to be a Parquet file, but it is damaged, cut short or something else. "
            "Write or download it again.",
        ),
        (
            "a.tfrecord",
            b"\0" * 20,
            "{}, row 1 (at byte 0): expected TFRecord data, but the checksum of the length is "
            "wrong. Write or download the file again, or name it by what it is.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name, data, message, sample, tmp_path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        batches(path, sample.fold())
    assert str(caught.value) == message.format(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.ndjson", "a.tfrecord"])
def test_a_value_that_cannot_be_is_named_by_its_row(name, sample, tmp_path) -> None:
    path, fold = tmp_path / name, sample.fold()
    there = pl.int_range(pl.len()) == 150
    rows = sample.rows(1).with_columns(label=pl.when(there).then(1.5).otherwise("label"))
    write(rows, path, sample)
    message = (
        f"{path}, row 151: column `label`, the label, must be from 0 to 1, but here it is 1.5."
    )
    source = SummedFiles(str(path), of=source_of(str(path)), fold=fold, rows=100)
    [whole] = source.split(float("inf"))
    with pytest.raises(DataError, match=f"^{re.escape(message)}"):
        list(whole.source.read(OffsetRange(0, WHOLE).new_tracker()))


def test_a_range_is_one_record_of_sums(sample, tmp_path) -> None:
    path, fold = tmp_path / "a.parquet", sample.fold()
    write(sample.rows(1), path, sample)
    source = SummedFiles(str(path), of=source_of(str(path)), fold=fold, rows=50)
    [whole] = source.split(float("inf"))
    [summed] = whole.source.read(OffsetRange(0, WHOLE).new_tracker())
    sample.assert_same(fold.report(summed.sums), sample.report(fold, sample.rows(1)))
    assert (
        list(whole.source.read(OffsetRange(3 * path.stat().st_size // 4, WHOLE).new_tracker()))
        == []
    )
