"""Names of slices and models as labels: they may be hostile, very long or in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from counterpoise.figures.look import TEXT_SIZE

INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of control and direction characters, surrogates and line separators."""

LONGEST = 64
"""Characters of a name that are shown at most, however narrow they are."""

DOTS = "..."
"""What stands for the part that is left out."""


def labels(names: Iterable[str], *, points: float) -> dict[str, str]:
    """Each name as a label that Matplotlib draws as it stands; no two are alike.

    Characters that are invisible, or that the font in use lacks, are written as their code point,
    `<U+202E>`. A name that is too wide loses what stands after its
    beginning: the end of a slice's name tells more. `$` is escaped: it would begin a formula.

    Args:
        names: slices or models.
        points: the width that a label may have, in points.
    """
    fonts = _fonts()
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        plain = _shortened([_visible(c, fonts) for c in _ends(name)], points) or "(empty)"
        found[name] = _told_apart(plain, set(found.values()))
    return {name: _verbatim(label) for name, label in found.items()}


def width(text: str, *, size: float = TEXT_SIZE) -> float:
    """How wide `text` is in the font in use, in points."""
    properties = FontProperties(size=size)
    return float(text_to_path.get_text_width_height_descent(text, properties, ismath=False)[0])


def _fonts() -> list[FT2Font]:
    """The fonts that Matplotlib looks for a character in, as `rcParams` name them."""
    found = []
    for family in FontProperties().get_family():
        try:
            path = findfont(FontProperties(family=family), fallback_to_default=False)
        except ValueError:
            continue
        found.append(get_font(path))
    return found or [get_font(findfont(FontProperties()))]


def _ends(name: str) -> str:
    return name if len(name) <= 2 * LONGEST else name[:LONGEST] + name[-LONGEST:]


def _visible(character: str, fonts: Sequence[FT2Font]) -> str:
    known = any(font.get_char_index(ord(character)) for font in fonts)
    if known and unicodedata.category(character) not in INVISIBLE:
        return character
    return f"<U+{ord(character):04X}>"


def _shortened(characters: Sequence[str], points: float) -> str:
    """The characters as one text, without as many of the middle ones as it takes."""
    whole = "".join(characters)
    if len(characters) <= LONGEST and width(whole) <= points:
        return whole
    for kept in range(min(len(characters) - 1, LONGEST), 0, -1):
        tail = 2 * kept // 3
        end = "".join(characters[len(characters) - tail :])
        text = "".join(characters[: kept - tail]) + DOTS + end
        if width(text) <= points:
            return text
    return DOTS


def _told_apart(label: str, taken: set[str]) -> str:
    count, told = 1, label
    while told in taken:
        count += 1
        told = f"{label} ({count})"
    return told


def _verbatim(label: str) -> str:
    """What Matplotlib draws as `label`: no formula, and no legend entry that `_` would hide."""
    escaped = label.replace("$", r"\$")
    return f" {escaped}" if escaped.startswith("_") else escaped
