"""Pairs of a text and what a generator, such as an LLM, makes of it when told to."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from pathlib import Path

import polars as pl

from counterpoise.counterfactuals.changed_parts import parts
from counterpoise.counterfactuals.draws import uniform_draws
from counterpoise.counterfactuals.generators import (
    Generated,
    GenerationStoppedError,
    Generator,
    Instruction,
    Retries,
    generated,
)
from counterpoise.counterfactuals.generators.asking import STEADY
from counterpoise.counterfactuals.generators.interface import Answering
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.matching.finding import check_lexicon
from counterpoise.counterfactuals.pairs.generation import FAILURES, Generation
from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.terms import Lexicon
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError
from counterpoise.progress import Progress, silent

NO_OTHER_GROUP = "no other group in the category"
"""Why a text is not asked for."""

SENTENCE = (
    "Rewrite the text so that it is about another {category}: {to_group} instead of {from_group}. "
    "Change {terms} and whatever else must agree with that, and leave the rest as it is."
)
"""What a generator is told, in words."""


class PairsStoppedError(GenerationStoppedError):
    """A run that ended early.

    Attributes:
        done: the answers that it had got by then.
        pairs: the pairs made of them.
    """

    def __init__(self, message: str, *, done: Generated, pairs: Pairs) -> None:
        super().__init__(message, done=done)
        self.pairs = pairs


def generated_pairs(
    examples: Examples,
    generator: Generator | Answering,
    lexicon: Lexicon,
    *,
    targets: int = 1,
    seed: int = 0,
    cache: Path | str | None = None,
    batch: int = 16,
    retries: Retries = STEADY,
    progress: Progress = silent,
) -> Pairs:
    """Pairs of every text that holds a term with what a generator makes of it.

    Each text is asked for with the group that its first term names, and for other groups of the
    same category, drawn at random. The draw hangs on the text's index and the seed alone, so that
    a run that is started again asks the same questions, and `cache` answers them.

    Args:
        examples: must have text.
        generator: what is asked: a generator, or any function with a name.
            `counterpoise.counterfactuals.generators.named` gives it another, and the version that
            `cache` needs.
        lexicon: the terms, such as `identity_terms().named("religion")`.
        targets: for how many other groups each text is asked at most, at least 1.
        seed: of the draw, at least 0.
        cache: a file of answers, made if there is none; None keeps them in memory for this run.
        batch: texts given to the generator at once.
        retries: how often a question that failed is asked again, and when.
        progress: told how many questions are done.

    Returns:
        Pairs whose `generator` is its name, whose `terms` are those of the group that were in the
        text, and whose `left_out` counts the texts without any pair, by what became of the first
        question.

    Raises:
        DataError: the examples have no text, or `cache` is a file of something else.
        PlanError: `targets`, `batch` or `seed` out of range, a function without a name, or with
            `cache` one without a version.
        PairsStoppedError: the generator failed too often, or asking on is of no use. Its `pairs`
            are those made until then; with `cache`, the next run asks only for the rest.

    Example:
        >>> from counterpoise import read
        >>> from counterpoise.counterfactuals.terms import identity_terms
        >>> frame = pl.DataFrame({"y": [0], "text": ["My aunt sang."]})
        >>> def uncle(texts, told):
        ...     return ["My uncle sang."]
        >>> pairs = generated_pairs(
        ...     read(frame, label="y", text="text"), uncle, identity_terms().named("gender")
        ... )
        >>> pairs.frame.select("counterfactual", "term", "changes").row(0)
        ('My uncle sang.', 'aunt', 1)
        >>> pairs.generations[0].cost.calls
        1
    """
    if not isinstance(targets, Integral) or targets < 1:
        raise PlanError(f"`targets` must be at least 1, got {targets!r}. Ask for one other group.")
    check_lexicon(lexicon)
    originals = Originals.of(examples)
    named = _named(originals.texts, lexicon)
    asked = _asked(named, lexicon, targets=targets, seed=seed)
    texts = originals.texts.gather(asked["row"])
    stopped: GenerationStoppedError | None = None
    try:
        done = generated(
            texts,
            _instructions(asked),
            generator,
            batch=batch,
            retries=retries,
            cache=cache,
            progress=progress,
        )
    except GenerationStoppedError as error:
        done, stopped = error.done, error
    without = named.height - asked["row"].n_unique()
    pairs = _paired(originals, asked, done, {NO_OTHER_GROUP: without} if without else {})
    if stopped is not None:
        raise PairsStoppedError(str(stopped), done=done, pairs=pairs) from stopped
    return pairs


def _named(texts: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Each text that holds a term: row, the first one's category and group, the group's terms."""
    found = matches(texts, lexicon)
    whom = ["row", "category", "group"]
    first = found.unique("row", keep="first", maintain_order=True).select(whom)
    here = found.join(first, on=whom, how="semi", maintain_order="left")
    return here.group_by(whom, maintain_order=True).agg(
        term=pl.col("term").first(), terms=pl.col("term").unique(maintain_order=True)
    )


def _asked(named: pl.DataFrame, lexicon: Lexicon, *, targets: int, seed: int) -> pl.DataFrame:
    """One row a question: what is known of the text, and `to_group`."""
    groups = lexicon.frame.select("category", to_group="group").unique(maintain_order=True)
    others = named.join(groups, on="category", how="left", maintain_order="left_right")
    others = others.filter(pl.col("to_group") != pl.col("group"))
    nth = others.select(pl.int_range(pl.len(), dtype=pl.UInt32).over("row")).to_series()
    draws = uniform_draws(others["row"].to_numpy(), nth.to_numpy(), seed=seed)
    rank = pl.col("draw").rank("ordinal").over("row")
    drawn = others.with_columns(draw=pl.Series(draws)).filter(rank <= targets)
    return drawn.drop("draw").rename({"group": "from_group"})


def _instructions(asked: pl.DataFrame) -> list[Instruction]:
    return [
        Instruction(
            from_group=row["from_group"],
            to_group=row["to_group"],
            term=row["term"],
            sentence=SENTENCE.format(
                category=in_words(row["category"]),
                from_group=in_words(row["from_group"]),
                to_group=in_words(row["to_group"]),
                terms=", ".join(f'"{term}"' for term in row["terms"]),
            ),
        )
        for row in asked.iter_rows(named=True)
    ]


def in_words(name: str) -> str:
    """The name of a category or group as it is said: `nationality_german` is *german*."""
    return name.removeprefix("nationality_").replace("_", " ")


def _paired(
    originals: Originals, asked: pl.DataFrame, done: Generated, left_out: dict[str, int]
) -> Pairs:
    reasons = pl.Series([outcome.reason for outcome in done.outcomes], dtype=pl.String)
    told = asked.with_columns(done.texts, reason=reasons)
    made = told.filter(pl.col("counterfactual").is_not_null()).drop("reason")
    lost = told.join(made, on="row", how="anti", maintain_order="left")
    first = lost.unique("row", keep="first", maintain_order=True)["reason"]
    counts = first.value_counts(name="texts").sort("texts", "reason", descending=[True, False])
    run = Generation(
        generator=done.generator,
        version=done.version,
        questions=len(done),
        cost=done.cost,
        failures=_failures(originals, asked, done),
    )
    texts = originals.texts.gather(made["row"])
    changes = [
        sum(part.changed for part in parts(*sides))
        for sides in zip(texts, made["counterfactual"], strict=True)
    ]
    pairs = originals.paired(
        made.with_columns(changes=pl.Series(changes, dtype=pl.UInt32)),
        generator=done.generator,
        left_out={**left_out, **dict(counts.iter_rows())},
    )
    return replace(pairs, generations=(run,))


def _failures(originals: Originals, asked: pl.DataFrame, done: Generated) -> pl.DataFrame:
    """The questions without an answer of use, as `FAILURES` has them."""
    details = [row.detail.encode("utf-8", "replace").decode() for row in done.outcomes]
    told = asked.with_columns(
        source_id=originals.ids.gather(asked["row"]),
        reason=pl.Series([row.reason for row in done.outcomes], dtype=pl.String),
        detail=pl.Series(details, dtype=pl.String),
    )
    return told.drop_nulls("reason").select(*FAILURES)
