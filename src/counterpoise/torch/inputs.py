"""Inputs of a model for some rows: tensors, a dict or tuple of tensors, or a list of features."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import torch
from torch import Tensor

from counterpoise.errors import DataError

Inputs = Any
"""A tensor [rows, ...]; a dict or tuple of such; or a list that holds each row's features."""


def row_count(inputs: Inputs, *, name: str) -> int:
    """Number of rows.

    Raises:
        DataError: parts with different numbers of rows, or no tensor at all.
    """
    if isinstance(inputs, list):
        return len(inputs)
    counts = {len(leaf) for leaf in leaves(inputs)}
    if len(counts) != 1:
        raise DataError(
            f"`{name}` must hold tensors with one number of rows, got {sorted(counts) or 'none'}. "
            "Pass a tensor, a dict or tuple of tensors, or a list with the features of each row."
        )
    return counts.pop()


def leaves(inputs: Inputs) -> list[Tensor]:
    """The tensors in it, in their order."""
    if isinstance(inputs, Tensor):
        return [inputs]
    parts = inputs.values() if isinstance(inputs, Mapping) else inputs
    return [part for part in parts if isinstance(part, Tensor)]


def mapped(inputs: Inputs, change: Callable[[Tensor], Tensor]) -> Inputs:
    """The same structure with every tensor changed."""
    if isinstance(inputs, Tensor):
        return change(inputs)
    if isinstance(inputs, Mapping):
        return {name: change(part) for name, part in inputs.items()}
    return tuple(change(part) for part in inputs)


def taken(inputs: Inputs, rows: Tensor) -> Inputs:
    """Some rows, in the order of `rows`."""
    if isinstance(inputs, list):
        return [inputs[row] for row in rows.tolist()]
    return mapped(inputs, lambda part: part[rows.to(part.device)])


def moved(inputs: Inputs, like: Inputs) -> Inputs:
    """The inputs on the device of others."""
    device = leaves(like)[0].device
    return mapped(inputs, lambda part: part.to(device, non_blocking=True))


def together(parts: Sequence[Inputs]) -> Inputs:
    """The rows of all parts below each other.

    Raises:
        DataError: parts of different structure, or tensors of different shape.
    """
    first = parts[0]
    for part in parts[1:]:
        _check_alike(first, part)
    if isinstance(first, Tensor):
        return torch.cat([part.to(first.dtype) for part in parts])
    if isinstance(first, Mapping):
        return {name: together([part[name] for part in parts]) for name in first}
    return tuple(together(list(places)) for places in zip(*parts, strict=True))


def parted(outputs: Tensor, counts: Sequence[int]) -> list[Tensor]:
    """The rows cut into parts of these sizes."""
    ends = [0, *accumulate(counts)]
    return [outputs[start:end] for start, end in pairwise(ends)]


def _check_alike(one: Inputs, other: Inputs) -> None:
    if _described(one) != _described(other):
        raise DataError(
            "The inputs of pairs and groups must be like those of the examples, which are "
            f"{_described(one)}, got {_described(other)}. Make both in the same way: the same "
            "names, the same length of sequences."
        )


def _described(inputs: Inputs) -> str:
    if isinstance(inputs, Tensor):
        return f"[{', '.join(('rows', *map(str, inputs.shape[1:])))}]"
    if isinstance(inputs, Mapping):
        return ", ".join(f"{name} {_described(inputs[name])}" for name in sorted(inputs))
    return ", ".join(map(_described, inputs))
