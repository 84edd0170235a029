"""What a remedy is asked to reach, and whether it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from benchmarks.remedies.settings import CONTROL, ENOUGH, MENDED

AUC_LOSS = 0.005
FNR_RISE = 0.02
FPR_CHANGE = 0.1
REDUCTION = {"trained": 0.9, "held_out": 0.5}

KEYS = ["remedy", "strength", "scale", "times"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What the models of one remedy came to, means over seeds.

    Attributes:
        remedy: its name.
        strength: how strong it is; None where it has none.
        times: how many times as long it was trained as the others.
        gain: reduction of flips as a fraction; or how far the furthest group is from overall FPR,
            as a fraction of it, below 0.
        price: loss of AUC, or rise of overall FNR, against the control.
        enough: whether the gain is what is asked for.
        cheap: whether the price is.
        seeds: how many there are.
        seeds_met: with how many of them the aim is met.
    """

    remedy: str
    strength: float | None
    times: int
    gain: float
    price: float
    enough: bool
    cheap: bool
    seeds: int
    seeds_met: int

    @property
    def met(self) -> bool:
        """Whether the aim is, on average."""
        return self.enough and self.cheap


def flips(rows: pl.DataFrame, pairs: str) -> list[Reached]:
    """Fewer flips against the control trained as long, every setting; most gain first.

    Gain = 1 - (mean flip rate) / (mean flip rate of the control). None where a seed has so few
    pairs that hardly one flips.

    Args:
        rows: of one data set and one way of deciding.
        pairs: `trained` or `held_out`.
    """
    if rows[f"pairs_{pairs}"].mean() < ENOUGH:
        return []
    mine, controls = pl.col(f"flip_{pairs}"), pl.col(f"flip_{pairs}_control")
    return _reached(
        rows,
        gain=1 - mine.mean() / controls.mean(),
        gain_of_seed=1 - mine / controls,
        price=pl.col("roc_auc_control") - pl.col("roc_auc"),
        enough=lambda gain: gain >= REDUCTION[pairs],
        cheap=lambda price: price < AUC_LOSS,
    )


def rates(rows: pl.DataFrame) -> list[Reached]:
    """FPR of the mended groups near overall FPR, every setting; most gain first.

    Gain = -(mean over seeds of the largest |FPR of a group / overall FPR - 1|). Groups with fewer
    than 100 negatives are left out.
    """
    asked = [group for group in MENDED if rows[f"negatives_{group}"].min() >= ENOUGH]
    gain = -pl.max_horizontal((pl.col(f"fpr_{group}") / pl.col("fpr") - 1).abs() for group in asked)
    return _reached(
        rows,
        gain=gain.mean(),
        gain_of_seed=gain,
        price=pl.col("fnr") - pl.col("fnr_control"),
        enough=lambda gain: gain >= -FPR_CHANGE,
        cheap=lambda price: price <= FNR_RISE,
    )


Bound = Callable[[pl.Expr], pl.Expr]


def _reached(
    rows: pl.DataFrame,
    *,
    gain: pl.Expr,
    gain_of_seed: pl.Expr,
    price: pl.Expr,
    enough: Bound,
    cheap: Bound,
) -> list[Reached]:
    """Every setting against the control of its seed that was trained as long."""
    controls = rows.filter(remedy=CONTROL)
    both = rows.join(controls, on=["seed", "times"], suffix="_control", maintain_order="left")
    found = both.group_by(KEYS, maintain_order=True).agg(
        gain=gain,
        price=price.mean(),
        enough=enough(gain),
        cheap=cheap(price.mean()),
        seeds=pl.len(),
        seeds_met=(enough(gain_of_seed) & cheap(price)).sum(),
    )
    known = found.filter(pl.col("gain").is_not_nan()).drop("scale")
    reached = [Reached(**row) for row in known.iter_rows(named=True)]
    return sorted(reached, key=lambda one: -one.gain)
