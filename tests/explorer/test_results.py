"""Folders of results: what `audit` and `run` wrote, explored with and without texts."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from counterpoise.auditing import audit
from counterpoise.cli.explore import command
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import read
from counterpoise.errors import CounterpoiseError, PlanError
from counterpoise.explorer import bundle as bundles
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.joined_files import JoinedFiles
from counterpoise.explorer.results import Results
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.runs.scores import save_pair_scores, save_scores

from .conftest import BASE, GROUPS, LABELS, MENDED, TEXTS, asker


def rows(*, id: bool = False, weight: bool = False):
    columns = {
        "label": pl.Series(LABELS, dtype=pl.Float64),
        "gender": pl.Series(GROUPS, dtype=pl.List(pl.Enum(["f", "m", "nobody"]))),
        "base": BASE,
        "mended": pl.Series(MENDED, dtype=pl.Float32),
    }
    if id:
        columns["id"] = [f"c{row}" for row in range(8)]
    if weight:
        columns["weight"] = [1.0, 2, 0.5, 1, 1, 1, 0, 1]
    return read(
        pl.DataFrame(columns),
        label="label",
        groups=["gender"],
        id="id" if id else None,
        weight="weight" if weight else None,
    )


def folder_of(path: Path, examples, *, prefix: str = "", **options) -> Path:
    scores = {"base": examples.column("base"), "mended": examples.column("mended")}
    audit(examples, scores, thresholds=[0.3, 0.5], **options).save(path / "report.json")
    save_scores(examples, scores, path / "scores.parquet", prefix=prefix)
    return path


@pytest.mark.parametrize(
    ("prefix", "id", "weight"),
    [("", False, False), ("", False, True), ("score_", True, False), ("score_", True, True)],
)
def test_the_explorer_of_results_has_their_report(tmp_path, prefix, id, weight):
    examples = rows(id=id, weight=weight)
    folder = folder_of(
        tmp_path,
        examples,
        prefix=prefix,
        include=["bias_auc", "calibration"],
        operating_points=[OperatingPoint(rate="false_positive_rate", target=0.5)],
        controls={"mended": "base"},
        facts={"title": "Kept"},
    )
    results = Results.load(folder)
    assert results.examples.label == "label"
    assert results.examples.id == ("id" if id else None)
    assert results.examples.weight == ("weight" if weight else None)
    explorer = results.explorer()
    assert explorer.report.table().equals(results.report.table(), null_equal=True)
    assert explorer.report.operating_points().equals(results.report.operating_points())
    said = asker(explorer)("describe").value
    assert said["title"] == "Kept"
    assert said["texts"] == "none"
    assert said["models"][1] == {"name": "mended", "control": "base", "runs": False}
    assert [piece["name"] for piece in said["slices"]][-1] == "gender=nobody"


def test_the_scores_say_which_column_is_which(tmp_path):
    examples = rows(id=True, weight=True)
    alike = pl.Series(LABELS, dtype=pl.Float64)  # could be the labels, and the weights too
    frame = examples.frame.with_columns(id=alike, weight=alike)
    results = Results.load(folder_of(tmp_path, replace(examples, frame=frame)))
    found = results.examples
    assert (found.id, found.label, found.weight) == ("id", "label", "weight")


@pytest.mark.parametrize(("id", "weight"), [(False, False), (True, False), (True, True)])
def test_of_older_scores_the_columns_are_guessed_by_what_fits(tmp_path, id, weight):
    examples = rows(id=id, weight=weight)
    if id:
        numbers = pl.Series([1, 0, 0, 0, 1, 0, 0, 1])
        examples = replace(examples, frame=examples.frame.with_columns(id=numbers))
    folder = folder_of(tmp_path, examples)
    pl.read_parquet(folder / "scores.parquet").write_parquet(folder / "scores.parquet")
    found = Results.load(folder).examples
    assert (found.id, found.label) == ("id" if id else None, "label")
    assert found.weight == ("weight" if weight else None)


def test_scores_that_were_changed_since_are_refused(tmp_path):
    folder = folder_of(tmp_path, rows())
    frame = pl.read_parquet(folder / "scores.parquet")
    frame.with_columns(base=pl.col("base").reverse()).write_parquet(folder / "scores.parquet")
    with pytest.raises(CounterpoiseError) as caught:
        Results.load(folder).explorer()
    assert str(caught.value) == (
        "The report must be the audit of these rows, and its counts by group, label and score are "
        "others. Give the rows and scores that were audited, or audit again."
    )


def test_pairs_of_a_run_give_flips(tmp_path):
    examples = rows()
    frame = pl.DataFrame({"source": [2, 3], "counterfactual": ["", ""]})
    pairs = Pairs(frame=frame, examples=8)
    after = {"base": np.array([0.4, 0.7]), "mended": np.array([0.6, 0.6])}
    folder = folder_of(
        tmp_path, examples, prefix="score_", pairs=pairs, counterfactual_scores=after
    )
    scores = {"base": np.array(BASE), "mended": np.array(MENDED)}
    save_pair_scores(pairs, scores, after, folder / "pair_scores.parquet")
    explorer = Results.load(folder).explorer()
    found = asker(explorer)("flips", threshold=0.5, by="slice").value
    assert [one["flips"] for one in found if one["name"] == "overall"] == [2, 0]
    assert explorer.report.table().equals(Results.load(folder).report.table(), null_equal=True)


def texts_file(path: Path, **columns) -> str:
    frame = pl.DataFrame({"comment": TEXTS, "toxicity": LABELS, **columns})
    frame.write_parquet(path)
    return str(path)


def test_texts_of_a_file_are_joined_in_their_order(tmp_path):
    folder = folder_of(tmp_path, rows())
    file = texts_file(tmp_path / "texts.parquet")
    found = JoinedFiles(files=(file,), text="comment", label="toxicity")
    examples = found.beside(Results.load(folder).examples)
    assert examples.texts.to_list() == TEXTS


def test_texts_of_a_file_are_joined_by_id(tmp_path):
    folder = folder_of(tmp_path, rows(id=True))
    file = tmp_path / "texts.parquet"
    names = [f"c{row}" for row in (7, 3, 1, 0, 2)]
    frame = pl.DataFrame({"name": names, "comment": [TEXTS[int(name[1])] for name in names]})
    frame.write_parquet(file)
    found = JoinedFiles(files=(str(file),), text="comment", id="name")
    examples = found.beside(Results.load(folder).examples)
    expected = [text if row in (7, 3, 1, 0, 2) else None for row, text in enumerate(TEXTS)]
    assert examples.texts.to_list() == expected
    ask = asker(
        Results(
            report=Results.load(folder).report,
            examples=examples,
            scores={"base": "base", "mended": "mended"},
            pair_scores=None,
        ).explorer()
    )
    found = ask("texts", rows=[4, 7]).columns
    assert found["known"].tolist() == [False, True]
    assert found["text"].to_list() == ["", TEXTS[7]]
    selected = ask("select", predicate={"search": "awful"}).columns["selected"]
    assert np.flatnonzero(selected).tolist() == [2, 3]


def test_features_of_a_file_are_joined_even_where_they_are_groups_too(tmp_path):
    folder = folder_of(tmp_path, rows())
    file = texts_file(tmp_path / "f.parquet", age=range(8), gender=["f", "m"] * 4)
    found = JoinedFiles(files=(file,), features=("age", "gender"), label="toxicity")
    examples = found.beside(Results.load(folder).examples)
    assert examples.feature_frame.rows()[:2] == [(0, "f"), (1, "m")]
    assert examples.frame["gender"].to_list() == GROUPS


def rows_in_another_order(folder: Path) -> None:
    Results.load(folder)
    file = pl.read_parquet(folder / "texts.parquet").reverse()
    file.write_parquet(folder / "texts.parquet")


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (
            rows_in_another_order,
            {"label": "toxicity"},
            "{file} must hold the 8 rows of the results in their order, and 2 of them have another "
            "label. Give the files that were audited, or --id.",
        ),
        (
            None,
            {},
            "There is no column `label` in {file}. Available: `comment`, `toxicity`.",
        ),
        (
            None,
            {"id": "comment"},
            "Rows can be joined by --id where the results have an id, and these have none. "
            "Leave --id out: then rows are joined in their order.",
        ),
        (
            None,
            {"text": "text"},
            "There is no column `text` in {file}. Available: `comment`, `toxicity`.",
        ),
    ],
)
def test_files_that_are_not_of_the_results_are_refused(tmp_path, change, options, message):
    folder = folder_of(tmp_path, rows())
    file = texts_file(folder / "texts.parquet")
    if change is not None:
        change(folder)
    joined = JoinedFiles(**{"files": (file,), "text": "comment", **options})
    with pytest.raises(CounterpoiseError) as caught:
        joined.beside(Results.load(folder).examples)
    assert str(caught.value) == message.format(file=file)


def without_scores(folder: Path) -> None:
    (folder / "scores.parquet").unlink()


def without_a_model(folder: Path) -> None:
    frame = pl.read_parquet(folder / "scores.parquet").drop("mended")
    frame.write_parquet(folder / "scores.parquet")


def with_a_row_less(folder: Path) -> None:
    pl.read_parquet(folder / "scores.parquet").head(7).write_parquet(folder / "scores.parquet")


def without_a_report(folder: Path) -> None:
    (folder / "report.json").unlink()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            without_scores,
            "{folder} must hold scores.parquet, the scores of every row, and does not. "
            "Audit without --scan and --runner, which keep no rows.",
        ),
        (
            without_a_model,
            "{folder}/scores.parquet must hold scores of `base`, `mended`, as report.json does, "
            "and its columns are `label`, `gender`, `base`. Run or audit again.",
        ),
        (
            with_a_row_less,
            "{folder}/scores.parquet must hold the labels that report.json was made of, and no "
            "column fits its counts. Run or audit again: the two are of different rows.",
        ),
        (
            without_a_report,
            "There is no report at {folder}/report.json. Give the path of a report.json.",
        ),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(tmp_path, change, message):
    folder = folder_of(tmp_path, rows())
    change(folder)
    with pytest.raises(CounterpoiseError) as caught:
        Results.load(folder)
    assert str(caught.value) == message.format(folder=folder)


def test_a_damaged_file_of_scores_is_told(tmp_path):
    folder = folder_of(tmp_path, rows())
    (folder / "scores.parquet").write_text("damaged")
    said = f"{folder}/scores.parquet must be a Parquet file as `counterpoise` writes it, and cannot"
    with pytest.raises(CounterpoiseError, match=f"^{re.escape(said)} .*Run or audit again.$"):
        Results.load(folder)


def test_fewer_rows_in_a_file_are_told(tmp_path):
    folder = folder_of(tmp_path, rows())
    file = texts_file(tmp_path / "texts.parquet")
    pl.read_parquet(file).head(5).write_parquet(file)
    joined = JoinedFiles(files=(file,), text="comment", label="toxicity")
    expected = (
        f"{file} must hold the 8 rows of the results in their order, and holds 5 with a label. "
        "Give the files that were audited, or --id."
    )
    with pytest.raises(CounterpoiseError, match=f"^{re.escape(expected)}$"):
        joined.beside(Results.load(folder).examples)


def test_texts_of_a_page_that_is_not_written_are_refused(tmp_path):
    expected = (
        "--texts says how many texts the file of --page holds, and no --page was given. "
        "Name the file, or leave --texts out: a page that is served shows every text."
    )
    done = CliRunner().invoke(command, [str(tmp_path), "--texts", "all"])
    assert isinstance(done.exception, PlanError)
    assert str(done.exception) == expected


def test_the_command_serves_results_until_it_is_interrupted(tmp_path):
    folder = folder_of(tmp_path, rows())
    file = texts_file(tmp_path / "texts.parquet")
    options = ("--no-browser", "--examples", file, "--text", "comment", "--label", "toxicity")
    serving = subprocess.Popen(
        [sys.executable, "-m", "counterpoise", "explore", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        found = re.fullmatch(r"Explorer: (http://127\.0\.0\.1:\d+)/#token=([\w-]{43})\n", line)
        assert found is not None, line
        headers = {"X-Counterpoise-Token": found[2], "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{found[1]}/api/texts", data=b'{"rows": [7]}', headers=headers
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            frame = Frame.from_bytes(answer.read())
        assert frame.columns["text"].to_list() == [TEXTS[7]]
    finally:
        serving.send_signal(signal.SIGINT)
        _, errors = serving.communicate(timeout=20)
    assert serving.returncode == 0, errors


def test_the_command_writes_a_page_that_stands_alone(tmp_path, monkeypatch):
    static = tmp_path / "package" / "static"
    static.mkdir(parents=True)
    for name in ("explorer.js", "explorer.css"):
        (static / name).write_text("")
    monkeypatch.setattr(bundles, "files", lambda package: static.parent)
    folder, page = folder_of(tmp_path, rows()), tmp_path / "page.html"
    file = texts_file(tmp_path / "texts.parquet")
    options = ("--examples", file, "--text", "comment", "--label", "toxicity", "--texts", "all")
    done = CliRunner().invoke(command, [str(folder), "--page", str(page), *options])
    assert done.exception is None, done.output
    assert f"Page: {page}\n" in done.output
    assert 'data-frame="texts"' in page.read_text(encoding="utf-8")


def test_the_command_refuses_texts_without_a_file(tmp_path):
    done = CliRunner().invoke(command, [str(tmp_path), "--text", "comment"])
    assert isinstance(done.exception, PlanError)
    assert str(done.exception) == (
        "--examples goes with --text or --feature, and one was given without the other. "
        "Name the files and their column of texts."
    )
