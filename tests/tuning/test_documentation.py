"""The page on tuning runs as it stands."""

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tuning.md"


def test_its_examples_run():
    pytest.importorskip("sklearn", reason="the page trains with scikit-learn")
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 10
    assert failed == 0
