"""True counterparts: pairs of texts of one template that differ in the term alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices

Against = Literal["terms", "category", "plain"]

_NO_COUNTERPART = {
    "terms": "no other term in the same template",
    "category": "no other term of the category in the same template",
    "plain": "no sentence without the term",
}


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
        Pairs whose frame has also `term`, `to_term`, `from_group`, `to_group` and `counterpart`
        (the index of the example that the counterfactual text is, so that scores of the examples
        are scores of the pairs: `scores[counterpart]`). The `to_` columns and `counterpart` are
        null against `plain`.

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
    pairs = _plain(texts, examples) if against == "plain" else _swapped(texts, against)
    left_out = texts.height - pairs["source"].n_unique()
    kept = pairs if each is None else _drawn(pairs, each=each, seed=seed)
    return Pairs(
        frame=kept.with_columns(generator=pl.lit(f"templates:{against}")),
        examples=len(examples),
        left_out={_NO_COUNTERPART[against]: left_out},
    )


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
    joined = texts.join(others, on=shared, how="inner", maintain_order="left_right")
    return joined.filter(pl.col("term") != pl.col("to_term")).select(
        "source",
        "counterfactual",
        "term",
        "to_term",
        pl.col("group").alias("from_group"),
        "to_group",
        "counterpart",
    )


def _plain(texts: pl.DataFrame, examples: Examples) -> pl.DataFrame:
    return texts.select(
        "source",
        examples.column("plain").gather(texts["source"]).alias("counterfactual"),
        "term",
        pl.lit(None, dtype=pl.String).alias("to_term"),
        pl.col("group").alias("from_group"),
        pl.lit(None, dtype=pl.String).alias("to_group"),
        pl.lit(None, dtype=pl.UInt32).alias("counterpart"),
    ).filter(pl.col("counterfactual").is_not_null())


def _drawn(pairs: pl.DataFrame, *, each: int, seed: int) -> pl.DataFrame:
    """At most `each` pairs of every source, all sets of them equally likely."""
    draws = np.random.Generator(np.random.PCG64(seed)).random(pairs.height)
    rank = pl.col("draw").rank("ordinal").over("source")
    return pairs.with_columns(draw=pl.Series(draws)).filter(rank <= each).drop("draw")
