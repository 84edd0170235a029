"""Which rows belong to which slice.

Slices overlap, so rows are first sorted into *atoms*: the sets of rows that share one pattern of
memberships. Every sum is taken once over the atoms and then spread to the slices they lie in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

import numpy as np
from jaxtyping import Bool, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A subset of examples: one value of one group column (or crossing), or (both None) overall."""

    column: str | None = None
    value: str | None = None

    @property
    def name(self) -> str:
        """`gender=female`, or `overall`."""
        return "overall" if self.column is None else f"{self.column}={self.value}"


OVERALL = Slice()


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceSets:
    """Slices as sets of patterns.

    Attributes:
        slices: overall first, then every value of every group column, then crossings.
        families: what the slices are values of: overall, a group column, a crossing.
        family_of: [slices], the place of each slice's family.
        inside: [patterns, slices], whether the pattern's rows lie in the slice.
        annotated: [patterns, families], whether its rows were annotated for the family; the rest
            of a slice is *annotated and not inside*.
    """

    slices: tuple[Slice, ...]
    families: tuple[str, ...]
    family_of: Int[np.ndarray, " slices"]
    inside: Bool[np.ndarray, "patterns slices"]
    annotated: Bool[np.ndarray, "patterns families"]

    @staticmethod
    def of(patterns: Patterns, crossings: Sequence[Sequence[str]] = ()) -> SliceSets:
        """Overall, every group and every combination of the groups of crossed columns.

        Raises:
            DataError: two slices would have one name.
            PlanError: a crossing of fewer than two columns, or of one that is no group column.
        """
        _check_crossings(crossings, patterns.columns)
        by_column = {
            name: _Family.of_column(name, known, patterns.column(name))
            for name, known in zip(patterns.columns, patterns.values, strict=True)
        }
        crossed = [reduce(_Family.cross, (by_column[name] for name in some)) for some in crossings]
        every = [_Family.overall(len(patterns.held)), *by_column.values(), *crossed]
        slices = tuple(piece for family in every for piece in family.slices)
        _check_names(slices)
        return SliceSets(
            slices=slices,
            families=tuple(family.name for family in every),
            family_of=np.repeat(np.arange(len(every)), [len(family.slices) for family in every]),
            inside=np.concatenate([family.inside for family in every], axis=1),
            annotated=np.stack([family.annotated for family in every], axis=1),
        )

    @property
    def rest(self) -> Bool[np.ndarray, "patterns slices"]:
        """Whether the pattern's rows are annotated for the slice's family, and not in the slice."""
        return self.annotated[:, self.family_of] & ~self.inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Which slices every row lies in.

    Attributes:
        patterns: distinct combinations of groups; the atoms.
        sets: the slices as sets of these.
        atoms: [rows], the place of each row's pattern.
    """

    patterns: Patterns
    sets: SliceSets
    atoms: Int[np.ndarray, " rows"]

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Overall first, then every value of every group column, then crossings."""
        return self.sets.slices

    @property
    def inside(self) -> Bool[np.ndarray, "atoms slices"]:
        """Whether the atom's rows lie in the slice."""
        return self.sets.inside

    @property
    def annotated(self) -> Bool[np.ndarray, "atoms slices"]:
        """Whether the atom's rows were annotated for the slice's family."""
        return self.sets.annotated[:, self.sets.family_of]


def membership(
    examples: Examples,
    *,
    groups: tuple[str, ...] | None = None,
    crossings: Sequence[Sequence[str]] = (),
) -> Membership:
    """The membership of `examples` in overall, in every group and in every crossing of groups.

    A row that is not annotated (null) in a column lies in none of its slices, nor in their rest.
    A group or crossing that no row is in keeps its place.

    Args:
        examples: the rows.
        groups: the group columns whose values are slices; all by default.
        crossings: sets of two or more of these columns; every combination of their values is a
            slice, `gender & race=female & black`.

    Raises:
        DataError: two slices would have one name.
        PlanError: a crossing of fewer than two columns, or of one that is no group column.
    """
    patterns, atoms = Patterns.of(examples, examples.groups if groups is None else groups)
    return Membership(patterns=patterns, sets=SliceSets.of(patterns, crossings), atoms=atoms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Slices that belong together, and which patterns lie in them and were annotated for them."""

    name: str
    slices: tuple[Slice, ...]
    inside: Bool[np.ndarray, "patterns slices"]
    annotated: Bool[np.ndarray, " patterns"]

    @staticmethod
    def overall(patterns: int) -> _Family:
        always = np.ones(patterns, dtype=bool)
        return _Family(
            name=OVERALL.name, slices=(OVERALL,), inside=always[:, None], annotated=always
        )

    @staticmethod
    def of_column(
        name: str, values: Sequence[str], held: Bool[np.ndarray, "patterns annotated_and_values"]
    ) -> _Family:
        return _Family(
            name=name,
            slices=tuple(Slice(column=name, value=value) for value in values),
            inside=held[:, 1:],
            annotated=held[:, 0],
        )

    def cross(self, other: _Family) -> _Family:
        """Every slice of one with every slice of the other."""
        pairs = list(product(range(len(self.slices)), range(len(other.slices))))
        left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return _Family(
            name=f"{self.name} & {other.name}",
            slices=tuple(_crossed(self.slices[i], other.slices[j]) for i, j in pairs),
            inside=self.inside[:, left] & other.inside[:, right],
            annotated=self.annotated & other.annotated,
        )


def _crossed(one: Slice, other: Slice) -> Slice:
    return Slice(column=f"{one.column} & {other.column}", value=f"{one.value} & {other.value}")


def crossed_columns(some: Sequence[str]) -> tuple[str, ...]:
    """The columns that a crossing names.

    Raises:
        PlanError: it names fewer than two.
    """
    if isinstance(some, str) or len(some) < 2:
        raise PlanError(
            f"A crossing must name two or more group columns, got {some!r}. "
            "Write for example crossings=[('gender', 'race')]."
        )
    return tuple(some)


def _check_crossings(crossings: Sequence[Sequence[str]], names: tuple[str, ...]) -> None:
    for some in crossings:
        for name in crossed_columns(some):
            if name not in names:
                raise PlanError(
                    f"A crossing must name group columns, got `{name}`. {choices(names, name)}"
                )


def _check_names(slices: tuple[Slice, ...]) -> None:
    seen: set[str] = set()
    for name in (piece.name for piece in slices):
        if name in seen:
            raise DataError(
                f"Every slice must have a name of its own, and two would be called `{name}`. "
                "Rename a group column, so that column=value is unique."
            )
        seen.add(name)


def not_annotated(examples: Examples) -> dict[str, int]:
    """Group column -> rows that were not annotated in it."""
    return {name: examples.frame[name].null_count() for name in examples.groups}
