"""Which output of a classifier is the positive class, and its log odds."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from counterpoise.errors import PlanError, choices
from counterpoise.torch.scores import log_odds

MULTI_LABEL = "multi_label_classification"
"""How a model of Hugging Face says that its outputs are questions of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositiveOutput:
    """One output of a classifier.

    Attributes:
        place: among the outputs, from 0; None: the classifier is binary.
        alone: whether each output is a question of its own, and not one of several classes.
    """

    place: int | None
    alone: bool

    @staticmethod
    def of(model: nn.Module, positive: int | str | None) -> PositiveOutput:
        """The output that is meant.

        Args:
            model: of Hugging Face, whose configuration names its outputs; or any other.
            positive: number or name of the output; None: that of a binary classifier.

        Raises:
            PlanError: none is named and the model is not binary, or there is no such output.
        """
        config = getattr(model, "config", None)
        names: dict[int, str] = getattr(config, "id2label", None) or {}
        alone = getattr(config, "problem_type", None) == MULTI_LABEL
        if positive is None:
            if len(names) > 2 or (alone and len(names) > 1):
                raise PlanError(
                    "`positive` must say which output of the model is the positive class, and it "
                    f"has {len(names)}. {choices(names.values(), '')}"
                )
            return PositiveOutput(place=None, alone=alone)
        places = {name: place for place, name in names.items()}
        place = places.get(positive) if isinstance(positive, str) else positive
        if place is None or place < 0 or (names and place not in names):
            raise PlanError(
                f"`positive` must be an output of the model, got {positive!r}. "
                f"{choices(places, str(positive))}"
            )
        return PositiveOutput(place=place, alone=alone)

    def log_odds(self, logits: Tensor) -> Tensor:
        """[rows], the logarithm of p / (1 - p) for the probability p of the positive class.

        Args:
            logits: [rows] or [rows, outputs].
        """
        if self.place is None:
            return log_odds(logits)
        if logits.ndim == 1 or logits.shape[1] == 1:
            return log_odds(logits)
        one = logits[:, self.place]
        if self.alone:
            return one
        others = torch.cat([logits[:, : self.place], logits[:, self.place + 1 :]], dim=1)
        return one - torch.logsumexp(others, dim=1)
