"""A logistic line through labels, by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import effective_size

CLOSE = 1e-18
"""The squared Newton decrement, in squared standard errors, at which the fit is done."""

NEAR = 1e-6
"""Below this squared decrement likelihoods may differ by rounding alone."""

STEPS = 100
"""The fit is given up after this many steps and halvings; six are usual."""

SAMPLED = 1 << 14
"""With more rows than this the fit starts from that of about so many of them."""

Rows = Float[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticLine:
    """y ~ sigmoid(intercept + slope x), with sandwich variances; nan where undetermined."""

    intercept: float = np.nan
    slope: float = np.nan
    intercept_variance: float = np.nan
    slope_variance: float = np.nan


def logistic_line(x: Rows, labels: Rows, weights: Rows) -> LogisticLine:
    """The line of greatest weighted likelihood, sum of w [y log p + (1 - y) log(1 - p)].

    Variances are H^-1 (sum of r^2 x x') H^-1 n / (n - 2), with residuals r = w (y - p), Hessian H
    and Kish's effective size n.

    Args:
        x: [rows], finite.
        labels: [rows], in [0, 1].
        weights: [rows], >= 0.

    Returns:
        All nan where no finite or no single line is the best one: fewer than two values of x, or
        labels that x parts without error.

    Source: Albert & Anderson, Biometrika 71, 1984 (when there is a line); White, Econometrica 50,
    1982 (its variance).
    """
    counted = weights > 0
    if not counted.all():
        x, labels, weights = x[counted], labels[counted], weights[counted]
    if not _determined(x, labels):
        return LogisticLine()
    middle = float(np.average(x, weights=weights))
    centred, once = x - middle, weights / weights.mean()
    start = np.array([0.0, 0.0])
    thin = len(x) // SAMPLED
    if thin > 1 and _determined(x[::thin], labels[::thin]):
        start = _best(centred[::thin], labels[::thin], once[::thin], start=start).line
    return _described(_best(centred, labels, once, start=start), centred, once, middle=middle)


def _determined(x: Rows, labels: Rows) -> bool:
    """Whether the values of x at which a label is above 0 and those at which one is below 1 mix."""
    above, below = x[labels > 0], x[labels < 1]
    if not len(above) or not len(below):
        return False
    return bool(above.min() < below.max() and below.min() < above.max())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A line, what is left of the labels there, and the way from there to the best line.

    Attributes:
        line: intercept and slope.
        residual: [rows], w (y - p).
        inverse: inverse of the Hessian.
        way: the Newton step.
        decrement: squared length of `way` in standard errors; inf where there is no way.
        likelihood: logarithm of the likelihood of the line.
    """

    line: Float[np.ndarray, " 2"]
    residual: Rows
    inverse: Float[np.ndarray, "2 2"]
    way: Float[np.ndarray, " 2"]
    decrement: float
    likelihood: float

    def betters(self, other: _Step) -> bool:
        """Whether this line is likelier and a way leads on from it.

        Close to the best line, where likelihoods are lost in rounding: whether it is closer.
        """
        likelier = self.likelihood > other.likelihood and self.decrement < np.inf
        return likelier or self.decrement < min(other.decrement, NEAR)


def _best(x: Rows, labels: Rows, weights: Rows, *, start: Float[np.ndarray, " 2"]) -> _Step:
    """The step at which the gradient vanishes; ways that lead to no better line are halved."""
    here, share = _step(start, x, labels, weights), 1.0
    for _ in range(STEPS):
        if here.decrement <= CLOSE:
            break
        there = _step(here.line + share * here.way, x, labels, weights)
        if there.betters(here):
            here, share = there, 1.0
        else:
            share /= 2
    return here


def _step(line: Float[np.ndarray, " 2"], x: Rows, labels: Rows, weights: Rows) -> _Step:
    from scipy.special import expit

    height = line[0] + line[1] * x
    chance = expit(height)
    residual = weights * (labels - chance)
    spread = weights * chance * (1 - chance)
    leaning = spread * x
    hessian = np.array([[spread.sum(), leaning.sum()], [leaning.sum(), (leaning * x).sum()]])
    gradient = np.array([residual.sum(), (residual * x).sum()])
    steep = np.linalg.det(hessian) > 0
    inverse = np.linalg.inv(hessian) if steep else np.zeros((2, 2))
    way = inverse @ gradient
    return _Step(
        line=line,
        residual=residual,
        inverse=inverse,
        way=way,
        decrement=float(gradient @ way) if steep else np.inf,
        likelihood=float((weights * (labels * height - np.logaddexp(0, height))).sum()),
    )


def _described(best: _Step, x: Rows, weights: Rows, *, middle: float) -> LogisticLine:
    """The best line with its variances, in terms of x as it was before `middle` was taken off."""
    if not best.decrement < 1e-12:
        return LogisticLine()
    squared = best.residual**2
    meat = np.array(
        [[squared.sum(), (squared * x).sum()], [(squared * x).sum(), (squared * x * x).sum()]]
    )
    size = float(effective_size(weights.sum(keepdims=True), (weights**2).sum(keepdims=True))[0])
    variance = best.inverse @ meat @ best.inverse * (size / (size - 2) if size > 2 else np.nan)
    back = np.array([1.0, -middle])
    return LogisticLine(
        intercept=float(best.line @ back),
        slope=float(best.line[1]),
        intercept_variance=float(back @ variance @ back),
        slope_variance=float(variance[1, 1]),
    )
