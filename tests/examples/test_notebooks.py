"""The notebooks run top to bottom in a fresh kernel, and say what their text says they say."""

from __future__ import annotations

import ast
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from counterpoise.counterfactuals.terms import GENDER_50

from .notebook_cells import NOTEBOOKS, code_cells, printed, run, texts

NEEDED = ("keras", "tensorflow", "pandas", "matplotlib", "nbclient", "ipykernel")
MISSING = [name for name in NEEDED if find_spec(name) is None]
if MISSING:
    pytest.skip(
        f"the notebooks run in a kernel of their own, with {', '.join(MISSING)}",
        allow_module_level=True,
    )

WALK_THROUGH = NOTEBOOKS / "counterfactual_logit_pairing.ipynb"

ABSOLUTE_PATH = re.compile(r"(?<![\w.:/])(?:/[\w.-]+){2,}|[A-Za-z]:\\|file://")

QUOTED = {
    "imports": ["TEXT_FEATURE = 'comment_text'\nLABEL = 'toxicity'\nBATCH_SIZE = 512"],
    "data": ["labels_train = data_train[LABEL].values.reshape(-1, 1) * 1.0"],
    "packed": [
        """dataset_train_main = tf.data.Dataset.from_tensor_slices(
    (data_train[TEXT_FEATURE].values, labels_train))""",
        """counterfactual_data = counterfactual.keras.utils.build_counterfactual_data(
    original_input=dataset_train_main,
    sensitive_terms_to_remove=sensitive_terms_to_remove)""",
        """counterfactual_packed_input = counterfactual.keras.utils.pack_counterfactual_data(
  dataset_train_main,
  counterfactual_data).batch(BATCH_SIZE)""",
    ],
    "training": [
        "counterfactual_weight = 1.0",
        """counterfactual_model = counterfactual.keras.CounterfactualModel(
    baseline_model,
    loss=counterfactual.losses.PairwiseMSELoss(),
    loss_weight=counterfactual_weight)""",
        """optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)
loss = tf.keras.losses.BinaryCrossentropy()
counterfactual_model.compile(optimizer=optimizer, loss=loss,
                             metrics=['accuracy'])""",
        """counterfactual_model.fit(counterfactual_packed_input,
                         epochs=1)""",
    ],
}
"""Cell -> the calls of TensorFlow Model Remediation's walk-through (Apache License 2.0)."""

AGAIN = f"Write it again: python {NOTEBOOKS.name}/execute.py"


def figures(cell: dict[str, Any]) -> int:
    return sum("image/png" in one.get("data", {}) for one in cell["outputs"])


def unnumbered(text: str) -> str:
    """The text with every number as `0` and every run of blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"-?\d[\d.]*", "0", text))


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Name of a cell -> the cell after a run in a fresh kernel, without anybody's settings."""
    return run(WALK_THROUGH, folder=tmp_path_factory.mktemp("notebooks"))


def flip_rates(cell: dict[str, Any]) -> dict[tuple[str, str], float]:
    """(model, slice) -> flip rate, as a cell printed them."""
    line = r"^(\S.*?\S)\s{2,}(\S.*?\S)\s{2,}([\d.]+) \["
    found = re.findall(line, printed(cell), flags=re.MULTILINE)
    return {(model, piece): float(rate) for model, piece, rate in found}


def test_every_cell_runs_and_none_warns(executed: dict[str, dict[str, Any]]) -> None:
    assert [cell["execution_count"] for cell in executed.values()] == [*range(1, len(executed) + 1)]
    outputs = [output for cell in executed.values() for output in cell["outputs"]]
    assert not [one for one in outputs if one["output_type"] == "error"]
    assert not [one["text"] for one in outputs if one.get("name") == "stderr"]
    assert [name for name in executed if figures(executed[name])] == [
        "tradeoff-plot",
        "held-out-plot",
    ]


@pytest.mark.parametrize("name", QUOTED)
def test_the_published_calls_stand_in_the_cells_letter_for_letter(name: str) -> None:
    source = "".join(code_cells(WALK_THROUGH)[name]["source"])
    for call in QUOTED[name]:
        assert f"{call}\n" in f"{source}\n"


def test_of_the_published_imports_one_line_is_changed() -> None:
    source = "".join(code_cells(WALK_THROUGH)["imports"]["source"])
    ours = [line for line in source.splitlines() if "counterpoise" in line]
    assert ours == ["from counterpoise.keras.remediation import counterfactual"]


def test_the_quoted_terms_are_the_published_ones() -> None:
    source = "".join(code_cells(WALK_THROUGH)["packed"]["source"])
    terms = ast.parse(source).body[0]
    assert isinstance(terms, ast.Assign)
    assert tuple(ast.literal_eval(terms.value)) == GENDER_50.terms


def test_pairing_takes_flips_from_the_baseline(executed: dict[str, dict[str, Any]]) -> None:
    rates = flip_rates(executed["flips-after"])
    assert rates["baseline", "overall"] > 0.08
    assert rates["paired", "overall"] < 0.8 * rates["baseline", "overall"]
    for piece in ("gender=female", "gender=male"):
        assert rates["paired", piece] < 0.9 * rates["baseline", piece]


def test_the_control_keeps_its_flips(executed: dict[str, dict[str, Any]]) -> None:
    rates = flip_rates(executed["control"])
    assert rates["control", "overall"] > 0.85 * rates["baseline", "overall"]
    assert rates["paired", "overall"] < 0.7 * rates["control", "overall"]
    reduction = r"from control to paired: (\d+) % fewer flips \[(\d+), (\d+)\]"
    fall, lower, upper = map(int, re.findall(reduction, printed(executed["control"]))[0])
    assert 20 < lower < fall < upper


def test_more_weight_gives_fewer_flips_at_a_small_price(
    executed: dict[str, dict[str, Any]],
) -> None:
    header, *rows = printed(executed["tradeoff"]).splitlines()
    names = header.split()
    table = [dict(zip(names, map(float, row.split()), strict=True)) for row in rows]
    assert [row["weight"] for row in table] == [0, 0.1, 1, 10, 100]
    gaps = [row["ctf_gap"] for row in table]
    assert gaps == sorted(gaps, reverse=True)
    rates = [row["flip_rate"] for row in table[:4]]
    assert rates == sorted(rates, reverse=True)
    assert table[3]["flip_rate"] < 0.3 * table[0]["flip_rate"]
    assert table[3]["roc_auc"] > table[0]["roc_auc"] - 0.015
    assert table[4]["roc_auc"] < table[3]["roc_auc"]
    misses = [row["false_negative_rate"] for row in table[1:]]
    assert misses == sorted(misses)


def test_terms_held_out_flip_less_as_well(executed: dict[str, dict[str, Any]]) -> None:
    removed, swapped = printed(executed["held-out"]).split("another gender in their place")
    for part in (removed, swapped):
        rates = flip_rates({"outputs": [{"output_type": "stream", "text": part}]})
        assert rates["half the terms", "held out"] < 0.75 * rates["control", "held out"]


def test_what_was_called_a_flip_rate_praises_the_control(
    executed: dict[str, dict[str, Any]],
) -> None:
    said = printed(executed["flip-rate"])
    line = r"^(overall|gender=\w+)\s+(.+?)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)$"
    found = {
        (piece, model): (float(first), float(second), float(rate))
        for piece, model, first, second, rate in re.findall(line, said, flags=re.MULTILINE)
    }
    assert len(found) == 12
    toxic = re.findall(r"test on, ([\d.]+)% of them toxic", printed(executed["data"]))[0]
    assert found["overall", "never toxic"][0] == pytest.approx(float(toxic) / 100, abs=6e-4)
    assert found["overall", "never toxic"][2] == 0
    errors, unlike_itself, before = found["overall", "baseline"]
    _, unlike, after = found["overall", "control"]
    assert unlike_itself == 0
    assert unlike < 0.5 * errors
    assert unlike < found["overall", "paired"][1]
    assert after > 0.85 * before


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_what_is_committed_was_run_in_order_and_tells_nothing_of_the_machine(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells.values()] == [*range(1, len(cells) + 1)], (
        AGAIN
    )
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert set(metadata) == {"kernelspec", "language_info"}, AGAIN
    assert metadata["language_info"] == {"name": "python"}, AGAIN
    assert not [cell["metadata"] for cell in cells.values() if cell["metadata"]], AGAIN
    for text in texts(cells):
        assert not ABSOLUTE_PATH.search(text)
    assert path.stat().st_size < 700_000


def test_what_is_committed_says_what_a_run_says(executed: dict[str, dict[str, Any]]) -> None:
    committed = code_cells(WALK_THROUGH)
    for name, cell in committed.items():
        assert unnumbered(printed(cell)) == unnumbered(printed(executed[name])), AGAIN
        assert figures(cell) == figures(executed[name]), AGAIN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("File /home/somebody/model.py", True),
        (r"C:\Users\somebody", True),
        ("74/74 rows, 1/2, https://example.org/a/b", False),
    ],
)
def test_an_absolute_path_is_known_by_its_form(text: str, found: bool) -> None:
    assert bool(ABSOLUTE_PATH.search(text)) is found
