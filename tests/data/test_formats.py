"""Files that cannot be read, and the line that says why."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.errors import DataError, MissingExtraError

LONG = b"y,x\n" + b"".join(b"1,%d\n" % (i * i) for i in range(5000))
AGAIN = "Write the file again, or leave it out."
DOWNLOAD = "Write or download it again."


@pytest.fixture
def refused(tmp_path: Path, refuses):
    """Writes the file and sees it refused; `{path}` stands for its path."""

    def check(name: str, data: bytes, message: str) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        with refuses(message.replace("{path}", str(path))):
            read(path, label="y")

    return check


def test_a_missing_file_is_refused(tmp_path: Path, refuses) -> None:
    path = tmp_path / "none.csv"
    with refuses(
        f"Expected a file at `{path}`, but there is none. "
        "Check the spelling and the working directory."
    ):
        read(path, label="y")


def test_a_folder_is_refused(tmp_path: Path, refuses) -> None:
    path = tmp_path / "a.csv"
    path.mkdir()
    with refuses(
        f"Expected a file at `{path}`, but it is a folder. Name its files: `{path / '*'}`."
    ):
        read(path, label="y")


@pytest.mark.parametrize("name", ["rows.xlsx", "rows", "rows.csv.bz2", "rows.parquet.gz"])
def test_an_unknown_suffix_is_refused(name: str, refused) -> None:
    refused(
        name,
        b"data",
        "Expected a file called .csv, .tsv, .parquet, .ndjson, .jsonl, .arrow, .feather, .ipc "
        "or .tfrecord, but got `{path}`. "
        "Save it in one of these formats, or pass a pandas, Polars or PyArrow frame.",
    )


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "parquet", "arrow", "tfrecord"])
def test_a_file_of_0_bytes_is_refused(suffix: str, refused) -> None:
    message = "Expected rows in `{path}`, but the file is empty (0 bytes). " + AGAIN
    refused(f"a.{suffix}", b"", message)


def test_a_header_without_rows_is_refused(refused) -> None:
    refused("a.csv", b"y,x\n", "Expected rows in `{path}`, but it holds none. " + AGAIN)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz"])
def test_bytes_that_are_not_utf8_are_found(name: str, refused) -> None:
    data = b"y,x\n1,a\n1,caf\xe9\n".replace(b",", b"\t" if "tsv" in name else b",")
    refused(
        name,
        gzip.compress(data) if name.endswith("gz") else data,
        "{path}, line 3: expected UTF-8 text, but byte 6 of the line is 0xe9. "
        "Save the file again as UTF-8.",
    )


def test_bytes_that_are_not_utf8_are_found_in_ndjson(refused) -> None:
    refused(
        "a.ndjson",
        b'{"y": 1}\n{"y": "\xff"}\n',
        "{path}, line 2: expected UTF-8 text, but byte 8 of the line is 0xff. "
        "Save the file again as UTF-8.",
    )


def test_utf16_is_refused(refused) -> None:
    refused(
        "a.csv",
        "y,x\n1,2\n".encode("utf-16"),
        "Expected `{path}` to be UTF-8 text, but it is UTF-16. Save it again as UTF-8.",
    )


@pytest.mark.parametrize(
    ("row", "fields"), [(b"1,2,3", 3), (b"1", 1), (b'"1\n2"', 1)], ids=["long", "short", "lines"]
)
def test_a_row_of_another_length_is_refused(row: bytes, fields: int, refused) -> None:
    refused(
        "a.csv",
        b'y,x\n1,"two\nlines"\n' + row + b"\n1,2\n",
        f"{{path}}, line 4: expected 2 fields, as in the header, but got {fields}. "
        "Quote cells that hold a separator or a line break.",
    )


def test_nulls_in_the_last_column_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("y,x\n1,\n0,2\n")
    assert read(path, label="y").frame["x"].to_list() == [None, 2]


@pytest.mark.parametrize(("row", "fields"), [(b"1", 1), (b'"1\n\n2"', 1)], ids=["short", "lines"])
def test_a_short_row_in_zstd_is_refused(row: bytes, fields: int, refused) -> None:
    pa = pytest.importorskip("pyarrow")
    refused(
        "a.csv.zst",
        pa.compress(
            b'\xef\xbb\xbfy,x\r\n1,"two\nlines"\n' + row + b"\n1,2\n", codec="zstd", asbytes=True
        ),
        f"{{path}}, line 4: expected 2 fields, as in the header, but got {fields}. "
        "Quote cells that hold a separator or a line break.",
    )


def test_nulls_in_the_last_column_of_zstd_are_no_fault(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    path = tmp_path / "a.csv.zst"
    path.write_bytes(pa.compress(b'y,x\n1,\n\n0,"a\n\nb"\n', codec="zstd", asbytes=True))
    assert read(path, label="y").frame["x"].to_list() == [None, "a\n\nb"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz"])
def test_a_name_that_comes_twice_in_a_header_is_refused(name: str, refused) -> None:
    data = b"y,g,g\n1,a,b\n".replace(b",", b"\t" if "tsv" in name else b",")
    refused(
        name,
        gzip.compress(data) if name.endswith("gz") else data,
        "Expected a different name for each column of `{path}`, but the header says `g` 2 times. "
        "Rename one.",
    )


def test_a_name_that_comes_twice_beside_the_one_polars_would_give_is_refused(refused) -> None:
    refused(
        "a.csv",
        b"y,g,g,g_duplicated_0\n1,a,b,c\n",
        "Expected a different name for each column of `{path}`, but the header says `g` 2 times. "
        "Rename one.",
    )


def test_a_name_like_the_one_polars_would_give_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("y,g_duplicated_0\n1,a\n")
    assert read(path, label="y").frame.columns == ["y", "g_duplicated_0"]


def test_columns_that_have_no_name_are_no_repetition(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("y,,\n1,a,b\n")
    assert read(path, label="y").frame.width == 3


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.ndjson"])
@pytest.mark.parametrize("kind", ["Parquet", "Arrow", "ZIP"])
def test_a_binary_file_that_is_called_text_is_named(
    name: str, kind: str, tmp_path: Path, refused
) -> None:
    whole = tmp_path / "whole"
    frame = pl.DataFrame({"y": range(1000)})
    if kind == "ZIP":
        whole.write_bytes(b"PK\x03\x04data")
    else:
        frame.write_parquet(whole) if kind == "Parquet" else frame.write_ipc(whole)
    article = "an" if kind == "Arrow" else "a"
    refused(
        name,
        whole.read_bytes(),
        f"Expected `{{path}}` to be text, as its name says, but it is {article} {kind} file. "
        "Name it by what it is, or save it as text.",
    )


@pytest.mark.parametrize("name", ["a.csv", "a.ndjson"])
def test_binary_data_that_is_called_text_is_refused(name: str, refused) -> None:
    refused(
        name,
        b"y\n1\n\0\xff\n",
        "Expected `{path}` to be text, but it is damaged, cut short or something else. " + DOWNLOAD,
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"y,g\r1,a\r0,b\r"), ("a.ndjson", b'{"y": 1}\r{"y": 0}\r')],
)
def test_line_ends_of_old_macs_are_refused(name: str, data: bytes, refused) -> None:
    refused(
        name,
        data,
        "Expected the lines of `{path}` to end with a line feed, but they end with a carriage "
        "return alone, as on old Macs. Save it again with today's line ends.",
    )


@pytest.mark.parametrize("data", [b"\n\n\n", b"  \n\n1\n", b" \n"])
def test_a_csv_without_a_header_is_refused(data: bytes, refused) -> None:
    lines = "holds only blank lines" if not data.strip() else "begins with a blank line"
    refused("a.csv", data, f"Expected a header in `{{path}}`, but it {lines}. " + AGAIN)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.ndjson.gz", "a.csv.zst", "a.ndjson.zst"])
def test_a_packed_file_of_nothing_is_refused(name: str, refused) -> None:
    pa = pytest.importorskip("pyarrow")
    packed = gzip.compress(b"") if "gz" in name else pa.compress(b"", codec="zstd", asbytes=True)
    message = "Expected rows in `{path}`, but it is empty once unpacked (0 bytes). " + AGAIN
    refused(name, packed, message)


def test_repeated_columns_in_parquet_are_refused(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table([[1], [2]], names=["y", "y"]), path)
    with pytest.raises(
        DataError,
        match=f"^Expected a different name for each column of `{re.escape(str(path))}`, "
        r"but Polars says: .*\. Rename one\.$",
    ):
        read(path, label="y")


def test_a_quote_that_is_never_closed_is_refused(refused) -> None:
    refused(
        "a.csv",
        b'y,x\n1,2\n1,"open\n1,2\n',
        "{path}, after line 2: expected a whole row, but got: unexpected end of data. "
        "Close the quote that is open, and double a quote inside a quoted cell.",
    )


@pytest.mark.parametrize(
    ("line", "got"),
    [
        (b'{"y":', "no JSON from character 6 on"),
        (b"[1]", "a JSON list"),
        (b'{"y": NaN}', "NaN, which is not JSON"),
    ],
)
def test_a_line_that_is_no_json_object_is_refused(line: bytes, got: str, refused) -> None:
    refused(
        "a.ndjson",
        b'{"y": 1}\n\n' + line + b"\n",
        f"{{path}}, line 3: expected a JSON object, but got {got}. "
        "Write one object a line, with null where a value is missing.",
    )


@pytest.mark.parametrize("name", ["a.csv.gz", "a.ndjson.gz"])
def test_gzip_that_is_cut_short_is_refused(name: str, refused) -> None:
    data = gzip.compress(LONG if "csv" in name else b'{"y": 1}\n' * 9999, mtime=0)
    refused(
        name,
        data[: len(data) // 2],
        "Expected `{path}` to be a whole gzip file, but it ends too early. " + DOWNLOAD,
    )


def test_gzip_that_is_damaged_is_refused(refused) -> None:
    data = bytearray(gzip.compress(LONG, mtime=0))
    data[300:320] = bytes(20)
    refused(
        "a.csv.gz",
        bytes(data),
        "Expected `{path}` to be a whole gzip file, but it is damaged. " + DOWNLOAD,
    )


def test_zstd_that_is_cut_short_is_refused(refused) -> None:
    pa = pytest.importorskip("pyarrow")
    refused(
        "a.csv.zst",
        pa.compress(LONG, codec="zstd", asbytes=True)[:-9],
        "Expected `{path}` to be a whole zstd file of well-formed UTF-8 rows, "
        "but it is damaged, cut short or something else. " + DOWNLOAD,
    )


@pytest.mark.parametrize(
    ("name", "form"), [("a.parquet", "a Parquet file"), ("a.arrow", "an Arrow file")]
)
@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_binary_file_that_is_damaged_is_refused(
    name: str, form: str, damage: str, tmp_path: Path, refused
) -> None:
    whole = tmp_path / "whole"
    frame = pl.DataFrame({"y": range(1000)})
    frame.write_parquet(whole) if name.endswith("parquet") else frame.write_ipc(whole)
    data = whole.read_bytes()[:-30] if damage == "cut" else b"something else"
    refused(
        name,
        data,
        f"Expected `{{path}}` to be {form}, but it is damaged, cut short or something else. "
        + DOWNLOAD,
    )


def test_a_missing_extra_is_named(
    tmp_path: Path, wire, refuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tfrecord"
    path.write_bytes(wire.file([{"y": [1]}]))
    monkeypatch.delitem(sys.modules, "counterpoise.data.tf_examples", raising=False)
    monkeypatch.delitem(sys.modules, "counterpoise.data.tfrecord", raising=False)
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    with refuses(
        "Reading TFRecord files needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[tfrecord]'",
        MissingExtraError,
    ):
        read(path, label="y")
