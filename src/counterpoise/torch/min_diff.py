"""MinDiff: a group's scores should be distributed like those of the others.

Source: Prost et al., Toward a better trade-off between performance and fairness with kernel-based
distribution matching, 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from counterpoise.errors import PlanError, choices
from counterpoise.torch.inputs import Inputs, row_count, taken
from counterpoise.torch.losses import mmd
from counterpoise.torch.scores import log_odds
from counterpoise.torch.sizes import check_sizes

SCORES = ("probability", "logit")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MinDiff:
    """Rows of a group and of the others to train with, and what their difference costs.

    To close a gap in false positive rates, give negative examples only, of both sides.

    Attributes:
        members: inputs of the group's rows.
        others: inputs of rows outside it.
        loss: (scores, membership) -> scalar; see `counterpoise.torch.losses`.
        weight: what a unit of it counts against a unit of the task's loss, >= 0.
        size: rows of each side beside each batch, >= 1. Short sets are used again, reshuffled.
        scores: what is compared, `probability` or `logit`; the kernels' default length suits the
            first.
        name: what reports of training call it.
    """

    members: Inputs
    others: Inputs
    loss: Callable[..., Tensor] = mmd
    weight: float = 1.0
    size: int = 32
    scores: Literal["probability", "logit"] = "probability"
    name: str = "min_diff"

    def __post_init__(self) -> None:
        if self.scores not in SCORES:
            raise PlanError(
                f"`scores` of MinDiff cannot be {self.scores!r}. "
                f"{choices(SCORES, str(self.scores))}"
            )
        check_sizes(self.name, weight=self.weight, size=self.size)
        if not all(self._counts):
            raise PlanError(
                "MinDiff needs rows of the group and of the others, got "
                f"{self._counts[0]} and {self._counts[1]}. Give at least one of each."
            )

    @property
    def rows(self) -> int:
        """How many rows the larger side has: both are drawn by numbers below it."""
        return max(self._counts)

    @property
    def _counts(self) -> tuple[int, int]:
        return row_count(self.members, name="members"), row_count(self.others, name="others")

    def drawn(self, rows: Tensor) -> tuple[Inputs, Inputs]:
        """As many members and others; the smaller side is gone round several times."""
        members, others = self._counts
        return taken(self.members, rows % members), taken(self.others, rows % others)

    def parts(self, drawn: Any) -> Sequence[Inputs]:
        """What goes through the model: members, others."""
        return drawn

    def cost(self, drawn: Any, outputs: Sequence[Tensor]) -> Tensor:
        """The weighted difference of the two sides' scores; a scalar.

        Args:
            drawn: the rows that went through the model.
            outputs: logits of the members and of the others.
        """
        logits = torch.cat([log_odds(side) for side in outputs])
        membership = torch.zeros_like(logits)
        membership[: len(outputs[0])] = 1.0
        scores = torch.sigmoid(logits) if self.scores == "probability" else logits
        return self.weight * self.loss(scores, membership)
