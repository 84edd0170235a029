"""What `counterpoise pairs` was asked to make, from the words on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

from counterpoise.counterfactuals.checks import BY_NAME, RULES, Check, checked
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
from counterpoise.errors import PlanError, choices

Maker = Callable[[Originals], Pairs]


def plan_of(
    terms: Sequence[str],
    *,
    ways: Sequence[str],
    targets: int | None,
    each: int | None,
    seed: int,
    checks: Sequence[str] | None,
    train_share: float | None,
) -> PairPlan:
    """The plan for these words.

    Args:
        terms: categories, `all`, names of term lists, or paths of files of terms.
        ways: `ablate`, `swap`.
        targets: other groups to swap to at most, of each comment.
        each: valid pairs of a comment at most.
        seed: of all draws.
        checks: their names; None: all that are made by rule.
        train_share: share of the terms to train with.

    Raises:
        PlanError: a name that is not known, terms that cannot be swapped or split.
        DataError: a file of terms that cannot be read.
    """
    meant = [_meant(name) for name in dict.fromkeys(terms)]
    chosen = _chosen(checks)
    return PairPlan(
        makers=_makers(meant, ways=ways, targets=targets, seed=seed),
        judge=lambda pairs: checked(pairs, chosen) if chosen else pairs,
        each=each,
        trained=None if train_share is None else _trained(meant, train=train_share, seed=seed),
        seed=seed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What one --terms stands for.

    Attributes:
        terms: what is taken out.
        swaps: the categories or the lexicon in which terms stand in each other's place.
    """

    terms: Lexicon | TermList
    swaps: tuple[str | Lexicon, ...]


def _meant(name: str) -> _Meant:
    if Path(name).suffix.lower() in (".csv", ".toml"):
        lexicon = load_terms(name)
        return _Meant(terms=lexicon, swaps=(lexicon,))
    terms = chosen_terms(name)
    if isinstance(terms, TermList):
        return _Meant(terms=terms, swaps=())
    return _Meant(terms=terms, swaps=terms.categories if name == ALL else (name,))


def _makers(
    meant: Sequence[_Meant], *, ways: Sequence[str], targets: int | None, seed: int
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


def _ablating(meant: _Meant) -> Iterator[tuple[str, Maker]]:
    yield f"ablation:{meant.terms.name}", partial(ablated, terms=meant.terms)


def _swapping(meant: _Meant, targets: int | None, seed: int) -> Iterator[tuple[str, Maker]]:
    if not meant.swaps:
        raise PlanError(
            f"--generate swap needs terms with groups and slots, and `{meant.terms.name}` is a "
            "list of terms alone. Name a category, such as --terms gender, or a file of terms."
        )
    for swaps in map(swaps_of, meant.swaps):
        make = partial(substituted, swaps=swaps, targets=targets, seed=seed)
        yield f"substitution:{swaps.name}", make


def _chosen(names: Sequence[str] | None) -> tuple[Check, ...]:
    if names is None:
        return RULES
    for name in names:
        if name not in BY_NAME:
            raise PlanError(f"There is no check `{name}`. {choices(BY_NAME, name)}")
    return tuple(BY_NAME[name] for name in dict.fromkeys(names))


def _trained(meant: Sequence[_Meant], *, train: float, seed: int) -> Lexicon:
    lexicons = [one.terms for one in meant if isinstance(one.terms, Lexicon)]
    if len(lexicons) < len(meant):
        raise PlanError(
            "--train-share needs terms with groups, so that each has some on either side, and a "
            "term list has none. Name a category, such as --terms gender, or a file of terms."
        )
    return split(reduce(Lexicon.joined, lexicons), train=train, seed=seed)[0]
