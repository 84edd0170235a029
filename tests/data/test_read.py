"""Rows in, examples out: normal forms, rows left out, and the same rows in every format."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.data import Delimited, Examples, Origin, Thresholded, read
from counterpoise.errors import PlanError

ROWS = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "toxicity": [0.0, 0.5, 1.0, 0.25],
        "comment": ["plain", 'with "quotes", a comma', "two\nlines", "ünï–cödé"],
        "weight": [1.0, 2.0, 0.5, 3.0],
        "gender": ["female;male", None, "", "male"],
        "part": ["train", "train", "test", "test"],
    }
)
GROUPS = [["female", "male"], None, [], ["male"]]


def told(source: object) -> Examples:
    return read(
        source,  # pyright: ignore[reportArgumentType]
        label="toxicity",
        text="comment",
        groups=[Delimited(column="gender", delimiter=";")],
        weight="weight",
        id="id",
        split="part",
    )


def tfrecord_rows() -> list[dict[str, list[bytes] | list[float] | None]]:
    rows = []
    for row in ROWS.to_dicts():
        one: dict[str, list[bytes] | list[float] | None] = {
            name: [value.encode()] if isinstance(value, str) else [value]
            for name, value in row.items()
            if value is not None
        }
        rows.append(one)
    return rows


SUFFIXES = (
    "csv csv.gz csv.zst tsv tsv.gz parquet ndjson jsonl.gz arrow feather stream.ipc "
    "tfrecord tfrecord.gz"
)


@pytest.fixture(params=SUFFIXES.split())
def written(request: pytest.FixtureRequest, tmp_path: Path, wire) -> Path:
    """The same rows as a file of each format."""
    path = tmp_path / f"rows.{request.param}"
    name = request.param
    if name.startswith(("csv", "tsv")):
        plain = ROWS.write_csv(separator="\t" if name.startswith("tsv") else ",")
        if name.endswith(".zst"):
            pa = pytest.importorskip("pyarrow")
            path.write_bytes(pa.compress(plain.encode(), codec="zstd", asbytes=True))
        else:
            path.write_bytes(gzip.compress(plain.encode()) if "gz" in name else plain.encode())
    elif "json" in name:
        plain = ROWS.write_ndjson().encode()
        path.write_bytes(gzip.compress(plain) if name.endswith("gz") else plain)
    elif name == "parquet":
        ROWS.write_parquet(path)
    elif name == "stream.ipc":
        ROWS.write_ipc_stream(path)
    elif name.startswith("tfrecord"):
        plain = wire.file(tfrecord_rows())
        path.write_bytes(gzip.compress(plain) if name.endswith("gz") else plain)
    else:
        ROWS.write_ipc(path)
    return path


def test_the_same_rows_in_every_format_are_the_same_examples(written: Path) -> None:
    expected, found = told(ROWS), told(written)
    assert found.frame.select(ROWS.columns).equals(expected.frame)
    assert found.frame.select(ROWS.columns).schema == expected.frame.schema
    assert found.rows.tolist() == [0, 1, 2, 3]
    assert found.origin == Origin(names=(str(written),), starts=(0,))
    assert found.place(2) == f"{written}, row 3"


def test_the_normal_form_is_what_it_is_said_to_be() -> None:
    found = told(ROWS)
    assert found.frame.schema["toxicity"] == pl.Float64
    assert found.frame.schema["weight"] == pl.Float64
    assert found.frame.schema["gender"] == pl.List(pl.Enum(["female", "male"]))
    assert found.frame["gender"].to_list() == GROUPS
    assert found.labels.tolist() == [0.0, 0.5, 1.0, 0.25]
    assert found.positives.tolist() == [False, True, True, False]
    assert found.origin.names == ("<frame>",)
    assert found.left_out == {}


@pytest.mark.parametrize("kind", ["lazy", "pandas", "table", "batch", "reader"])
def test_frames_of_every_library_are_the_same_examples(kind: str) -> None:
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("pandas")
    table = pa.table(ROWS.to_dict(as_series=False))
    made = {
        "lazy": ROWS.lazy,
        "pandas": lambda: ROWS.to_pandas(),
        "table": lambda: table,
        "batch": lambda: table.to_batches()[0],
        "reader": table.to_reader,
    }
    found = told(made[kind]())
    assert found.frame.equals(told(ROWS).frame)
    assert found.origin.names == ("<frame>",)


def test_lists_and_nan_in_a_pandas_frame_are_groups_and_null() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"label": [1.0, np.nan, 0.0], "race": [["black"], [], None]})
    found = read(frame, label="label", groups=["race"])
    assert found.frame["race"].to_list() == [["black"], None]
    assert found.left_out == {"no label": 1}


def test_a_null_label_is_left_out_and_counted() -> None:
    frame = pl.DataFrame({"label": [1, None, 0, None]})
    found = read(frame, label="label")
    assert (len(found), found.left_out) == (2, {"no label": 2})
    assert found.rows.tolist() == [0, 2]
    assert found.place(1) == "<frame>, row 3"


def test_a_null_text_is_left_out_and_counted_after_the_label() -> None:
    frame = pl.DataFrame({"label": [1, None, 0, 1], "text": ["x", None, None, ""]})
    found = read(frame, label="label", text="text")
    assert found.left_out == {"no label": 1, "no text": 1}
    assert found.texts.to_list() == ["x", ""]


def test_an_empty_csv_cell_is_null_and_a_quoted_empty_one_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('label,text,gender\n1,,x\n0,"",""\n1,a,\n')
    found = read(path, label="label", text="text", groups=["gender"])
    assert found.left_out == {"no text": 1}
    assert found.texts.to_list() == ["", "a"]
    assert found.frame["gender"].to_list() == [[], None]


def test_a_text_column_of_numbers_stays_text_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("label,text\n1,007\n0,12\n")
    assert read(path, label="label", text="text").texts.to_list() == ["007", "12"]


def test_a_key_first_met_in_a_late_line_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"label": 1}\n' * 300 + '{"label": 0, "gender": ["male"]}\n')
    groups = read(path, label="label", groups=["gender"]).frame["gender"]
    assert groups.null_count() == 300
    assert groups[300].to_list() == ["male"]


def test_a_split_of_numbers_is_found_by_its_text() -> None:
    frame = pl.DataFrame({"label": [1, 0, 1], "fold": [0, 1, 1]})
    assert len(read(frame, label="label", split="fold").part("1")) == 2


def test_reading_examples_that_were_read_changes_nothing() -> None:
    once = told(ROWS)
    again = read(once.frame, label="toxicity", text="comment", groups=["gender"], weight="weight")
    assert again.frame.equals(once.frame)


def test_a_missing_column_is_refused_with_those_that_exist(refuses) -> None:
    with refuses(
        "There is no column `gendr` in <frame>. Did you mean `gender`? "
        "Available: `label`, `gender`."
    ):
        read(pl.DataFrame({"label": [1], "gender": ["x"]}), label="label", groups=["gendr"])


def test_rows_that_are_all_left_out_are_refused(refuses) -> None:
    with refuses(
        "Expected a row with a label and a text, but all 2 rows of <frame> lack it "
        "(no label: 1, no text: 1). Look at the columns that were named."
    ):
        read(pl.DataFrame({"y": [None, 1], "t": ["a", None]}), label="y", text="t")


def test_a_single_name_for_groups_is_refused(refuses) -> None:
    with refuses(
        "`groups` must be a list of names, but it is the one name 'gender'. "
        "Write groups=['gender'].",
        PlanError,
    ):
        read(ROWS, label="toxicity", groups="gender")


def test_a_group_column_named_twice_is_refused(refuses) -> None:
    with refuses(
        "Group columns must have different names, but `gender` is named 2 times. Name it once.",
        PlanError,
    ):
        read(ROWS, label="toxicity", groups=["gender", "gender"])


def test_a_thresholded_column_may_not_take_an_old_name(refuses) -> None:
    with refuses(
        "A Thresholded group column must have a new name, but `weight` is a column of <frame> "
        "already. Give it another name.",
        PlanError,
    ):
        spec = Thresholded(name="weight", columns=["toxicity"])
        read(ROWS, label="toxicity", groups=[spec])


@pytest.mark.parametrize("positive_at", [0.0, 1.5, float("nan")])
def test_a_bar_for_positives_that_means_nothing_is_refused(positive_at: float, refuses) -> None:
    with refuses(
        f"`positive_at` must be above 0 and at most 1, but it is {positive_at}. "
        "Give the least label that counts as positive, such as 0.5.",
        PlanError,
    ):
        read(ROWS, label="toxicity", positive_at=positive_at)


def test_a_real_pool_of_240_thousand_rows_is_read_whole() -> None:
    folder = os.environ.get("COUNTERPOISE_DATA")
    beside = Path(__file__).parents[2] / "../shared/data"
    path = Path(folder or beside) / "toxicity_pool.parquet"
    if not path.exists():
        pytest.skip(f"needs {path.name} in $COUNTERPOISE_DATA or ../shared/data")
    found = read(
        path, label="toxicity", text="text", groups=["mentions_gender"], id="id", split="split"
    )
    assert len(found) == 240_301
    assert found.left_out == {}
    assert found.frame.schema["mentions_gender"] == pl.List(
        pl.Enum(["female", "male", "other_gender", "transgender"])
    )
    assert len(found.part("test")) == 32_806
