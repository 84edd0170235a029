"""One number for each row from what a binary classifier gives."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from counterpoise.errors import DataError
from counterpoise.torch.precision import full


def logits_of(output: Any) -> Tensor:
    """The tensor of logits, of a model that returns it alone or as `logits` of a record."""
    logits = getattr(output, "logits", output)
    if not isinstance(logits, Tensor):
        raise DataError(
            "The model must return a tensor of logits, or a record with `logits`, got "
            f"{type(output).__name__}. Wrap it in a module that returns the logits."
        )
    return full(logits)


def log_odds(logits: Tensor) -> Tensor:
    """[rows], the logit of the positive class.

    Args:
        logits: [rows] or [rows, 1], the logit itself; or [rows, 2], whose second is positive.

    Raises:
        DataError: another shape.
    """
    if logits.ndim == 2 and logits.shape[1] == 2:
        return logits[:, 1] - logits[:, 0]
    if logits.ndim == 1 or (logits.ndim == 2 and logits.shape[1] == 1):
        return logits.reshape(-1)
    raise DataError(
        "Logits of a binary classifier must have the shape [rows], [rows, 1] or [rows, 2], got "
        f"{list(logits.shape)}. Take the output of the class that is to be fair."
    )
