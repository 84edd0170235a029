"""Losses in full precision, whatever the model computes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import torch
from torch import Tensor

HALF = (torch.float16, torch.bfloat16)

P = ParamSpec("P")
R = TypeVar("R")


def full(values: Any) -> Any:
    """A tensor in half precision as float32; anything else as it is."""
    return values.float() if isinstance(values, Tensor) and values.dtype in HALF else values


def of_tensors(loss: Callable[Concatenate[Any, P], R]) -> Callable[P, R]:
    """A loss of `counterpoise.losses` without `xp`: for tensors, autocast left outside.

    A kernel of scores in half precision overflows, and so does the square of a logit of 256.
    """

    formula: Any = loss

    @wraps(loss)
    def of(*args: P.args, **kwargs: P.kwargs) -> R:
        # With `xp` too it is what `over_groups` takes as a loss.
        given: Any = [full(value) for value in args if value is not torch]
        options: Any = {name: full(value) for name, value in kwargs.items()}
        device = _device_type(given)
        if not torch.amp.is_autocast_available(device):
            return formula(torch, *given, **options)
        with torch.autocast(device, enabled=False):
            return formula(torch, *given, **options)

    return of


def _device_type(values: list[Any]) -> str:
    return next((value.device.type for value in values if isinstance(value, Tensor)), "cpu")
