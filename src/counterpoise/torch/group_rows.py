"""Rows of groups to train with, taken from examples: for MinDiff and for group DRO."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.slices import membership
from counterpoise.torch.inputs import Inputs
from counterpoise.torch.min_diff import MinDiff

Side = Bool[np.ndarray, " rows"]


def min_diffs(
    examples: Examples,
    encode: Callable[[list[str]], Inputs],
    *,
    groups: Sequence[str] = (),
    **options: Any,
) -> list[MinDiff]:
    """A `MinDiff` for each group, called as it is: negatives in it, and the other negatives.

    Rows that are not annotated for a group's column are on neither side.

    Args:
        examples: must have text.
        encode: texts -> inputs, as for `PairInputs.of`.
        groups: each `column=value`; all of them by default.
        options: of every `MinDiff`: `weight`, `size`, `loss`, `scores`.

    Raises:
        PlanError: a group that there is not, examples without group columns.
        DataError: no negative row in a group or outside of it.

    Example:
        >>> import polars as pl, torch
        >>> from counterpoise import read
        >>> rows = {"y": [0, 0, 1], "t": ["a", "bb", "c"], "sex": [["f"], [], ["f"]]}
        >>> examples = read(pl.DataFrame(rows), label="y", text="t", groups=["sex"])
        >>> def lengths(texts):
        ...     return torch.tensor([[len(text)] for text in texts])
        >>> (one,) = min_diffs(examples, lengths, size=4)
        >>> one.name, one.members.tolist(), one.others.tolist()
        ('sex=f', [[1]], [[2]])
    """
    return [
        _min_diff(name, sides, examples, encode, options)
        for name, sides in _sides(examples, groups).items()
    ]


def memberships(
    examples: Examples, *, groups: Sequence[str] = ()
) -> Float[np.ndarray, "rows groups"]:
    """1 where a row is in a group and of a label, else 0: what `GroupDRO` takes.

    The columns are positives and negatives of each group, then those of all other rows.

    Args:
        examples: the rows.
        groups: each `column=value`; all of them by default.

    Raises:
        PlanError: a group that there is not, examples without group columns.
    """
    inside = [side for side, _ in _sides(examples, groups).values()]
    every = [*inside, ~np.any(inside, axis=0)]
    positives = examples.positives
    parts = [side & label for side in every for label in (positives, ~positives)]
    return np.stack(parts, axis=1).astype(np.float32)


def _min_diff(
    name: str,
    sides: tuple[Side, Side],
    examples: Examples,
    encode: Callable[[list[str]], Inputs],
    options: dict[str, Any],
) -> MinDiff:
    negatives = [examples.texts.filter(side & ~examples.positives).to_list() for side in sides]
    if not all(negatives):
        raise DataError(
            f"MinDiff needs negative rows inside and outside of `{name}`, got "
            f"{len(negatives[0]):,} and {len(negatives[1]):,}. Name other groups."
        )
    members, others = map(encode, negatives)
    return MinDiff(members=members, others=others, name=name, **options)


def _sides(examples: Examples, groups: Sequence[str]) -> dict[str, tuple[Side, Side]]:
    """Group -> whether each row is in it, and whether it is annotated and not in it."""
    found = membership(examples)
    places = {piece.name: place for place, piece in enumerate(found.slices) if piece.column}
    if not places:
        raise PlanError(
            "Examples must have groups to mend, and these have no group column. "
            "Name those that there are: read(..., groups=['gender'])."
        )
    for name in groups:
        if name not in places:
            raise PlanError(
                f"A group must be named as column=value, got `{name}`. {choices(places, name)}"
            )
    inside, rest = found.inside[found.atoms], found.sets.rest[found.atoms]
    return {name: (inside[:, places[name]], rest[:, places[name]]) for name in groups or places}
