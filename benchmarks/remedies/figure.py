"""What each strength of a remedy gains and costs, as one picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.remedies.settings import BLIND, CONTROL, ENOUGH, EQUAL, HALF

PAIRED = {"pairing": "C0", "pairing_swap": "C1", "pairing_upweighting": "C2", "mindiff": "C3"}
GROUPED = {
    "upweighting": "C4",
    "pairing_upweighting": "C2",
    "mindiff": "C3",
    "rate_constraints": "C5",
    "group_dro": "C6",
}


def save_figure(frontier: pl.DataFrame, path: Path) -> None:
    """Writes the picture: a column for each data set.

    Above flips of trained (full) and held-out terms (dashed) against AUC lost, at 0.5; below the
    largest FPR gap of a mended group against FNR gained, at equal FPR.
    """
    names = frontier["data"].unique(maintain_order=True).to_list()
    figure = Figure(figsize=(4 * len(names), 7))
    axes = figure.subplots(2, len(names), squeeze=False)
    for at, name in enumerate(names):
        rows = frontier.filter(data=name)
        _flips(axes[0][at], rows.filter(decided=HALF))
        _gaps(axes[1][at], rows.filter(decided=EQUAL))
        axes[0][at].set_title(name)
    axes[0][0].set_ylabel("flips left, share of the control's")
    axes[1][0].set_ylabel("largest FPR gap of female and male")
    for row in axes:
        row[-1].legend(fontsize=7)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})


def _flips(axes: Axes, rows: pl.DataFrame) -> None:
    rows = rows.filter(times=1)
    control = rows.row(by_predicate=pl.col("remedy") == CONTROL, named=True)
    shown = [one for one in ("trained", "held_out") if rows[f"pairs_{one}"].max() >= ENOUGH]
    for remedy, colour in PAIRED.items():
        mine = rows.filter(remedy=remedy).sort("strength")
        lost = control["roc_auc"] - mine["roc_auc"]
        for pairs, line in zip(shown, ("-", "--"), strict=False):
            left = mine[f"flip_{pairs}"] / control[f"flip_{pairs}"]
            label = remedy.replace("_", " + ") if line == "-" else None
            axes.plot(lost, left, line, color=colour, marker="o", markersize=3, label=label)
    for row in rows.filter(remedy=BLIND).iter_rows(named=True):
        lost = control["roc_auc"] - row["roc_auc"]
        for pairs, mark in zip(shown, ("kX", "kx"), strict=False):
            label = "terms taken out" if pairs == "trained" else None
            axes.plot(lost, row[f"flip_{pairs}"] / control[f"flip_{pairs}"], mark, label=label)
    axes.axvline(0.005, color="grey", linewidth=0.7)
    axes.axhline(0.1, color="grey", linewidth=0.7)
    axes.axhline(0.5, color="grey", linewidth=0.7, linestyle="--")
    axes.set_xlabel("AUC lost against the control")
    axes.set_ylim(0, 1.5)


def _gaps(axes: Axes, rows: pl.DataFrame) -> None:
    rows = rows.filter(times=1)
    control = rows.row(by_predicate=pl.col("remedy") == CONTROL, named=True)
    for remedy, colour in GROUPED.items():
        mine = rows.filter(remedy=remedy).sort("strength")
        label = remedy.replace("_", " + " if "pairing" in remedy else " ")
        axes.plot(
            mine["fnr"] - control["fnr"],
            mine["fpr_gap"],
            "-o",
            color=colour,
            markersize=3,
            label=label,
        )
    axes.plot(0, control["fpr_gap"], "k*", label="control")
    axes.axvline(0.02, color="grey", linewidth=0.7)
    axes.axhline(0.1 * control["fpr"], color="grey", linewidth=0.7)
    axes.set_xlabel("overall FNR gained, at equal FPR")
