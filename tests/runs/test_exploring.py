"""A run's folder, explored: texts, pairs and models are found, or it is said what is missing."""

import json
import re
import shutil
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from counterpoise import audit, demo_comments, read
from counterpoise.errors import DataError
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.joined_files import JoinedFiles
from counterpoise.runs import loop, saved_models
from counterpoise.runs.exploring import LEFT_OUT, NO_FILE, explored
from counterpoise.runs.plan import read_plan
from counterpoise.runs.scores import save_scores

from .conftest import PLAN

ONE = PLAN[: PLAN.index('[[models]]\nname = "upweighted"')]
"""The plan with its first model alone."""

GROUPS = ["gender", "religion", "sexual_orientation"]
TEST = demo_comments().filter(split="test")


def asker(explorer):
    return lambda method, **args: Frame.from_bytes(explorer.handle(method, args))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "plan.toml").write_text(ONE)
    return loop.run(read_plan(folder / "plan.toml"), folder / "out")


@pytest.fixture(scope="module")
def ask(finished):
    found = explored(finished.folder)
    assert found.missing == ()
    return asker(found.explorer)


@pytest.fixture
def copied(finished, tmp_path):
    return shutil.copytree(finished.folder, tmp_path / "results")


def test_the_texts_of_a_run_are_found(ask):
    assert (
        ask("texts", rows=[0, 7]).columns["text"].to_list() == TEST["text"].gather([0, 7]).to_list()
    )
    assert ask("describe").value["distances"] == ["words", "embedding"]


def test_a_model_of_a_run_says_of_a_text_what_it_said_before(ask, finished):
    about = ask("describe").value
    assert [model["runs"] for model in about["models"]] == [True]
    given = ask("predict", inputs=TEST["text"].head(3).to_list())
    kept = pl.read_parquet(finished.folder / "scores.parquet").head(3)
    for place, model in enumerate(about["models"]):
        scores = kept[f"score_{model['name']}"].to_numpy()
        assert np.allclose(given.columns[f"score{place}"], scores, atol=1e-6)
    assert len(ask("without_words", text="she is here").columns["score0"]) == 3


def test_the_nearest_text_is_found_by_words_and_by_meaning(ask):
    for distance in ("words", "embedding"):
        found = ask("nearest", row=0, model=0, threshold=0.5, distance=distance).value
        assert set(found) == {"row", "distance"}


def test_pairs_of_a_run_are_parted_by_term(ask, finished):
    found = ask("flips", threshold=0.5, by="term").value
    whole = finished.report.table().filter(metric="flip_rate", slice="overall", threshold=0.5)
    assert [one["value"] for one in found if one["name"] == "overall"] == whole["value"].to_list()
    assert {"she", "he"} <= {one["name"] for one in found}


def test_keras_is_not_loaded_before_a_model_is_asked(finished):
    code = (
        "import sys; from pathlib import Path; from counterpoise.runs.exploring import explored; "
        f"explored(Path({str(finished.folder)!r})); "
        "print(sorted({'keras', 'jax'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_keras_the_page_says_what_to_install(finished, monkeypatch):
    monkeypatch.setattr(saved_models, "find_spec", lambda name: None)
    found = explored(finished.folder)
    sentence = (
        "This run saved its models, and running them needs Keras, which is not installed: "
        "pip install 'counterpoise[keras]'."
    )
    assert found.missing == (sentence,)
    about = asker(found.explorer)("describe").value
    assert about["absent"]["predict"] == about["absent"]["without_words"] == sentence
    assert about["texts"] == "all"


def test_models_that_were_taken_away_are_missed(copied):
    shutil.rmtree(copied / "models")
    found = explored(copied)
    assert found.missing == ("This run's folder holds no models: they were taken away.",)
    assert asker(found.explorer)("describe").value["distances"] == ["words"]


def test_texts_may_be_left_out(finished):
    found = explored(finished.folder, texts=False)
    assert found.missing == ()
    about = asker(found.explorer)("describe").value
    assert about["texts"] == "none"
    assert about["absent"]["texts"] == about["absent"]["predict"] == LEFT_OUT
    assert "flips" in about["methods"]


@pytest.fixture(scope="module")
def filed(tmp_path_factory, finished):
    """A run of a file, as far as exploring it asks for: its scores are those of the other."""
    folder = tmp_path_factory.mktemp("filed")
    demo_comments().write_parquet(folder / "comments.parquet")
    data = 'path = "comments.parquet"\nsplit = "split"\nid = "id"\ngroups = ' + json.dumps(GROUPS)
    (folder / "plan.toml").write_text(ONE.replace('kind = "synthetic"', data))
    shutil.copytree(finished.folder, folder / "out")
    recorded = json.loads((folder / "out" / "run.json").read_text())
    plan = read_plan(folder / "plan.toml")
    recorded["identity"]["plan"] = loop.identity_of(plan, loop.examples_of(plan))["plan"]
    (folder / "out" / "run.json").write_text(json.dumps(recorded))
    return folder


def test_the_texts_of_a_file_are_read_again(filed):
    found = explored(filed / "out")
    assert found.missing == ()
    assert asker(found.explorer)("texts", rows=[3]).columns["text"][0] == TEST["text"][3]


def test_a_file_that_is_gone_is_missed_and_the_rest_is_shown(filed, tmp_path):
    folder = shutil.copytree(filed, tmp_path / "gone")
    plan = json.loads((folder / "out" / "run.json").read_text())
    plan["identity"]["plan"]["folder"] = str(folder)
    (folder / "out" / "run.json").write_text(json.dumps(plan))
    (folder / "comments.parquet").unlink()
    found = explored(folder / "out")
    assert len(found.missing) == 1
    assert found.missing[0].startswith("The texts of this run are not shown. ")
    assert "comments.parquet" in found.missing[0]
    ask = asker(found.explorer)
    assert ask("describe").value["absent"]["texts"] == found.missing[0]
    assert len(ask("rows").columns["label"]) == 2020
    assert ask("flips", threshold=0.5, by="slice").value


def test_texts_that_were_moved_are_named_and_models_still_run(filed, tmp_path):
    TEST.write_parquet(tmp_path / "moved.parquet")
    files = JoinedFiles(files=(str(tmp_path / "moved.parquet"),), text="text")
    ask = asker(explored(filed / "out", files=files).explorer)
    about = ask("describe").value
    assert all(model["runs"] for model in about["models"])
    assert {"she", "he"} <= {one["name"] for one in ask("flips", threshold=0.5, by="term").value}


def test_a_file_that_was_changed_is_missed(filed, tmp_path):
    folder = shutil.copytree(filed, tmp_path / "changed")
    plan = json.loads((folder / "out" / "run.json").read_text())
    plan["identity"]["plan"]["folder"] = str(folder)
    (folder / "out" / "run.json").write_text(json.dumps(plan))
    comments = demo_comments().with_columns(text=pl.col("text").str.replace("^.", "Z"))
    comments.write_parquet(folder / "comments.parquet")
    assert explored(folder / "out").missing == (
        "The texts of this run are not shown. comments.parquet must hold the rows that the run "
        "judged, and what it holds has changed since. Run again, or bring the old file back.",
    )


def test_scores_in_another_order_are_not_given_these_texts(copied):
    frame = pl.read_parquet(copied / "scores.parquet")
    said = pl.read_parquet_metadata(copied / "scores.parquet")["counterpoise"]
    frame.reverse().write_parquet(copied / "scores.parquet", metadata={"counterpoise": said})
    assert explored(copied).missing == (
        "The texts of this run are not shown. The scores of this run must be of its test rows in "
        "their order, and they are not. Run again.",
    )


def test_a_run_of_another_program_keeps_its_rows(copied):
    state = json.loads((copied / "run.json").read_text())
    state["identity"]["plan"] = {"model": "tiny", "steps": 2}
    (copied / "run.json").write_text(json.dumps(state))
    found = explored(copied)
    assert found.missing == (
        "The texts of this run are not shown. run.json should record a plan of this version's "
        "`counterpoise run`, and records another. Name the texts yourself: --examples FILE --text "
        "COLUMN.",
    )
    assert "rows" in asker(found.explorer)("describe").value["methods"]


@pytest.fixture
def audited(tmp_path):
    folder = tmp_path / "audited"
    rows = pl.DataFrame({"toxic": [0, 1, 1], "score": [0.1, 0.9, 0.4], "group": [["a"], [], ["a"]]})
    examples = read(rows, label="toxic", groups=["group"])
    audit(examples, {"score": "score"}).save(folder / "report.json")
    save_scores(examples, {"score": rows["score"]}, folder / "scores.parquet", prefix="")
    return folder


def test_an_audit_has_no_texts_until_a_file_is_named(audited):
    found = explored(audited)
    assert found.missing == ()
    assert asker(found.explorer)("describe").value["absent"]["texts"] == NO_FILE
    frame = pl.DataFrame({"toxic": [0, 1, 1], "said": ["one", "two", "three"]})
    frame.write_parquet(audited / "texts.parquet")
    files = JoinedFiles(files=(str(audited / "texts.parquet"),), text="said")
    ask = asker(explored(audited, files=files).explorer)
    assert ask("texts", rows=[2]).columns["text"].to_list() == ["three"]
    assert ask("describe").value["absent"]["predict"] == (
        "Results of an audit hold scores alone, and no model that could be run."
    )


def test_a_report_alone_is_explored_without_rows(audited):
    (audited / "scores.parquet").unlink()
    found = explored(audited / "report.json")  # the report is as good a name as its folder
    why = f"{audited} holds no scores.parquet, so no rows: an audit in batches keeps none."
    assert found.missing == (why,)
    about = asker(found.explorer)("describe").value
    assert "intervals" in about["methods"]
    assert "rows" not in about["methods"]
    assert about["rows"] == 3


def test_a_folder_without_a_report_is_told(tmp_path):
    expected = (
        f"{tmp_path} must be a folder that `counterpoise audit` or `counterpoise run` wrote, and "
        "holds no report.json. Give that folder."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        explored(tmp_path)
