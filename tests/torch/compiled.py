"""A step of training, compiled whole and not: run by `test_compiling`, which compares nothing more.

No C++ compiler is needed: the graph is traced, with its gradient, and run as it is. In a process of
its own, because the checks of types that tests switch on cannot be compiled.
"""

import torch

from counterpoise import losses as formulas
from counterpoise import torch as cpt

KERNEL = formulas.laplacian("median")


def every_loss(scores, membership):
    groups = torch.stack([membership, 1 - membership], 1)
    constraint = "positive_rate_gap <= 0.02"
    return (
        cpt.mmd(scores, membership, kernel=KERNEL)
        + cpt.adjusted_mmd(scores, membership)
        + cpt.absolute_correlation(scores, membership)
        + cpt.group_dro(scores.square(), groups)[0]
        + cpt.rate_penalty(scores, membership, groups, constraint=constraint)[0]
    )


def compare_losses():
    scores, membership = torch.randn(12, dtype=torch.float64), torch.tensor([0, 1] * 6)
    slopes = []
    for of in (every_loss, torch.compile(every_loss, backend="aot_eager", fullgraph=True)):
        leaf = scores.clone().requires_grad_()
        of(leaf, membership).backward()
        slopes.append(leaf.grad)
    torch.testing.assert_close(*slopes)


def compare_steps():
    model, batch = torch.nn.Linear(2, 1), torch.randn(7, 2)
    pairs = cpt.PairInputs(original=torch.randn(5, 2), counterfactual=torch.randn(5, 2))
    ((_, asides),) = cpt.Beside([batch], [cpt.Pairing(pairs=pairs, size=3)])
    slopes = []
    for of in (model, torch.compile(model, backend="aot_eager")):
        found = cpt.one_pass(of, batch, asides)
        model.zero_grad()
        (found.logits.mean() + found.cost).backward()
        slopes.append(model.weight.grad.clone())
    torch.testing.assert_close(*slopes)


if __name__ == "__main__":
    torch.manual_seed(0)
    compare_losses()
    compare_steps()
