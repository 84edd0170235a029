"""Rates of a family of slices drawn towards each other, as far as the data say that they are alike.

The rate p_k of slice k is drawn from Beta(s m, s (1 - m)), its hits x_k of n_k rows from
Binomial(n_k, p_k): a beta-binomial, the Dirichlet-multinomial of two categories. `m` is the mean
of the family; the strength `s` says how alike its slices are, in rows that the mean counts for.
Neither is known. They are not put at their most likely values, which would claim too much for few
slices, but integrated over, with these priors:

- m ~ Beta(1/2, 1/2), Jeffreys' of a rate;
- sqrt(1 / (1 + s)) ~ Uniform(0, 1): the standard deviation of the slices' rates, as a share of the
  largest that a family of this mean can have, sqrt(m (1 - m)), may be anything.

Source: Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, sections 5.3 and 5.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import CONFIDENCE, Array, normal_quantile, ratio

WEAKEST, STRONGEST = 1e-2, 1e8
"""Strengths looked at: slices nearly all of 0 or 1, and slices that differ by less than 0.0001."""

LOCATING = 16
"""Strengths at which it is looked where the posterior lies."""

STRENGTHS = 12
"""Strengths that the posterior is then held at."""

SCORES = 0.75 * np.arange(-5.0, 6.0)
"""Where the mean is integrated, in standard deviations. Steps of 1 would do for a normal density,
with an error of exp(-2 pi^2); with few hits it is none."""

DROP = 10.0
"""How far the logarithm of the posterior falls to where it is cut off."""

STEPS = 6
"""Runge-Kutta steps from the mean to an end of an interval."""

STEEPEST, TINY = 1e6, 1e-9
"""Bounds that only a density which piles up at 0 or 1 comes near."""

Columns = Float[np.ndarray, "slices thresholds"]
Nodes = Float[np.ndarray, "nodes thresholds"]
Limits = Float[np.ndarray, " thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is known of a family's mean and strength, at each of several strengths.

    Attributes:
        share: posterior probability of the strength; nan where fewer than two slices have rows.
        strength: s.
        mean: of m, given s.
        variance: of m, given s.
    """

    share: Nodes
    strength: Nodes
    mean: Nodes
    variance: Nodes

    @property
    def overall_mean(self) -> Limits:
        """The mean of m."""
        return (self.share * self.mean).sum(axis=0)

    @property
    def overall_strength(self) -> Limits:
        """The s at which 1 / (1 + s), the slices' variance over m (1 - m), has its mean."""
        return 1 / (self.share / (1 + self.strength)).sum(axis=0) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """The rate of every slice, drawn towards its family; nan where the family is unknown.

    Attributes:
        value: posterior mean.
        lower: lower end of the interval.
        upper: upper end.
    """

    value: Columns
    lower: Columns
    upper: Columns


def log_likelihood(hits: Columns, size: Columns, *, mean: Nodes, strength: Limits) -> Nodes:
    """The logarithm of the probability of the slices' hits, but for binomial coefficients.

    sum over k of log B(x_k + s m, n_k - x_k + s (1 - m)) - log B(s m, s (1 - m)).

    Args:
        hits: x, in [0, size].
        size: n, rows or effective size; >= 0.
        mean: m, in (0, 1).
        strength: s, > 0.
    """
    found = _rises(hits, strength * mean) + _rises(size - hits, strength * (1 - mean))
    return found - _rises(size, strength[None])


def _rises(counts: Columns, start: Nodes) -> Nodes:
    """Sum over slices of log Gamma(start + count) - log Gamma(start)."""
    from scipy.special import gammaln

    terms = gammaln(start[..., None] + np.ascontiguousarray(counts.T))
    terms -= gammaln(start)[..., None]  # before the sum, which would round away the difference
    return terms.sum(axis=-1)


def family_of(hits: Columns, size: Columns) -> Family:
    """The posterior of a family's mean and strength, at each threshold.

    Slices are taken to be exchangeable and to share no row. One without rows says nothing; fewer
    than two with rows leave the family unknown: nan.

    Args:
        hits: x, in [0, size].
        size: n, rows or effective size; >= 0.
    """
    logs = np.linspace(np.log(STRONGEST), np.log(WEAKEST), LOCATING)
    coarse = np.repeat(_spread(np.exp(logs))[:, None], size.shape[1], axis=1)
    fine = _between(_main_part(coarse, hits, size), np.linspace(0, 1, LOCATING))
    middles = (np.arange(STRENGTHS) + 0.5) / STRENGTHS
    strength = _strength(_between(_main_part(fine, hits, size), middles))
    evidence, mean, variance = _given(strength, hits, size, SCORES)
    share = np.exp(evidence - evidence.max(axis=0))
    share /= share.sum(axis=0)
    known = (size > 0).sum(axis=0) > 1
    return Family(
        share=np.where(known, share, np.nan), strength=strength, mean=mean, variance=variance
    )


def _given(
    strengths: Nodes, hits: Columns, size: Columns, scores: Float[np.ndarray, " scores"]
) -> tuple[Nodes, Nodes, Nodes]:
    """The evidence for each strength as a logarithm, and the mean and variance of m given it."""
    found = [_mean_given(strength, hits, size, scores) for strength in strengths]
    evidence, mean, variance = (np.array(part) for part in zip(*found, strict=True))
    return evidence, mean, variance


def _mean_given(
    strength: Limits, hits: Columns, size: Columns, scores: Float[np.ndarray, " scores"]
) -> tuple[Limits, Limits, Limits]:
    """The same of one strength a threshold, by a sum over logit(m) around its likely place.

    Of n rows a slice's rate has the variance m (1 - m) (s + n) / (n (s + 1)), so it tells of m
    what n (s + 1) / (s + n) rows drawn with rate m would.
    """
    from scipy.special import digamma, expit, polygamma

    worth = size * (strength + 1) / (strength + size)
    share = np.clip(ratio(hits, size), 0, 1)
    yes, no = (0.5 + np.nansum(worth * part, axis=0) for part in (share, 1 - share))
    deviation = np.sqrt(polygamma(1, yes) + polygamma(1, no))
    logit = digamma(yes) - digamma(no) + deviation * scores[:, None]
    mean = expit(logit)
    density = log_likelihood(hits, size, mean=mean, strength=strength)
    density += np.log(mean * expit(-logit)) / 2 + np.log(deviation)
    top = density.max(axis=0)
    chance = np.exp(density - top)
    total = chance.sum(axis=0)
    chance /= total
    middle = (chance * mean).sum(axis=0)
    return top + np.log(total), middle, (chance * (mean - middle) ** 2).sum(axis=0)


def _main_part(
    spreads: Nodes, hits: Columns, size: Columns
) -> Float[np.ndarray, "ends thresholds"]:
    """The spreads, of those given in rising order, between which nearly all of the posterior is."""
    evidence = _given(_strength(spreads), hits, size, np.zeros(1))[0]
    high = evidence > evidence.max(axis=0) - DROP
    last = len(spreads) - 1
    ends = np.array(
        [
            np.maximum(high.argmax(axis=0) - 1, 0),
            np.minimum(last - high[::-1].argmax(axis=0) + 1, last),
        ]
    )
    return np.take_along_axis(spreads, ends, axis=0)


def _between(
    ends: Float[np.ndarray, "ends thresholds"], places: Float[np.ndarray, " nodes"]
) -> Nodes:
    return ends[0] + (ends[1] - ends[0]) * places[:, None]


def _spread(strength: Array) -> Array:
    return (1 + strength) ** -0.5


def _strength(spread: Array) -> Array:
    return spread**-2.0 - 1


def posterior_of(
    family: Family, hits: Columns, size: Columns, *, confidence: float = CONFIDENCE
) -> Posterior:
    """The rate of every slice, drawn towards its family.

    Given m and s, p_k ~ Beta(s m + x_k, s (1 - m) + n_k - x_k), of mean (s m + x_k) / (s + n_k).
    Over their posterior, p_k has a mixture of these. A slice without rows has a mixture of
    Beta(s m, s (1 - m)): where a slice of which nothing is known would lie.

    The interval leaves (1 - confidence) / 2 to either side. An end is put at 0 or 1 where the beta
    distribution of the same mean and variance has no bounded density there.

    Args:
        family: from `family_of` of the same slices.
        hits: x, in [0, size].
        size: n, rows or effective size; >= 0.
        confidence: probability that the interval covers the truth, in (0, 1).
    """
    strength = family.strength[:, None]
    own = strength + size
    mean = (strength * family.mean[:, None] + hits) / own
    shaken = (strength / own) ** 2 * family.variance[:, None]
    variance = (mean * (1 - mean) - shaken) / (own + 1) + shaken
    share = family.share[:, None]
    value = (share * mean).sum(axis=0)
    first, second = _shapes(value, (share * (variance + (mean - value) ** 2)).sum(axis=0))
    reach = normal_quantile(confidence)
    lower, upper = _quantiles((-reach, reach), share, *_shapes(mean, variance), start=value)
    return Posterior(
        value=value,
        lower=np.where(first < 1, 0.0, np.minimum(lower, value)),
        upper=np.where(second < 1, 1.0, np.maximum(upper, value)),
    )


def _shapes(mean: Array, variance: Array) -> tuple[Array, Array]:
    """The a and b with which Beta(a, b) has this mean and variance."""
    total = mean * (1 - mean) / variance - 1
    return mean * total, (1 - mean) * total


def _quantiles(
    scores: tuple[float, ...], share: Array, first: Array, second: Array, *, start: Array
) -> list[Array]:
    """The quantiles at Phi(scores) of mixtures of beta distributions, components along axis 0.

    y = logit(quantile) follows dy/dz = phi(z) / f(y), f being the mixture's density of y, from
    `start`, whose z the distribution function tells, to z = score; by Runge and Kutta.

    Source: Steinbrecher & Shaw, Quantile mechanics, European Journal of Applied Mathematics 19,
    2008.
    """
    from scipy.special import betainc, betaln, expit, log_expit, logit, ndtri

    below = (share * betainc(first, second, start)).sum(axis=0)
    origin = ndtri(np.clip(below, TINY, 1 - TINY))
    scale = np.log(np.maximum(share, np.finfo(float).tiny)) - betaln(first, second)

    def slope(z: Array, y: Array) -> Array:
        density = np.exp(scale + first * log_expit(y) + second * log_expit(-y)).sum(axis=0)
        bell = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        return bell / np.maximum(density, bell / STEEPEST)

    def end(score: float) -> Array:
        z, y, step = origin, logit(start), (score - origin) / STEPS
        for _ in range(STEPS):
            k1 = slope(z, y)
            k2 = slope(z + step / 2, y + step / 2 * k1)
            k3 = slope(z + step / 2, y + step / 2 * k2)
            k4 = slope(z + step, y + step * k3)
            y, z = y + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4), z + step
        return expit(y)

    return [end(score) for score in scores]
