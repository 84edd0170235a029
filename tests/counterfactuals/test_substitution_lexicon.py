"""Substitution by the lexicon that counterpoise brings: grammatical, or not at all.

Those marked `held out` were written before the rules that they judge, those marked `tuned` were
looked at while the rules were made. A text that is expected as it was gives no counterfactual.
"""

from pathlib import Path

import polars as pl
import pytest

from counterpoise.counterfactuals.substitution import (
    NO_COUNTERPART,
    every_substitution,
    substitutions,
    swap_tables_of,
)
from counterpoise.counterfactuals.terms import identity_terms, load_terms

SENTENCES = pl.read_csv(Path(__file__).parent / "lexicon_substitution_sentences.csv")
TABLES = {table.category: table for table in swap_tables_of(identity_terms())}


def written(sentences):
    """The sentences of one change with `got`: the counterfactual, or the text."""
    category, change = sentences.select("category", "change").row(0)
    source, target = change.split(">")
    made = substitutions(sentences["text"], {source: target}, table=TABLES[category]).frame
    by_row = dict(made.select("row", "counterfactual").iter_rows())
    got = [by_row.get(row, text) for row, text in enumerate(sentences["text"])]
    return sentences.with_columns(got=pl.Series(got))


@pytest.mark.parametrize("half", ["tuned", "held out"])
def test_sentences_come_out_as_a_speaker_would_write_them(half):
    asked = SENTENCES.filter(half=half)
    assert asked.height == 30
    told = pl.concat(map(written, asked.partition_by("category", "change")))
    assert told.filter(pl.col("got") != pl.col("expected")).rows() == []


def test_a_text_about_an_umbrella_group_is_counted_as_one_without_counterpart():
    texts = pl.Series(["LGBT rights", "Queer people vote."])
    made = every_substitution(texts, table=TABLES["sexual_orientation"])
    assert len(made) == 0
    assert made.left_out == {NO_COUNTERPART: 2}


def test_no_transgender_or_cisgender_term_stands_for_a_male_or_female_one():
    terms = identity_terms().named("gender")
    apart = {"transgender", "cisgender", "other_gender"}
    rows = terms.frame.filter(pl.col("group").is_in(apart) & (pl.col("slot") != ""))
    others = terms.frame.filter(~pl.col("group").is_in(apart))
    assert not {*rows["slot"]} & {*others["slot"]}


def test_parts_of_speech_tell_nouns_from_adjectives_in_a_lexicon_of_your_own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "term,category,group,slot,part_of_speech\n"
        "northern,region,north,how,adjective\n"
        "saxon,region,east,how,adjective\n"
        "saxon,region,east,who,noun_singular\n"
        "dane,region,north,who,noun_singular\n"
    )
    table = swap_tables_of(load_terms(path))[0]
    texts = pl.Series(["A Saxon won.", "A saxon ship sailed.", "A northern won."])
    made = every_substitution(texts, table=table)
    assert made.frame["counterfactual"].to_list() == ["A Dane won.", "A northern ship sailed."]
    assert made.left_out == {NO_COUNTERPART: 1}
