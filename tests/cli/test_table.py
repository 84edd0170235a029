"""The table in the terminal: what its cells say, how wide it is, and what it leaves out."""

from __future__ import annotations

import io
import re

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from counterpoise.auditing import audit
from counterpoise.cli.table import LEGEND, show
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import read
from counterpoise.report import Report
from counterpoise.slice_selection import SliceChoice

HOSTILE = "\x1b[31m\u202e[red]evil"


def printed(report: Report, *, width: int = 80, **choice) -> list[str]:
    """The lines printed, without the blanks at their ends; the legend is left out."""
    out = io.StringIO()
    show(
        report,
        threshold=0.5,
        choice=SliceChoice(**choice),
        console=Console(file=out, width=width),
    )
    text = "\n".join(line.rstrip() for line in out.getvalue().splitlines())
    assert " ".join(text.split()).endswith(LEGEND)
    return text.split("A cell: ")[0].splitlines()


def names(lines: list[str]) -> list[str]:
    """The slices of the first model, in their order."""
    return [
        line.split()[1] for line in "\n".join(lines).split("\n\n")[1].splitlines() if "= " in line
    ]


def said(lines: list[str]) -> str:
    """What stands under the table, in one line."""
    return " ".join("\n".join(lines).split("\n\n")[-1].split())


@pytest.fixture
def report(make_examples) -> Report:
    """FPR 1/4 overall, 1/2 in a and 0/2 in b by one; 1 everywhere by other."""
    group = [["a"], ["a"], ["b"], ["b"], ["a"], ["b"]]
    scores = {"one": np.array([0.9, 0.1, 0.1, 0.1, 0.9, 0.9]), "other": np.full(6, 0.9)}
    return audit(
        make_examples([0, 0, 0, 0, 1, 1], group=group),
        scores,
        controls={"other": "one"},
        facts={"data": "six rows"},
    )


@pytest.fixture(scope="module")
def crowd() -> Report:
    """70 groups: group k of 60 k rows, 40 k of them negative; an FPR of k / 100 by both models."""
    group = np.repeat(np.arange(1, 71), 60 * np.arange(1, 71))
    within = np.concatenate([np.arange(60 * k) for k in range(1, 71)])
    scores = np.where(within * 100 < 40 * group * group, 0.9, 0.1)
    frame = pl.DataFrame(
        {
            "label": (within >= 40 * group).astype(float),
            "group": [f"group-of-people-{k}" for k in group.tolist()],
        }
    )
    examples = read(frame, label="label", groups=["group"])
    sources = pl.DataFrame({"source": np.arange(len(group)), "counterfactual": ""})
    return audit(
        examples,
        {"plain": scores, "mended": scores / 2 + 0.2},
        pairs=Pairs(frame=sources, examples=len(group)),
        counterfactual_scores={"plain": scores[::-1], "mended": scores},
    )


def test_a_cell_says_value_changes_interval_and_rows_without_leading_zeros(report):
    lines = printed(report)
    assert lines[0] == "decisions at score > 0.5 on six rows"
    assert lines[2].split() == ["model", "/", "slice", "FPR", "FNR", "AUC"]
    cells = [re.split(" {2,}", line) for line in (*lines[7:9], *lines[18:20])]
    assert cells[0] == ["", "group= a", "?.500 +100 %", "?.000", "?.750"]
    assert cells[1][:3] == ["", ".025–.975 of 2", ".000–.950 of 1"]
    assert cells[2] == ["", "group= b", "?1.000 +0 % Δ+1.000", "?.000 Δ+.000", "?.500 Δ-.500"]
    assert cells[3][:3] == ["", ".224–1.000 of 2", ".000–.950 of 1"]
    assert all(re.fullmatch(r"\.\d{3}–\.\d{3}", line[3]) for line in (cells[1], cells[3]))


def test_the_table_fits_in_a_hundred_columns_with_every_number_whole(crowd):
    lines = printed(crowd, top=70)
    assert max(map(len, lines)) <= 100
    assert "99,400" in lines[6]
    assert "149,100" in lines[6]
    assert "…" not in "".join(lines)


def test_a_wider_terminal_gives_long_names_room(crowd):
    narrow, wide = (printed(crowd, width=width, order="size", top=1) for width in (80, 140))
    assert any(line.startswith("   group= group-of-people-70  ") for line in wide)
    assert not any("group= group-of-people-70" in line for line in narrow)


def test_hostile_names_are_made_visible(make_examples):
    examples = make_examples([0, 1], group=[[HOSTILE], [HOSTILE]])
    text = "\n".join(printed(audit(examples, {HOSTILE: np.array([0.1, 0.9])})))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("\ufffd[31m\ufffd[red]evil") == 2


def test_all_of_a_few_slices_are_shown_as_given_and_nothing_is_said_of_it(report):
    lines = printed(report)
    assert names(lines) == ["a", "b"]
    assert "slices" not in said(lines)


def test_of_more_than_sixty_slices_the_widest_gaps_are_shown_and_the_rest_counted(crowd):
    lines = printed(crowd)
    assert len(names(lines)) == 40
    assert said(lines) == (
        "40 of 70 slices, widest FPR gap to overall first and those with too little data last: of "
        "many, some lead by chance alone. Not shown: 30 further down. report.html has them all; "
        "`counterpoise audit --top 70` prints them."
    )


def test_every_model_shows_the_same_slices_in_the_same_order(crowd):
    lines = printed(crowd, top=5)
    shown = [line.split()[1] for line in lines if "= " in line]
    assert len(shown) == 10
    assert shown[:5] == shown[5:]


def test_what_is_asked_for_is_said_with_what_it_leaves_out(crowd):
    lines = printed(crowd, width=140, order="size", min_rows=1200, enough_only=True, top=2)
    assert names(lines) == ["group-of-people-70", "group-of-people-69"]
    assert said(lines) == (
        "2 of 70 slices, most rows first. Not shown: 19 with fewer than 1,200 rows, 49 further "
        "down. report.html has them all; `counterpoise audit --top 51` prints them."
    )


def test_slices_with_too_little_data_are_counted_where_they_are_left_out(report):
    assert said(printed(report, enough_only=True)) == (
        "0 of 2 slices. Not shown: 2 with too little data."
    )
