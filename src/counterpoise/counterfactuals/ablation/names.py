"""Terms in names: of works, bodies, places, persons and languages."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places, is_upper
from counterpoise.counterfactuals.ablation.reading import LANGUAGES, Reading, languages
from counterpoise.counterfactuals.ablation.roles import ADDRESSED, CALLED, ONE, PRONOUN, TITLE
from counterpoise.counterfactuals.ablation.words import (
    END,
    HYPHEN,
    OPENING,
    OTHER,
    SPACE,
)


def named(reading: Reading) -> Bools:
    """[places], whether the term is in a name or is quoted: *Chinese Wikipedia*, *Spider-Man*."""
    places, role = reading.places, reading.role
    beside = reading.links.beside
    before_name = _name(places, 1) & ~beside & (places.gap(1) == SPACE)
    after_name = _name(places, -1) & ~np.append([False], beside[:-1])
    after_name &= ~np.isin(places.gap(-1), (END, OPENING)) & (places.gap(0) == SPACE)
    in_name = places.capital(0) & (before_name | after_name)
    in_name &= ~np.isin(role, (PRONOUN, TITLE, ADDRESSED, CALLED))
    return in_name | _quoted(places) | _written_on(places)


def _name(places: Places, step: int) -> Bools:
    """[places], whether the word so many steps away begins with a capital, as names do."""
    return places.capital(step) & ~places.near(step, "closed", "verb", "finite")


def _quoted(places: Places) -> Bools:
    """[places], whether the term alone is quoted, so that the word is spoken of."""
    return (
        (places.gap(0) == OPENING)
        & np.isin(places.gap(1), (OPENING, OTHER))
        & ~(places.letter(places.end) == ord(" "))
    )


def _written_on(places: Places) -> Bools:
    """[places], whether the term is in an address of a page, a tag or a file name."""
    before, after = places.letter(places.start - 1), places.letter(places.end)
    beyond = places.letter(places.end + 1)
    dotted = (after == ord(".")) & ((beyond | 0x20) >= ord("a")) & ~is_upper(beyond)
    dotted &= (beyond | 0x20) <= ord("z")
    return np.isin(before, _MARKS) | np.isin(after, _MARKS[:-1]) | dotted


_MARKS = tuple(map(ord, "@=#_\\~"))


def of_languages(reading: Reading) -> Bools:
    """[places], whether a language or what is written in it is named: *in French*."""
    places = reading.places
    language = np.isin(
        places.term,
        [place for term, place in places.facts.places.items() if term in LANGUAGES],
    )
    written = places.near(1, "written") & (places.gap(1) != HYPHEN)
    listed = places.near(-1, "conjunction") & places.near(-3, "speak") & reading.in_text(-3)
    spoken = (reading.role == ONE) & places.near(-1, "owner")
    found = language & (written | listed | spoken)
    found[languages(places)] = True
    return found
