"""One of two processes that train together: run by `test_distributed` with its rank and a file.

Prints the pairs that it drew. Fails where the step is not that of one process with all the rows.
"""

import os
import sys

import torch
import torch.distributed
from torch.nn.parallel import DistributedDataParallel

from counterpoise import torch as cpt
from counterpoise.losses import group_dro

ROWS = 6
"""Rows of each process; the second has more than half of the second group."""


def data():
    torch.manual_seed(0)
    inputs, labels = torch.randn(2 * ROWS, 2), torch.randint(0, 2, (2 * ROWS,)).float()
    memberships = torch.zeros(2 * ROWS, 2)
    memberships[:4, 0] = memberships[3:, 1] = 1
    numbers = torch.arange(8.0)[:, None]
    pairs = cpt.PairInputs(
        original=torch.cat([numbers, numbers * 0], 1), counterfactual=torch.ones(8, 2)
    )
    return torch.nn.Linear(2, 1), inputs, labels, memberships, pairs


def together(rank):
    """The gradient of one step of both processes, and the pairs that this one drew."""
    model, inputs, labels, memberships, pairs = data()
    wrapped = DistributedDataParallel(model)
    own = slice(rank * ROWS, (rank + 1) * ROWS)
    dro = cpt.GroupDRO(2, step_size=0.5)
    ((_, asides),) = cpt.Beside([0], [cpt.Pairing(pairs=pairs, size=4)])
    found = cpt.one_pass(wrapped, inputs[own], asides)
    task = dro(cpt.row_losses(found.logits, labels[own]), memberships[own])
    (task + found.cost).backward()
    drawn = [int(number) for number in asides[0].drawn.original[:, 0]]
    return model.weight.grad, dro.log_weights, task.item(), drawn


def alone():
    """The same from one process that has all rows and all pairs."""
    model, inputs, labels, memberships, pairs = data()
    losses = cpt.row_losses(model(inputs), labels)
    task, state = group_dro(torch, losses, memberships, step_size=0.5)
    distance = cpt.pairwise_squared(model(pairs.original), model(pairs.counterfactual))
    (task + distance).backward()
    return model.weight.grad, state.log.detach(), task.item()


if __name__ == "__main__":
    rank, file = int(sys.argv[1]), sys.argv[2]
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{file}", rank=rank, world_size=2
    )
    gradient, weights, task, drawn = together(rank)
    torch.distributed.destroy_process_group()
    expected_gradient, expected_weights, expected_task = alone()
    torch.testing.assert_close(gradient, expected_gradient)
    torch.testing.assert_close(weights, expected_weights)
    assert abs(task - expected_task) < 1e-5
    print(*drawn)
