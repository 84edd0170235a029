"""Sentences written by hand, each with the counterfactual that a speaker of English would write.

They were written before the rules. Those marked `tuned` were looked at while the rules were made,
those marked `held out` were not. Those marked `readers` are made after what readers of real pairs
found wrong; a text that is expected as it was gives no counterfactual.
"""

from pathlib import Path

import polars as pl
import pytest

from counterpoise.counterfactuals.substitution import substitutions
from counterpoise.counterfactuals.substitution.terms import swap_table

SENTENCES = pl.read_csv(Path(__file__).parent / "substitution_sentences.csv").with_row_index()
CATEGORIES = (
    *("gender", "religion", "race_and_nationality", "sexual_orientation"),
    *("disability", "age"),
)
AT_LEAST = 0.95


def change_of(text):
    """`a>b` as a map from a to b, `a<>b` as both ways."""
    source, target = text.replace("<>", ">").split(">")
    return {source: target, target: source} if "<>" in text else {source: target}


def category_of(change):
    return next(c for c in CATEGORIES if set(change) <= set(swap_table(c).groups))


def written(sentences):
    """The sentences with `got`: the counterfactual, or the text where there is none."""
    change = change_of(sentences["change"][0])
    made = substitutions(sentences["text"], change, table=category_of(change)).frame
    by_row = dict(made.select("row", "counterfactual").iter_rows())
    got = [by_row.get(row, text) for row, text in enumerate(sentences["text"])]
    return sentences.with_columns(got=pl.Series(got))


@pytest.mark.parametrize("half", ["tuned", "held out", "readers"])
def test_sentences_come_out_as_a_speaker_would_write_them(half):
    parts = SENTENCES.filter(half=half).partition_by("change")
    wrong = pl.concat(map(written, parts)).filter(pl.col("got") != pl.col("expected"))
    asked = SENTENCES.filter(half=half).height
    for row in wrong.sort("index").iter_rows(named=True):
        print(f"{row['change']}: {row['text']!r}\n   got {row['got']!r}\n  not {row['expected']!r}")
    assert 1 - wrong.height / asked >= AT_LEAST


def test_there_are_three_hundred_sentences_half_of_them_held_out():
    assert SENTENCES.height >= 300
    halves = [SENTENCES.filter(half=name).height for name in ("tuned", "held out")]
    assert halves[0] == halves[1]
    assert SENTENCES.filter(half="readers").height >= 40
    assert SENTENCES["text"].n_unique() == SENTENCES.height
