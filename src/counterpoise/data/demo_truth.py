"""The truth behind the synthetic demo comments: who is mentioned, and what was planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Who a synthetic comment mentions, and what was planted for such comments.

    Attributes:
        gender: any of female, male.
        religion: at most one of buddhist, christian, jewish, muslim.
        sexual_orientation: at most one of bisexual, gay, heterosexual.
        share: P(a comment mentions exactly these), in [0, 1].
        toxic: P(toxic | exactly these are mentioned), in [0, 1].
    """

    gender: tuple[str, ...] = ()
    religion: tuple[str, ...] = ()
    sexual_orientation: tuple[str, ...] = ()
    share: float
    toxic: float

    @property
    def groups(self) -> tuple[str, ...]:
        """All that are mentioned, of any column."""
        return self.gender + self.religion + self.sexual_orientation


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """The truth behind the synthetic comments: what a right measurement finds, up to chance.

    A label is drawn with P(toxic | who is mentioned) and depends on nothing else. Then the tone of
    the words is drawn: ambiguous, or else fitting the label, or (noise) contradicting it.

    Attributes:
        mentions: every combination of groups that occurs, with its share and its rate.
        ambiguous: P(the words are neither rude nor kind), whatever the label.
        noise: P(the words contradict the label | they are rude or kind).
        annotated: P(the group columns are known); elsewhere all three are null.
        train: P(a text falls into the split `train`).
    """

    mentions: tuple[Mention, ...]
    ambiguous: float
    noise: float
    annotated: float
    train: float

    @property
    def prevalence(self) -> float:
        """P(toxic) = sum of share * toxic over all mentions."""
        return sum(mention.share * mention.toxic for mention in self.mentions)

    @property
    def shares(self) -> Mapping[str, float]:
        """P(a comment mentions g), by group; groups overlap, so these exceed their union."""
        return MappingProxyType({group: _share(self.mentions, group) for group in self._groups})

    @property
    def by_group(self) -> Mapping[str, float]:
        """P(toxic | g is mentioned, alone or with others), by group."""
        return MappingProxyType({group: _toxic(self.mentions, group) for group in self._groups})

    @property
    def _groups(self) -> list[str]:
        return sorted({group for mention in self.mentions for group in mention.groups})


def _share(mentions: Sequence[Mention], group: str) -> float:
    return sum(mention.share for mention in mentions if group in mention.groups)


def _toxic(mentions: Sequence[Mention], group: str) -> float:
    positive = sum(mention.share * mention.toxic for mention in mentions if group in mention.groups)
    return positive / _share(mentions, group)


_FEMALE, _MALE, _BOTH = ("female",), ("male",), ("female", "male")
_GAY, _BISEXUAL, _HETEROSEXUAL = ("gay",), ("bisexual",), ("heterosexual",)
_BUDDHIST, _CHRISTIAN, _JEWISH, _MUSLIM = ("buddhist",), ("christian",), ("jewish",), ("muslim",)

PLANTED = Planted(
    mentions=(
        Mention(share=0.545, toxic=0.08),
        Mention(gender=_FEMALE, share=0.09, toxic=0.5),
        Mention(gender=_MALE, share=0.08, toxic=0.5),
        Mention(gender=_BOTH, share=0.029, toxic=0.5),
        Mention(sexual_orientation=_GAY, share=0.05, toxic=0.55),
        Mention(sexual_orientation=_GAY, gender=_FEMALE, share=0.015, toxic=0.55),
        Mention(sexual_orientation=_GAY, gender=_MALE, share=0.015, toxic=0.55),
        Mention(sexual_orientation=_BISEXUAL, share=0.015, toxic=0.08),
        Mention(sexual_orientation=_BISEXUAL, gender=_FEMALE, share=0.005, toxic=0.5),
        Mention(sexual_orientation=_HETEROSEXUAL, share=0.02, toxic=0.08),
        Mention(sexual_orientation=_HETEROSEXUAL, gender=_MALE, share=0.005, toxic=0.5),
        Mention(religion=_CHRISTIAN, share=0.045, toxic=0.08),
        Mention(religion=_CHRISTIAN, gender=_FEMALE, share=0.01, toxic=0.5),
        Mention(religion=_CHRISTIAN, gender=_MALE, share=0.005, toxic=0.5),
        Mention(religion=_MUSLIM, share=0.03, toxic=0.08),
        Mention(religion=_MUSLIM, gender=_FEMALE, share=0.01, toxic=0.5),
        Mention(religion=_JEWISH, share=0.02, toxic=0.08),
        Mention(religion=_JEWISH, gender=_MALE, share=0.005, toxic=0.5),
        Mention(religion=_BUDDHIST, share=0.005, toxic=0.08),
        Mention(religion=_BUDDHIST, gender=_FEMALE, share=0.001, toxic=0.5),
    ),
    ambiguous=0.35,
    noise=0.04,
    annotated=0.9,
    train=2 / 3,
)
