"""Rows in, examples out: normal forms, rows left out, and the same rows in every format."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.data import Delimited, Examples, Origin, Thresholded, read, where
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


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_names_in_a_csv_are_read_as_they_are_written(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    rows = "y,id,g,part\n1,007,01,01\n0,8,1,1\n1,9,,1\n"
    path.write_text(rows.replace(",", "\t") if suffix == "tsv" else rows)
    found = read(path, label="y", groups=["g"], id="id", split="part")
    assert found.frame["g"].to_list() == [["01"], ["1"], None]
    assert found.frame["id"].to_list() == ["007", "8", "9"]
    assert len(found.part("01")) == 1


def test_a_feature_of_a_group_column_keeps_its_own_values(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("y,sex,age,id\n1,01,30,1\n,1,40,2\n0,1,50,3\n")
    groups = ["sex", where("one", "sex = 1 AND id > 1")]
    features = ["age", "sex", "id"]
    found = read(path, label="y", groups=groups, features=features, id="id")
    expected = pl.DataFrame({"age": [30, 50], "sex": [1, 1], "id": [1, 3]})
    assert found.feature_frame.equals(expected)
    assert found.frame["sex"].to_list() == [["01"], ["1"]]
    assert found.frame["one"].to_list() == [[], ["yes"]]
    kept = found.filter(np.array([False, True]))
    assert kept.feature_frame.equals(expected[1:])


def test_a_feature_of_a_group_column_in_a_frame_keeps_its_own_values() -> None:
    frame = pl.DataFrame({"y": [1, 0], "sex": ["f", "m"], "w": [1, 2]})
    found = read(frame, label="y", groups=["sex"], features=["w", "sex"], weight="w")
    assert found.feature_frame.equals(frame.select("w", "sex"))
    assert found.frame["sex"].to_list() == [["f"], ["m"]]


def test_features_that_are_nothing_else_are_columns_of_the_frame() -> None:
    found = read(ROWS, label="toxicity", features=["weight"])
    assert found.as_read is None
    assert found.feature_frame.equals(ROWS.select("weight"))


@pytest.mark.parametrize(
    ("named", "purposes"),
    [
        ({"groups": ["w"], "weight": "w"}, "the weight and as a group"),
        ({"groups": [Delimited(column="w", delimiter=";")], "id": "w"}, "the id and as a group"),
        ({"text": "w", "split": "w"}, "the text and as the split"),
        ({"id": "w", "split": "w", "groups": ["w"]}, "the id and as the split and as a group"),
    ],
)
def test_a_column_serves_one_purpose(named, purposes: str, refuses) -> None:
    with refuses(
        f"A column can serve one purpose, but `w` is named as {purposes}. "
        "Leave one out, or give a copy another name.",
        PlanError,
    ):
        read(ROWS, label="toxicity", **named)


@pytest.mark.parametrize(
    ("named", "purpose"),
    [
        ({"split": "toxicity"}, "the split"),
        ({"groups": ["toxicity"]}, "a group"),
        ({"features": ["toxicity"]}, "a feature"),
    ],
)
def test_the_label_is_nothing_else(named, purpose: str, refuses) -> None:
    with refuses(
        f"A column can serve one purpose, but `toxicity` is named as the label and as {purpose}. "
        "Leave one out, or give a copy another name.",
        PlanError,
    ):
        read(ROWS, label="toxicity", **named)


def test_a_feature_named_twice_is_refused(refuses) -> None:
    with refuses(
        "Features must have different names, but `id` is named 2 times. Name it once.", PlanError
    ):
        read(ROWS, label="toxicity", features=["id", "id"])


def test_a_part_counts_the_rows_of_its_split_that_were_left_out() -> None:
    frame = pl.DataFrame(
        {
            "y": [1, None, None, 1, 0, None],
            "t": ["a", "b", "c", None, "e", "f"],
            "part": ["train", "train", "test", "test", "test", None],
        }
    )
    found = read(frame, label="y", text="t", split="part")
    assert found.left_out == {"no label": 3, "no text": 1}
    assert found.left_out_by_split == {
        "train": {"no label": 1},
        "test": {"no label": 1, "no text": 1},
        None: {"no label": 1},
    }
    test = found.part("test")
    assert test.left_out == {"no label": 1, "no text": 1}
    assert test.left_out_by_split == {"test": {"no label": 1, "no text": 1}}
    assert found.part("train").left_out == {"no label": 1}
    assert test.part("test").left_out == test.left_out
    assert read(frame[[0, 4]], label="y", split="part").part("test").left_out == {}


def test_a_split_of_lists_is_refused(refuses) -> None:
    with refuses(
        "<frame>, row 2: column `part`, the split, must hold text, but it holds List(Int64). "
        "Name a column that holds the name of one split in each row."
    ):
        read(pl.DataFrame({"y": [1, 0], "part": [None, [1]]}), label="y", split="part")


def test_a_name_and_a_list_of_names_may_stand_in_one_ndjson_column(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(
        '{"y": 1, "g": "a"}\n\n{"y": 1, "g": ["a", "b"]}\n{"y": 0}\n'
        '{"y": 0, "g": []}\n{"y": 0, "g": null}\n{"y": 1, "g": "[1]"}\n'
    )
    found = read(path, label="y", groups=["g"]).frame["g"]
    assert found.to_list() == [["a"], ["a", "b"], None, [], None, ["[1]"]]


@pytest.mark.parametrize("packed", [True, False])
def test_a_number_and_a_list_of_numbers_may_stand_in_one_ndjson_column(
    packed: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.ndjson"
    lines = b'{"y": 1, "g": 10}\n{"y": 1, "g": [9, 10]}\n'
    path.write_bytes(gzip.compress(lines) if packed else lines)
    assert read(path, label="y", groups=["g"]).frame["g"].to_list() == [["10"], ["9", "10"]]


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
