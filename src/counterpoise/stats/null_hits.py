"""Hits of overlapping slices, redrawn under the hypothesis that every row has one rate.

Large slices are drawn together from the normal; the atoms of small ones, and those of what little
lies outside a slice, from the binomial. Atoms share no row and slices are sums of atoms, so that
overlapping slices keep their correlation.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.intervals import effective_size
from counterpoise.stats.joint_normals import joint_normals, set_sums, sparse_set_sums

LARGE = 25.0
"""Variance of a slice's hits from which they are drawn from the normal."""

SPARSE = 4.0
"""Variance of an atom's hits below which they are drawn exactly, by inverting their sum."""

CERTAIN = 1 - 1e-7
"""Probability up to which hits of sparse atoms are drawn."""

BLOCK = 16
"""Atoms that are redrawn at once: few enough to stay in the processor's cache."""

EVENTS = 1_000_000
"""Hits that are drawn at once, about."""

EVENT = 40
"""Sets to which one hit is added in the time that it takes to draw it."""


def null_hits(
    holds: Bool[np.ndarray, "slices atoms"],
    *,
    weight: Float[np.ndarray, " atoms"],
    weight_sq: Float[np.ndarray, " atoms"],
    rate: float,
    generator: np.random.Generator,
    draws: int,
) -> Float[np.ndarray, "slices draws"]:
    """Weight of the hits of every slice above its expectation, in each redrawing.

    An atom of n rows has Binomial(n, p) hits. With weights, n is Kish's effective size and hits
    are scaled so that their variance p (1-p) sum(w^2) is right.

    Args:
        holds: whether the slice holds the atom.
        weight: sum of the weights of each atom's rows.
        weight_sq: the same of squared weights.
        rate: p, at most 1/2 to be fast.
        generator: source of randomness.
        draws: number of redrawings.
    """
    sums = np.stack([weight, weight_sq], axis=1)
    small = _in_small(holds, sums, variance=rate * (1 - rate))
    large = np.where(small[:, None], 0, sums)
    drawn = _normal_hits(holds, large, rate=rate, generator=generator, draws=draws)
    if small.any():
        size = np.ceil(effective_size(weight[small], weight_sq[small]) - 1e-9)
        scale = np.sqrt(weight_sq[small] / size)
        rare = rate * size.sum() * (len(holds) + EVENT) < EVENT * len(size)
        draw = _rare_hits if rare else _atom_hits
        drawn += draw(holds[:, small], size, scale, rate=rate, generator=generator, draws=draws)
    return drawn


def _in_small(
    holds: Bool[np.ndarray, "slices atoms"],
    sums: Float[np.ndarray, "atoms 2"],
    *,
    variance: float,
) -> Bool[np.ndarray, " atoms"]:
    """Whether an atom has rows and lies in a small slice, or outside one but for few rows.

    Args:
        holds: whether the slice holds the atom.
        sums: of weights and of squared weights.
        variance: of the hits of one row.
    """
    inner = set_sums(holds, sums)
    outer = np.maximum(sums.sum(axis=0) - inner, 0)
    small, small_rest = (effective_size(*part.T) * variance < LARGE for part in (inner, outer))
    return (sums[:, 0] > 0) & (holds[small].any(axis=0) | ~holds[small_rest].all(axis=0))


def _normal_hits(
    holds: Bool[np.ndarray, "slices atoms"],
    sums: Float[np.ndarray, "atoms 2"],
    *,
    rate: float,
    generator: np.random.Generator,
    draws: int,
) -> Float[np.ndarray, "slices draws"]:
    """Hits of slices that are drawn together, each as one atom of its effective size."""
    total, squares = set_sums(holds, sums).T
    some = np.flatnonzero(squares)
    total, squares = total[some], squares[some]
    deviates = joint_normals(holds[some], sums[:, 1], generator=generator, draws=draws)
    deviates /= np.sqrt(squares)[:, None]
    hits = np.zeros((len(holds), draws))
    hits[some] = _rounded_hits(deviates, effective_size(total, squares), rate)
    hits[some] *= (squares / total)[:, None]
    return hits


def _atom_hits(
    holds: Bool[np.ndarray, "slices atoms"],
    size: Float[np.ndarray, " atoms"],
    scale: Float[np.ndarray, " atoms"],
    *,
    rate: float,
    generator: np.random.Generator,
    draws: int,
) -> Float[np.ndarray, "slices draws"]:
    """Hits of slices of which every atom is drawn."""
    hits = np.zeros((len(holds), draws))
    for block in _blocks(len(size)):
        deviates = generator.standard_normal((len(size[block]), draws), dtype=np.float32)
        drawn = _excess_hits(deviates, size[block], rate) * scale[block, None]
        part = holds[:, block]
        slices = np.flatnonzero(part.any(axis=1))
        hits[slices] += sparse_set_sums(part[slices], drawn)
    return hits


def _blocks(count: int) -> Iterator[slice]:
    for first in range(0, count, BLOCK):
        yield slice(first, first + BLOCK)


def _excess_hits(
    deviates: Float[np.ndarray, "atoms draws"], size: Float[np.ndarray, " atoms"], rate: float
) -> Float[np.ndarray, "atoms draws"]:
    """Hits above expectation, X - n p for X ~ Binomial(n, p), rising with standard normal z."""
    hits = _rounded_hits(deviates, size, rate)
    sparse = size * rate * (1 - rate) < SPARSE
    if sparse.any():
        mean = size[sparse, None] * rate
        hits[sparse] = _sparse_hits(deviates[sparse], size[sparse], rate) - mean
    return hits


def _rounded_hits(
    deviates: Float[np.ndarray, "atoms draws"], size: Float[np.ndarray, " atoms"], rate: float
) -> Float[np.ndarray, "atoms draws"]:
    """X - n p for X = round(n p + s z + (1 - 2p)/6 (z^2 - 1)).

    These are the first terms of Cornish and Fisher, with s^2 = n p (1-p) - 1/12 because rounding
    adds 1/12.

    Source: Cornish & Fisher, Revue de l'Institut International de Statistique 5, 1938.
    """
    number = deviates.dtype.type
    mean, skew = (size * rate)[:, None], number((1 - 2 * rate) / 6)
    spread = np.sqrt(np.maximum(size * rate * (1 - rate) - 1 / 12, 0)).astype(number)
    hits = deviates * skew
    hits += spread[:, None]
    hits *= deviates
    hits += mean.astype(number) - skew
    return np.rint(hits, out=hits) - mean


def _sparse_hits(
    deviates: Float[np.ndarray, "atoms draws"], size: Float[np.ndarray, " atoms"], rate: float
) -> Float[np.ndarray, "atoms draws"]:
    """X = number of k with P(X <= k) < Phi(z)."""
    from scipy.special import bdtr, ndtri

    hits = np.zeros(deviates.shape, dtype=np.int8)
    for count in range(int(size.max())):
        up_to = bdtr(np.minimum(count, size), size.astype(np.int64), rate)
        hits += deviates > ndtri(up_to).astype(np.float32)[:, None]
        if up_to.min() > CERTAIN:
            break
    return hits.astype(np.float64)


def _rare_hits(
    holds: Bool[np.ndarray, "slices atoms"],
    size: Float[np.ndarray, " atoms"],
    scale: Float[np.ndarray, " atoms"],
    *,
    rate: float,
    generator: np.random.Generator,
    draws: int,
) -> Float[np.ndarray, "slices draws"]:
    """Hits of slices of which only the hits are drawn, because few rows have one."""
    from scipy.sparse import csr_array

    atoms = np.repeat(np.arange(len(size)), size.astype(np.int64))
    spread = np.ascontiguousarray(holds.T, dtype=np.float64)
    parts, block = [], max(int(EVENTS / max(rate * len(atoms), 1)), 1)
    for first in range(0, draws, block):
        here = min(block, draws - first)
        draw, row = np.divmod(_hit_places(here * len(atoms), rate, generator), len(atoms))
        ends = np.searchsorted(draw, np.arange(here + 1))
        found = csr_array((scale[atoms[row]], atoms[row], ends), shape=(here, len(size)))
        parts.append(found @ spread)
    mean = rate * (holds @ (size * scale))
    return np.concatenate(parts).T - mean[:, None]


def _hit_places(
    count: int, rate: float, generator: np.random.Generator
) -> Int[np.ndarray, " hits"]:
    """Which of `count` rows are hit, each with probability `rate`; their steps are geometric."""
    if rate == 0:
        return np.empty(0, dtype=np.int64)
    mean = count * rate
    steps = generator.geometric(rate, int(mean + 6 * mean**0.5) + 20)
    places = np.cumsum(np.minimum(steps, count + 1)) - 1
    if places[-1] < count - 1:
        after = int(places[-1]) + 1
        return np.append(places, after + _hit_places(count - after, rate, generator))
    return places[places < count]
