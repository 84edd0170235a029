"""`counterpoise audit` in memory, in batches and on a Beam runner: one report."""

import base64
import gzip
import re
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from counterpoise import Report
from counterpoise.explorer.frames import Frame


def audit(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "counterpoise", "audit", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scores")
    generator = np.random.default_rng(2)
    for place in range(2):
        labels = generator.integers(0, 2, 300)
        pl.DataFrame(
            {
                "toxicity": labels.astype(float),
                "score": np.clip(0.3 * labels + 0.7 * generator.random(300), 0, 1),
                "gender": generator.choice(["female", "male", ""], 300),
                "race": generator.choice(["black;white", "white", ""], 300),
            }
        ).write_csv(folder / f"part-{place}.csv")
    return folder


def asked(files, out, *more):
    named = (
        "--label",
        "toxicity",
        "--score",
        "score",
        "--delimiter",
        ";",
        "--cross",
        "gender,race",
    )
    groups = ("--groups", "gender", "--groups", "race")
    return audit(files / "*.csv", *named, *groups, "--out", out, *more)


@pytest.mark.parametrize("how", [("--scan",), ("--runner", "DirectRunner")])
def test_batches_and_a_runner_give_the_report_of_memory(files, tmp_path, how):
    whole = asked(files, tmp_path / "whole")
    other = asked(files, tmp_path / "other", *how)
    assert (whole.returncode, other.returncode) == (0, 0), whole.stderr + other.stderr
    tables = [
        Report.load(tmp_path / name / "report.json").table().filter(pl.col("metric") != "roc_auc")
        for name in ("whole", "other")
    ]
    assert tables[0].equals(tables[1])
    assert "race= white" in other.stdout


def test_a_threshold_is_found_and_its_rates_printed(files, tmp_path):
    done = asked(files, tmp_path / "out", "--at", "false_positive_rate=0.1")
    assert done.returncode == 0, done.stderr
    assert "score at false_positive_rate 0.1: score > 0." in done.stdout
    points = Report.load(tmp_path / "out" / "report.json").operating_points()
    row = points.filter(metric="false_positive_rate", slice="overall").row(0, named=True)
    assert 0.09 < row["value"] <= 0.1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--at", "fpr"), "--at must be a rate and its value, got `fpr`."),
        (("--at", "accuracy=0.5"), "`rate` cannot be 'accuracy'."),
        (("--scan", "--at", "positive_rate=0.1"), "`operating_points` need all scores at once"),
        (("--texts", "all"), "--texts all needs the column of texts, and none was named. "),
        (("--scan", "--text", "text"), "--text shows the texts of rows, and --scan keeps no rows."),
        (("--beam-option", "a=b"), "--beam-option is for --runner, and none was named."),
        (("--runner", "DirectRunner", "--at", "positive_rate=0.1"), "--at needs all scores"),
    ],
)
def test_misuse_is_one_line_and_leaves_nothing(files, tmp_path, more, said):
    done = asked(files, tmp_path / "out", *more)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def frames_of(page):
    pattern = r'data-frame="([^"]*)" data-coding="gzip">([^<]*)<'
    found = re.findall(pattern, page.read_text(encoding="utf-8"))
    return {name: Frame.from_bytes(gzip.decompress(base64.b64decode(data))) for name, data in found}


@pytest.fixture(scope="module")
def said(files):
    """The files with texts beside the scores."""
    for place, file in enumerate(sorted(files.glob("*.csv"))):
        frame = pl.read_csv(file)
        texts = [f"text {place} {row}" for row in range(frame.height)]
        frame.with_columns(text=pl.Series(texts)).write_csv(file)
    return files


def test_the_page_of_an_audit_holds_the_texts_that_are_asked_for(said, tmp_path):
    done = asked(said, tmp_path / "out", "--text", "text", "--texts", "all")
    assert done.returncode == 0, done.stderr
    frames = frames_of(tmp_path / "out" / "report.html")
    assert frames["texts"].columns["text"][300] == "text 1 0"
    assert "text" not in pl.read_parquet(tmp_path / "out" / "scores.parquet").columns
    assert len(frames["rows"].columns["label"]) == 600


def test_the_page_of_batches_says_why_it_has_no_rows(files, tmp_path):
    assert asked(files, tmp_path / "out", "--scan").returncode == 0
    frames = frames_of(tmp_path / "out" / "report.html")
    assert "rows" not in frames
    about = frames["describe"].value
    assert about["absent"]["rows"].startswith("This report was made in batches")
    assert about["rows"] == 600
    assert len(about["slices"]) > 5
