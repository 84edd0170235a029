"""What the page on ablation says of single texts is what comes out."""

from pathlib import Path

import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import REASONS, ablate, ablations
from counterpoise.counterfactuals.terms import identity_terms

PAGE = (Path(__file__).parents[2] / "docs" / "ablation.md").read_text(encoding="utf-8")


def table(heading):
    """The rows of the first table under a heading, without its head."""
    lines = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0].splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("|---"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize("row", table("What is done"), ids=lambda row: row[0])
def test_the_table_tells_what_is_done(row):
    what, before, after = row
    terms = ["zork"] if what == "a term no lexicon knows" else identity_terms()
    assert ablate(pl.Series(before.split("; ")), terms).to_list() == after.split("; ")


def test_every_reason_is_on_the_page_in_its_order():
    told = [reason for reason, _ in table("What gives no pair")]
    assert told == [*REASONS, "nothing left but punctuation"]


@pytest.mark.parametrize(
    "text", ["He who laughs wins", "He loves music and dances at night", "Both men and women came"]
)
def test_what_the_page_leaves_out_is_left_out(text):
    rows = dict(table("What gives no pair"))
    made = ablations(pl.Series([text]), identity_terms())
    (reason,) = (name for name, count in made.left_out.items() if count)
    assert text in rows[reason].split("; ")
