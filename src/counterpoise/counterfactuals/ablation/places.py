"""Terms in their places: each with the words and gaps around it, and its links to the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from counterpoise.counterfactuals.ablation.terms import TermFacts
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import HYPHEN, SPACE, Words

Bools = np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Terms of texts, in the order of the texts; their neighbours are named by steps.

    Step 0 is the term, -1 the word before it, 1 the word after it.

    Attributes:
        words: the texts.
        facts: of the terms.
        term: [places], the place of each term in `facts`.
        start: [places], place of its first byte.
        end: [places], place after its last byte.
        first: [places], its first word.
        last: [places], its last word.
    """

    words: Words
    facts: TermFacts
    term: np.ndarray
    start: np.ndarray
    end: np.ndarray
    first: np.ndarray
    last: np.ndarray
    _seen: dict[tuple[str, int], np.ndarray] = field(default_factory=dict)

    @staticmethod
    def of(
        words: Words, facts: TermFacts, *, term: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> Places:
        """The places of terms from the first byte to the last of each."""
        first = words.at(start)
        last = first.copy()
        longer = words.ends[first] < end
        last[longer] = words.at(end[longer] - 1)
        return Places(
            words=words, facts=facts, term=term, start=start, end=end, first=first, last=last
        )

    def after_going_back(self, steps: np.ndarray) -> Places:
        """The places as if each term began so many words earlier ([places])."""
        return replace(self, first=self.first - steps, _seen={})

    def __len__(self) -> int:
        return len(self.term)

    def where(self, chosen: Bools) -> Places:
        """The places at `chosen` ([places], bool) alone."""
        names = ("term", "start", "end", "first", "last")
        seen = {asked: values[chosen] for asked, values in self._seen.items()}
        return replace(self, **{n: getattr(self, n)[chosen] for n in names}, _seen=seen)

    def word(self, step: int) -> np.ndarray:
        """[places], the word so many steps away."""
        return self.first + step if step <= 0 else self.last + step

    def code(self, step: int) -> np.ndarray:
        """[places], what the vocabulary calls the word so many steps away."""
        if ("code", step) not in self._seen:
            self._seen["code", step] = self.words.codes(self.word(step))
        return self._seen["code", step]

    def gap(self, step: int) -> np.ndarray:
        """[places], what stands before the word so many steps away."""
        if ("gap", step) not in self._seen:
            self._seen["gap", step] = self.words.gaps(self.word(step))
        return self._seen["gap", step]

    def near(self, step: int, *names: str) -> Bools:
        """[places], whether the word so many steps away is of one of these classes."""
        return vocabulary().members(*names)[self.code(step)]

    def ends_in(self, step: int, *endings: str) -> Bools:
        """[places], whether the word so many steps away ends in one of these."""
        return self.words.ends_in(self.word(step), *endings)

    def spaced(self, step: int) -> Bools:
        """[places], whether a space or hyphen alone stands before the word so many steps away."""
        gap = self.gap(step)
        return (gap == SPACE) | (gap == HYPHEN)

    def is_a(self, *names: str) -> Bools:
        """[places], whether the term can be one of these parts of speech or pronouns."""
        return self.facts.can_be(*names)[self.term]

    def has_slot(self, *names: str) -> Bools:
        """[places], whether the term has one of these slots."""
        return self.facts.has_slot(*names)[self.term]

    def letter(self, place: np.ndarray) -> np.ndarray:
        """[places], the byte at each place in the texts."""
        return np.frombuffer(self.words.data, dtype=np.uint8)[place]

    def capital(self, step: int) -> Bools:
        """[places], whether the word begins with a capital and goes on in small letters."""
        word = self.word(step)
        start = self.words.starts[word]
        return is_upper(self.letter(start)) & ~is_upper(self.letter(start + 1))


def is_upper(letters: np.ndarray) -> Bools:
    """[letters], whether each byte is a capital letter of ASCII."""
    return (letters >= 65) & (letters <= 90)


def shifted(values: np.ndarray, by: int, *, fill: int = 0) -> np.ndarray:
    """[places], the value of the place so many further on; `fill` beyond the ends."""
    out = np.full_like(values, fill)
    if by > 0:
        out[:-by] = values[by:]
    else:
        out[-by:] = values[:by]
    return out
