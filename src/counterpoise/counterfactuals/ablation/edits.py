"""Edits: runs of bytes of texts laid end to end, and what is written in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.texts import LaidTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Changes of texts that are laid end to end.

    Attributes:
        start: [edits], place of the first byte to go.
        end: [edits], place after the last.
        new: [edits], object: the bytes written there.
    """

    start: np.ndarray
    end: np.ndarray
    new: np.ndarray

    @staticmethod
    def of(start: np.ndarray, end: np.ndarray, new: str | np.ndarray) -> Edits:
        """Edits that write `new`, one text for all or [edits] of bytes."""
        texts = np.full(len(start), new.encode(), dtype=object) if isinstance(new, str) else new
        return Edits(start=start, end=end, new=texts)

    @staticmethod
    def joined(parts: Sequence[Edits]) -> Edits:
        """All of them by place; where two overlap the later one begins where the first ends."""
        start, end, new = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("start", "end", "new")
        )
        order = np.argsort(start, kind="stable")
        start, end, new = start[order], end[order], new[order]
        ended = np.maximum.accumulate(np.append([0], end[:-1]))[: len(start)]
        start = np.maximum(start, ended)
        return Edits(start=start, end=np.maximum(start, end), new=new)


def edited(laid: LaidTexts, edits: Edits) -> pl.Series:
    """[rows], String: the texts with the edits made.

    Args:
        laid: the texts.
        edits: by place, without overlap, none across the bounds of a text.
    """
    starts = np.append(edits.start, len(laid.data))
    ends = np.append([0], edits.end)
    pieces: list[bytes] = [b""] * (2 * len(starts) - 1)
    data = laid.data
    pieces[0::2] = [data[a:b] for a, b in zip(ends.tolist(), starts.tolist(), strict=True)]
    pieces[1::2] = new = edits.new.tolist()
    lengths = np.fromiter(map(len, new), dtype=np.int64, count=len(new))
    grown = np.append([0], np.cumsum(lengths - (edits.end - edits.start)))
    firsts = laid.firsts + grown[np.searchsorted(edits.start, laid.firsts - 1, side="right")]
    lasts = laid.lasts + grown[np.searchsorted(edits.start, laid.lasts, side="left")]
    whole = b"".join(pieces)
    rows = [whole[a:b] for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    return pl.Series(rows, dtype=pl.Binary).cast(pl.String)
