"""A plain PyTorch loop, and the same loop with counterfactual pairs beside its batches.

The comments are made up and biased on purpose; the model is a linear one over words. Two lines turn
the loop into one that trains with pairs: `Beside` around the loader, `one_pass` around the model.

    python examples/pytorch_loop.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader, TensorDataset

import counterpoise as cp
from counterpoise.torch import Beside, Pairing, PairInputs, one_pass

EPOCHS = 4


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


class Words:
    """Which of the known words a text holds, as a tensor [rows, words] of 0 and 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        known = sorted({word for text in texts for word in words_of(text)})
        self.places = {word: place for place, word in enumerate(known)}

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """The tensor."""
        held = torch.zeros(len(texts), len(self.places))
        for row, text in enumerate(texts):
            held[row, [self.places[word] for word in words_of(text) if word in self.places]] = 1
        return held


def trained(loader: DataLoader, words: int, pairing: Pairing | None) -> torch.nn.Module:
    """The model after a plain loop, with pairs beside every batch if there is a pairing."""
    torch.manual_seed(0)
    model = torch.nn.Linear(words, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    batches = Beside(loader, [] if pairing is None else [pairing])
    for _ in range(EPOCHS):
        for (inputs, labels), asides in batches:
            found = one_pass(model, inputs, asides)
            loss = binary_cross_entropy_with_logits(found.logits[:, 0], labels) + found.cost
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def printed(name: str, model: torch.nn.Module, pairs: PairInputs, test: TensorDataset) -> None:
    """Prints how often the two sides of a pair get different decisions, and the accuracy."""
    inputs, labels = test.tensors
    with torch.no_grad():
        sides = (pairs.original, pairs.counterfactual, inputs)
        one, other, called = (model(side)[:, 0] > 0 for side in sides)
    flips, right = (one != other).float().mean(), (called == (labels > 0.5)).float().mean()
    print(f"{name:14} flip rate {flips:.3f} of {len(pairs)} pairs   accuracy {right:.3f}")


def main() -> None:
    """Trains both models and prints what came of it."""
    comments = cp.read(cp.demo_comments(), label="toxicity", text="text", split="split")
    train, test = comments.part("train"), comments.part("test")
    words = Words(train.texts.to_list())
    rows = {
        name: TensorDataset(words(part.texts.to_list()), torch.tensor(part.positives).float())
        for name, part in {"train": train, "test": test}.items()
    }
    pairs = {
        name: PairInputs.of(cp.ablation_pairs(part, "gender_50").kept, words)
        for name, part in {"train": train, "test": test}.items()
    }
    loader = DataLoader(rows["train"], batch_size=64, shuffle=True)
    for name, pairing in {
        "without pairs": None,
        "with pairs": Pairing(pairs=pairs["train"], weight=1.0, size=64),
    }.items():
        printed(name, trained(loader, len(words.places), pairing), pairs["test"], rows["test"])


if __name__ == "__main__":
    main()
