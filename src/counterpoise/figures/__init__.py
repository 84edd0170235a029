"""Figures for papers: a report or a comparison drawn by Matplotlib.

Each function returns a `matplotlib.figure.Figure` of its own, outside pyplot and its backends.
`save` writes one as PDF, SVG or PNG.
"""

from __future__ import annotations

from importlib.util import find_spec

from counterpoise.errors import MissingExtraError

if find_spec("matplotlib") is None:
    raise MissingExtraError(feature="counterpoise.figures", extra="figures")

from counterpoise.figures.change_forest_plot import change_forest_plot
from counterpoise.figures.dot_plot import dot_plot
from counterpoise.figures.flip_plot import flip_plot
from counterpoise.figures.frontier_plot import frontier_plot
from counterpoise.figures.gap_forest_plot import gap_forest_plot
from counterpoise.figures.reliability_diagram import reliability_diagram
from counterpoise.figures.roc_curves import roc_curves
from counterpoise.figures.saving import save
from counterpoise.figures.threshold_curves import threshold_curves

__all__ = [
    "change_forest_plot",
    "dot_plot",
    "flip_plot",
    "frontier_plot",
    "gap_forest_plot",
    "reliability_diagram",
    "roc_curves",
    "save",
    "threshold_curves",
]
