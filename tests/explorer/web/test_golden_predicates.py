"""The rows that predicates mean in the page are held to those of this file, which Python writes."""

from __future__ import annotations

import runpy
from pathlib import Path

from counterpoise.explorer.predicate import KEYS

WRITER = Path(__file__).with_name("golden_predicates.py")


def test_the_golden_predicates_are_what_python_makes_of_them_now():
    writer = runpy.run_path(str(WRITER))
    assert writer["FILE"].read_text(encoding="utf-8") == writer["written"]()


def test_every_part_of_a_predicate_but_the_search_is_among_them():
    writer = runpy.run_path(str(WRITER))
    named = {name for predicate in writer["PREDICATES"] for name in predicate}
    assert named == {*KEYS} - {"search"}
