"""Counterfactual logit pairing: the two sides of a pair should get the same logit.

Source: Garg et al., Counterfactual fairness in text classification through robustness, AIES 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor

from counterpoise.errors import DataError, PlanError, choices
from counterpoise.torch.inputs import Inputs
from counterpoise.torch.losses import pairwise_squared
from counterpoise.torch.pair_inputs import PairInputs
from counterpoise.torch.scores import log_odds
from counterpoise.torch.sizes import check_sizes

Where = Literal["label_preserving", "nontoxic", "all"]
WHERE = ("label_preserving", "nontoxic", "all")
SIDES = ("original", "counterfactual")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairing:
    """Pairs to train with, and what their distance costs.

    Attributes:
        pairs: all pairs; a few are drawn for every step.
        loss: (original logits, counterfactual logits, weights) -> scalar; see
            `counterpoise.torch.losses`.
        weight: what a unit of it counts against a unit of the task's loss, >= 0.
        size: pairs beside each batch, >= 1. Short sets are used again, reshuffled.
        where: `label_preserving`: pairs whose sides should have one label, or of which that is not
            known; `nontoxic`: of these the ones whose original has a label below 0.5 (the
            asymmetric form); `all`: every pair.
        stop_gradient: the side that stands still while the other is moved towards it; None: both
            move.
        name: what reports of training call it.
        applicable: numbers of the pairs to which `where` applies; made from the others.
    """

    pairs: PairInputs
    loss: Callable[..., Tensor] = pairwise_squared
    weight: float = 1.0
    size: int = 32
    where: Where = "label_preserving"
    stop_gradient: Literal["original", "counterfactual"] | None = None
    name: str = "pairs"
    applicable: Tensor = field(init=False)

    def __post_init__(self) -> None:
        if self.where not in WHERE:
            raise PlanError(
                f"`where` of a pairing cannot be {self.where!r}. {choices(WHERE, str(self.where))}"
            )
        if self.stop_gradient is not None and self.stop_gradient not in SIDES:
            raise PlanError(
                f"`stop_gradient` of a pairing cannot be {self.stop_gradient!r}. "
                f"{choices(SIDES, str(self.stop_gradient))}"
            )
        check_sizes(self.name, weight=self.weight, size=self.size)
        object.__setattr__(self, "applicable", self._applies().nonzero().reshape(-1))
        if not self.rows:
            raise PlanError(
                f"A pairing needs at least one pair to which `where` applies, got none of "
                f"{len(self.pairs)} with {self.where!r}. {_ADVICE[self.where]}"
            )

    @property
    def rows(self) -> int:
        """How many pairs it applies to."""
        return len(self.applicable)

    def _applies(self) -> Tensor:
        applies = torch.ones(len(self.pairs), dtype=torch.bool)
        if self.where != "all" and self.pairs.preserves_label is not None:
            applies &= self.pairs.preserves_label.bool().cpu()
        if self.where == "nontoxic":
            if self.pairs.labels is None:
                raise DataError(
                    "`where` is 'nontoxic', but the pairs have no labels. Give `labels` to "
                    "PairInputs, or take another `where`."
                )
            applies &= self.pairs.labels.cpu() < 0.5
        return applies

    def drawn(self, rows: Tensor) -> PairInputs:
        """The pairs at these places of `applicable`."""
        return self.pairs.taken(self.applicable[rows])

    def parts(self, drawn: Any) -> Sequence[Inputs]:
        """What goes through the model: originals, counterfactuals."""
        return drawn.original, drawn.counterfactual

    def cost(self, drawn: Any, outputs: Sequence[Tensor]) -> Tensor:
        """The weighted distance of the two sides' logits; a scalar.

        Args:
            drawn: the pairs that went through the model.
            outputs: logits of the originals and of the counterfactuals.
        """
        sides = dict(zip(SIDES, map(_comparable, outputs), strict=True))
        if self.stop_gradient is not None:
            sides[self.stop_gradient] = sides[self.stop_gradient].detach()
        weights = None if drawn.weights is None else drawn.weights.to(outputs[0].device)
        return self.weight * self.loss(sides["original"], sides["counterfactual"], weights)


_ADVICE = {
    "label_preserving": "Check what the pairs were filtered for, or take 'all'.",
    "nontoxic": "Make pairs of negative examples too, or take 'label_preserving'.",
    "all": "Make pairs of examples that hold a term.",
}


def _comparable(logits: Tensor) -> Tensor:
    """Log odds of a binary classifier; more than two outputs as they are."""
    return logits if logits.ndim == 2 and logits.shape[1] > 2 else log_odds(logits)
