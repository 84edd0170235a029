"""Structures of arrays with one row for each example: how many rows, and some of them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from counterpoise.errors import DataError


def as_arrays(structure: Any, *, what: str) -> tuple[Any, int]:
    """The structure with NumPy arrays as leaves, and its number of rows.

    Args:
        structure: arrays, frames, tensors or None, in tuples and dicts.
        what: what it is, for the message.

    Raises:
        DataError: no rows, or leaves with different numbers of rows.
    """
    arrays = keras.tree.map_structure(
        lambda leaf: None if leaf is None else np.asarray(leaf), structure
    )
    leaves = [leaf for leaf in keras.tree.flatten(arrays) if leaf is not None]
    sizes = {len(leaf) if leaf.ndim else 0 for leaf in leaves}
    if len(sizes) != 1 or sizes == {0}:
        raise DataError(
            f"The arrays of {what} must have one number of rows, at least 1, got "
            f"{', '.join(map(str, sorted(sizes))) or 'no array'}. Pass arrays that describe the "
            "same rows."
        )
    return arrays, sizes.pop()


def taken(arrays: Any, rows: Any) -> Any:
    """Some rows of every array of a structure; None stays None."""
    return keras.tree.map_structure(lambda leaf: None if leaf is None else leaf[rows], arrays)


def joined(structures: list[Any]) -> Any:
    """The rows of structures below each other."""
    return keras.tree.map_structure(
        lambda *leaves: None if leaves[0] is None else np.concatenate(leaves), *structures
    )
