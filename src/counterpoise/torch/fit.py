"""Training for those without a loop of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from counterpoise.errors import DataError, PlanError
from counterpoise.progress import Progress, silent
from counterpoise.torch.beside import Beside, Remedy
from counterpoise.torch.inputs import Inputs, mapped
from counterpoise.torch.one_pass import one_pass
from counterpoise.torch.task_loss import binary_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """What one pass over the training data cost on average.

    Attributes:
        task: mean of the task's loss over the batches.
        remedies: name of each remedy -> mean of what it added.
    """

    task: float
    remedies: dict[str, float]


def fit(
    model: nn.Module,
    batches: Iterable[Any],
    *,
    optimizer: torch.optim.Optimizer,
    remedies: Sequence[Remedy] = (),
    epochs: int = 1,
    task: Callable[..., Tensor] = binary_task,
    device: str | torch.device | None = None,
    autocast: torch.dtype | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> list[Epoch]:
    """Trains the model in place, with one forward pass over each batch and what is beside it.

    Args:
        model: inputs -> logits, or a record with `logits`.
        batches: (inputs, labels) or (inputs, labels, weights), gone over once an epoch.
        optimizer: over the model's parameters.
        remedies: `Pairing`, `MinDiff`.
        epochs: how often to go over the batches, >= 1.
        task: (logits, labels, weights) -> scalar; without weights where the batches have none.
        device: where to train; None: where the model is.
        autocast: `torch.bfloat16` for mixed precision; None: as the model is.
        seed: of the drawing beside the batches.
        progress: told after every epoch.

    Returns:
        What every epoch cost.

    Raises:
        DataError: batches of another form, or none.
        PlanError: epochs below 1.
    """
    if epochs < 1:
        raise PlanError(f"`epochs` must be at least 1, got {epochs}. Go over the batches once.")
    target = torch.device(device) if device is not None else next(model.parameters()).device
    model.to(target).train()
    beside = Beside(batches, remedies, seed=seed)
    done: list[Epoch] = []
    with progress("training", epochs) as advance:
        for _ in range(epochs):
            done.append(_epoch(model, beside, optimizer, task, target, autocast))
            advance(1)
    return done


def _epoch(
    model: nn.Module,
    beside: Beside,
    optimizer: torch.optim.Optimizer,
    task: Callable[..., Tensor],
    target: torch.device,
    autocast: torch.dtype | None,
) -> Epoch:
    sums: dict[str, Tensor] = {}
    steps, of_task = 0, torch.zeros((), device=target)
    for batch, asides in beside:
        inputs, *known = _moved(batch, target)
        with torch.autocast(target.type, dtype=autocast, enabled=autocast is not None):
            found = one_pass(model, inputs, asides)
            loss = task(found.logits, *known)
        optimizer.zero_grad()
        (loss + found.cost).backward()
        optimizer.step()
        steps, of_task = steps + 1, of_task + loss.detach()
        for name, cost in found.costs.items():
            sums[name] = sums.get(name, torch.zeros_like(of_task)) + cost.detach()
    if not steps:
        raise DataError(
            "`batches` must hold at least one batch each time they are gone over, got none. "
            "Pass a DataLoader or a list, not a generator that ends."
        )
    means = {name: value.item() / steps for name, value in sums.items()}
    return Epoch(task=of_task.item() / steps, remedies=means)


def _moved(batch: Any, target: torch.device) -> list[Any]:
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        raise DataError(
            "`batches` must hold (inputs, labels) or (inputs, labels, weights), got "
            f"{_described(batch)}. Put a collate function into the DataLoader."
        )
    return [mapped(part, lambda tensor: tensor.to(target, non_blocking=True)) for part in batch]


def _described(batch: Inputs) -> str:
    kind = type(batch).__name__
    return f"{kind} of {len(batch)}" if isinstance(batch, (tuple, list, dict)) else kind
