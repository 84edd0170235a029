"""Texts of a run as features: computed once for all models, and only if a model needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples
from counterpoise.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Split:
    """The examples of one split with their counterfactual pairs."""

    examples: Examples
    pairs: Pairs


@dataclass(frozen=True, kw_only=True)
class Features:
    """What the networks see of both splits, each made when first asked for.

    Attributes:
        train: training examples and pairs.
        test: test examples and pairs.
        embed: texts -> [rows, dim].
        progress: told how far embedding has got.
    """

    train: Split
    test: Split
    embed: Callable[[pl.Series], np.ndarray]
    progress: Progress

    @cached_property
    def train_texts(self) -> np.ndarray:
        """[training rows, dim]."""
        return self._embedded("embedding training texts", self.train.examples.texts)

    @cached_property
    def train_counterfactuals(self) -> np.ndarray:
        """[training pairs, dim]."""
        return self._embedded("embedding training pairs", self.train.pairs.texts)

    @cached_property
    def test_texts(self) -> np.ndarray:
        """[test rows, dim]."""
        return self._embedded("embedding test texts", self.test.examples.texts)

    @cached_property
    def test_counterfactuals(self) -> np.ndarray:
        """[test pairs, dim]."""
        return self._embedded("embedding test pairs", self.test.pairs.texts)

    def _embedded(self, description: str, texts: pl.Series) -> np.ndarray:
        with self.progress(description, len(texts)) as advance:
            parts = []
            for start in range(0, len(texts), BLOCK):
                block = texts.slice(start, BLOCK)
                parts.append(self.embed(block))
                advance(len(block))
            return np.concatenate(parts) if parts else self.embed(texts)


BLOCK = 32_768
"""Texts embedded between two words of progress."""
