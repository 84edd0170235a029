"""What `counterpoise pairs` was asked to make, from the words on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

from counterpoise.counterfactuals.checks import RULES, Check, checked
from counterpoise.counterfactuals.checks.judging import checks_meant
from counterpoise.counterfactuals.pairs.ablating import ablated
from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.pairs.streaming import PairPlan
from counterpoise.counterfactuals.pairs.substituting import substituted, swaps_of
from counterpoise.counterfactuals.pairs.term_choice import ALL, chosen_terms
from counterpoise.counterfactuals.terms import (
    Lexicon,
    TermList,
    load_terms,
    split,
)
from counterpoise.errors import PlanError

Maker = Callable[[Originals], Pairs]


def plan_of(
    terms: Sequence[str],
    *,
    ways: Sequence[str],
    targets: int | None,
    each: int | None,
    seed: int,
    checks: Sequence[Check],
    train_share: float | None,
) -> PairPlan:
    """The plan for these words.

    Args:
        terms: categories, `all`, names of term lists, or paths of files of terms.
        ways: `ablate`, `swap`.
        targets: other groups to swap to at most, of each comment.
        each: valid pairs of a comment at most.
        seed: of all draws.
        checks: what pairs are judged by, in order.
        train_share: share of the terms to train with.

    Raises:
        PlanError: a name that is not known, terms that cannot be swapped or split, `targets`
            without `swap`.
        DataError: a file of terms that cannot be read.
    """
    meant = meant_by(terms)
    if targets is not None and "swap" not in ways:
        raise PlanError(
            f"--targets counts groups to swap to, got {targets} without --generate swap. Add it, "
            "or leave --targets out."
        )
    return PairPlan(
        makers=_makers(meant, ways=ways, targets=targets, seed=seed),
        judge=lambda pairs: checked(pairs, checks) if checks else pairs,
        each=each,
        trained=None if train_share is None else _trained(meant, train=train_share, seed=seed),
        seed=seed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What one --terms stands for.

    Attributes:
        terms: what is taken out.
        swaps: the categories or the lexicon in which terms stand in each other's place.
    """

    terms: Lexicon | TermList
    swaps: tuple[str | Lexicon, ...]


def meant_by(names: Sequence[str]) -> list[Meant]:
    """What each --terms stands for, once.

    Raises:
        PlanError: a name that is not known.
        DataError: a file of terms that cannot be read.
    """
    return [_meant(name) for name in dict.fromkeys(names)]


def _meant(name: str) -> Meant:
    if Path(name).suffix.lower() in (".csv", ".toml"):
        lexicon = load_terms(name)
        return Meant(terms=lexicon, swaps=(lexicon,))
    terms = chosen_terms(name)
    if isinstance(terms, TermList):
        return Meant(terms=terms, swaps=())
    return Meant(terms=terms, swaps=terms.categories if name == ALL else (name,))


def _makers(
    meant: Sequence[Meant], *, ways: Sequence[str], targets: int | None, seed: int
) -> dict[str, Maker]:
    makers: dict[str, Maker] = {}
    for way in dict.fromkeys(ways):
        for one in meant:
            found = _ablating(one) if way == "ablate" else _swapping(one, targets, seed)
            for name, make in found:
                if name in makers:
                    raise PlanError(
                        f"Two --terms make pairs called `{name}`. Give one of the files another "
                        "name, or leave one out."
                    )
                makers[name] = make
    return makers


def _ablating(meant: Meant) -> Iterator[tuple[str, Maker]]:
    yield f"ablation:{meant.terms.name}", partial(ablated, terms=meant.terms)


def _swapping(meant: Meant, targets: int | None, seed: int) -> Iterator[tuple[str, Maker]]:
    if not meant.swaps:
        raise PlanError(
            f"--generate swap needs terms with groups and slots, and `{meant.terms.name}` is a "
            "list of terms alone. Name a category, such as --terms gender, or a file of terms."
        )
    for swaps in map(swaps_of, meant.swaps):
        make = partial(substituted, swaps=swaps, targets=targets, seed=seed)
        yield f"substitution:{swaps.name}", make


def chosen_checks(names: Sequence[str], *, none: bool) -> tuple[Check, ...]:
    """The checks that are asked for: those named, all that are made by rule, or none.

    Raises:
        PlanError: checks by name and none at once, a name that no check has.
    """
    if none and names:
        raise PlanError(
            "--check says which checks to make and --no-check to make none, got --no-check and "
            f"{', '.join(f'--check {name}' for name in names)}. Leave one of them out."
        )
    if none or not names:
        return () if none else RULES
    return checks_meant(tuple(dict.fromkeys(names)))


def _trained(meant: Sequence[Meant], *, train: float, seed: int) -> Lexicon:
    lexicons = [one.terms for one in meant if isinstance(one.terms, Lexicon)]
    if len(lexicons) < len(meant):
        raise PlanError(
            "--train-share needs terms with groups, so that each has some on either side, and a "
            "term list has none. Name a category, such as --terms gender, or a file of terms."
        )
    return split(reduce(Lexicon.joined, lexicons), train=train, seed=seed)[0]
