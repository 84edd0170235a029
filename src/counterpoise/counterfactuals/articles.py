"""Which of *a* and *an* a word takes: by its sound, not by its letter."""

from __future__ import annotations

import polars as pl

CONSONANT_SOUND = r"(?:eu|ew|one\b|once\b|one-|u[bk]i|uni(?:[^nm]|\b)|unanim|us[aeiu]|ut[aei]|ufo)"
"""Starts that are written with a vowel and spoken with a consonant: *a European*, *a user*."""

VOWEL_SOUND = r"(?:[aeiou]|hono|hones|hour|heir)"
"""Starts that are spoken with a vowel: *an artist*, *an hour*."""


def takes_an(words: pl.Series) -> pl.Series:
    """[words], Boolean: whether the word, in any case, is spoken with a vowel at its start.

    Example:
        >>> takes_an(pl.Series(["uncle", "user", "Heir", "man"])).to_list()
        [True, False, True, False]
    """
    vowel = words.str.contains(f"^(?i:{VOWEL_SOUND})")
    return vowel & ~words.str.contains(f"^(?i:{CONSONANT_SOUND})")
