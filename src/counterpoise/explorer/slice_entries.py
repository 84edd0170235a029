"""The slices as `describe` lists them."""

from __future__ import annotations

from typing import Any

from counterpoise.explorer.contents import Contents


def slice_entries(contents: Contents) -> list[dict[str, Any]]:
    """Name, place of its family (None: overall) and rows of every slice."""
    families = contents.families
    return [
        {
            "name": piece.name,
            "family": None if piece.column is None else families.index(piece.column),
            "rows": rows,
        }
        for part in contents.sliced
        for piece, rows in zip(part.slices, part.slice_rows.tolist(), strict=True)
    ]
