"""Weighted sums over all pairs of rows, in blocks where the pairs are many."""

from __future__ import annotations

from typing import Any

from counterpoise.losses.kernels import Kernel, likeness, slopes
from counterpoise.losses.stopped import stopped

NUMBERS_AT_ONCE = 4_194_304
"""Differences held at a time: all those of 2,048 rows with one output, 16 MB in float32."""


def quadratic_form(
    xp: Any,
    points: Any,
    coefficients: Any,
    *,
    kernel: Kernel,
    length: Any,
    at_once: int = NUMBERS_AT_ONCE,
) -> Any:
    """sum_ij c_i c_j k(x_i, x_j).

    With more differences than `at_once` the sum is taken in blocks of rows, and its gradient with
    it: memory grows with the rows, not with their square, in the backward pass too.
    Then there is no second derivative, and none in the coefficients.

    Args:
        xp: the namespace.
        points: [rows, outputs].
        coefficients: [rows].
        kernel: how alike two points are.
        length: of the kernel, > 0.
        at_once: differences held at a time, >= 1.

    Returns:
        Scalar.
    """
    # Products are written as sums: accelerators and autocast cut the digits of `matmul`.
    rows, outputs = points.shape
    if rows is None or rows * rows * outputs <= at_once:
        alike = likeness(xp, kernel, points[:, None] - points[None], length=length)
        return xp.sum(coefficients * xp.sum(alike * coefficients[None], 1))
    fixed, constants = stopped(xp, points), stopped(xp, coefficients)
    step = max(1, at_once // (rows * outputs))
    value, pulls = xp.sum(constants * 0.0), fixed * 0.0
    for start in range(0, rows, step):
        some = slice(start, start + step)
        more, pull = _block(xp, fixed, constants, some, kernel=kernel, length=length)
        value, pulls = value + more, pulls + pull
    gradients = 2.0 * constants[:, None] * pulls
    # The second term is 0 and has the gradient: it spares the blocks from being kept for later.
    return value + xp.sum(gradients * (points - fixed))


def _block(
    xp: Any, points: Any, coefficients: Any, some: slice, *, kernel: Kernel, length: Any
) -> tuple[Any, Any]:
    """The part of the sum that some rows have, and [rows, outputs], how these pull at every row."""
    differences = points[None] - points[some, None]
    alike = likeness(xp, kernel, differences, length=length)
    value = xp.sum(coefficients[some] * xp.sum(alike * coefficients[None], 1))
    steep = slopes(xp, kernel, differences, length=length)
    return value, xp.sum(steep * coefficients[some, None, None], 0)
