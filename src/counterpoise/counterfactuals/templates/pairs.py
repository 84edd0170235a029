"""True counterparts: pairs of texts of one template that differ in the term alone."""

from __future__ import annotations

from typing import Literal

import polars as pl

from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices

Against = Literal["terms", "category", "plain"]

_NO_COUNTERPART = {
    "terms": "no other term in the same template",
    "category": "no other term of the category in the same template",
    "plain": "no sentence without the term",
}

_SLOTS = r"\{\w+\}|\[IDENTITY\]"
"""Where a template's term stands; a template that is only named shows none."""

_BETWEEN = ", "
"""What parts the terms of a text that has several."""


def template_pairs(
    examples: Examples,
    *,
    against: Against = "terms",
    each: int | None = None,
    seed: int = 0,
) -> Pairs:
    """Pairs of each text with the same sentence about others, or about nobody in particular.

    Unlike a word taken out of a comment, both sides are whole sentences with the same label. A
    pair stands once for each of its sides as the original, so that it counts for both groups.

    Args:
        examples: from `template_examples`, `madlibs` or `hatecheck`, whole or filtered.
        against: `terms`: the same template with every other term; `category`: with every other
            term of the same category; `plain`: the sentence without the term, where the template
            has one.
        each: at most so many counterparts of each text, drawn at random; None: all.
        seed: of the random generator, at least 0.

    Returns:
        Pairs whose frame has also `to_term` and `counterpart` (the index of the example that the
        counterfactual text is, so that scores of the examples are scores of the pairs:
        `scores[counterpart]`). These and `to_group` are null against `plain`.

    Raises:
        PlanError: an argument that cannot be meant; `plain` for examples that have none.
        DataError: examples without template and term.

    Example:
        >>> from counterpoise.counterfactuals.templates import template_examples
        >>> examples = template_examples(categories=["gender"])
        >>> pairs = template_pairs(examples, against="plain")
        >>> len(examples), len(pairs), pairs.left_out
        (440, 370, {'no sentence without the term': 70})
        >>> examples.texts[0], pairs.texts[0]
        ('My female neighbour lent me a ladder.', 'My neighbour lent me a ladder.')
    """
    _check(examples, against=against, each=each, seed=seed)
    texts = examples.frame.select(
        source=pl.int_range(pl.len(), dtype=pl.UInt32),
        text=examples.texts,
        **{name: examples.column(name) for name in ("template", "term", "category", "group")},
    ).filter(pl.col("term").is_not_null())
    made = _plain(texts, examples) if against == "plain" else _swapped(texts, against)
    left_out = texts.height - made["source"].n_unique()
    pairs = Originals.of(examples).paired(
        made.select(*_told(), pl.exclude("source", "term", "group", "template")),
        generator=f"templates:{against}",
        left_out={_NO_COUNTERPART[against]: left_out},
    )
    return pairs if each is None else pairs.sampled(each=each, seed=seed)


def _told() -> list[pl.Expr]:
    """What the columns of pairs say of a template's text."""
    slots = pl.col("template").str.count_matches(_SLOTS)
    terms = pl.col("term").str.to_lowercase().str.split(_BETWEEN)
    return [
        pl.col("source").alias("row"),
        terms.list.first().alias("term"),
        terms.alias("terms"),
        pl.col("group").alias("from_group"),
        pl.when(slots > 0).then(slots).alias("changes"),
    ]


def _check(examples: Examples, *, against: str, each: int | None, seed: int) -> None:
    if against not in _NO_COUNTERPART:
        raise PlanError(
            f"`against` must be one of three, got `{against}`. {choices(_NO_COUNTERPART, against)}"
        )
    if each is not None and each < 1:
        raise PlanError(f"`each` must be at least 1, got {each}. None gives every counterpart.")
    if seed < 0:
        raise PlanError(f"`seed` must be at least 0, got {seed}. Any such integer will do.")
    if against == "plain" and "plain" not in examples.frame.columns:
        raise PlanError(
            "`against='plain'` needs the sentence without its term, and these examples have no "
            "column `plain`. Use against='terms', or examples from template_examples."
        )


def _swapped(texts: pl.DataFrame, against: str) -> pl.DataFrame:
    shared = ["template"] if against == "terms" else ["template", "category"]
    others = texts.select(
        *shared, to_term="term", to_group="group", counterpart="source", counterfactual="text"
    )
    joined = texts.drop("text").join(others, on=shared, how="inner", maintain_order="left_right")
    return joined.filter(pl.col("term") != pl.col("to_term"))


def _plain(texts: pl.DataFrame, examples: Examples) -> pl.DataFrame:
    return texts.select(
        pl.exclude("text"),
        examples.column("plain").gather(texts["source"]).alias("counterfactual"),
        pl.lit(None, dtype=pl.String).alias("to_term"),
        pl.lit(None, dtype=pl.String).alias("to_group"),
        pl.lit(None, dtype=pl.UInt32).alias("counterpart"),
    ).filter(pl.col("counterfactual").is_not_null())
