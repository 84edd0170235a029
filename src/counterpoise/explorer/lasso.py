"""Which points lie in a shape that was drawn around them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

Column = Float[np.ndarray, " rows"]
Corners = Float[np.ndarray, "corners 2"]


def inside(x: Column, y: Column, corners: Corners) -> Bool[np.ndarray, " rows"]:
    """[rows], whether each point lies in the polygon, by the even-odd rule.

    A point lies in it where a ray to the right crosses an odd number of its sides. Of a side from
    (x1, y1) to (x2, y2), those points are crossed whose y is at or above one end and below the
    other, and whose x is below x1 + (y - y1) / (y2 - y1) (x2 - x1): the page computes the same, in
    the same precision and order, so that both choose the same rows.

    Args:
        x: across; nan lies nowhere.
        y: up; nan lies nowhere.
        corners: of the polygon, in order; the last is joined to the first.

    Example:
        >>> corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
        >>> inside(np.array([0.9, 0.1]), np.array([0.5, 0.5]), corners)
        array([ True, False])
    """
    order = np.argsort(y, kind="stable")
    rising = y[order]
    odd = np.zeros(len(x), dtype=bool)
    for (x1, y1), (x2, y2) in zip(np.roll(corners, 1, axis=0), corners, strict=True):
        ends = np.searchsorted(rising, sorted((y1, y2)), side="left")
        here = order[slice(*ends)]
        odd[here] ^= x[here] < x1 + (y[here] - y1) / (y2 - y1) * (x2 - x1)
    return odd & ~np.isnan(y)
