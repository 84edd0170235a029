"""The notebook on upweighting runs anywhere, and its text says what its committed run showed."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from counterpoise.counterfactuals.terms import identity_terms

from .notebook_cells import NOTEBOOKS, Cell, code_cells, kinds, printed, run, shown, texts

NEEDED = ("keras", "jax", "matplotlib", "anywidget", "nbclient", "ipykernel")
NOTEBOOK = NOTEBOOKS / "remediate_bias.ipynb"
AGAIN = f"Write it again, with the pool: python {NOTEBOOKS.name}/execute.py {NOTEBOOK.name}"

OVERALL, WOMEN, MEN = "overall", "gender=female", "gender=male"
GROUPS = (WOMEN, MEN)

NUMBER = re.compile(r"(-?[\d.]+) \[(-?[\d.]+), (-?[\d.]+)\]")
CHANGE = re.compile(r"(\w+) of (\S+) changed by (\S+) \[(\S+), (\S+)\]: (.*)\.")
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/])(?:/[\w.-]+){2,}|[A-Za-z]:\\|file://")

FIGURES = ["curves-before", "curves-after", "paired-plot", "scatter", "answer-two-roc"]

Row = dict[str, str]
Number = tuple[float, float, float]


def table(cell: Cell) -> list[Row]:
    """The rows of the frame that a cell shows; columns are two blanks or more apart."""
    header, *rows = (
        re.split(r"\s{2,}", line.strip()) for line in shown(cell).splitlines() if line.strip()
    )
    return [dict(zip(header, row, strict=True)) for row in rows]


def number(text: str) -> Number:
    """`0.5 [0.4, 0.6]` as three numbers."""
    found = NUMBER.search(text)
    assert found is not None, text
    value, lower, upper = map(float, found.groups())
    return value, lower, upper


def changes(cell: Cell) -> dict[tuple[str, str], Number]:
    """(metric, slice) -> its change with the interval, as a cell says it in sentences."""
    return {
        (metric, piece): (float(value), float(lower), float(upper))
        for metric, piece, value, lower, upper, _ in CHANGE.findall(printed(cell))
    }


def rates(cell: Cell, *, threshold: str = "0.5") -> dict[tuple[str, str], Number]:
    """(slice, model) -> the rate at a threshold."""
    return {
        (row["slice"], row.get("model", "baseline")): number(row[threshold]) for row in table(cell)
    }


@pytest.fixture(scope="module")
def committed() -> dict[str, Cell]:
    return code_cells(NOTEBOOK)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        pytest.skip(f"the notebook runs in a kernel of its own, with {', '.join(missing)}")
    return run(NOTEBOOK, folder=tmp_path_factory.mktemp("notebook"))


def test_every_cell_runs_without_the_pool_and_none_warns(executed: dict[str, Cell]) -> None:
    assert [cell["execution_count"] for cell in executed.values()] == [*range(1, len(executed) + 1)]
    outputs = [output for cell in executed.values() for output in cell["outputs"]]
    assert not [one for one in outputs if one["output_type"] == "error"]
    assert not [one["text"] for one in outputs if one.get("name") == "stderr"]


def test_a_run_shows_what_the_committed_file_shows(
    executed: dict[str, Cell], committed: dict[str, Cell]
) -> None:
    for name, cell in committed.items():
        assert cell["source"] == executed[name]["source"]
        assert kinds(cell) == kinds(executed[name]), f"{name}. {AGAIN}"
        if "text/html" in kinds(cell):
            columns = [list(table(one)[0]) for one in (cell, executed[name])]
            assert columns[0] == columns[1], f"{name}. {AGAIN}"
        if name != "read-mild":
            assert bool(printed(cell)) == bool(printed(executed[name])), f"{name}. {AGAIN}"
    assert [name for name in committed if "image/png" in kinds(committed[name])] == FIGURES


def test_upweighting_lowers_false_positives_of_the_stand_in_too(executed: dict[str, Cell]) -> None:
    found = rates(executed["audit-again"])
    for group in GROUPS:
        assert found[group, "baseline"][0] > 1.3 * found[OVERALL, "baseline"][0]
        assert found[group, "upweighted"][0] < found[group, "baseline"][0] - 0.05
    assert printed(executed["read-mild"]).strip()
    few = table(executed["answer-three"])
    assert {row["rows"] for row in few} == {"3"}


def test_the_explorer_is_the_last_line_of_a_cell(executed: dict[str, Cell]) -> None:
    source = "".join(executed["explorer"]["source"])
    assert source.splitlines()[-1] == "explorer"
    assert shown(executed["explorer"]).startswith("Explorer of 2,")


def test_the_committed_file_holds_no_machine_no_widget_and_no_megabytes(
    committed: dict[str, Cell],
) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}, AGAIN
    assert notebook["metadata"]["language_info"] == {"name": "python"}, AGAIN
    assert not [cell["metadata"] for cell in notebook["cells"] if cell["metadata"]], AGAIN
    assert not [kind for cell in committed.values() for kind in kinds(cell) if "widget" in kind]
    for text in texts(committed):
        assert not ABSOLUTE_PATH.search(text)
    assert NOTEBOOK.stat().st_size < 600_000


def test_the_committed_file_shows_no_comment(committed: dict[str, Cell]) -> None:
    assert not printed(committed["read-mild"])
    terms = set(identity_terms().named("gender").terms)
    for name in ("read", "read-lost"):
        for row in table(committed[name]):
            assert set(row) == {"id", "words", "gender_terms", "baseline", "upweighted"}
            assert set(row["gender_terms"].split(", ")) <= terms


def test_no_comment_of_the_pool_stands_in_the_file(
    shared_data: Path, committed: dict[str, Cell]
) -> None:
    pool = pl.read_parquet(shared_data / "toxicity_pool.parquet", columns=["text", "split"])
    comments = pool.filter(pl.col("split") == "test", pl.col("text").str.len_chars() >= 20)["text"]
    assert len(comments) > 30_000
    everything = "\n".join(texts(committed))
    assert not [number for number, text in enumerate(comments) if text in everything]


def test_the_committed_run_is_that_of_the_pool(committed: dict[str, Cell]) -> None:
    said = printed(committed["data"])
    trained, toxic = re.findall(r"(\d+) comments to train on, (\d+)% of them toxic", said)[0]
    assert int(trained) == 182_375
    assert int(toxic) > 100 / 3  # "in the pool more than a third are"


# What the text between the cells says, held against the committed outputs.


def test_the_baseline_calls_twice_as_many_harmless_comments_toxic(
    committed: dict[str, Cell],
) -> None:
    middle = rates(committed["audit-baseline"])
    last = rates(committed["audit-baseline"], threshold="0.9")
    for group in GROUPS:
        _, lower, _ = middle[group, "baseline"]
        assert 1.7 < middle[group, "baseline"][0] / middle[OVERALL, "baseline"][0] < 2.2
        assert lower > middle[OVERALL, "baseline"][2] + 0.1
        assert abs(last[group, "baseline"][0] - last[OVERALL, "baseline"][0]) < 0.02


def test_the_published_weights_go_too_far_and_the_smallest_gap_is_taken(
    committed: dict[str, Cell],
) -> None:
    rows = {row["scale"]: row for row in table(committed["weights"])}
    assert all(float(rows["1"][f"{group} above it"]) < -0.03 for group in ("women", "men"))
    widest = {
        scale: max(abs(float(row[f"{group} above it"])) for group in ("women", "men"))
        for scale, row in rows.items()
    }
    chosen = min(widest, key=lambda scale: widest[scale])
    assert printed(committed["chosen"]).startswith(f"scale {chosen}: ")


def test_the_gap_of_men_is_gone_and_that_of_women_overshot(committed: dict[str, Cell]) -> None:
    gaps = {(row["model"], row["slice"]): row for row in table(committed["answer-one"])}
    men, women = gaps["upweighted", MEN], gaps["upweighted", WOMEN]
    assert float(men["lower"]) < 0 < float(men["upper"])
    assert float(women["difference"]) > -0.1
    assert float(women["upper"]) < 0
    assert all(float(gaps["baseline", group]["lower"]) > 0.2 for group in GROUPS)


def test_toxic_comments_pay_for_it(committed: dict[str, Cell]) -> None:
    found, change = rates(committed["audit-again-fnr"]), changes(committed["paired"])
    for group in GROUPS:
        assert found[group, "upweighted"][1] > found[OVERALL, "upweighted"][2] + 0.15
        fall, rise = change["FPR", group][0], change["FNR", group][0]
        assert fall < -0.3
        assert rise == pytest.approx(-fall, abs=0.06)


def test_the_model_learned_nothing_about_the_groups(committed: dict[str, Cell]) -> None:
    areas = {row["model"]: row for row in table(committed["answer-two-auc"])}
    change = changes(committed["paired"])
    for group in GROUPS:
        assert -0.03 < change["AUC", group][0] < 0
        for model in ("baseline", "upweighted"):
            assert number(areas[model][group])[2] < number(areas[model][OVERALL])[1] - 0.05


def test_thresholds_of_the_groups_own_would_have_done_as_well(committed: dict[str, Cell]) -> None:
    beside = changes(committed["answer-two-thresholds"])
    assert len(beside) == 4
    for value, lower, upper in beside.values():
        assert upper > 0  # surely better in none
        assert -0.03 < lower <= value < 0.03


def test_a_handful_of_comments_says_nothing_of_the_model(committed: dict[str, Cell]) -> None:
    few = table(committed["answer-three"])
    assert {row["evidence"] for row in few} == {"not enough data"}
    harmless, toxic = (int(row["rows"]) for row in few[:2])
    assert 0 < harmless + toxic <= 6
    for _, lower, upper in changes(committed["answer-three-changes"]).values():
        assert lower < -0.4
        assert upper > 0.4


def test_what_six_comments_say_is_what_their_intervals_leave_out(
    committed: dict[str, Cell],
) -> None:
    six = {row["called_toxic"]: number(row["FPR"]) for row in table(committed["answer-three-six"])}
    assert [value for value, _, _ in six.values()] == pytest.approx(
        [called / 6 for called in range(7)], abs=5e-4
    )
    said = shown(committed["answer-three-says"], "text/markdown")
    assert f"may still be {six['0 of 6'][2]:.2f}." in said
    assert f"hardly below {six['6 of 6'][1]:.2f}." in said


def test_scores_fell_whatever_the_label(committed: dict[str, Cell]) -> None:
    harmless, toxic = table(committed["answer-four"])
    assert (harmless["toxic"], toxic["toxic"]) == ("false", "true")
    assert min(float(row["fell"]) for row in (harmless, toxic)) > 0.98
    assert float(toxic["mean_fall"]) >= float(harmless["mean_fall"])
    assert harmless["newly_called_toxic"] == toxic["newly_called_toxic"] == "0"
    assert printed(committed["read"]).startswith(f"{harmless['no_longer_called_toxic']} ")
    assert printed(committed["read-lost"]).startswith(f"{toxic['no_longer_called_toxic']} ")


def test_comments_let_go_are_a_little_more_often_harmless_than_by_lot(
    committed: dict[str, Cell],
) -> None:
    said = shown(committed["answer-four-says"], "text/markdown")
    called, let_go = (tuple(map(float, found)) for found in NUMBER.findall(said))
    assert called[0] - 0.1 < let_go[0]
    assert let_go[2] < called[1]


def test_every_training_says_the_same_and_their_rates_lie_wide_apart(
    committed: dict[str, Cell],
) -> None:
    runs = {row["model"]: row for row in table(committed["seeds"])}
    for seed in range(3):
        before, after = runs[f"baseline, seed {seed}"], runs[f"upweighted, seed {seed}"]
        for group in ("women", "men"):
            assert float(after[f"FPR {group}"]) < float(before[f"FPR {group}"]) - 0.3
            assert float(after[f"FNR {group}"]) > float(before[f"FNR {group}"]) + 0.3
    baselines = [float(runs[f"baseline, seed {seed}"]["FPR women"]) for seed in range(3)]
    _, lower, upper = rates(committed["audit-baseline"])[WOMEN, "baseline"]
    assert max(baselines) - min(baselines) > upper - lower


def test_the_gate_passes_the_aim_stops_the_price_and_leaves_the_small_group_open(
    committed: dict[str, Cell],
) -> None:
    lines = printed(committed["gate"]).splitlines()
    scenarios = [line.partition(":")[0] for line in lines if line[0] != " "]
    assert scenarios == ["pass", "fail", "inconclusive", "exit status 1"]
    open_ = [line for line in lines if line.startswith("    inconclusive")]
    assert len(open_) == 1
    assert "other_gender" in open_[0]


@pytest.mark.parametrize("text", ["  a  b c\n  1  2 3\n", " a    b c \n\n 1    2 3 \n"])
def test_a_table_is_read_by_its_wide_gaps(text: str) -> None:
    cell: dict[str, Any] = {"outputs": [{"data": {"text/plain": [text]}}]}
    assert table(cell) == [{"a": "1", "b c": "2 3"}]
