"""How each term hangs together with the next: side by side, in a list, by *and* or *or*."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from counterpoise.counterfactuals.ablation.places import Places, shifted
from counterpoise.counterfactuals.ablation.words import AMPERSAND, COMMA, END, SLASH, SPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """[places], bool each: how a term is linked with the term after it.

    Attributes:
        beside: nothing but a space or hyphen between: *gay men*.
        comma: *black, Asian*, or *a Christian, a Jew*.
        joined: by *and*, *or*, & or /, a determiner perhaps after it: *men and the women*. After
            a comma it is only at the end of a list or of a sentence, since *I asked her, and her
            answer came* joins sentences. *Nor* joins adjectives alone.
        by_and: the joint is *and* or &.
        same_noun: both stand before the same noun and are joined: *gay people and straight people*.
    """

    beside: np.ndarray
    comma: np.ndarray
    joined: np.ndarray
    by_and: np.ndarray
    same_noun: np.ndarray

    def where(self, chosen: np.ndarray) -> Links:
        """The links between places at `chosen` ([places], bool) that are next to each other."""
        both = chosen & shifted(chosen, 1)
        return Links(**{f.name: (getattr(self, f.name) & both)[chosen] for f in fields(self)})

    @staticmethod
    def of(places: Places) -> Links:
        """The links of all places; the last has none."""
        steps = shifted(places.first, 1, fill=-9) - places.last
        gap = shifted(places.gap(0), 1, fill=-1)
        spaced = shifted(places.spaced(0), 1)
        one, two, three = (steps == n for n in (1, 2, 3))
        conjunction = places.near(1, "conjunction") & np.isin(places.gap(1), (SPACE, COMMA))
        determined = (two & places.near(1, "determiner") & (places.gap(1) == COMMA)) & spaced
        comma = (one & (gap == COMMA)) | determined
        conjunction &= ~_between_sentences(places, comma)
        article = three & conjunction & places.near(2, "determiner")
        article &= (places.gap(2) == SPACE) & (gap == SPACE)
        signs = one & np.isin(gap, (SLASH, AMPERSAND))
        comma_and = two & conjunction & (gap == SPACE)
        noun = (places.code(1) > 0) & (places.code(1) == shifted(places.code(1), 1, fill=-1))
        between = places.near(2, "conjunction") & places.spaced(1)
        between &= (places.gap(2) == SPACE) & (gap == SPACE)
        return Links(
            beside=one & spaced,
            comma=comma,
            joined=comma_and | article | signs,
            by_and=((comma_and | article) & places.near(1, "and")) | (gap == AMPERSAND),
            same_noun=three & noun & between & ~conjunction,
        )


def _between_sentences(places: Places, comma: np.ndarray) -> np.ndarray:
    """[places], whether *and* or *or* after a comma is no link of a list: *we saw her, and ...*."""
    spaced = shifted(places.spaced(0), 1)
    listed = shifted(comma, -1) | (shifted(comma, -2) & shifted(spaced, -1))
    ends = shifted(places.gap(1), 1) == END
    nouns = ~places.is_a("adjective") & places.near(1, "nor")
    return nouns | ((places.gap(1) == COMMA) & ~listed & ~ends)
