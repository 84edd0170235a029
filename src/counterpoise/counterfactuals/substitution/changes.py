"""Which group is put in whose place: one such change, or every one of a category at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import polars as pl

COUNTERFACTUAL = ("row", "change")
"""The columns that tell one possible counterfactual from another: its text, and what it changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of groups, each of which may give a counterfactual of a text.

    Attributes:
        frame: one row for each group to change and what is put in its place: pair (its number,
            UInt32, in the order in which counterfactuals of one text come), change (UInt32: what is
            changed together), group, to_group.
    """

    frame: pl.DataFrame

    @staticmethod
    def of(change: Mapping[str, str]) -> Changes:
        """One change, of every group that is a key, to the group that it is mapped to."""
        return _numbered((0, *pair) for pair in change.items())

    @staticmethod
    def of_pairs(groups: Sequence[str], *, mixed: Literal["swap", "leave"]) -> Changes:
        """A change for every pair of groups: of both at once (`swap`), or of one (`leave`)."""
        pairs = [*permutations(groups, 2)]
        if mixed == "leave":
            return _numbered((number, *pair) for number, pair in enumerate(pairs))
        numbers: dict[frozenset[str], int] = {}
        return _numbered((numbers.setdefault(frozenset(p), len(numbers)), *p) for p in pairs)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups to change."""
        return tuple(self.frame["group"].unique(maintain_order=True).to_list())

    @property
    def added(self) -> pl.DataFrame:
        """The groups (change, group) that a change writes and does not put others in place of."""
        written = self.frame.select("change", group="to_group")
        return written.join(self.frame, on=["change", "group"], how="anti")


def _numbered(rows: Iterable[tuple[int, str, str]]) -> Changes:
    schema = {"change": pl.UInt32(), "group": pl.String(), "to_group": pl.String()}
    return Changes(frame=pl.DataFrame([*rows], schema, orient="row").with_row_index("pair"))
