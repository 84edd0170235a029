"""Balance of groups within buckets of text length: neutral rows to add, or weights instead.

A group's texts are often short where they are toxic, so that a balance over all lengths would
still teach that short texts about the group are toxic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError
from counterpoise.remedies.group_patterns import group_patterns
from counterpoise.remedies.reweighing import Weights, mean_one
from counterpoise.stats.intervals import ratio

LENGTHS = (20, 60, 180, 540, 1620, 4860)
"""Edges of the buckets, in characters; each bucket holds its lower edge."""

Cells = Float[np.ndarray, "groups buckets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthSums:
    """Rows of every group in every bucket of length.

    Attributes:
        groups: names.
        edges: rising, in characters.
        negatives: [groups, buckets], rows.
        positives: [groups, buckets], rows.
        shares: [buckets], the share of positives among all rows of the bucket; nan without rows.
    """

    groups: tuple[str, ...]
    edges: tuple[int, ...]
    negatives: Cells
    positives: Cells
    shares: Float[np.ndarray, " buckets"]

    @staticmethod
    def of(examples: Examples, column: str, *, edges: Sequence[int] = LENGTHS) -> LengthSums:
        """The sums of the rows of `examples`.

        Args:
            examples: [rows], with text.
            column: a group column.
            edges: rising, in characters.

        Raises:
            DataError: examples without text.
            PlanError: a column that is no group column, edges that do not rise.
        """
        names, inside, buckets = _places(examples, column, edges)
        width = len(edges) + 1
        labels = examples.positives.astype(np.int64)

        def counts(rows: Bool[np.ndarray, " rows"]) -> Float[np.ndarray, "2 buckets"]:
            cells = (labels * width + buckets)[rows]
            return np.bincount(cells, minlength=2 * width).reshape(2, -1).astype(np.float64)

        every = counts(np.ones(len(examples), dtype=bool))
        by_group = np.stack([counts(here) for here in inside]) if names else np.zeros((0, 2, width))
        return LengthSums(
            groups=names,
            edges=tuple(edges),
            negatives=by_group[:, 0],
            positives=by_group[:, 1],
            shares=ratio(every[1], every.sum(axis=0)),
        )

    @property
    def needed(self) -> Int[np.ndarray, "groups buckets"]:
        """Negatives to add so that no group has more positives in a bucket than all rows have.

        positives (1 - share) / share - negatives, rounded up; 0 where there are enough.
        """
        enough = np.nan_to_num(ratio(self.positives * (1 - self.shares), self._share_of_each))
        # Rounding is no reason to add a row.
        return np.maximum(np.ceil(enough - self.negatives - 1e-9), 0).astype(np.int64)

    @property
    def _share_of_each(self) -> Cells:
        return np.broadcast_to(np.nan_to_num(self.shares), self.positives.shape)

    def table(self) -> pl.DataFrame:
        """One row a group and bucket.

        Returns:
            Columns group, at_least and below (the bucket's edges; null for the last), rows,
            positives (their share; nan without rows), overall (the share among all rows of the
            bucket) and needed (negatives to add).
        """
        below = [*self.edges, None]
        buckets = len(below)
        rows = self.negatives + self.positives
        return pl.DataFrame(
            {
                "group": np.repeat(np.array(self.groups, dtype=object), buckets).tolist(),
                "at_least": [0, *self.edges] * len(self.groups),
                "below": below * len(self.groups),
                "rows": rows.ravel().astype(np.int64),
                "positives": ratio(self.positives, rows).ravel(),
                "overall": np.tile(self.shares, len(self.groups)),
                "needed": self.needed.ravel(),
            },
            schema_overrides={"group": pl.String, "at_least": pl.Int64, "below": pl.Int64},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """Rows of a pool that balance the examples.

    Attributes:
        places: [added], rising, places among the rows of the pool.
        table: `LengthSums.table` of the examples, with found: rows of the pool that are added and
            count for the group and bucket. Less than needed where the pool has no more; more where
            rows added for another group are in this one too.
    """

    places: Int[np.ndarray, " added"]
    table: pl.DataFrame


def neutral_additions(
    examples: Examples,
    pool: Examples,
    column: str,
    *,
    edges: Sequence[int] = LENGTHS,
    generator: np.random.Generator,
) -> Additions:
    """Neutral rows of a pool, drawn so that each group is no more positive than all rows.

    In every bucket of length, each group of `column` gets negatives until its share of positives
    is that of all rows of the bucket. What is added should be of the same kind as the examples and
    surely negative (the authors took encyclopaedia articles); positives of the pool are left out.

    Args:
        examples: [rows], with text.
        pool: rows to choose from, with text, and with groups in a column of the same name.
        column: a group column.
        edges: of the buckets, rising, in characters.
        generator: draws among the rows of the pool.

    Raises:
        DataError: examples or a pool without text.
        PlanError: a column that is no group column, edges that do not rise.

    Source: Dixon, Li, Sorensen, Thain & Vasserman, AIES 2018.
    """
    sums = LengthSums.of(examples, column, edges=edges)
    names, inside, buckets = _places(pool, column, edges)
    held = {name: inside[place] & ~pool.positives for place, name in enumerate(names)}
    nowhere = np.zeros(len(pool), dtype=bool)
    taken = nowhere.copy()
    for (group, bucket), count in np.ndenumerate(sums.needed):
        here = held.get(sums.groups[group], nowhere) & (buckets == bucket)
        missing = max(int(count) - int((here & taken).sum()), 0)
        free = np.flatnonzero(here & ~taken)
        taken[generator.permutation(free)[:missing]] = True
    found = [
        int((held.get(name, nowhere) & taken & (buckets == bucket)).sum())
        for name in sums.groups
        for bucket in range(len(edges) + 1)
    ]
    table = sums.table().with_columns(found=pl.Series(found, dtype=pl.Int64))
    return Additions(places=np.flatnonzero(taken), table=table)


def length_weights(
    examples: Examples,
    *,
    columns: Sequence[str] | None = None,
    edges: Sequence[int] = LENGTHS,
    base: Weights | None = None,
) -> Weights:
    """Weights in place of additions: negatives count for more where a group is too positive.

    In every bucket of length and every pattern of groups (see `reweighed`), the negatives' weight
    is multiplied until the share of positives is that of all rows of the bucket; it is never
    lowered. Where a pattern has no negative in a bucket there is nothing to weigh: only additions
    help.

    Args:
        examples: [rows], with text.
        columns: the group columns to be balanced; all by default.
        edges: of the buckets, rising, in characters.
        base: [rows], weights before, >= 0; the examples' own by default, or 1 each.

    Returns:
        [rows], mean 1.

    Raises:
        DataError: examples without text, weights before that are negative or all 0.
        PlanError: a column that is no group column, edges that do not rise.
    """
    own = np.ones(len(examples)) if examples.weights is None else examples.weights
    before = mean_one(own if base is None else base)
    buckets = _buckets(examples, edges)
    _, patterns = group_patterns(examples, columns)
    cells = patterns * (len(edges) + 1) + buckets
    plus = before * examples.positives
    of_bucket, plus_of_bucket, of_cell, plus_of_cell = (
        np.bincount(codes, weights=values)[codes]
        for codes in (buckets, cells)
        for values in (before, plus)
    )
    minus_of_bucket, minus_of_cell = of_bucket - plus_of_bucket, of_cell - plus_of_cell
    factor = ratio(plus_of_cell * minus_of_bucket, plus_of_bucket * minus_of_cell)
    lifted = np.where(examples.positives, 1.0, np.maximum(np.nan_to_num(factor, nan=1.0), 1.0))
    return mean_one(before * lifted)


def _places(
    examples: Examples, column: str, edges: Sequence[int]
) -> tuple[tuple[str, ...], Bool[np.ndarray, "groups rows"], Int[np.ndarray, " rows"]]:
    """Names of the groups, which rows are in each, and every row's bucket."""
    buckets = _buckets(examples, edges)
    patterns, rows = group_patterns(examples, [column])
    inside = patterns.column(column)[:, 1:].T
    return patterns.values[0], inside[:, rows], buckets


def _buckets(examples: Examples, edges: Sequence[int]) -> Int[np.ndarray, " rows"]:
    rising = np.asarray(edges)
    if not len(rising) or (np.diff(rising) <= 0).any() or rising[0] <= 0:
        raise PlanError(
            f"`edges` must be lengths in characters that rise from above 0, got {list(edges)}. "
            f"Give for example {list(LENGTHS)}."
        )
    lengths = examples.texts.str.len_chars().fill_null(0).to_numpy()
    return np.searchsorted(rising, lengths, side="right")
