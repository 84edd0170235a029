"""Figures as files, as publishers want them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from counterpoise.errors import PlanError, choices
from counterpoise.files import replacing

SETTINGS: Any = {"pdf.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "figure"}
"""PDF embeds TrueType fonts, not Type 3, which some publishers refuse; SVG keeps text as text."""

UNDATED: dict[str, dict[str, Any]] = {
    ".pdf": {"CreationDate": None},
    ".svg": {"Date": None},
    ".png": {},
}
"""Suffix of a file -> what is left out of it, so that the same figure gives the same file."""


def save(figure: Figure, path: str | Path, *, dots_per_inch: int = 300) -> Path:
    """Writes the figure as PDF, SVG or PNG by the path's suffix, whole or not at all.

    A PDF has its fonts embedded as TrueType. An SVG keeps text as text, in the font of whoever
    looks at it. The same figure gives the same file.

    Args:
        figure: any of Matplotlib's.
        path: where to; a file of that name is replaced.
        dots_per_inch: of PNG.

    Returns:
        The path.

    Raises:
        PlanError: another suffix.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in UNDATED:
        raise PlanError(
            f"`path` must end in one of the formats of figures, got {target.name!r}. "
            f"{choices(UNDATED, suffix)}"
        )
    with matplotlib.rc_context(SETTINGS), replacing(target) as part:
        form = suffix.removeprefix(".")
        figure.savefig(part, format=form, dpi=dots_per_inch, metadata=UNDATED[suffix])
    return target
