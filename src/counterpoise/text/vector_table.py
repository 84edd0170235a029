"""Words and vectors as a file gave them, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float32, Int64

from counterpoise.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VectorTable:
    """A file's words in its order, each with its vector.

    Attributes:
        source: the file's name.
        unit: what the file is counted in: line, word or row.
        places: [words], where each word stands in the file, in that unit, from 1.
        words: String, [words]; may hold the same word twice.
        vectors: [words, dim].
    """

    source: str
    unit: str
    places: Int64[np.ndarray, " words"]
    words: pl.Series
    vectors: Float32[np.ndarray, "words dim"]

    def place(self, index: int) -> str:
        """`glove.txt, line 17`."""
        return f"{self.source}, {self.unit} {self.places[index]}"

    def checked(self) -> VectorTable:
        """This table, when it holds words and every number is finite.

        Raises:
            DataError: otherwise, naming the first word concerned.
        """
        if self.words.is_empty() or self.vectors.shape[1] == 0:
            raise DataError(
                f"{self.source}: expected words with their vectors, got none. "
                "Look whether the file was downloaded whole."
            )
        broken = np.flatnonzero(~np.isfinite(self.vectors).all(axis=1))
        if broken.size:
            raise DataError(
                f"{self.place(broken[0])}: expected finite numbers, got NaN or infinity in the "
                f"vector of `{self.words[int(broken[0])]}` ({broken.size:,} words have such). "
                "Mend or remove them."
            )
        return self
