import subprocess
import sys

import polars as pl
import pytest

from counterpoise import Report


def counterpoise(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "counterpoise", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


@pytest.fixture
def scores(tmp_path):
    frame = pl.DataFrame(
        {
            "toxicity": [0.0, 0.2, 0.9, 1.0, 0.0],
            "score_a": [0.7, 0.1, 0.8, 0.9, 0.2],
            "score_b": [0.4, 0.1, 0.8, 0.3, 0.2],
            "gender": [["female"], ["male"], ["female"], [], None],
            "religion": ["jewish", "", "jewish", None, "muslim"],
        }
    )
    path = tmp_path / "scores.parquet"
    frame.write_parquet(path)
    return path


def test_audit_prints_a_table_and_writes_a_report(scores, tmp_path):
    done = counterpoise(
        *("audit", scores, "--label", "toxicity", "--score", "score_a", "--score", "score_b"),
        *("--groups", "gender", "--groups", "religion", "--out", tmp_path / "out"),
    )
    assert done.returncode == 0, done.stderr
    assert "gender= female" in done.stdout
    assert "rows not annotated for gender, in none of its slices: 1" in done.stdout
    report = Report.load(tmp_path / "out" / "report.json")
    assert [model.name for model in report.models] == ["score_a", "score_b"]
    rate = report.table().filter(
        (pl.col("model") == "score_a")
        & (pl.col("slice") == "gender=female")
        & (pl.col("metric") == "false_positive_rate")
        & (pl.col("threshold") == 0.5)
    )
    assert rate["value"].to_list() == [1.0]
    assert (tmp_path / "out" / "report.html").stat().st_size > 1000


def test_audit_prints_the_slices_that_are_asked_for_and_reports_all(scores, tmp_path):
    done = counterpoise(
        *("audit", scores, "--label", "toxicity", "--score", "score_a", "--groups", "religion"),
        *("--sort", "size", "--by", "auc", "--min-rows", "1", "--top", "1"),
        *("--out", tmp_path / "out"),
    )
    assert done.returncode == 0, done.stderr
    assert "religion= jewish" in done.stdout
    assert "religion= muslim" not in done.stdout
    assert "1 of 2 slices, most rows first. Not shown: 1 further down." in done.stdout
    report = Report.load(tmp_path / "out" / "report.json")
    assert [piece.name for piece in report.slices][1:] == ["religion=jewish", "religion=muslim"]


def test_a_known_error_is_one_line_and_status_two(scores, tmp_path):
    done = counterpoise(
        "audit", scores, "--label", "toxic", "--score", "score_a", "--out", tmp_path / "out"
    )
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("counterpoise: There is no column `toxic` in ")
    assert "Did you mean `toxicity`?" in last
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_exists_is_not_overwritten_unasked(scores, tmp_path):
    (tmp_path / "out").mkdir()
    arguments = ("audit", scores, "--label", "toxicity", "--score", "score_a", "--out")
    done = counterpoise(*arguments, tmp_path / "out")
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert counterpoise(*arguments, tmp_path / "out", "--overwrite").returncode == 0


def test_a_wrong_option_is_status_two():
    done = counterpoise("audit", "--nope")
    assert done.returncode == 2
    assert "--nope" in done.stderr


def test_help_lists_the_commands():
    done = counterpoise("--help")
    assert done.returncode == 0
    assert "run " in done.stdout
    assert "audit " in done.stdout
