"""Arrows only go down: what each part of the package may import."""

import ast
from pathlib import Path

import pytest

import counterpoise

ROOT = Path(counterpoise.__file__).parent
FLOORS = (
    {"errors", "exports", "progress"},
    {"files"},
    {"data", "text", "json_files"},
    {"patterns"},
    {"counterfactuals", "losses", "slices", "stats"},
    {"evidence", "named_models"},
    {"metrics", "remedies", "verdicts"},
    {"audit_plan", "row_sums", "scoring", "keras", "torch", "wording"},
    {"model_sums"},
    {
        *("criteria_tables", "gap_tables", "largest_gap_tables"),
        *("metric_tables", "reliability_tables", "shrinkage_tables"),
    },
    {"report"},
    {"audit_sums", "audited_model"},
    {"folding"},
    {"auditing", "comparing", "pair_audit", "slice_selection", "summaries"},
    {"explorer", "figures", "tuning"},
    {"runs"},
    {"gating"},
    {"beam"},
    {"cli"},
    {"__main__"},
)
MEASURING = {
    *("metrics", "scoring", "row_sums", "model_sums", "report"),
    *(
        "criteria_tables",
        "evidence",
        "named_models",
        "gap_tables",
        "metric_tables",
        "reliability_tables",
    ),
    *("largest_gap_tables", "shrinkage_tables"),
    *("audit_plan", "audit_sums", "audited_model", "folding"),
    *("auditing", "pair_audit", "slice_selection", "summaries"),
    *("verdicts", "wording", "comparing", "gating", "figures", "beam"),
}
MENDING = {"losses", "remedies", "keras", "torch"}
FRAMEWORKS = {
    "keras": "keras",
    "jax": "keras",
    "torch": "torch",
    "transformers": "torch",
    "matplotlib": "figures",
    "apache_beam": "beam",
    "fairlearn": "remedies",
    "optuna": "tuning",
}


def imports(file):
    """(module, top-level) of every import in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def part(file):
    relative = file.relative_to(ROOT)
    return relative.parts[0].removesuffix(".py")


def files():
    return [file for file in ROOT.rglob("*.py") if file != ROOT / "__init__.py"]


def test_every_part_has_a_floor():
    assert {part(file) for file in files()} == set().union(*FLOORS)


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_arrow_goes_up(file):
    floor = {name: height for height, names in enumerate(FLOORS) for name in names}
    here = part(file)
    for module in imports(file):
        names = module.split(".")
        if names[0] != "counterpoise" or len(names) == 1:
            continue
        assert names[1] == here or floor[names[1]] < floor[here], f"{here} imports {names[1]}"


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_wings_do_not_touch_and_frameworks_stay_in_their_adapters(file):
    here = part(file)
    for module in imports(file):
        names = module.split(".")
        if names[0] == "counterpoise" and len(names) > 1:
            assert not (here in MEASURING and names[1] in MENDING)
            assert not (here in MENDING and names[1] in MEASURING)
        elif names[0] in FRAMEWORKS:
            assert here == FRAMEWORKS[names[0]], f"{here} imports {names[0]}"
