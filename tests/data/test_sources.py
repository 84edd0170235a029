"""Many files as one table: globs, lists, and files that do not agree."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from counterpoise.data import read


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_a_glob_reads_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, b="y,x\n0,3\n", a="y,x\n1,1\n1,2\n")
    found = read(str(tmp_path / "*.csv"), label="y")
    assert found.frame["x"].to_list() == [1, 2, 3]
    assert found.place(1) == f"{tmp_path / 'a.csv'}, row 2"
    assert found.place(2) == f"{tmp_path / 'b.csv'}, row 1"


def test_a_list_reads_its_files_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path, b="y,x\n0,3\n", a="x,y\n1.5,1\n")
    found = read([tmp_path / "b.csv", str(tmp_path / "a.csv")], label="y")
    assert found.frame["x"].to_list() == [3.0, 1.5]


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "parquet", "arrow", "ipc"])
def test_a_file_whose_name_looks_like_a_glob_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a[1].{suffix}"
    frame = pl.DataFrame({"y": [1]})
    {
        "csv": frame.write_csv,
        "ndjson": frame.write_ndjson,
        "parquet": frame.write_parquet,
        "arrow": frame.write_ipc,
        "ipc": frame.write_ipc_stream,
    }[suffix](path)
    assert len(read(path, label="y")) == 1


def test_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, a="y\n1\n")
    assert read("~/a.csv", label="y").origin.names == (str(tmp_path / "a.csv"),)
    assert len(read(Path("~/*.csv"), label="y")) == 1


@pytest.mark.parametrize(
    "path", ["https://host/a.csv", "s3://bucket/*.csv", "gs://b/a.csv", Path("s3://bucket/a.csv")]
)
def test_an_address_is_refused(path: str | Path, refuses) -> None:
    with refuses(
        f"Expected the path of a local file, but got the address `{path}`. "
        "Download it first, or read it yourself and pass the frame."
    ):
        read(path, label="y")


def test_a_column_that_is_empty_in_one_file_takes_the_type_of_the_others(tmp_path: Path) -> None:
    write(tmp_path, a="y,x\n1,\n", b="y,x\n1,2\n", c="y,x\n1,\n")
    assert read(str(tmp_path / "*.csv"), label="y").frame["x"].to_list() == [None, 2, None]


def test_a_column_that_one_file_lacks_is_refused(tmp_path: Path, refuses) -> None:
    write(tmp_path, a="y,x\n1,1\n", b="y\n1\n")
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    with refuses(
        f"Expected the same columns in all files, but `{b}` lacks `x`, which `{a}` has. "
        "Read these files apart, or write them alike."
    ):
        read([a, b], label="y")


def test_a_column_of_another_type_in_one_file_is_refused(tmp_path: Path, refuses) -> None:
    write(tmp_path, a="y,x\n1,1\n", b="y,x\n1,word\n")
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    with refuses(
        f"Expected column `x` to be of one type in all files, but it is Int64 in `{a}` and "
        f"String in `{b}`. Write the files alike, or read them apart."
    ):
        read([a, b], label="y")


def test_a_key_that_one_ndjson_file_lacks_is_null_there(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"y": 1}\n')
    (tmp_path / "b.ndjson").write_text('{"y": 0, "g": ["m"]}\n')
    found = read(str(tmp_path / "*.ndjson"), label="y", groups=["g"])
    assert found.frame["g"].to_list() == [None, ["m"]]


def test_a_glob_without_a_match_is_refused(tmp_path: Path, refuses) -> None:
    pattern = str(tmp_path / "*.csv")
    with refuses(
        f"Expected at least one file to match `{pattern}`, but none does. "
        "Check the pattern and the working directory."
    ):
        read(pattern, label="y")


@pytest.mark.parametrize(("source", "got"), [([], "an empty list"), (3, "int")])
def test_what_is_no_source_is_refused(source, got: str, refuses) -> None:
    with refuses(
        "Expected a path, a glob, a list of paths, or a pandas, Polars or PyArrow frame, "
        f"but got {got}. Name at least one file."
    ):
        read(source, label="y")


def test_a_frame_without_rows_is_refused(refuses) -> None:
    with refuses("Expected rows in the frame, but it holds none. Look at how it was made."):
        read(pl.DataFrame({"y": []}), label="y")
