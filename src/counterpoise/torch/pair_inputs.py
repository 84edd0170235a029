"""Inputs of the two sides of counterfactual pairs, and what is known of the pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from counterpoise.errors import DataError
from counterpoise.torch.inputs import Inputs, row_count, taken

if TYPE_CHECKING:
    from counterpoise.counterfactuals.pairs import Pairs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairInputs:
    """Pairs as a model takes them; what is not known is None.

    Attributes:
        original: inputs of the originals, [pairs, ...] or a structure of such, or a list with the
            features of each.
        counterfactual: inputs of the counterfactuals, likewise.
        labels: [pairs], label of the original in [0, 1].
        preserves_label: [pairs], whether both sides should have the same label.
        weights: [pairs], >= 0.
    """

    original: Inputs
    counterfactual: Inputs
    labels: Tensor | None = None
    preserves_label: Tensor | None = None
    weights: Tensor | None = None

    def __post_init__(self) -> None:
        pairs = row_count(self.original, name="original")
        for name in ("counterfactual", "labels", "preserves_label", "weights"):
            values = getattr(self, name)
            count = pairs if values is None else row_count(values, name=name)
            if count != pairs:
                raise DataError(
                    f"`{name}` of pairs must be for as many as there are originals, {pairs}, got "
                    f"{count}. Pass one for each pair, in the same order."
                )

    @staticmethod
    def of(
        pairs: Pairs, encode: Callable[[list[str]], Inputs], *, labels: Any = None
    ) -> PairInputs:
        """The pairs with both texts encoded.

        Args:
            pairs: must know the originals' texts.
            encode: texts -> inputs: a tensor, a dict of tensors, or a list with features of each.
            labels: [examples], labels of the examples that the pairs were made from.

        Raises:
            DataError: pairs without the originals' texts.
        """
        originals = pairs.frame["text"]
        if originals.null_count():
            raise DataError(
                f"`pairs` must know the originals' texts, but {originals.null_count()} of "
                f"{len(pairs)} lack it. Make them from examples with text."
            )
        of_pairs = None if labels is None else np.asarray(labels, np.float32)[pairs.sources]
        return PairInputs(
            original=encode(originals.to_list()),
            counterfactual=encode(pairs.texts.to_list()),
            labels=None if of_pairs is None else torch.from_numpy(of_pairs),
            preserves_label=torch.tensor(pairs.frame["valid"].to_list(), dtype=torch.bool),
        )

    def __len__(self) -> int:
        return row_count(self.original, name="original")

    def taken(self, rows: Tensor) -> PairInputs:
        """Some of the pairs."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return PairInputs(
            **{name: None if of is None else taken(of, rows) for name, of in values.items()}
        )
