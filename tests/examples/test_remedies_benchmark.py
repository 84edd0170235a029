"""The benchmark of remedies judges aims as it says, and its page is what its tables say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]


def rows(**columns: list[float]) -> pl.DataFrame:
    names = {
        "remedy": ["control", "pairing"],
        "strength": [None, 3.0],
        "scale": [None, None],
        "times": [1, 1],
        "seed": [0, 0],
        "pairs_trained": [100, 100],
    }
    return pl.DataFrame(names | columns, schema_overrides={"scale": pl.Float64})


@pytest.fixture
def aims(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks.remedies import aims

    return aims


def test_fewer_flips_count_only_where_the_area_under_the_curve_stays(aims) -> None:
    cheap = aims.flips(rows(flip_trained=[0.1, 0.005], roc_auc=[0.85, 0.846]), "trained")[0]
    assert (cheap.remedy, round(cheap.gain, 6), round(cheap.price, 6)) == ("pairing", 0.95, 0.004)
    assert cheap.met
    dear = aims.flips(rows(flip_trained=[0.1, 0.0], roc_auc=[0.85, 0.84]), "trained")[0]
    assert (dear.enough, dear.cheap, dear.met) == (True, False, False)
    few = rows(flip_trained=[0.1, 0.0], roc_auc=[0.85, 0.85], pairs_trained=[99, 99])
    assert aims.flips(few, "trained") == []


def test_groups_with_too_few_negatives_are_not_asked_for(aims) -> None:
    rates = {
        "fpr": [0.1, 0.1],
        "fnr": [0.3, 0.31],
        "fpr_female": [0.2, 0.109],
        "fpr_male": [0.1, 0.5],
        "negatives_female": [100, 100],
        "negatives_male": [99, 99],
    }
    best = aims.rates(rows(**rates))[0]
    assert (best.remedy, best.met, round(best.gain, 6)) == ("pairing", True, -0.09)
    assert not aims.rates(rows(**rates | {"negatives_male": [100, 100]}))[0].met


def test_the_page_is_what_the_tables_say(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    home = ROOT / "benchmarks"
    (tmp_path / "remedies_tables").mkdir()
    for table in (home / "remedies_tables").glob("*.csv"):
        (tmp_path / "remedies_tables" / table.name).write_bytes(table.read_bytes())
    command = [sys.executable, "-m", "benchmarks.remedies", "--only", "page", "--out", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "remedies.md").read_text(encoding="utf-8")
    assert written == (home / "remedies.md").read_text(encoding="utf-8")
    assert (tmp_path / "images" / "remedies.svg").stat().st_size > 1000
