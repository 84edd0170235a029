"""The example that solves for weights runs on the embedded comments and says what it found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "sklearn_weights.py"


def test_weights_are_solved_for_and_shown(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the example trains with scikit-learn")
    figure = tmp_path / "frontier.svg"
    options = ["--trials", "4", "--figure", str(figure)]
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLE, *options],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    first, second, *_ = done.stdout.splitlines()
    assert first.startswith(("No trial of 4 keeps every", "Trial "))
    assert second.startswith("On test rows it keeps ")
    assert "largest gender false_positive_rate gap <= 0.15" in done.stdout
    assert "frontier" in figure.read_text(encoding="utf-8")
