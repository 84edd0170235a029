"""Reliability diagrams of every slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Bool, Float, Int
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from counterpoise.figures.choosing import NAME_THEM, check_count, chosen_models, chosen_slices
from counterpoise.figures.evidence import enough, too_little
from counterpoise.figures.legend import hollow_handle, model_handles, reference_handle
from counterpoise.figures.look import (
    GUIDE,
    REFERENCE_LINE,
    SMALL_SIZE,
    Look,
    looks,
    point_style,
)
from counterpoise.figures.panels import Heading, panels, tell
from counterpoise.report import Report
from counterpoise.slices import OVERALL


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBins:
    """What was said and what was seen in the score bins of one slice under one model, each [bins].

    Attributes:
        edges: [bins + 1].
        mean_score: nan in a bin without rows.
        observed: share of positive labels; nan in a bin without rows.
        lower: of its 95 % interval.
        upper: the same.
        rows: in the bin.
    """

    edges: Float[np.ndarray, " edges"]
    mean_score: Float[np.ndarray, " bins"]
    observed: Float[np.ndarray, " bins"]
    lower: Float[np.ndarray, " bins"]
    upper: Float[np.ndarray, " bins"]
    rows: Int[np.ndarray, " bins"]

    @property
    def shares(self) -> Float[np.ndarray, " bins"]:
        """The share of the slice's rows in each bin."""
        return self.rows / max(self.rows.sum(), 1)

    @property
    def enough(self) -> Bool[np.ndarray, " bins"]:
        """Where there is enough data."""
        return enough(value=self.observed, lower=self.lower, upper=self.upper)


def reliability_diagram(
    report: Report,
    *,
    bins: int = 10,
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
) -> Figure:
    """Reliability diagrams: a panel a slice, the share of its rows in each score bin below it.

    A point stands at a bin's mean score and the share of positives seen, with its 95 % interval;
    hollow where it has too little data. A bin without rows has none. On the diagonal, scores mean
    what they say. Dotted lines repeat overall.

    Args:
        report: from `audit(..., include=["calibration"])`.
        bins: equal-width bins; a divisor of 100.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show, besides overall; all by default.

    Raises:
        PlanError: the audit did not include calibration, a number of bins that does not divide
            100, a name that the report does not have, more than 60 slices.

    Source: DeGroot & Fienberg, The Statistician 32, 1983.
    """
    pieces = chosen_slices(report.slices, slices)
    check_count(len(pieces), what="slices", advice=NAME_THEM)
    known = [model.name for model in report.models]
    shown = looks(known, chosen_models(known, models))
    every = _score_bins(report, bins)
    first = next(iter(shown))
    grid = panels(
        [Heading(title=name, note=f"{every[name, first].rows.sum():,} rows") for name in pieces],
        across="Mean score",
        up="Share of positives, and share of rows",
        handles=_handles([every[cell] for cell in product(pieces, shown)], shown),
        strip=0.25,
    )
    for axes, strip, piece in zip(grid.axes, grid.strips, pieces, strict=True):
        axes.plot((0, 1), (0, 1), **GUIDE)
        for model, look in shown.items():
            _draw(axes, every[piece, model], look)
            _draw_shares(strip, every[piece, model], look)
            if piece != OVERALL.name:
                _repeat(axes, every[OVERALL.name, model], look)
        if all(not every[piece, model].rows.sum() for model in shown):
            tell(axes, "undefined:\nno rows count for it")
    return grid.sheet.finished()


def _score_bins(report: Report, bins: int) -> dict[tuple[str, str], ScoreBins]:
    """(slice, model) -> its score bins."""
    parts = report.calibration(bins=bins).partition_by("slice", "model", as_dict=True)
    names = ("mean_score", "observed", "lower", "upper", "rows")
    return {
        (str(piece), str(model)): ScoreBins(
            edges=np.append(rows["lower_edge"].to_numpy(), rows["upper_edge"][-1]),
            **{name: rows[name].to_numpy() for name in names},
        )
        for (piece, model), rows in parts.items()
    }


def _handles(found: Sequence[ScoreBins], models: Mapping[str, Look]) -> list[Artist]:
    hollow = any((~one.enough & ~np.isnan(one.observed)).any() for one in found)
    return [
        *model_handles(models, lines=True),
        *([reference_handle()] if len(found) > len(models) else []),
        *([hollow_handle(too_little())] if hollow else []),
    ]


def _draw(axes: Axes, found: ScoreBins, look: Look) -> None:
    axes.plot(
        found.mean_score, found.observed, color=look.colour, linestyle=look.line, linewidth=1.0
    )
    for filled in (True, False):
        here = (found.enough == filled) & ~np.isnan(found.observed)
        value = found.observed[here]
        axes.errorbar(
            found.mean_score[here],
            value,
            yerr=[value - found.lower[here], found.upper[here] - value],
            elinewidth=0.8,
            ecolor=look.colour,
            linestyle="",
            **point_style(look, filled=filled),
        )


def _repeat(axes: Axes, found: ScoreBins, look: Look) -> None:
    axes.plot(
        found.mean_score,
        found.observed,
        color=look.colour,
        linestyle=REFERENCE_LINE,
        linewidth=1.0,
    )


def _draw_shares(strip: Axes, found: ScoreBins, look: Look) -> None:
    strip.stairs(found.shares, found.edges, color=look.colour, linestyle=look.line, linewidth=1.0)
    strip.tick_params(labelsize=SMALL_SIZE - 1)
