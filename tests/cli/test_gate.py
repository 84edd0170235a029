import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from counterpoise.gating import gate


def counterpoise(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "counterpoise", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


@pytest.fixture
def plan(tmp_path):
    """Writes a plan of one scenario over scores with an FPR of 0.1."""
    rows = 2000
    frame = pl.DataFrame(
        {
            "label": np.zeros(rows),
            "m": np.where(np.arange(rows) % 10 == 0, 0.9, 0.1),
            "group": [["a|`b`\x1b[31m"] if row < rows - 2 else ["few"] for row in range(rows)],
        }
    )
    frame.write_parquet(tmp_path / "scores.parquet")

    def write(bound, slices="['overall']"):
        path = tmp_path / "gate.toml"
        path.write_text(
            f"""
            [scores]
            path = "scores.parquet"
            label = "label"
            groups = ["group"]
            [[scenarios]]
            name = "few false alarms"
            model = "m"
            metric = "false_positive_rate"
            slices = {slices}
            {bound}
            """
        )
        return path

    return write


@pytest.mark.parametrize(
    ("bound", "slices", "status", "verdict"),
    [
        ("at_most = 0.2", "['overall']", 0, "pass"),
        ("at_most = 0.01", "['overall']", 1, "fail"),
        ("at_most = 0.2", "'group'", 3, "inconclusive"),
        ("at_most = 0.2\ninconclusive = 'fail'", "'group'", 1, "fail"),
        ("at_most = 0.2\ninconclusive = 'pass'", "'group'", 0, "pass"),
    ],
)
def test_the_exit_status_is_the_verdict_that_python_gives(plan, bound, slices, status, verdict):
    path = plan(bound, slices)
    done = counterpoise("gate", path)
    result = gate(path)
    assert done.returncode == status == result.exit_status, done.stderr
    assert done.stdout.splitlines()[-1] == f"gate: {verdict}" == f"gate: {result.verdict}"
    assert "few false alarms" in done.stdout
    assert "\x1b" not in done.stdout


def test_misuse_is_status_two_and_one_line(plan, tmp_path):
    for path in (tmp_path / "no.toml", plan("at_most = 2.0")):
        done = counterpoise("gate", path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == (
        "counterpoise: Scenario `few false alarms` must have `at_most` in [0, 1], got 2.0. "
        "Rates, areas, gaps and scores are all shares of 1."
    )


def test_junit_and_markdown_are_written_whatever_the_verdict(plan, tmp_path):
    path = plan("at_most = 0.01", "'group'")
    xml, text = tmp_path / "new" / "out.xml", tmp_path / "out.md"
    done = counterpoise("gate", path, "--junit", xml, "--markdown", text)
    assert done.returncode == 1
    suite = ElementTree.parse(xml).getroot().find("testsuite")
    assert suite.attrib["failures"] == "1"
    cases = {case.attrib["name"] for case in suite.findall("testcase")}
    assert cases == {"group=a|`b`\\u001b[31m", "group=few"}
    assert text.read_text().startswith("## Bias gate: ❌ fail\n")
    assert "| group=a\\|\\`b\\`\\\\u001b\\[31m | ❌ fail |" in text.read_text()
    assert sorted(file.name for file in xml.parent.iterdir()) == ["out.xml"]


def test_a_file_that_cannot_be_written_is_misuse(plan, tmp_path):
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "out.xml"
    done = counterpoise("gate", plan("at_most = 0.2"), "--junit", out)
    assert done.returncode == 2
    assert f"counterpoise: {out} cannot be written: " in done.stderr
    assert "Traceback" not in done.stderr


def test_help_says_what_the_statuses_mean():
    done = counterpoise("gate", "--help")
    assert done.returncode == 0
    assert "3 where one is inconclusive" in " ".join(done.stdout.split())
