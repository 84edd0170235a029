"""The worked examples run on the real data and say what they said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {
    "api_scores": "api_scores_hatexplain.parquet",
    "adult": "tabular/adult.parquet",
    "compas": "tabular/compas_two_years.parquet",
    "acs_income": "tabular/acs_income_2splits.parquet",
}


def printed(name: str, data: Path, *options: str) -> str:
    """What the example prints; the test is skipped without its file."""
    if not (data / FILES[name]).exists():
        pytest.skip(f"needs {FILES[name]} in $COUNTERPOISE_DATA or ../shared/data")
    # One thread: boosted trees on few rows are many times slower when threads wait for cores.
    environment = {**os.environ, "COUNTERPOISE_DATA": str(data), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, EXAMPLES / f"{name}.py", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def numbers(output: str, *words: str) -> list[float]:
    """The numbers of the first line that begins with `words`, one or more spaces between them."""
    start = r"^ *" + r" +".join(re.escape(word) for word in words) + r" +(.*)$"
    line = re.search(start, output, flags=re.MULTILINE)
    assert line is not None, output
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", line[1])]


def test_two_published_systems_are_held_against_each_other_on_995_posts(shared_data: Path) -> None:
    output = printed("api_scores", shared_data)
    assert output.startswith("5 of 1000 posts lack a score")
    change, lower, upper, *_ = numbers(output, "roc_auc", "overall")
    assert (change, lower, upper) == (0.114, 0.081, 0.148)


def test_compas_differs_in_errors_by_race_and_in_predictive_value_by_sex(shared_data: Path) -> None:
    output = printed("compas", shared_data).partition("Against everyone else")[2]
    by_race = numbers(output, "false_positive_rate", "race=African-American")
    assert by_race[:3] == [0.228, 0.199, 0.257]
    by_sex = numbers(output, "positive_predictive_value", "sex=Female")
    assert by_sex[:3] == [-0.123, -0.167, -0.079]


def test_compas_deciles_do_not_slip_into_their_neighbours(shared_data: Path) -> None:
    output = printed("compas", shared_data).partition("by decile")[2]
    assert numbers(output, "3")[:3] == [0.42, 0.37, 0.47]
    assert "NaN" not in output


def test_mending_adult_misses_fewer_women_and_does_not_touch_men(shared_data: Path) -> None:
    pytest.importorskip("sklearn", reason="the example trains with scikit-learn")
    output = printed("adult", shared_data, "--rows", "6000")
    output = output.partition("What mending changed")[2]
    women = numbers(output, "false_negative_rate", "sex=Female")
    men = numbers(output, "false_negative_rate", "sex=Male")
    assert women[2] < -0.02
    assert abs(men[2]) < 0.02


def test_every_group_and_crossing_of_the_survey_is_a_slice(shared_data: Path) -> None:
    pytest.importorskip("sklearn", reason="the example trains with scikit-learn")
    output = printed("acs_income", shared_data, "--rows", "20000")
    # Overall, 2 sexes, 9 races, 18 crossings.
    assert output.startswith("Audit of 20,000 rows in 30 slices")
    women, *_ = numbers(output, "false_positive_rate", "sex=female")
    men, *_ = numbers(output, "false_positive_rate", "sex=male")
    assert women < men
