"""Random numbers that hang on what they are drawn for, not on what was drawn before.

So a draw for one text is the same whatever other texts are in memory with it.
"""

from __future__ import annotations

from numbers import Integral

import numpy as np

from counterpoise.errors import PlanError

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def uniform_draws(*parts: np.ndarray, seed: int) -> np.ndarray:
    """[rows], uint64, evenly spread: a number for each row of the parts and the seed.

    One step of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195) for the seed
    and for each part in turn.

    Args:
        parts: each [rows], integers >= 0: what the number is drawn for.
        seed: in [0, 2^64).

    Raises:
        PlanError: a seed out of range.
    """
    if not isinstance(seed, Integral) or not 0 <= seed < 2**64:
        raise PlanError(f"`seed` must be in [0, 2^64), got {seed!r}. Any such integer will do.")
    state = _mixed(np.full(len(parts[0]), seed, dtype=np.uint64))
    for part in parts:
        state = _mixed(state ^ part.astype(np.uint64))
    return state


def _mixed(state: np.ndarray) -> np.ndarray:
    z = state + _STEP
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
