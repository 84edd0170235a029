"""One group a row, or none: what thresholds and calibration by group are chosen for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.patterns import Patterns
from counterpoise.remedies.group_patterns import group_patterns

NO_GROUP = -1
"""In place of a group where a row is in none."""

Several = Literal["refuse", "none"]
"""What becomes of rows that are in several groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroups:
    """The group of every row; no row is in two.

    Attributes:
        names: of the groups, those that no row is in too.
        codes: [rows], the place of each row's group among `names`; `NO_GROUP` where a row is in
            none, or is not annotated.
    """

    names: tuple[str, ...]
    codes: Int[np.ndarray, " rows"]

    def __post_init__(self) -> None:
        lowest, highest = self.codes.min(initial=NO_GROUP), self.codes.max(initial=NO_GROUP)
        if lowest < NO_GROUP or highest >= len(self.names):
            raise PlanError(
                f"`codes` must be from {NO_GROUP} (no group) to {len(self.names) - 1}, got "
                f"{lowest} to {highest}. Each is a place among the {len(self.names)} `names`."
            )

    def __len__(self) -> int:
        return len(self.codes)

    @staticmethod
    def named(groups: Sequence[str | None] | pl.Series) -> RowGroups:
        """From each row's group by name; None for no group. The names are sorted.

        >>> RowGroups.named(["male", None, "female", "male"]).names
        ('female', 'male')
        """
        given = pl.Series(groups, dtype=pl.String)
        names = given.drop_nulls().unique().sort().to_list()
        codes = given.replace_strict(
            names, list(range(len(names))), default=NO_GROUP, return_dtype=pl.Int64
        )
        return RowGroups(names=tuple(names), codes=codes.to_numpy())

    @staticmethod
    def of(
        examples: Examples,
        column: str,
        *,
        groups: Sequence[str] | None = None,
        several: Several = "refuse",
        rest: str | None = None,
    ) -> RowGroups:
        """The groups of one column, where no row is in two of them.

        Rows that are not annotated have no group, nor do those in none of the groups unless `rest`
        is a name for them.

        Args:
            examples: the rows.
            column: a group column.
            groups: those of its groups that are told apart; all by default.
            several: what becomes of rows in several of them: `refuse`, or `none` (they have no
                group).
            rest: what the group of rows that are annotated and in none of the groups is called.

        Raises:
            PlanError: no such column or group, a row that is in several of them, a `rest` that is
                called as a group is.
        """
        if several not in get_args(Several):
            raise PlanError(
                f"`several` cannot be {several!r}. {choices(get_args(Several), str(several))}"
            )
        patterns, rows = group_patterns(examples, [column])
        known = patterns.values[0]
        names = tuple(known if groups is None else groups)
        for name in names:
            if name not in known:
                raise PlanError(f"Column `{column}` has no group `{name}`. {choices(known, name)}")
        inside = patterns.column(column)[:, [1 + known.index(name) for name in names]]
        if several == "refuse":
            _check_disjoint(inside, rows, column=column, names=names)
        codes = np.where(inside.sum(axis=1) == 1, _first(inside), NO_GROUP)
        if rest is not None:
            annotated = patterns.column(column)[:, 0]
            codes = np.where(annotated & ~inside.any(axis=1), len(names), codes)
            names = (*names, _free(rest, names))
        return RowGroups(names=names, codes=codes[rows])

    @staticmethod
    def of_patterns(examples: Examples, columns: Sequence[str]) -> RowGroups:
        """Every combination of groups that rows are in, as a group: for groups that overlap.

        A combination of one column is called `female & male`, of several `gender=female &
        race=black`. A column in which a row is not annotated adds nothing to the name.

        Raises:
            PlanError: no such column.
        """
        patterns, rows = group_patterns(examples, columns)
        names = [_pattern_name(patterns, place) for place in range(len(patterns.held))]
        named = RowGroups.named([name or None for name in names])
        return RowGroups(names=named.names, codes=named.codes[rows])

    def only(self, names: Sequence[str]) -> RowGroups:
        """The same rows, those of groups that are not among `names` in no group.

        >>> RowGroups.named(["a", "b"]).only(["b"]).codes
        array([-1,  0])
        """
        kept = [name for name in names if name in self.names]
        places = [kept.index(name) if name in kept else NO_GROUP for name in self.names]
        return RowGroups(names=tuple(kept), codes=np.array([*places, NO_GROUP])[self.codes])

    def among(self, names: Sequence[str]) -> Int[np.ndarray, " rows"]:
        """[rows], the place of each row's group among other `names`; `NO_GROUP` in none.

        Raises:
            PlanError: a group with rows that is not among `names`.
        """
        used = np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))
        for name, count in zip(self.names, used.tolist(), strict=True):
            if count and name not in names:
                raise PlanError(
                    f"Rows must be in groups that were known when this was chosen, and {count} are "
                    f"in `{name}`. {choices(names, name)} Leave others in no group: .only(names)."
                )
        places = [names.index(name) if name in names else NO_GROUP for name in self.names]
        return np.array([*places, NO_GROUP])[self.codes]


def _free(rest: str, names: tuple[str, ...]) -> str:
    if rest in names:
        raise PlanError(
            f"`rest` must be the name of no other group, got `{rest}`. Groups: {', '.join(names)}."
        )
    return rest


def _first(inside: Bool[np.ndarray, "patterns groups"]) -> Int[np.ndarray, " patterns"]:
    return inside.argmax(axis=1) if inside.shape[1] else np.zeros(len(inside), dtype=np.int64)


def _check_disjoint(
    inside: Bool[np.ndarray, "patterns groups"],
    rows: Int[np.ndarray, " rows"],
    *,
    column: str,
    names: tuple[str, ...],
) -> None:
    counts = np.bincount(rows, minlength=len(inside)) * (inside.sum(axis=1) > 1)
    if not counts.any():
        return
    most = int(counts.argmax())
    together = " & ".join(name for name, held in zip(names, inside[most], strict=True) if held)
    raise PlanError(
        f"Each row must be in one group of `{column}` at most, and {counts.sum()} rows are in "
        f"several ({counts[most]} of them in {together}). Let these have no group, "
        "RowGroups.of(..., several='none'), or make each combination a group of its own, "
        f"RowGroups.of_patterns(examples, ['{column}'])."
    )


def _pattern_name(patterns: Patterns, place: int) -> str:
    several = len(patterns.columns) > 1
    names = [
        f"{column}={value}" if several else value
        for column, known in zip(patterns.columns, patterns.values, strict=True)
        for value, held in zip(known, patterns.column(column)[place, 1:], strict=True)
        if held
    ]
    return " & ".join(names)
