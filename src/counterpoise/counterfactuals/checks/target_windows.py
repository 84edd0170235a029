"""The words around each term that a pair changed, in plain letters.

Texts are put into ASCII in lower case first: a letter outside ASCII becomes `x`, any other
character outside it a space. So a place counts the same in bytes and letters, and the patterns
that are looked for need no Unicode, which is slow.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from counterpoise.counterfactuals.checks.attack_patterns import MARK
from counterpoise.counterfactuals.checks.originals import originals
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import Lexicon, identity_terms

AROUND = 160
"""Letters before and after a term that are looked at."""


def target_windows(pairs: pl.DataFrame) -> pl.DataFrame:
    """The words around every place in a text where a term of its pair stands.

    Pronouns are no terms here: *I hate her* attacks a person, whatever her group. A pair without
    terms is looked at around every identity term of its text.

    Args:
        pairs: columns `text` (String) and `terms` (List(String), null for none known).

    Returns:
        `pair` (place of the pair, UInt32), `window` (String: the words around, `MARK` for the
        term), once for each pair and window; a text whose term is not in it has none.

    Raises:
        DataError: an original is not known.
    """
    texts = _plain(originals(pairs).unique(maintain_order=True))
    numbered = pairs.select("text", "terms", pair=pl.int_range(pl.len(), dtype=pl.UInt32))
    numbered = numbered.join(texts, on="text", maintain_order="left")
    changed = numbered.select("pair", "row", changed="terms").explode("changed", empty_as_null=True)
    changed = changed.with_columns(changed=_term(pl.col("changed")))
    named = _around_terms(texts, changed.drop_nulls())
    unnamed = _around_identities(texts, changed.filter(pl.col("changed").is_null()))
    return pl.concat([named, unnamed]).unique(maintain_order=True)


def _plain(texts: pl.Series) -> pl.DataFrame:
    """`row`, `text` and `plain`, the text in ASCII and lower case."""
    frame = texts.alias("text").to_frame().with_row_index("row")
    return frame.with_columns(plain=_ascii(pl.col("text")))


def _ascii(text: pl.Expr) -> pl.Expr:
    straight = text.str.to_lowercase().str.replace_many(
        ["’", "‘", "ʼ", "“", "”", "„", "«", "»", "…", "\n\n"],
        ["'", "'", "'", '"', '"', '"', '"', '"', ". ", ". "],
    )
    letters = straight.str.replace_all(r"[\w--[:ascii:]]", "x")
    return letters.str.replace_all(r"[^\x21-\x7e]{2,}|[^\x20-\x7e]", " ")


def _term(changed: pl.Expr) -> pl.Expr:
    """The term as it is looked for: a space stands for a hyphen too."""
    spaced = _ascii(changed).str.replace_all(r"[ -]+", " ")
    return spaced.str.replace_all(r"^[^0-9a-z_]+|[^0-9a-z_]+$", "")


def _around_terms(texts: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """`pair` and `window` of the terms that stand in the column `changed`."""
    changed = changed.filter(~pl.col("changed").is_in(_pronouns()) & (pl.col("changed") != ""))
    lexicon = _lexicon(tuple(changed["changed"].unique(maintain_order=True)))
    found = _windows(texts, matches(texts["plain"], lexicon))
    # A longer term of another pair may hide the one that was changed: black women, women.
    spelt = " " + pl.col("term") + " "
    here = spelt.str.contains(" " + pl.col("changed") + " ", literal=True)
    return changed.join(found, on="row").filter(here).select("pair", "window")


def _around_identities(texts: pl.DataFrame, unnamed: pl.DataFrame) -> pl.DataFrame:
    """`pair` and `window` of all identity terms in the texts of pairs that name none."""
    some = texts.filter(pl.col("row").is_in(unnamed["row"].implode()))
    lexicon = identity_terms()
    found = _windows(some, matches(some["plain"], lexicon).unique(["row", "start", "end"]))
    found = found.filter(~pl.col("term").is_in(_pronouns()))
    return unnamed.join(found, on="row").select("pair", "window")


@cache
def _pronouns() -> tuple[str, ...]:
    rows = identity_terms().frame.filter(pl.col("part_of_speech") == "pronoun")
    return tuple(rows["term"].unique(maintain_order=True))


def _lexicon(terms: tuple[str, ...]) -> Lexicon:
    """Terms as a lexicon in which each counts wherever it stands."""
    texts = dict.fromkeys(("category", "group", "slot", "part_of_speech", "context", "source"), "")
    frame = pl.DataFrame({"term": terms}, schema={"term": pl.String}).with_columns(
        *(pl.lit(text).alias(name) for name, text in texts.items()),
        lemma=pl.col("term"),
        ambiguous=pl.lit(value=False),
        pejorative=pl.lit(value=False),
    )
    return Lexicon(name="changed", frame=frame)


def _windows(texts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """`row` (of the texts), `term` and `window` of each match in the plain texts."""
    plain = texts["plain"].gather(found["row"])
    row = texts["row"].gather(found["row"])
    start, end = pl.col("start").cast(pl.Int64), pl.col("end").cast(pl.Int64)
    first = pl.max_horizontal(start - AROUND, 0)
    # Where the words before are cut off, no sentence begins.
    cut = pl.when(first > 0).then(pl.lit("x")).otherwise(pl.lit(""))
    near = cut + pl.col("plain").str.slice(first, start - first)
    before = near.str.extract(r"([^.!?;]*)$").str.strip_chars_start(' "(*_-')
    after = pl.col("plain").str.slice(end, AROUND)
    return (
        found.with_columns(plain=plain, row=row)
        .filter(~_quoted(plain, found))
        .select("row", "term", window=before + MARK + after)
    )


def _quoted(plain: pl.Series, found: pl.DataFrame) -> pl.Series:
    """[matches], Boolean: between two double quotation marks."""
    marks = plain.str.contains('"', literal=True)
    texts, places = plain.filter(marks).cast(pl.Binary), found.filter(marks)
    sides = places.select("start", "end", text=texts).select(
        before=pl.col("text").bin.head("start").cast(pl.String),
        after=pl.col("text").bin.slice("end").cast(pl.String),
    )
    inside = (pl.col("before").str.count_matches('"', literal=True) % 2 == 1) & (
        pl.col("after").str.contains('"', literal=True)
    )
    quoted = np.zeros(found.height, dtype=bool)
    quoted[marks.to_numpy()] = sides.select(inside).to_series().to_numpy()
    return pl.Series(quoted)
