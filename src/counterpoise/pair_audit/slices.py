"""Which slices every pair lies in: of its terms, direction, generator, and of its source's groups.

Unlike the slices of examples these may differ among the pairs of one source, and they overlap: a
pair that changes two terms lies in the slices of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.slices import OVERALL, membership

By = Literal["term", "direction", "category", "generator", "trained", "slice"]
"""What pairs can be parted by."""

NOBODY = "nobody"
"""Whom a counterfactual names from which a term was taken out."""

TRAINED, HELD_OUT = "trained", "held out"
"""The slices of pairs by their terms: those that a model was trained with, and others."""

MISSING: dict[str, str] = {
    "trained": "Say which terms were: pairs.marked(terms).",
    "slice": "Give the examples that have groups: examples=...",
}
"""What to do where pairs cannot be parted so."""

Places = Int[np.ndarray, " entries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSlice:
    """A subset of pairs.

    Attributes:
        family: what pairs are parted by, or `overall`.
        name: a term, `female -> nobody`, `gender=female`; `overall`.
        column: slices of one column are compared with each other: the family, or the group column.
    """

    family: str
    name: str
    column: str


WHOLE = PairSlice(family=OVERALL.name, name=OVERALL.name, column=OVERALL.name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairFamily:
    """Slices that belong together, and which pairs lie in them.

    Attributes:
        slices: those that a pair may lie in.
        pairs: [entries], place of a pair; rising within each slice, none twice.
        inside: [entries], place of the slice that it lies in.
        known: [known pairs], places of the pairs of which the family knows anything, rising. The
            rest of a slice is *known and not inside*.
    """

    slices: tuple[PairSlice, ...]
    pairs: Places
    inside: Places
    known: Int[np.ndarray, " known"]

    def among(self, kept: Bool[np.ndarray, " pairs"]) -> PairFamily:
        """The same slices of the pairs kept, these numbered anew."""
        place = np.cumsum(kept) - 1
        here = kept[self.pairs]
        return PairFamily(
            slices=self.slices,
            pairs=place[self.pairs[here]],
            inside=self.inside[here],
            known=place[self.known[kept[self.known]]],
        )


def pair_families(
    frame: pl.DataFrame,
    examples: Examples | None,
    *,
    by: Sequence[By] | None = None,
    crossings: Sequence[Sequence[str]] = (),
) -> list[PairFamily]:
    """Overall, then the slices of every family.

    Args:
        frame: pairs, as in `Pairs.frame`.
        examples: those that the pairs were made from, for the slices of their groups.
        by: what to part pairs by; None: everything that is known of them.
        crossings: sets of group columns whose combinations of values are slices too.

    Raises:
        PlanError: pairs cannot be parted so.
    """
    known = _possible(frame, examples)
    for name in known if by is None else by:
        if name not in get_args(By):
            raise PlanError(f"`by` cannot hold {name!r}. {choices(get_args(By), str(name))}")
        if name not in known:
            raise PlanError(
                f"Nothing is known of pairs by `{name}`. "
                f"{MISSING.get(name, 'Fill in these columns of the pairs.')} "
                f"{choices(known, '')}"
            )
    everything = np.arange(frame.height)
    families = [
        PairFamily(
            slices=(WHOLE,),
            pairs=everything,
            inside=np.zeros_like(everything),
            known=everything,
        )
    ]
    for name in dict.fromkeys(known if by is None else by):
        if name == "slice":
            assert examples is not None
            families += _group_families(frame, examples, crossings)
        else:
            families.append(_named_family(name, _names(frame, name)))
    return families


def _possible(frame: pl.DataFrame, examples: Examples | None) -> list[By]:
    """The families of which anything is known."""
    columns: dict[By, Sequence[str]] = {
        "term": ("terms", "term"),
        "direction": ("from_group",),
        "category": ("category",),
        "generator": ("generator",),
        "trained": ("trained",),
    }
    found: list[By] = [
        family
        for family, names in columns.items()
        if any(name in frame.columns and frame[name].count() for name in names)
    ]
    return [*found, "slice"] if examples is not None and examples.groups else found


def _names(frame: pl.DataFrame, family: By) -> pl.Series:
    """[pairs], the name of the slice that each lies in, or a list of them; null: not known."""
    terms, to = pl.coalesce("terms", pl.concat_list("term")), pl.col("to_group").fill_null(NOBODY)
    told = {
        "term": terms,
        "direction": pl.col("from_group") + " -> " + to,
        "trained": pl.when("trained")
        .then(pl.lit(TRAINED))
        .when(~pl.col("trained"))
        .then(pl.lit(HELD_OUT)),
    }
    return frame.select(told.get(family, pl.col(family))).to_series()


def _named_family(family: By, names: pl.Series) -> PairFamily:
    """A slice for every name, in their order."""
    entries = pl.DataFrame({"pair": np.arange(len(names)), "name": names})
    if isinstance(names.dtype, pl.List):
        several = pl.col("name").list.len() > 1
        once = pl.when(several).then(pl.col("name").list.unique()).otherwise("name")
        entries = entries.with_columns(once).explode("name")
    entries = entries.drop_nulls("name")
    values = entries["name"].unique().sort()
    inside = entries["name"].cast(pl.Enum(values)).to_physical().cast(pl.Int64).to_numpy()
    pairs = entries["pair"].to_numpy()
    known = pairs[np.diff(pairs, prepend=-1) > 0]
    slices = tuple(PairSlice(family=family, name=name, column=family) for name in values)
    return PairFamily(slices=slices, pairs=pairs, inside=inside, known=known)


def _group_families(
    frame: pl.DataFrame, examples: Examples, crossings: Sequence[Sequence[str]]
) -> Iterator[PairFamily]:
    """A family for every group column and crossing, of the groups of the pairs' sources."""
    found = membership(examples, crossings=crossings)
    atoms = found.atoms[frame["source"].cast(pl.Int64).to_numpy()]
    for place, column in enumerate(found.sets.families[1:], start=1):
        here = np.flatnonzero(found.sets.family_of == place)
        pairs, inside = _spread(atoms, found.inside[:, here])
        yield PairFamily(
            slices=tuple(
                PairSlice(family="slice", name=found.slices[at].name, column=column) for at in here
            ),
            pairs=pairs,
            inside=inside,
            known=np.flatnonzero(found.sets.annotated[atoms, place]),
        )


def _spread(
    atoms: Int[np.ndarray, " pairs"], inside: Bool[np.ndarray, "atoms slices"]
) -> tuple[Places, Places]:
    """Each pair with each slice that its atom lies in: places of pairs, rising, and of slices."""
    _, slices = np.nonzero(inside)
    counts = inside.sum(axis=1)
    starts = np.cumsum(counts) - counts
    repeats = counts[atoms]
    pairs = np.repeat(np.arange(len(atoms)), repeats)
    within = np.arange(len(pairs)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return pairs, slices[starts[atoms][pairs] + within]
