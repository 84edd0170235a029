"""Terms to train with and terms held out, so that a remedy is judged on words it never saw."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.terms.lexicon import Lexicon
from counterpoise.errors import PlanError


def split(lexicon: Lexicon, *, train: float = 0.7, seed: int) -> tuple[Lexicon, Lexicon]:
    """The lexicon in two: (terms to train with, terms held out).

    The forms of one lemma stay on one side, in every group that they name. Each group of at least
    two lemmas has at least one on either side; a group of one lemma is trained with.

    Args:
        lexicon: at least one term.
        train: about which fraction of each group's lemmas to train with, inside (0, 1).
        seed: of the random generator, at least 0.

    Raises:
        PlanError: a fraction or seed that is no number or out of range; groups that share their
            lemmas in such a way that one of them would have none on one side.

    Example:
        >>> from counterpoise.counterfactuals.terms import identity_terms
        >>> trained, held_out = split(identity_terms().named("religion"), seed=1)
        >>> set(trained.frame["lemma"]) & set(held_out.frame["lemma"])
        set()
    """
    _check_numbers(train, seed)
    if not 0 < train < 1:
        raise PlanError(
            f"`train` must be inside (0, 1), but it is {train}. "
            "Give the fraction to train with, such as 0.7."
        )
    if seed < 0:
        raise PlanError(f"`seed` must be at least 0, but it is {seed}. Any such integer will do.")
    trained, held_out = _sides(lexicon, train=train, rng=np.random.default_rng(seed))
    is_held = pl.col("lemma").is_in(held_out)
    _check_both(lexicon, trained=trained, held_out=held_out)
    return (
        Lexicon(name=f"{lexicon.name}:trained", frame=lexicon.frame.filter(~is_held)),
        Lexicon(name=f"{lexicon.name}:held_out", frame=lexicon.frame.filter(is_held)),
    )


def _check_numbers(train: Any, seed: Any) -> None:
    if not isinstance(train, Real) or isinstance(train, bool):
        raise PlanError(
            f"`train` must be a number inside (0, 1), but it is {train!r}. "
            "Give the fraction to train with, such as 0.7."
        )
    if not isinstance(seed, Integral) or isinstance(seed, bool):
        raise PlanError(
            f"`seed` must be a whole number of at least 0, but it is {seed!r}. "
            "Any such integer will do."
        )


def _lemmas(lexicon: Lexicon) -> dict[tuple[str, str], list[str]]:
    """(category, group) -> its lemmas; those groups first that have the fewest."""
    lemmas: dict[tuple[str, str], dict[str, None]] = {}
    for category, group, lemma in lexicon.frame.select("category", "group", "lemma").iter_rows():
        lemmas.setdefault((category, group), {})[lemma] = None
    return {key: list(lemmas[key]) for key in sorted(lemmas, key=lambda key: len(lemmas[key]))}


def _sides(
    lexicon: Lexicon, *, train: float, rng: np.random.Generator
) -> tuple[set[str], set[str]]:
    trained: set[str] = set()
    held_out: set[str] = set()
    for lemmas in _lemmas(lexicon).values():
        free = [lemma for lemma in lemmas if lemma not in trained | held_out]
        free = [free[i] for i in rng.permutation(len(free))]
        wanted = min(max(round(train * len(lemmas)), 1), max(len(lemmas) - 1, 1))
        here = max(wanted - len(trained.intersection(lemmas)), 0)
        trained.update(free[:here])
        held_out.update(free[here:])
    return trained, held_out


def _check_both(lexicon: Lexicon, *, trained: set[str], held_out: set[str]) -> None:
    for (category, group), lemmas in _lemmas(lexicon).items():
        if len(lemmas) > 1 and not (trained.intersection(lemmas) and held_out.intersection(lemmas)):
            raise PlanError(
                f"Group `{group}` of `{category}` must have lemmas on both sides, but it shares "
                f"all of its {len(lemmas)} with groups that put them on one side. Give it a lemma "
                "of its own, or split with another seed."
            )
