"""From which byte to which a term goes, with what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.ablation.edits import Edits
from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.places import Places, shifted
from counterpoise.counterfactuals.ablation.roles import (
    ADDRESSED,
    BEING_MANY,
    BEING_ONE,
    CALLED,
    GONE,
    MANY,
    MODIFIER,
    ONE,
    PRONOUN,
    TITLE,
    WITH_AFTER,
    WITH_BEFORE,
    after_adjective,
)
from counterpoise.counterfactuals.ablation.words import HYPHEN, OPENING, SLASH, SPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What goes with each term.

    Attributes:
        start: [places], place of the first byte to go.
        end: [places], place after the last.
        lead: [places], the first word to go.
        until: [places], the word that is next.
    """

    start: np.ndarray
    end: np.ndarray
    lead: np.ndarray
    until: np.ndarray

    @staticmethod
    def of(places: Places, role: np.ndarray) -> Bounds:
        """The bounds of terms with these roles."""
        bounds = Bounds(
            start=places.start.copy(),
            end=places.end.copy(),
            lead=places.first.copy(),
            until=places.last + 1,
        )
        for roles, set_bounds in (
            ((MODIFIER,), _of_modifiers),
            ((BEING_ONE, BEING_MANY), _of_predicates),
            ((ADDRESSED, WITH_AFTER), _up_to_next),
            ((WITH_BEFORE,), _with_conjunction),
            ((CALLED,), _with_comma),
            ((TITLE,), _of_titles),
            ((GONE,), _of_gone),
            ((PRONOUN,), _of_pronouns),
            ((ONE, MANY), _of_nouns),
        ):
            here = np.flatnonzero(np.isin(role, roles))
            if len(here):
                set_bounds(bounds, here, places.where(here))
        return bounds

    def back_to(self, here: np.ndarray, places: Places, step: int) -> None:
        """Sets those `here` to begin with the word so many steps away."""
        self.lead[here] = places.word(step)
        self.start[here] = places.words.starts[self.lead[here]]

    def up_to(self, here: np.ndarray, places: Places, step: int) -> None:
        """Sets those `here` to end where the word so many steps away begins."""
        self.until[here] = places.word(step)
        self.end[here] = places.words.starts[self.until[here]]

    def after(self, here: np.ndarray, places: Places, step: int) -> None:
        """Sets those `here` to begin where the word so many steps away ends."""
        self.start[here] = places.words.ends[places.word(step)]


def _of_modifiers(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    bounds.up_to(here, places, 1)
    quoted = places.gap(1) == OPENING
    bounds.end[here[quoted]] = places.end[quoted] + (places.letter(places.end[quoted]) == ord(" "))
    compound = (places.gap(0) == HYPHEN) & places.near(-1, "prefix")
    degree = (places.gap(0) == SPACE) & places.near(-1, "openly", "apart")
    back = compound | degree
    bounds.back_to(here[back], places.where(back), -1)
    aged = places.near(-1, "year") & places.spaced(0) & places.spaced(-1)
    bounds.back_to(here[aged], places.where(aged), -2)


def _of_nouns(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    non = (places.gap(0) == HYPHEN) & places.near(-1, "non")
    bounds.back_to(here[non], places.where(non), -1)


def _of_predicates(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    for step in (1, 2):
        degree = (places.gap(1 - step) == SPACE) & places.near(-step, "degree")
        places, here = places.where(degree), here[degree]
        bounds.back_to(here, places, -step)


def _up_to_next(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    joined = places.near(1, "conjunction") & (places.gap(1) == SPACE)
    bounds.up_to(here, places, 1)
    bounds.up_to(here[joined], places.where(joined), 2)


def _with_conjunction(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    bounds.after(here, places, -2)


def _with_comma(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    bounds.after(here, places, -1)


def _of_titles(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    named = name_follows(places)
    bounds.up_to(here[named], places.where(named), 1)
    _of_gone(bounds, here[~named], places.where(~named))


def _of_gone(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    spaced = places.gap(0) == SPACE
    bounds.after(here[spaced], places.where(spaced), -1)
    determined = spaced & places.near(-1, "determiner") & (places.gap(-1) == SPACE)
    bounds.after(here[determined], places.where(determined), -2)
    first = ~spaced & (places.gap(1) == SPACE)
    bounds.up_to(here[first], places.where(first), 1)


def _of_pronouns(bounds: Bounds, here: np.ndarray, places: Places) -> None:
    slashed = places.gap(0) == SLASH
    here, places = here[slashed], places.where(slashed)
    s = places.near(-1, "s")
    bounds.back_to(here[s], places.where(s), -1)


def joints(places: Places, links: Links, role: np.ndarray) -> Edits:
    """Edits that take out the *and* or comma between an adjective and a modifier that goes."""
    alone = (role == MODIFIER) & ~shifted(links.joined | links.comma | links.beside, -1)
    places = places.where(alone)
    joined, listed = after_adjective(places)
    ends = [places.words.ends[places.word(-step)] for step in range(3)]
    spaced = places.letter(places.start - 1) == ord(" ")
    return Edits.joined(
        [
            Edits.of(after[chosen], places.start[chosen] - 1, "")
            for found, after in ((joined, ends[2]), (listed, ends[1]))
            for chosen in [found & spaced]
        ]
    )


def name_follows(places: Places) -> np.ndarray:
    """[places], whether a name stands after a title, perhaps after its full stop."""
    letter = places.letter(places.end)
    width = places.words.starts[places.word(1)] - places.end
    dotted = (letter == ord(".")) & (width == 2) & (places.letter(places.end + 1) == ord(" "))
    return (places.gap(1) == SPACE) | dotted | ((letter == ord(".")) & (width == 1))
