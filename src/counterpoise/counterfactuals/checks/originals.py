"""The original texts of pairs, which a rule cannot do without."""

from __future__ import annotations

import polars as pl

from counterpoise.errors import DataError


def originals(pairs: pl.DataFrame) -> pl.Series:
    """[pairs], String: the original of each pair.

    Raises:
        DataError: an original is not known.
    """
    texts = pairs["text"]
    if texts.null_count():
        raise DataError(
            f"Checks compare each counterfactual with its original, but `text` is null for "
            f"{texts.null_count()} of {len(texts)} pairs, the first being pair "
            f"{int(texts.is_null().arg_true()[0]) + 1}. Fill in `text`, or leave this check out."
        )
    return texts
