"""Group DRO as a module: its state is saved with the model's and is one in all processes.

Source: Sagawa et al., Distributionally robust neural networks for group shifts, ICLR 2020.
"""

from __future__ import annotations

import torch
import torch.distributed
from torch import Tensor, nn

from counterpoise.losses.group_dro import GroupWeights
from counterpoise.torch.losses import group_dro
from counterpoise.torch.precision import full


class GroupDRO(nn.Module):
    """The loss of a batch in which the groups that do worst count most.

    Args:
        groups: how many there are, >= 1.
        step_size: of the ascent, >= 0.
        adjustments: [groups], added to the losses in the ascent.
    """

    log_weights: Tensor

    def __init__(
        self, groups: int, *, step_size: float = 0.01, adjustments: Tensor | None = None
    ) -> None:
        super().__init__()
        self.step_size = step_size
        even = torch.zeros(groups) - torch.log(torch.tensor(float(groups)))
        self.register_buffer("log_weights", even)
        self.register_buffer("adjustments", adjustments)

    def forward(self, losses: Tensor, memberships: Tensor, weights: Tensor | None = None) -> Tensor:
        """The loss, a scalar; the groups' weights take a step while the module trains.

        Under `torch.distributed` the means are those of all processes' rows, so that all take the
        same step and the averaged gradient is that of the whole batch.

        Args:
            losses: [rows] or [rows, 1], not yet averaged.
            memberships: [rows, groups], 1 in the group.
            weights: [rows] or [rows, 1], >= 0.
        """
        means, totals = _means(full(losses).reshape(-1), memberships, weights)
        every = torch.eye(len(means), dtype=means.dtype, device=means.device)
        loss, state = group_dro(
            means,
            every,
            (totals > 0).to(means.dtype),
            state=GroupWeights(self.log_weights),
            step_size=self.step_size if self.training else 0.0,
            adjustments=self.adjustments,
        )
        if self.training:
            self.log_weights = state.log.detach().to(self.log_weights.dtype)
        return loss


def _means(losses: Tensor, memberships: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor]:
    """[groups], mean losses over the rows of all processes, and the groups' weights.

    The gradient is that of this process' rows times the number of processes, over which
    `DistributedDataParallel` averages.
    """
    inside = (memberships == 1).to(losses.dtype)
    if weights is not None:
        inside = inside * full(weights).reshape(-1, 1)
    totals, sums = inside.sum(0), (inside * losses[:, None]).sum(0)
    together = torch.distributed
    if together.is_available() and together.is_initialized():
        processes, own = together.get_world_size(), sums
        totals, sums = totals.clone(), sums.detach().clone()
        together.all_reduce(totals)
        together.all_reduce(sums)
        sums = sums + processes * (own - own.detach())
    return sums / torch.where(totals > 0, totals, 1.0), totals
