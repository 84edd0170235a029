"""Batches of training with a few pairs or rows of groups beside each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any, NamedTuple, Protocol

import torch.distributed
from torch import Tensor

from counterpoise.torch.draws import Draws
from counterpoise.torch.inputs import Inputs


class Remedy(Protocol):
    """What stands beside the batches and adds to their loss: `Pairing`, `MinDiff`."""

    @property
    def name(self) -> str:
        """What reports of training call it."""
        ...

    @property
    def size(self) -> int:
        """Rows or pairs beside each batch."""
        ...

    @property
    def rows(self) -> int:
        """How many there are to draw from."""
        ...

    def drawn(self, rows: Tensor) -> Any:
        """Some of them."""
        ...

    def parts(self, drawn: Any) -> Sequence[Inputs]:
        """What of them goes through the model."""
        ...

    def cost(self, drawn: Any, outputs: Sequence[Tensor]) -> Tensor:
        """What is added to the loss, from the logits of the parts."""
        ...


class Aside(NamedTuple):
    """What stands beside one batch for one remedy."""

    remedy: Remedy
    drawn: Any


class Asides:
    """What stands beside every batch, step after step.

    Args:
        remedies: what to draw for.
        seed: the same seed gives the same rows.
        step: steps taken before, where training goes on from a checkpoint.
    """

    def __init__(self, remedies: Sequence[Remedy], *, seed: int = 0, step: int = 0) -> None:
        rank, ranks = _place()
        self.step = step
        self._remedies = remedies
        self._draws = [
            # Of two remedies with as many rows each has its own order.
            Draws(of.rows, size=of.size, seed=seed + place, rank=rank, ranks=ranks)
            for place, of in enumerate(remedies)
        ]

    def next(self) -> list[Aside]:
        """What stands beside the next batch."""
        drawn = [
            Aside(of, of.drawn(draws.at(self.step)))
            for of, draws in zip(self._remedies, self._draws, strict=True)
        ]
        self.step += 1
        return drawn


class Beside:
    """(batch, asides) for every batch of a loader.

    Pairs and rows go on where the last epoch ended. Under `torch.distributed` the processes draw
    different ones.

    Args:
        loader: any iterable of batches.
        remedies: what stands beside each of them.
        seed: of the drawing.

    Example:
        >>> from counterpoise.torch import PairInputs, Pairing
        >>> pairs = PairInputs(original=torch.zeros(5, 1), counterfactual=torch.ones(5, 1))
        >>> for batch, asides in Beside(["first", "second"], [Pairing(pairs=pairs, size=3)]):
        ...     print(batch, len(asides[0].drawn))
        first 3
        second 3
    """

    def __init__(self, loader: Iterable[Any], remedies: Sequence[Remedy], *, seed: int = 0) -> None:
        self._loader = loader
        self._asides = Asides(remedies, seed=seed)

    def __iter__(self) -> Iterator[tuple[Any, list[Aside]]]:
        for batch in self._loader:
            yield batch, self._asides.next()

    def __len__(self) -> int:
        """Batches of the loader, if it knows."""
        assert isinstance(self._loader, Sized)
        return len(self._loader)


def _place() -> tuple[int, int]:
    """This process among those that train together."""
    together = torch.distributed
    if together.is_available() and together.is_initialized():
        return together.get_rank(), together.get_world_size()
    return 0, 1
