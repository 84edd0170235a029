"""The pages on weights and thresholds run as they stand."""

import doctest
from pathlib import Path

import pytest

from counterpoise.remedies import thresholds

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["weights.md", "thresholds.md"])
def test_its_examples_run(page):
    pytest.importorskip("sklearn", reason="the page trains with scikit-learn")
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False)
    assert tried > 8
    assert failed == 0


def test_every_rule_is_on_its_page():
    text = (DOCS / "thresholds.md").read_text(encoding="utf-8")
    rules = [name for name in thresholds.__all__ if isinstance(getattr(thresholds, name), type)]
    left_out = {"ThresholdRule", "EqualRates"}
    assert [name for name in rules if f"`{name}" not in text and name not in left_out] == []
