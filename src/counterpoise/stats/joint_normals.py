"""Sums of independent terms over overlapping sets, drawn without drawing every term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Num

DEVIATE = 100
"""Multiplications of a matrix product that take as long as drawing one normal deviate."""

JITTER = 1e-10
"""Added to each set's correlation with itself, so that sets may follow from each other."""

AT_ONCE = 1 << 18
"""Multiplications up to which BLAS does not spread a product over threads, which costs more than it
saves while a product is thin."""

THIN = 16
"""Columns or rows in a block of a thin product, at least."""


def joint_normals(
    holds: Bool[np.ndarray, "sets atoms"],
    variance: Float[np.ndarray, " atoms"],
    *,
    generator: np.random.Generator,
    draws: int,
) -> Float[np.ndarray, "sets draws"]:
    """Draws of the sum, over the atoms of every set, of independent normal terms.

    With terms e_a ~ N(0, variance_a), the sums are jointly normal with the covariance
    holds diag(variance) holds^T = L L^T, so that L z draws them from as many deviates as there are
    sets. Where atoms are few or sets many, the terms are drawn and added up.

    Args:
        holds: whether the set holds the atom.
        variance: of each atom's term, >= 0.
        generator: source of randomness.
        draws: number of draws.

    Returns:
        Sets that differ in no atom with variance have the same draws; a set without variance has 0.
    """
    used = np.flatnonzero(variance)
    sets, atoms = len(holds), len(used)
    if atoms * draws * DEVIATE < sets**2 * (atoms + draws):
        terms = generator.standard_normal((atoms, draws))
        terms *= np.sqrt(variance[used])[:, None]
        return sparse_set_sums(holds[:, used], terms)
    distinct, places = _distinct(holds & (variance > 0))
    factor = _factor(holds[distinct], variance)[places]
    return _product(factor, generator.standard_normal((len(distinct), draws)))


def set_sums(
    holds: Bool[np.ndarray, "sets atoms"], values: Num[np.ndarray, "atoms columns"]
) -> Float[np.ndarray, "sets columns"]:
    """The sums of `values` over the atoms of every set: holds @ values."""
    sums = np.zeros((len(holds), values.shape[1]))
    for here in _blocks(holds.shape[1], size=sums.size):
        sums += holds[:, here].astype(np.float64) @ values[here]
    return sums


def _product(
    left: Float[np.ndarray, "rows inner"], right: Float[np.ndarray, "inner columns"]
) -> Float[np.ndarray, "rows columns"]:
    found = np.empty((len(left), right.shape[1]))
    for here in _blocks(right.shape[1], size=left.size):
        found[:, here] = left @ right[:, here]
    return found


def _blocks(count: int, *, size: int) -> Iterator[slice]:
    """Parts of an axis along which a product takes `size` multiplications a place."""
    step = AT_ONCE // max(size, 1)
    step = step if step >= THIN else count
    for first in range(0, count, max(step, 1)):
        yield slice(first, first + step)


def sparse_set_sums(
    holds: Bool[np.ndarray, "sets atoms"], values: Num[np.ndarray, "atoms columns"]
) -> Float[np.ndarray, "sets columns"]:
    """The same, fast where most sets hold few of the atoms and columns are many."""
    from scipy.sparse import csr_array

    sparse: Any = csr_array(holds, dtype=np.float64)
    return sparse @ values


def _distinct(holds: Bool[np.ndarray, "sets atoms"]) -> tuple[list[int], list[int]]:
    """Of sets with the same atoms the first, and which of these stands for each set."""
    packed = np.packbits(holds, axis=1)
    keys = [packed[place].tobytes() for place in range(len(packed))]
    first: dict[bytes, int] = {}
    for place, key in enumerate(keys):
        first.setdefault(key, place)
    order = {key: place for place, key in enumerate(first)}
    return list(first.values()), [order[key] for key in keys]


def _factor(
    holds: Bool[np.ndarray, "sets atoms"], variance: Float[np.ndarray, " atoms"]
) -> Float[np.ndarray, "sets sets"]:
    """L with L L^T = holds diag(variance) holds^T."""
    covariance = set_sums(holds, (holds * variance).T)
    deviation = np.sqrt(np.diagonal(covariance))
    scale = np.where(deviation > 0, deviation, 1.0)
    correlation = covariance / scale / scale[:, None]
    np.fill_diagonal(correlation, 1 + JITTER)
    return deviation[:, None] * np.linalg.cholesky(correlation)
