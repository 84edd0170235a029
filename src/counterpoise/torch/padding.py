"""Batches of tokens below each other, the shorter ones filled up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from torch import Tensor

from counterpoise.errors import DataError


def padded_together(
    parts: Sequence[Mapping[str, Tensor]],
    *,
    fill: Mapping[str, int],
    side: Literal["left", "right"] = "right",
) -> dict[str, Tensor]:
    """The rows of all parts below each other, [rows, length of the longest] for each name.

    Args:
        parts: name -> [rows, length], each with its own length. Names that the first lacks are
            left out.
        fill: name -> what stands where a row is shorter; 0 for other names.
        side: where it stands.

    Raises:
        DataError: a part that lacks a name of the first.
    """
    for part in parts:
        missing = sorted(set(parts[0]) - set(part))
        if missing:
            raise DataError(
                f"Features of pairs and groups must have the names of the examples' features, got "
                f"none called {', '.join(f'`{name}`' for name in missing)}. Tokenise both alike."
            )
    return {
        name: _padded([part[name] for part in parts], fill=fill.get(name, 0), side=side)
        for name in parts[0]
    }


def _padded(tensors: Sequence[Tensor], *, fill: int, side: str) -> Tensor:
    if tensors[0].ndim < 2:
        return torch.cat(list(tensors))
    longest = max(tensor.shape[1] for tensor in tensors)
    rows = []
    for tensor in tensors:
        short = longest - tensor.shape[1]
        # `pad` counts axes from the last: none of those behind the length is filled up.
        behind = [0, 0] * (tensor.ndim - 2)
        widths = [*behind, short, 0] if side == "left" else [*behind, 0, short]
        rows.append(torch.nn.functional.pad(tensor, widths, value=fill))
    return torch.cat(rows)
