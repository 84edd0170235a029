"""`audit_files`: on every runner the report of a pipeline is the one made here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.localfilesystem import LocalFileSystem

from counterpoise.beam import audit_files
from counterpoise.errors import DataError, PlanError, RunError


class FarFileSystem(LocalFileSystem):
    """A file system that only Beam can reach: `far:///path` is `/path`."""

    @classmethod
    def scheme(cls) -> str:
        return "far"

    def match(self, patterns, limits=None):
        results = super().match([_near(pattern) for pattern in patterns], limits)
        for result in results:
            for file in result.metadata_list:
                file.path = f"far://{file.path}"
        return results

    def open(self, path, mime_type="", compression_type=CompressionTypes.AUTO):
        return super().open(_near(path), mime_type, compression_type)

    def create(self, path, mime_type="", compression_type=CompressionTypes.AUTO):
        return super().create(_near(path), mime_type, compression_type)

    def exists(self, path):
        return super().exists(_near(path))

    def delete(self, paths):
        for path in paths:
            Path(_near(path)).unlink()


def _near(path: str) -> str:
    return path.removeprefix("far://")


@pytest.mark.parametrize("weighted", [False, True])
def test_the_direct_runner_gives_the_report(weighted, sample, parts, parquet) -> None:
    fold = sample.fold(weighted=weighted)
    found = audit_files(
        str(parquet / "*.parquet"),
        fold,
        options=["direct_num_workers=1"],
        facts={"data": "three files"},
    )
    assert found.facts == {"data": "three files"}
    expected = sample.report(fold, *parts)
    sample.assert_same(found, expected)
    sample.assert_same_gaps(found, expected)


@pytest.mark.parametrize("weighted", [False, True])
def test_two_worker_processes_of_dask_give_the_report(
    weighted, sample, parts, parquet, dask_address
) -> None:
    fold = sample.fold(weighted=weighted)
    files, options = str(parquet / "*"), [f"dask_client_address={dask_address}"]
    found = audit_files(files, fold, runner="DaskRunner", options=options)
    expected = sample.report(fold, *parts)
    sample.assert_same(found, expected)
    sample.assert_same_gaps(found, expected)


def assert_same_rows(found, expected) -> None:
    """Some formats hold a score in fewer digits, so that it may be in another bin."""
    for mine, theirs in zip(found.models, expected.models, strict=True):
        assert (mine.counts.rows.sum((1, 2)) == theirs.counts.rows.sum((1, 2))).all()
    assert found.not_annotated == expected.not_annotated
    assert found.left_out == expected.left_out


def test_files_of_several_formats_are_one_report(
    sample, parts, parquet, dask_address, tmp_path
) -> None:
    fold = sample.fold()
    (tmp_path / "b.tfrecord").write_bytes(sample.tfrecord(parts[1]))
    parts[2].write_ndjson(tmp_path / "c.ndjson")
    files = [str(parquet / "rows-0.parquet"), str(tmp_path / "*")]
    direct = audit_files(files, fold)
    options = [f"dask_client_address={dask_address}", "dask_partition_size=1"]
    dask = audit_files(files, fold, runner="daskrunner", options=options)
    for found in (direct, dask):
        assert_same_rows(found, sample.report(fold, *parts))


def test_remote_files_are_read_and_the_report_is_left_where_temporary_files_go(
    sample, parts, parquet, tmp_path
) -> None:
    fold = sample.fold()
    (tmp_path / "b.tfrecord").write_bytes(sample.tfrecord(parts[1]))
    found = audit_files(
        [f"far://{parquet}/rows-[02].*", f"far://{tmp_path}/b.tfrecord"],
        fold,
        options=[f"--temp_location=far://{tmp_path}"],
    )
    assert_same_rows(found, sample.report(fold, *parts))
    assert [path.name for path in tmp_path.iterdir()] == ["b.tfrecord"]


@pytest.mark.parametrize("runner", ["DirectRunner", "DaskRunner"])
def test_a_bad_row_is_one_error_that_names_it(runner, sample, dask_address, tmp_path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_text('{"label": 0, "score": 0.1, "single": 0.2, "gender": "a", "faith": null}\n')
    with path.open("a") as file:
        file.write('{"label": 0, "score": 7, "single": 0.2}\n')
    options = [f"dask_client_address={dask_address}"] if runner == "DaskRunner" else []
    message = f"{path}, row 2: score `score` must be a probability from 0 to 1, but here it is 7.0."
    with pytest.raises(DataError, match=f"^{re.escape(message)}"):
        audit_files(str(path), sample.fold(), runner=runner, options=options)


def test_files_without_rows_add_nothing(sample, parts, parquet, tmp_path) -> None:
    fold = sample.fold()
    parts[0][:0].write_parquet(tmp_path / "none.parquet")
    for name in ("none.ndjson", "none.csv", "none.tfrecord"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "header.csv").write_text("label,score,single,gender,faith\n")
    (tmp_path / "blank.ndjson").write_text("\n")
    files = [str(tmp_path / "*"), str(parquet / "rows-1.parquet")]
    sample.assert_same(audit_files(files, fold), sample.report(fold, parts[1]))


def test_files_without_rows_leave_no_report(sample, tmp_path) -> None:
    (tmp_path / "a.ndjson").write_bytes(b"\n\n")
    with pytest.raises(RunError, match=r"Either no row was found in .*a.ndjson, or the workers"):
        audit_files(str(tmp_path / "a.ndjson"), sample.fold())


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            "{}/none-*.parquet",
            "Expected at least one file to match `{}/none-*.parquet`, but none does. "
            "Check the pattern and the working directory.",
        ),
        (
            "{}/odd*",
            "Expected names of files without *, ? and [, which Beam reads as a glob, "
            "but got `{}/odd[1].csv`. Rename the file.",
        ),
        (
            "{}/notes.txt",
            "Expected a file called .csv, .tsv, .parquet, .ndjson, .jsonl, .arrow, .feather, .ipc "
            "or .tfrecord, but got `{}/notes.txt`. Save it in one of these formats, or pass a "
            "pandas, Polars or PyArrow frame.",
        ),
    ],
)
def test_files_that_cannot_be_meant_are_refused_before_anything_runs(
    files, message, sample, tmp_path
) -> None:
    for name in ("odd[1].csv", "notes.txt"):
        (tmp_path / name).write_text("x")
    with pytest.raises(DataError) as caught:
        audit_files(files.format(tmp_path), sample.fold())
    assert str(caught.value) == message.format(tmp_path)


def test_an_address_that_beam_cannot_look_up_is_refused(sample) -> None:
    with pytest.raises(
        DataError, match=r"^Expected an address that Beam can look up, but got `nil"
    ):
        audit_files("nil://bucket/*.parquet", sample.fold())


def test_an_unknown_runner_is_refused(sample, parquet) -> None:
    with pytest.raises(PlanError, match=r"`runner` must be one of Beam's runners, .* `Dierct`"):
        audit_files(str(parquet / "*"), sample.fold(), runner="Dierct")


def test_options_that_the_runner_refuses_are_said(sample, parquet) -> None:
    message = "Expected options that DataflowRunner accepts, but it does not: Pipeline has valid"
    with pytest.raises(PlanError, match=message):
        audit_files(str(parquet / "*"), sample.fold(), runner="DataflowRunner")
