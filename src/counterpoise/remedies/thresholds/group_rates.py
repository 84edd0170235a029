"""What decisions come to in every group: rates with their intervals, and the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from counterpoise.stats.boxes import Box
from counterpoise.stats.proportions import guarded_wilson
from counterpoise.stats.trials import Trials

RATES = (
    "positive_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "accuracy",
)
"""The rates shown, under the names that reports use."""

Rows = Bool[np.ndarray, " rows"]


def group_trials(
    name: str,
    decisions: Rows,
    positives: Rows,
    *,
    weights: Float[np.ndarray, " rows"],
    codes: Int[np.ndarray, " rows"],
    groups: int,
) -> Trials:
    """The rows that the rate called `name` is a share of, in every group; each array [groups].

    Args:
        name: one of `RATES`.
        decisions: [rows], whether the decision is positive.
        positives: [rows], whether the label is.
        weights: [rows], >= 0.
        codes: [rows], the place of each row's group; below 0 where a row is in none.
        groups: how many there are.
    """
    counted, hit = {
        "positive_rate": (np.ones_like(positives), decisions),
        "true_positive_rate": (positives, decisions),
        "false_positive_rate": (~positives, decisions),
        "false_negative_rate": (positives, ~decisions),
        "accuracy": (np.ones_like(positives), decisions == positives),
    }[name]
    here = counted & (codes >= 0)
    place, weight = codes[here], weights[here]

    def sums(values: Float[np.ndarray, " counted"] | None) -> np.ndarray:
        return np.bincount(place, weights=values, minlength=groups)

    return Trials(
        rows=sums(None).astype(np.int64),
        weight=sums(weight).astype(np.float64),
        weight_sq=sums(weight**2).astype(np.float64),
        hits=sums(weight * hit[here]).astype(np.float64),
    )


def rate_frame(groups: Sequence[str | None], trials: dict[str, Trials]) -> pl.DataFrame:
    """One row a group and rate.

    Args:
        groups: names; None for all rows.
        trials: rate -> [groups].

    Returns:
        Columns group, metric, value with its 95 % interval (lower, upper; nan without rows), rows
        (that the rate counts).
    """
    frames = []
    for name, found in trials.items():
        lower, upper = guarded_wilson(found.rate, found.size)
        columns = {"value": found.rate, "lower": lower, "upper": upper, "rows": found.rows}
        frames.append(
            pl.DataFrame(
                {"group": list(groups), "metric": [name] * len(groups), **columns},
                schema_overrides={"group": pl.String},
            )
        )
    return pl.concat(frames)


def gap_frame(
    groups: Sequence[str], trials: dict[str, Trials], *, together: Sequence[str]
) -> pl.DataFrame:
    """One row a rate: the largest less the smallest rate of a group.

    Args:
        groups: names.
        trials: rate -> [groups].
        together: rates whose intervals hold at once, with each other.

    Returns:
        Columns metric, value with its 95 % interval (lower, upper; simultaneous over the groups,
        since those at the ends were picked for being there), lowest and highest (groups). nan and
        null where fewer than two groups have rows.
    """
    rows = []
    for name, found in trials.items():
        rate = found.rate
        known = ~np.isnan(rate)
        rates = len(groups) * (len(together) if name in together else 1)
        column = Trials(
            rows=found.rows[:, None],
            weight=found.weight[:, None],
            weight_sq=found.weight_sq[:, None],
            hits=found.hits[:, None],
        )
        (lower,), (upper,) = Box.of(column, rates=rates).difference()
        if known.sum() < 2:
            rows.append((name, np.nan, np.nan, np.nan, None, None))
            continue
        low = int(np.argmin(np.where(known, rate, np.inf)))
        high = int(np.argmax(np.where(known, rate, -np.inf)))
        ends = (groups[low], groups[high])
        rows.append((name, float(rate[high] - rate[low]), float(lower), float(upper), *ends))
    schema = {
        "metric": pl.String,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "lowest": pl.String,
        "highest": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
