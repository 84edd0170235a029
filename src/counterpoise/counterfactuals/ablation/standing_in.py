"""What is written in the place of terms, in their case, with the article and capital it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.bounds import Bounds
from counterpoise.counterfactuals.ablation.edits import Edits
from counterpoise.counterfactuals.ablation.lists import PASSES, Lists
from counterpoise.counterfactuals.ablation.places import Bools, Places, is_upper, shifted
from counterpoise.counterfactuals.ablation.roles import BEING_MANY, MANY
from counterpoise.counterfactuals.ablation.terms import PRONOUNS
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import END, OPENING, SPACE
from counterpoise.counterfactuals.articles import takes_an

SMALL, CAPITAL, CAPITALS = range(3)
"""How a word is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIns:
    """What is written at each place, and how.

    Attributes:
        start: [places], first byte to go.
        end: [places], after the last.
        lead: [places], the first word to go.
        until: [places], the next word.
        text: [places], place in `texts`; 0: nothing.
        case: [places], `SMALL`, `CAPITAL` or `CAPITALS`.
        opens: [places], bool: whether a sentence begins there.
        texts: what may be written, in small letters.
    """

    start: np.ndarray
    end: np.ndarray
    lead: np.ndarray
    until: np.ndarray
    text: np.ndarray
    case: np.ndarray
    opens: np.ndarray
    texts: tuple[str, ...]

    @staticmethod
    def of(
        places: Places,
        lists: Lists,
        role: np.ndarray,
        kind: np.ndarray,
        bounds: Bounds,
    ) -> StandIns:
        """What is written, from the role, the kind of stand-in and the bounds of each place."""
        chained = lists.chained
        end = np.where(chained, shifted(places.start, 1), bounds.end)
        until = np.where(chained, shifted(places.first, 1), bounds.until)
        texts, one, many = _texts(places)
        several = np.isin(role, (MANY, BEING_MANY)) | lists.several
        text = np.where(several, many[kind], one[kind])
        text[(kind < 0) | chained] = 0
        case, opens = _cases(places, chained)
        return StandIns(
            start=bounds.start,
            end=end,
            lead=bounds.lead,
            until=until,
            text=text,
            case=case,
            opens=opens,
            texts=texts,
        )

    def edits(self) -> Edits:
        """The edits that take the terms out and write what stands in for them."""
        forms = np.array(
            [[t.encode(), _capital(t).encode(), t.upper().encode()] for t in self.texts],
            dtype=object,
        )
        return Edits.of(self.start, self.end, forms[self.text, self.case])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _texts(places: Places) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """What may be written, and the place in it of each kind's singular and plural."""
    pairs = list(places.facts.stand_ins.values())
    texts = ("", *(text for pair in pairs for text in pair))
    number = np.arange(len(pairs))
    return texts, 1 + 2 * number, 2 + 2 * number


def _cases(places: Places, chained: Bools) -> tuple[np.ndarray, Bools]:
    """How each term is written, handed on along lists, and whether it begins a sentence."""
    first, last = is_upper(places.letter(places.start)), is_upper(places.letter(places.end - 1))
    opens = np.isin(places.gap(0), (END, OPENING))
    all_capitals = first & last & (places.end - places.start > 1)
    proper = places.facts.proper[places.term] & ~opens
    case = np.where(all_capitals, CAPITALS, np.where(first & ~proper, CAPITAL, SMALL))
    for _ in range(PASSES):
        handed = shifted(chained & opens, -1)
        opens = opens | handed
        lead = handed & (shifted(case, -1) == CAPITAL) & (case == SMALL)
        case = np.where(lead, CAPITAL, case)
    return case, opens


def capitals(places: Places, made: StandIns, chained: Bools) -> Edits:
    """Edits of the first letter of what follows a term that began a sentence and has gone."""
    words = places.words
    bare = (made.text == 0) & ~chained & made.opens & (made.case == CAPITAL)
    bare &= made.end == words.starts[made.until]
    at = words.starts[made.until[bare]]
    letters = places.letter(at)
    small = (letters >= ord("a")) & (letters <= ord("z"))
    at = at[small]
    new = np.array([bytes([letter - 32]) for letter in letters[small].tolist()], dtype=object)
    return Edits.of(at, at + 1, new)


def articles(places: Places, made: StandIns, lists: Lists) -> Edits:
    """Edits of *a* and *an* before what was changed, and of the articles of lists of *a ...*."""
    first = np.flatnonzero(lists.opening == places.first)
    lead = made.lead[first]
    behind = places.words.gaps(lead) == SPACE
    articled = behind & vocabulary().classes["article"][places.words.codes(lead - 1)]
    fitted = first[articled & (lists.counted[first] == 0)]
    an = _sounds(places, made, lists.chained, fitted)
    counts = np.flatnonzero(lists.counted > 0)
    capitals = made.case[fitted] == CAPITALS
    return Edits.joined(
        [
            _fitting(places, made.lead[fitted] - 1, an=an, capitals=capitals),
            _numbers(places, lists.opening[counts] - 1, lists.counted[counts]),
        ]
    )


def _sounds(places: Places, made: StandIns, chained: Bools, asked: np.ndarray) -> Bools:
    """[asked], whether what comes to stand at each place takes *an*."""
    at = asked.copy()
    for _ in range(2 * PASSES):
        on = chained[at] & (at + 1 < len(places))
        at = np.where(on, at + 1, at)
    words = places.words
    until = made.until[at]
    spans = zip(words.starts[until].tolist(), words.ends[until].tolist(), strict=True)
    following = [words.data[a:b].decode(errors="ignore") for a, b in spans]
    texts = [made.texts[text] for text in made.text[at].tolist()]
    heard = [text or word for text, word in zip(texts, following, strict=True)]
    return takes_an(pl.Series(heard, dtype=pl.String)).to_numpy()


def _fitting(places: Places, word: np.ndarray, *, an: Bools, capitals: Bools) -> Edits:
    """Edits that make articles *an* or *a*."""
    start, end = places.words.starts[word], places.words.ends[word]
    is_an = end - start == 2
    longer, shorter = an & ~is_an, ~an & is_an
    new = np.full(int(longer.sum()), b"n", dtype=object)
    new[capitals[longer] & is_upper(places.letter(start[longer]))] = b"N"
    return Edits.joined(
        [
            Edits.of(end[longer], end[longer], new),
            Edits.of(start[shorter] + 1, end[shorter], ""),
        ]
    )


def _numbers(places: Places, word: np.ndarray, counted: np.ndarray) -> Edits:
    """Edits that write *two* or *several* for articles."""
    start, end = places.words.starts[word], places.words.ends[word]
    new = [places.facts.stand_ins["two" if n == 2 else "several"][0] for n in counted.tolist()]
    upper = is_upper(places.letter(start)).tolist()
    spelt = [_capital(text) if up else text for text, up in zip(new, upper, strict=True)]
    return Edits.of(start, end, np.array([text.encode() for text in spelt], dtype=object))


def possessives(places: Places, made: StandIns) -> Edits:
    """Edits of *boys' team* into *people's team*."""
    ends_in_s = np.array([text.endswith("s") for text in made.texts])
    asked = (made.text > 0) & ~ends_in_s[made.text] & ~places.is_a(*PRONOUNS)
    asked &= (places.letter(places.end - 1) | 0x20) == ord("s")
    at = np.flatnonzero(asked)
    end = places.end[at]
    curly = (places.letter(end) == 0xE2) & (places.letter(end + 2) == 0x99)
    width = np.where(curly, 3, 1)
    quoted = (curly | (places.letter(end) == ord("'"))) & (places.letter(end + width) == ord(" "))
    new = np.where(made.case[at] == CAPITALS, b"S", b"s").astype(object)
    return Edits.of((end + width)[quoted], (end + width)[quoted], new[quoted])
