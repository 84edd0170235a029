"""Texts with their identity terms taken out, and mended so that they stay grammatical.

A term that only modifies a noun goes (*a gay artist* becomes *an artist*); one that is the noun or
pronoun gives way to a word that names no identity (*she is a mother*: *they are a parent*). One
cheap pass finds the texts that may hold a term, and these alone are looked at closely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.edits import Edits, edited
from counterpoise.counterfactuals.ablation.mending import mended
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.reasons import REASONS, first_reasons
from counterpoise.counterfactuals.ablation.terms import TermFacts, term_facts
from counterpoise.counterfactuals.ablation.texts import LaidTexts, as_texts
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.matching.patterns import alternatives
from counterpoise.counterfactuals.terms import Lexicon, TermList

Terms = TermList | Lexicon | str | Sequence[str]
"""A lexicon, a term list, the name of one, or words."""

NOTHING_LEFT = "nothing left but punctuation"
"""Why a text that holds a term gives no counterfactual."""

_ROUNDS = 2
"""How often a text is mended, where mending it leaves or makes a term, before terms just go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablations:
    """Counterfactual texts without identity terms.

    Attributes:
        frame: one row for each text that changed and reads well: `row` (UInt32),
            `counterfactual` (String), `term` (String: the first term taken out), `terms`
            (List(String): the different ones, in order), `from_group` and `category` (String: of
            the first, null where unknown), `changes` (UInt32: terms taken out). Sorted by row.
        left_out: reason -> texts that hold a term and gave no counterfactual: `NOTHING_LEFT`, and
            those of `REASONS` that some text had.
    """

    frame: pl.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height


def ablations(texts: pl.Series, terms: Terms) -> Ablations:
    """The texts that hold a term, without it, and what was taken out.

    A text that would not read well without its terms gives none (see `REASONS`); `ablate` takes
    them out of every text.

    Args:
        texts: [rows], String; null: none.
        terms: as in `ablate`.

    Raises:
        DataError, PlanError: as in `ablate`.

    Example:
        >>> from counterpoise.counterfactuals.terms import GENDER_50
        >>> made = ablations(pl.Series(["She left.", "It rains."]), GENDER_50)
        >>> made.frame.select("counterfactual", "term", "from_group").row(0)
        ('They left.', 'she', 'female')
    """
    texts, facts = as_texts(texts), term_facts(terms)
    rows, found, new, reading = _ablated(texts, facts)
    taken = found.group_by("row", maintain_order=True).agg(
        term=pl.col("term").first(),
        terms=pl.col("term").unique(maintain_order=True),
        from_group=pl.col("group").first().replace("", None),
        category=pl.col("category").first().replace("", None),
        changes=pl.len().cast(pl.UInt32),
    )
    frame = taken.with_columns(row=rows.cast(pl.UInt32)).insert_column(
        1, new.alias("counterfactual")
    )
    why = np.zeros(len(rows), dtype=np.int64)
    if reading is not None:
        why = first_reasons(reading, texts.gather(rows), found, new)
    why[~new.str.contains(r"[\p{L}\p{N}]").to_numpy()] = 1
    reasons = (NOTHING_LEFT, *REASONS)
    counts = np.bincount(why, minlength=len(reasons) + 1)[1:].tolist()
    counted = zip(reasons, counts, strict=True)
    left_out = {reason: n for reason, n in counted if n or reason == NOTHING_LEFT}
    return Ablations(frame=frame.filter(pl.Series(why == 0)), left_out=left_out)


def ablate(texts: pl.Series, terms: Terms) -> pl.Series:
    """The texts without any of the terms.

    What a hole would leave is mended: articles, verbs, conjunctions, capitals, spaces. All else is
    untouched. See `docs/ablation.md` for the rules.

    Args:
        texts: [rows], String; null stays null.
        terms: a lexicon, a term list, the name of one, or words. Of a list and of words every
            term counts wherever it stands; of a lexicon ambiguous ones count in their contexts
            only. Whole words or phrases are matched in any case, the longest first.

    Returns:
        [rows], String; equal to the input where it holds no term.

    Raises:
        DataError: `texts` is no Polars series of texts.
        PlanError: `terms` is none of these.

    Example:
        >>> ablate(pl.Series(["I met a gay artist."]), ["gay"]).to_list()
        ['I met an artist.']
    """
    texts = as_texts(texts)
    rows, _, new, _ = _ablated(texts, term_facts(terms))
    return _put(texts, rows.to_numpy(), new)


def holds_term(texts: pl.Series, terms: Terms) -> pl.Series:
    """[rows], Boolean: whether the text holds at least one of the terms.

    Raises:
        DataError, PlanError: as in `ablate`.
    """
    texts = as_texts(texts)
    rows, _ = _found(texts, term_facts(terms).lexicon)
    holding = np.zeros(len(texts), dtype=bool)
    holding[rows.to_numpy()] = True
    return pl.Series(holding)


def _ablated(
    texts: pl.Series, facts: TermFacts
) -> tuple[pl.Series, pl.DataFrame, pl.Series, Reading | None]:
    """Which rows hold a term, the terms in these (`row` counts them), and the texts without.

    The last is how they were read; None where no row holds a term.
    """
    rows, found = _found(texts, facts.lexicon)
    new = texts.gather(rows)
    left, here = np.arange(len(rows)), found
    first: Reading | None = None
    for round_ in range(_ROUNDS + 1):
        if not len(left):
            break
        old = new.gather(left)
        if round_ < _ROUNDS:
            reading = Reading.of(old, here, facts)
            first = first or reading
            fresh = mended(reading)
        else:
            fresh = _without(old, facts)
        new = _put(new, left, fresh)
        again, here = _found(fresh, facts.lexicon)
        left = left[again.to_numpy()]
    return rows, found, new, first


def _found(texts: pl.Series, lexicon: Lexicon) -> tuple[pl.Series, pl.DataFrame]:
    """The rows that hold a term, and one span for each term there; `row` counts these rows."""
    maybe = _maybe_holding(texts, lexicon.terms)
    spans = matches(texts.gather(maybe), lexicon)
    spans = spans.unique(["row", "start"], keep="first", maintain_order=True)
    rows, which = np.unique(spans["row"].to_numpy(), return_inverse=True)
    numbered = spans.with_columns(row=pl.Series(which, dtype=pl.UInt32))
    return maybe.gather(rows), numbered


def _maybe_holding(texts: pl.Series, terms: tuple[str, ...]) -> pl.Series:
    """The rows in which a term stands, as far as word boundaries of ASCII tell."""
    found = pl.Series(np.zeros(len(texts), dtype=bool))
    for pattern in alternatives(terms):
        edged = all(term[0].isascii() and term[-1].isascii() for term in terms)
        edge = r"(?-u:\b)" if edged else ""
        found |= texts.str.contains(f"{edge}(?:{pattern}){edge}").fill_null(value=False)
    return found.arg_true()


def _without(texts: pl.Series, facts: TermFacts) -> pl.Series:
    """The texts with what still is a term cut out, until none is left."""
    whole = Lexicon(name="", frame=facts.lexicon.frame.with_columns(ambiguous=False))
    new = texts
    while True:
        rows, spans = _found(new, whole)
        if not len(rows):
            break
        new = _put(new, rows.to_numpy(), _cut(new.gather(rows), spans))
    return new


def _cut(texts: pl.Series, spans: pl.DataFrame) -> pl.Series:
    laid = LaidTexts.of(texts)
    firsts = laid.firsts[spans["row"].to_numpy()]
    start, end = (firsts + spans[name].to_numpy().astype(np.int64) for name in ("start", "end"))
    return edited(laid, Edits.of(start, end, ""))


def _put(values: pl.Series, at: np.ndarray, by: pl.Series) -> pl.Series:
    """`values` with those at the rows `at` replaced, in order, by `by`."""
    place = np.arange(len(values))
    place[at] = len(values) + np.arange(len(by))
    return pl.concat([values, by.rename(values.name)], rechunk=True).gather(place)
