"""The page on figures runs as it stands."""

import doctest
from pathlib import Path

from counterpoise import figures

PAGE = Path(__file__).parents[2] / "docs" / "figures.md"


def test_its_examples_run():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 10
    assert failed == 0


def test_every_function_is_on_it():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in figures.__all__ if f"`{name}`" not in text] == []
