"""One forward pass over a batch and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from counterpoise.torch.beside import Aside
from counterpoise.torch.inputs import Inputs, leaves, moved, parted, row_count, together
from counterpoise.torch.scores import logits_of


class Pass(NamedTuple):
    """What a model gave.

    Attributes:
        logits: of the batch, [rows, ...], float32 or float64.
        cost: what the remedies add to the loss, a scalar; 0 without any.
        costs: name of each remedy -> its part of `cost`.
    """

    logits: Tensor
    cost: Tensor
    costs: dict[str, Tensor]


def one_pass(model: Callable[..., Any], inputs: Inputs, asides: Sequence[Aside] = ()) -> Pass:
    """The logits of a batch and what the rows beside it cost, from one call of the model.

    One call and not two: `DistributedDataParallel` wants it so, compiled models see one shape, and
    batch normalisation takes one mean.

    Args:
        model: a module, compiled or wrapped or not; given a dict it is called with its names.
        inputs: the batch: a tensor [rows, ...], or a dict or tuple of such.
        asides: what `Beside` drew; it is moved to the device of the batch.

    Raises:
        DataError: rows beside the batch that are not like its own, or a model without logits.
    """
    parts = [inputs]
    for aside in asides:
        parts.extend(moved(part, like=inputs) for part in aside.remedy.parts(aside.drawn))
    outputs = logits_of(called(model, together(parts) if len(parts) > 1 else inputs))
    sides = iter(parted(outputs, [row_count(part, name="inputs") for part in parts]))
    logits = next(sides)
    costs = costs_of(asides, list(sides))
    return Pass(logits, total(costs, like=logits), costs)


def costs_of(asides: Sequence[Aside], outputs: Sequence[Tensor]) -> dict[str, Tensor]:
    """Name of each remedy -> what it adds to the loss.

    Args:
        asides: what stood beside the batch.
        outputs: the logits of all their parts, in order.
    """
    left = iter(outputs)
    costs: dict[str, Tensor] = {}
    for remedy, drawn in asides:
        cost = remedy.cost(drawn, [next(left) for _ in remedy.parts(drawn)])
        costs[remedy.name] = costs[remedy.name] + cost if remedy.name in costs else cost
    return costs


def total(costs: dict[str, Tensor], *, like: Tensor) -> Tensor:
    """The sum of all costs, 0 without any."""
    return torch.stack(list(costs.values())).sum() if costs else like.new_zeros(())


def called(model: Callable[..., Any], inputs: Inputs) -> Any:
    """What the model gives for a tensor, for named inputs, or for several."""
    if isinstance(inputs, Mapping):
        return model(**inputs)
    return model(*leaves(inputs))
