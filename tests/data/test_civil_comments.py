"""Civil Comments: the same comments in all of its published forms."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from counterpoise.data import Examples, civil_comments
from counterpoise.data.civil_comments import IDENTITIES

ALL = [identity for known in IDENTITIES.values() for identity in known]
NOBODY_ASKED = dict.fromkeys(ALL)
NONE_SEEN = dict.fromkeys(ALL, 0.0)
COMMENTS = [
    {"comment_text": "one", "toxicity": 0.5, **NONE_SEEN, "female": 0.5, "black": 1.0},
    {"comment_text": "two", "toxicity": 0.25, **NONE_SEEN, "female": 0.25},
    {"comment_text": "three", "toxicity": 0.0, **NOBODY_ASKED},
]
PROCESSED = [
    {"gender": ["female"], "race": ["black"]},
    {"gender": [], "race": []},
    {"gender": [], "race": []},
]


def checked(found: Examples, *, gender: list, race: list) -> None:
    assert found.label == "toxicity"
    assert found.groups == ("gender", "sexual_orientation", "religion", "race", "disability")
    for name, known in IDENTITIES.items():
        assert found.frame.schema[name] == pl.List(pl.Enum(known))
    assert found.frame["gender"].to_list() == gender
    assert found.frame["race"].to_list() == race
    assert found.texts.to_list() == ["one", "two", "three"]
    assert found.positives.tolist() == [True, False, False]


def test_the_kaggle_form_is_read(tmp_path: Path) -> None:
    frame = pl.DataFrame(COMMENTS).rename({"toxicity": "target"}).with_row_index("id")
    frame.write_csv(tmp_path / "train.csv")
    found = civil_comments(tmp_path / "train.csv")
    checked(found, gender=[["female"], [], None], race=[["black"], [], None])
    assert (found.id, found.split) == ("id", None)


def test_the_whole_form_with_its_splits_is_read(tmp_path: Path) -> None:
    frame = pl.DataFrame(COMMENTS).with_columns(split=pl.Series(["train", "train", "test"]))
    frame.write_csv(tmp_path / "all_data.csv")
    found = civil_comments(tmp_path / "all_data.csv")
    checked(found, gender=[["female"], [], None], race=[["black"], [], None])
    assert len(found.part("test")) == 1


def test_the_processed_csv_is_read(tmp_path: Path) -> None:
    rows = [
        {"comment_text": comment["comment_text"], "toxicity": round(comment["toxicity"] + 0.1)}
        | {name: str(groups.get(name, [])) for name in IDENTITIES}
        for comment, groups in zip(COMMENTS, PROCESSED, strict=True)
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "processed.csv")
    found = civil_comments(tmp_path / "processed.csv")
    checked(found, gender=[["female"], [], []], race=[["black"], [], []])


def test_several_groups_in_a_processed_cell_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "processed.csv"
    names = ",".join(IDENTITIES)
    path.write_text(f"comment_text,toxicity,{names}\na,1,\"['male', 'female']\",[],[],[],[]\n")
    assert civil_comments(path).frame["gender"].to_list() == [["male", "female"]]


def test_the_raw_tfrecord_is_read(tmp_path: Path, wire) -> None:
    rows = [
        {
            name: [value.encode() if isinstance(value, str) else value]
            for name, value in comment.items()
            if value is not None
        }
        for comment in COMMENTS
    ]
    (tmp_path / "train.tfrecord").write_bytes(wire.file(rows))
    found = civil_comments(tmp_path / "train.tfrecord")
    checked(found, gender=[["female"], [], None], race=[["black"], [], None])


def test_an_identity_that_no_raw_record_has_is_not_annotated(tmp_path: Path, wire) -> None:
    rows = [{"comment_text": [b"a"], "toxicity": [1.0], "male": [1.0]}]
    (tmp_path / "a.tfrecord").write_bytes(wire.file(rows))
    found = civil_comments(tmp_path / "a.tfrecord").frame
    assert found["gender"].to_list() == [["male"]]
    assert found["race"].to_list() == [None]


@pytest.mark.parametrize("empty", [[], None])
def test_the_processed_tfrecord_is_read(empty: list | None, tmp_path: Path, wire) -> None:
    rows = [
        {"comment_text": [comment["comment_text"].encode()]}
        | {"toxicity": [float(comment["toxicity"] >= 0.5)]}
        | {name: [g.encode() for g in groups.get(name, [])] or empty for name in IDENTITIES}
        for comment, groups in zip(COMMENTS, PROCESSED, strict=True)
    ]
    (tmp_path / "processed.tfrecord").write_bytes(wire.file(rows))
    found = civil_comments(tmp_path / "processed.tfrecord")
    checked(found, gender=[["female"], [], []], race=[["black"], [], []])


def test_columns_of_no_known_form_are_refused(refuses) -> None:
    with refuses(
        "Expected the 24 identity columns of Civil Comments, or its five group columns "
        "(gender, sexual_orientation, religion, race, disability), but <frame> lacks `female`. "
        "Did you mean `male`? Available: `toxicity`, `comment_text`, `male`. "
        "Read other data with counterpoise.data.read."
    ):
        civil_comments(pl.DataFrame({"toxicity": [1], "comment_text": ["a"], "male": [0.5]}))


def test_a_group_that_was_never_published_is_refused(refuses) -> None:
    frame = pl.DataFrame(
        {"toxicity": [1, 0], "comment_text": ["a", "b"]}
        | {name: [[], []] for name in IDENTITIES}
        | {"gender": [["male"], ["femal"]]}
    )
    with refuses(
        "<frame>, row 2: column `gender` must hold groups of Civil Comments, "
        "but here is 'femal'. Did you mean `female`? "
        "Available: `male`, `female`, `transgender`, `other_gender`."
    ):
        civil_comments(frame)
