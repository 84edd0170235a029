"""Synthetic demo comments with a planted bias of known size: a truth for demos and tests to find.

Every comment is synthetic, written for this project, and none was posted by anyone. Rudeness is
mild and aimed at plans and articles; who is mentioned beside it is decided by chance alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import permutations

import numpy as np
import polars as pl

from counterpoise.data.demo_truth import PLANTED, Mention
from counterpoise.errors import PlanError

# Fractions of raters who called a comment toxic, each as often as it stands here.
_TOXIC = (0.5, 0.5, 0.6, 0.6, 0.7, 0.7, 0.8, 1.0)
_NOT_TOXIC = (0.0, 0.0, 0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.4)

_SOMEBODY, _FILLER = 0.7, 0.35  # P(a sentence about somebody | no group), P(one about nobody)
_MULTI_LINE, _LOWER_CASE = 0.05, 0.06
_ORDERS = tuple(permutations(range(3)))

_Sentences = dict[str, dict[str, list[str]]]


def demo_comments(*, rows: int = 6000, seed: int = 0) -> pl.DataFrame:
    """Synthetic comments, none posted by anyone, whose labels lean on who is mentioned.

    What was planted, and hence what an audit should find, is in `demo_truth.PLANTED`. The same
    `rows` and `seed` give the same frame, byte for byte. Identical texts are always in the same
    split.

    Args:
        rows: how many comments, at least 1.
        seed: of the random generator, at least 0.

    Returns:
        [rows] with id (`synthetic-00001` ...), text, toxicity (the fraction of raters who called it
        toxic, in [0, 1]; toxic at >= 0.5), gender, religion, sexual_orientation (lists of groups;
        null: not annotated; []: annotated, none mentioned) and split (`train` or `test`).

    Raises:
        PlanError: when `rows` or `seed` is too small.

    Example:
        >>> demo_comments(rows=3).columns[:3]
        ['id', 'text', 'toxicity']
    """
    _check(rows=rows, seed=seed)
    rng = np.random.Generator(np.random.PCG64(seed))
    mentions = _drawn(rng, [mention.share for mention in PLANTED.mentions], rows)
    toxic = rng.random(rows) < np.array([mention.toxic for mention in PLANTED.mentions])[mentions]
    toxicity = np.where(toxic, _picked(rng, _TOXIC, rows), _picked(rng, _NOT_TOXIC, rows))
    texts = _texts(rng, mentions, _tones(rng, toxic))
    annotated = rng.random(rows) < PLANTED.annotated
    return pl.DataFrame(
        {
            "id": [f"synthetic-{row:05d}" for row in range(1, rows + 1)],
            "text": texts,
            "toxicity": toxicity.astype(np.float64),
            **_groups(mentions, annotated),
            "split": _splits(rng, texts),
        }
    )


def _check(*, rows: int, seed: int) -> None:
    if rows < 1:
        raise PlanError(f"`rows` must be at least 1, but it was {rows}. Ask for more comments.")
    if seed < 0:
        raise PlanError(f"`seed` must be at least 0, but it was {seed}. Any such integer will do.")


def _drawn(rng: np.random.Generator, shares: Sequence[float], rows: int) -> np.ndarray:
    """[rows], index into `shares`, each drawn with its probability."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(rows), side="right")


def _picked(rng: np.random.Generator, options: Sequence[object], rows: int) -> np.ndarray:
    """[rows], one of `options` each, all equally likely."""
    return np.array(options, dtype=object)[(rng.random(rows) * len(options)).astype(np.int64)]


def _tones(rng: np.random.Generator, toxic: np.ndarray) -> np.ndarray:
    """[rows], ambiguous, or rude where the label says toxic, or (noise) the other way round."""
    rude = toxic ^ (rng.random(toxic.size) < PLANTED.noise)
    ambiguous = rng.random(toxic.size) < PLANTED.ambiguous
    return np.where(ambiguous, "ambiguous", np.where(rude, "rude", "kind"))


def _groups(mentions: np.ndarray, annotated: np.ndarray) -> dict[str, pl.Series]:
    """The three group columns: null where a row was not annotated."""
    return {
        name: pl.Series(
            [
                list(getattr(PLANTED.mentions[mention], name)) if known else None
                for mention, known in zip(mentions, annotated, strict=True)
            ],
            dtype=pl.List(pl.String),
        )
        for name in ("gender", "religion", "sexual_orientation")
    }


def _splits(rng: np.random.Generator, texts: Sequence[str]) -> np.ndarray:
    """[rows], train or test, drawn once for each different text."""
    different, which = np.unique(np.array(texts, dtype=object), return_inverse=True)
    train = rng.random(different.size) < PLANTED.train
    return np.where(train, "train", "test")[which]


def _texts(rng: np.random.Generator, mentions: np.ndarray, tones: np.ndarray) -> list[str]:
    """[rows], one to three sentences each: tone, somebody, nobody in particular, in any order."""
    rows = mentions.size
    sentences = _sentences()
    drafts = zip(
        _tone_frames(rng, tones, sentences["tone"]),
        _person_frames(rng, mentions, sentences["frames"]["person"]),
        np.where(rng.random(rows) < _FILLER, _picked(rng, sentences["frames"]["filler"], rows), ""),
        strict=True,
    )
    orders = _drawn(rng, [1 / len(_ORDERS)] * len(_ORDERS), rows)
    return [
        _styled([_sentence(draft[i], words) for i in _ORDERS[order] if draft[i]], style)
        for draft, order, words, style in zip(
            drafts, orders, _words(rng, mentions, sentences), rng.random(rows), strict=True
        )
    ]


def _sentences() -> _Sentences:
    return tomllib.loads(
        files("counterpoise.data").joinpath("demo.toml").read_text(encoding="utf-8")
    )


def _tone_frames(
    rng: np.random.Generator, tones: np.ndarray, frames: Mapping[str, list[str]]
) -> np.ndarray:
    """[rows], a frame of the row's tone."""
    picked = {tone: _picked(rng, options, tones.size) for tone, options in frames.items()}
    return np.select([tones == tone for tone in picked], list(picked.values()), default="")


def _person_frames(
    rng: np.random.Generator, mentions: np.ndarray, frames: Sequence[str]
) -> np.ndarray:
    """[rows], a frame about somebody; empty for some of the rows that mention no group."""
    grouped = np.array([bool(mention.groups) for mention in PLANTED.mentions])[mentions]
    somebody = grouped | (rng.random(mentions.size) < _SOMEBODY)
    return np.where(somebody, _picked(rng, frames, mentions.size), "")


def _words(
    rng: np.random.Generator, mentions: np.ndarray, sentences: _Sentences
) -> Iterator[dict[str, str]]:
    """For each row, what every slot of its frames is filled with."""
    people = [_people(mention, sentences) for mention in PLANTED.mentions]
    slots = {slot: _picked(rng, words, mentions.size) for slot, words in sentences["words"].items()}
    for mention, which, *words in zip(
        mentions, rng.random(mentions.size), *slots.values(), strict=True
    ):
        somebody = people[mention]
        yield {
            "person": somebody[int(which * len(somebody))],
            **dict(zip(slots, words, strict=True)),
        }


def _people(mention: Mention, sentences: _Sentences) -> list[str]:
    """Every phrase for a person of exactly these groups."""
    phrases = sentences["people"]["_".join(mention.gender) or "none"]
    named = "_".join(mention.religion + mention.sexual_orientation)
    if not named:
        return [phrase.format("") for phrase in phrases]
    adjectives = sentences["adjectives"]
    fitting = adjectives.get("_".join((named, *mention.gender)), adjectives[named])
    return [phrase.format(f"{word} ") for phrase in phrases if "{}" in phrase for word in fitting]


def _sentence(frame: str, words: Mapping[str, str]) -> str:
    filled = frame.format_map(words)
    return filled[0].upper() + filled[1:]


def _styled(sentences: Sequence[str], style: float) -> str:
    """One comment; a few run over several lines, a few are written without capitals."""
    if style < _MULTI_LINE:
        return "\n".join(sentences)
    text = " ".join(sentences)
    return text.lower() if style < _MULTI_LINE + _LOWER_CASE else text
