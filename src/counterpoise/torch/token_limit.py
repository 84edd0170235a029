"""How many tokens of a text a model takes."""

from __future__ import annotations

from typing import Any

from torch import nn

from counterpoise.errors import PlanError

UNKNOWN = 10**9
"""A tokenizer that does not know its model's limit says a larger number."""


def token_limit(model: nn.Module, tokenizer: Any, *, at_most: int | None = None) -> int | None:
    """The longest text in tokens that neither tokenizer nor model refuses; None where none does.

    Args:
        model: of Hugging Face; another module says nothing of its limit.
        tokenizer: of Hugging Face.
        at_most: cut texts to so many tokens even if the model takes more, >= 1.

    Raises:
        PlanError: `at_most` below 1.
    """
    if at_most is not None and at_most < 1:
        raise PlanError(
            f"`max_length` must be at least 1 token, got {at_most}. Most comments fit into 128."
        )
    limits = (at_most, _of_tokenizer(tokenizer), _positions(model))
    return min((limit for limit in limits if limit is not None), default=None)


def _of_tokenizer(tokenizer: Any) -> int | None:
    longest = getattr(tokenizer, "model_max_length", None)
    return None if longest is None or longest > UNKNOWN else int(longest)


def _positions(model: nn.Module) -> int | None:
    """Positions that the model has, less those that it never uses."""
    positions = getattr(getattr(model, "config", None), "max_position_embeddings", None)
    if positions is None:
        return None
    # RoBERTa and its kin count the positions of a text from the one after that of padding.
    unused = (
        module.padding_idx + 1
        for name, module in model.named_modules()
        if name.endswith("position_embeddings")
        and isinstance(module, nn.Embedding)
        and module.padding_idx is not None
    )
    return positions - max(unused, default=0)
