"""Maximum mean discrepancy between a group's scores and the others' (MinDiff).

Source: Prost et al., Toward a better trade-off between performance and fairness with kernel-based
distribution matching, 2019 (MinDiff); Gretton et al., A kernel two-sample test, JMLR 2012.
"""

from __future__ import annotations

from typing import Any

from counterpoise.losses.kernel_length import kernel_length
from counterpoise.losses.kernels import Kernel, gaussian
from counterpoise.losses.quadratic import quadratic_form
from counterpoise.losses.rows import column, points, row_weights
from counterpoise.losses.sides import sides
from counterpoise.losses.stopped import stopped

GAUSSIAN = gaussian(0.1)

SMALLEST_VARIANCE = 0.01
"""Added to the variance that `adjusted_mmd` divides by, as the older toolkit did."""


def mmd(
    xp: Any, scores: Any, membership: Any, weights: Any = None, *, kernel: Kernel = GAUSSIAN
) -> Any:
    """Squared maximum mean discrepancy of the two sides' scores, biased estimate.

    p'Kp - 2 p'Kq + q'Kq = (p - q)' K (p - q), with p and q the weights of the group's rows and of
    the others, each normalised to 1, and K_ij = k(x_i, x_j).

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        scores: [rows] or [rows, outputs], probabilities or logits.
        membership: [rows] or [rows, 1], 1 in the group, 0 outside; other values: on neither side.
        weights: [rows] or [rows, 1], >= 0; none means 1 each.
        kernel: `gaussian(length)` or `laplacian(length)`.

    Returns:
        Scalar in [0, 2] up to rounding; 0 where the distributions agree, and where either side has
        no weight: nothing is there to compare.

    Raises:
        DataError: an argument of another shape.

    Example:
        >>> import numpy as np
        >>> scores, membership = np.array([0.2, 0.3, 0.9]), np.array([0, 0, 1])
        >>> round(float(mmd(np, scores, membership, kernel=gaussian(0.5))), 3)
        1.603
        >>> float(mmd(np, scores, np.zeros(3)))
        0.0
    """
    of_rows, membership, weights = _rows(xp, scores, membership, weights)
    members, others = sides(xp, membership, weights)
    length = kernel_length(xp, kernel, of_rows, weights)
    return quadratic_form(xp, of_rows, members - others, kernel=kernel, length=length)


def adjusted_mmd(
    xp: Any, scores: Any, membership: Any, weights: Any = None, *, kernel: Kernel = GAUSSIAN
) -> Any:
    """MMD^2 over the variance of the two sides' means, (p - q)' K (p - q) / (v_p + v_q + 0.01).

    v_p = (1 - p'Kp) sum_i p_i^2 is the variance of the mean in the kernel's feature space; it is a
    constant to the gradient. The adjustment is the older toolkit's: few rows count for less.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        scores: [rows] or [rows, outputs], probabilities or logits.
        membership: [rows] or [rows, 1], 1 in the group, 0 outside; other values: on neither side.
        weights: [rows] or [rows, 1], >= 0; none means 1 each. They are importance weights: a row
            of weight 2 says less about a mean than two rows do.
        kernel: `gaussian(length)` or `laplacian(length)`.

    Returns:
        Scalar in [0, 200] up to rounding; 0 where `mmd` is.

    Raises:
        DataError: an argument of another shape.
    """
    of_rows, membership, weights = _rows(xp, scores, membership, weights)
    members, others = sides(xp, membership, weights)
    length = kernel_length(xp, kernel, of_rows, weights)
    discrepancy = quadratic_form(xp, of_rows, members - others, kernel=kernel, length=length)
    fixed = stopped(xp, of_rows)
    variance = sum(
        (1.0 - quadratic_form(xp, fixed, share, kernel=kernel, length=length))
        * xp.sum(xp.square(share))
        for share in (stopped(xp, members), stopped(xp, others))
    )
    return discrepancy / (variance + SMALLEST_VARIANCE)


def _rows(xp: Any, scores: Any, membership: Any, weights: Any) -> tuple[Any, Any, Any]:
    of_rows = points(xp, scores)
    membership = column(xp, membership, name="membership", like=of_rows)
    return of_rows, membership, row_weights(xp, weights, points=of_rows)
