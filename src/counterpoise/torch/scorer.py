"""A fine-tuned model as what audits ask: texts -> probabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from counterpoise.errors import PlanError
from counterpoise.torch.inputs import mapped
from counterpoise.torch.positive_output import PositiveOutput
from counterpoise.torch.scores import logits_of
from counterpoise.torch.token_limit import token_limit


def scorer(
    model: nn.Module,
    tokenizer: Any,
    *,
    positive: int | str | None = None,
    batch_size: int = 64,
    max_length: int | None = None,
    autocast: torch.dtype | None = None,
) -> Callable[[Sequence[str]], Float[np.ndarray, " rows"]]:
    """texts -> [rows] probabilities of the positive class, for `audit` and `audit_pairs`.

    Texts of like length go through the model together, without gradients and in evaluation mode;
    the model is left as it was. It is asked where it is, on a GPU or not.

    Args:
        model: a sequence classifier: named inputs -> logits, or a record with `logits`.
        tokenizer: of Hugging Face, with a padding token.
        positive: number or name of the output that is the positive class; None: the model is
            binary, with one logit or two, of which the second is positive.
        batch_size: texts at once, >= 1.
        max_length: tokens that longer texts are cut to; None, or more than the model takes: as
            many as it takes.
        autocast: `torch.bfloat16` for mixed precision; None: as the model is.

    Returns:
        A function of a list of texts. Its probabilities are float64, so that those close to 1 stay
        apart. A text of no token is read as one of padding.

    Raises:
        PlanError: a tokenizer without a padding token, a number below 1, an output that there is
            not.
    """
    if batch_size < 1:
        raise PlanError(f"`batch_size` must be at least 1, got {batch_size}. Take for example 64.")
    if tokenizer.pad_token is None:
        raise PlanError(
            "`tokenizer` must have a padding token, and it has none. Set one: tokenizer.pad_token "
            "= tokenizer.eos_token, and model.config.pad_token_id = tokenizer.pad_token_id."
        )
    output = PositiveOutput.of(model, positive)
    longest = token_limit(model, tokenizer, at_most=max_length)

    def scores(texts: Sequence[str]) -> Float[np.ndarray, " rows"]:
        given = list(texts)
        found = np.zeros(len(given))
        order = np.argsort([-len(text) for text in given], kind="stable")
        with _evaluating(model), torch.inference_mode():
            for start in range(0, len(given), batch_size):
                rows = order[start : start + batch_size]
                batch = _tokens(tokenizer, [given[row] for row in rows], longest)
                logits = _logits(model, batch, autocast)
                found[rows] = torch.sigmoid(output.log_odds(logits).double()).cpu().numpy()
        return found

    return scores


def _tokens(tokenizer: Any, texts: list[str], longest: int | None) -> dict[str, Tensor]:
    options: dict[str, Any] = {"padding": True, "return_tensors": "pt"}
    if longest is not None:
        options |= {"truncation": True, "max_length": longest}
    found = tokenizer(texts, **options)
    nothing = (found["attention_mask"].sum(1) == 0).tolist()
    if any(nothing):
        # Some models answer nan, or not at all, to a row in which there is nothing to attend to.
        fill = tokenizer.pad_token
        told = [fill if none else text for text, none in zip(texts, nothing, strict=True)]
        found = tokenizer(told, **options)
    return dict(found)


def _logits(model: nn.Module, batch: dict[str, Tensor], autocast: torch.dtype | None) -> Tensor:
    device = next(model.parameters()).device
    inputs = mapped(batch, lambda part: part.to(device, non_blocking=True))
    with torch.autocast(device.type, dtype=autocast, enabled=autocast is not None):
        return logits_of(model(**inputs))


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """The model in evaluation mode, and every part of it back as it was, whatever happens."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
