"""Gaps with intervals from redrawn rows: percentiles of what the gap might have been.

Slices share rows with overall and with each other, and redrawing all rows together keeps their
errors correlated without a formula for each case. A percentile claims certainty where few events
were seen (of 20 rows with a rate of 1 %, 82 % of samples hold no hit, and each redrawing of those
has none either), so the result says where enough were seen; elsewhere the interval of
`counterpoise.metrics.gaps` is the one to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.metrics.gaps import Gaps, trials
from counterpoise.metrics.rates import Rate, confusion
from counterpoise.metrics.resampled_sums import ResampledSums
from counterpoise.stats.differences import Limits
from counterpoise.stats.intervals import CONFIDENCE, ratio
from counterpoise.stats.trials import Trials

ENOUGH = 10.0
"""Effective hits, and misses, from which a percentile is trusted."""

AT_ONCE = 64
"""Slices whose redrawn rates are held at once: few enough to stay in the processor's cache."""

Places = Int[np.ndarray, " slices"]
Drawn = Float[np.ndarray, "slices draws"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledGaps:
    """Gaps as in `Gaps`, with percentiles for intervals, each [slices, thresholds].

    Attributes:
        difference: rate - reference rate; its interval is nan where not enough was seen.
        ratio: rate / reference rate; likewise.
        percent_change: 100 (ratio - 1); likewise.
        enough: whether `ENOUGH` effective hits and misses were seen in the slice, in its
            reference, and in the rows of either that are not in the other, if there are any.
    """

    difference: Limits
    ratio: Limits
    percent_change: Limits
    enough: Bool[np.ndarray, "slices thresholds"]


def resampled_to_overall(
    rate: Rate,
    sums: ResampledSums,
    thresholds: Float[np.ndarray, " thresholds"],
    *,
    slices: int,
    confidence: float = CONFIDENCE,
) -> ResampledGaps:
    """`rate` of every slice against all rows, itself included.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        sums: the first of its regions are the slices, overall being the very first.
        thresholds: each an edge of the sums.
        slices: how many slices there are.
        confidence: level of the intervals, in (0, 1).
    """
    own = np.arange(slices)
    against = _Against(reference=np.zeros_like(own), shared=own, rest=False)
    return _gaps(rate, sums, thresholds, against, confidence=confidence)


def resampled_to_rest(
    rate: Rate,
    sums: ResampledSums,
    thresholds: Float[np.ndarray, " thresholds"],
    *,
    annotated: Places,
    confidence: float = CONFIDENCE,
) -> ResampledGaps:
    """`rate` of every slice against its rest: rows annotated for its column and not in it.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        sums: the first of its regions are the slices.
        thresholds: each an edge of the sums.
        annotated: of each slice the region of the rows that are annotated for its column.
        confidence: level of the intervals, in (0, 1).
    """
    own = np.arange(len(annotated))
    against = _Against(reference=annotated, shared=own, rest=True)
    return _gaps(rate, sums, thresholds, against, confidence=confidence)


def resampled_to_slice(
    rate: Rate,
    sums: ResampledSums,
    thresholds: Float[np.ndarray, " thresholds"],
    *,
    reference: int,
    shared: Places,
    confidence: float = CONFIDENCE,
) -> ResampledGaps:
    """`rate` of every slice against that of a reference slice, which may share rows with it.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        sums: the first of its regions are the slices.
        thresholds: each an edge of the sums.
        reference: the region of the reference slice.
        shared: of each slice the region of the rows that lie in both.
        confidence: level of the intervals, in (0, 1).
    """
    against = _Against(reference=np.full_like(shared, reference), shared=shared, rest=False)
    return _gaps(rate, sums, thresholds, against, confidence=confidence)


def resampled_where_enough(gaps: Gaps, found: ResampledGaps) -> Gaps:
    """`gaps` with the resampled intervals where enough was seen for them, its own elsewhere."""

    def chosen(name: str) -> Limits:
        own, other = getattr(gaps, name), getattr(found, name)
        return Limits(
            value=own.value,
            lower=np.where(found.enough, other.lower, own.lower),
            upper=np.where(found.enough, other.upper, own.upper),
        )

    forms = ("difference", "ratio", "percent_change")
    return replace(gaps, **{name: chosen(name) for name in forms})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Against:
    """What every slice is held against.

    Attributes:
        reference: region of each slice's reference.
        shared: region of the rows that lie in both.
        rest: whether these are then left out of the reference.
    """

    reference: Places
    shared: Places
    rest: bool

    @property
    def slices(self) -> Places:
        """The regions that are held against something: the first ones."""
        return np.arange(len(self.shared))


def _gaps(
    rate: Rate,
    sums: ResampledSums,
    thresholds: Float[np.ndarray, " thresholds"],
    against: _Against,
    *,
    confidence: float,
) -> ResampledGaps:
    observed = trials(rate, confusion(sums.counts, thresholds))
    first, second = _sides(observed, against)
    enough = _enough(observed, against)
    difference, quotient = (np.full((2, *enough.shape), np.nan) for _ in range(2))
    for column, edge in enumerate(np.searchsorted(sums.counts.edges, thresholds)):
        for some in _blocks(np.flatnonzero(enough[:, column])):
            one, other = _redrawn(rate, sums, against, some, edge=int(edge))
            difference[:, some, column] = _ends(one - other, confidence=confidence)
            quotient[:, some, column] = _ends(_quotient(one, other), confidence=confidence)
    ratios = Limits(value=ratio(first.rate, second.rate), lower=quotient[0], upper=quotient[1])
    return ResampledGaps(
        difference=Limits(value=first.rate - second.rate, lower=difference[0], upper=difference[1]),
        ratio=ratios,
        percent_change=ratios.mapped(lambda values: 100 * (values - 1)),
        enough=enough,
    )


def _sides(observed: Trials, against: _Against) -> tuple[Trials, Trials]:
    """Every slice, and what it is held against."""
    second = _taken(observed, against.reference)
    if against.rest:
        second = second.minus(_taken(observed, against.shared))
    return _taken(observed, against.slices), second


def _taken(observed: Trials, places: Places) -> Trials:
    return Trials(**{field.name: getattr(observed, field.name)[places] for field in fields(Trials)})


def _enough(observed: Trials, against: _Against) -> Bool[np.ndarray, "slices thresholds"]:
    """See `ResampledGaps.enough`."""
    first, second = _sides(observed, against)
    enough = _many(first) & _many(second)
    if not against.rest:
        shared = _taken(observed, against.shared)
        for alone in (first.minus(shared), second.minus(shared)):
            enough &= _many(alone) | (alone.weight == 0)
    return enough


def _many(side: Trials) -> Bool[np.ndarray, "slices thresholds"]:
    return np.minimum(side.rate, 1 - side.rate) * side.size >= ENOUGH


def _blocks(slices: Places) -> Iterator[Places]:
    for first in range(0, len(slices), AT_ONCE):
        yield slices[first : first + AT_ONCE]


def _redrawn(
    rate: Rate, sums: ResampledSums, against: _Against, some: Places, *, edge: int
) -> tuple[Drawn, Float[np.ndarray, "references draws"]]:
    """The rates of some slices and of what they are held against, in every redrawing."""
    hits, rows = sums.hits_and_rows(rate, some, edge=edge)
    references, places = np.unique(against.reference[some], return_inverse=True)
    others = sums.hits_and_rows(rate, references, edge=edge)
    other_hits, other_rows = (part if len(part) == 1 else part[places] for part in others)
    if against.rest:
        other_hits, other_rows = other_hits - hits, other_rows - rows
    return ratio(hits, rows), np.clip(ratio(other_hits, other_rows), 0, 1)


def _quotient(one: Drawn, other: Float[np.ndarray, "references draws"]) -> Drawn:
    """one / other; inf where no hits of the other were drawn."""
    return np.divide(one, other, out=np.full_like(one, np.inf), where=other > 0)


def _ends(drawn: Drawn, *, confidence: float) -> Float[np.ndarray, "2 slices"]:
    """The percentiles between which `confidence` of the draws lie.

    That of a share a is the draw at place a (draws + 1), sorted and counted from 1.
    """
    ordered = np.sort(drawn.astype(np.float32), axis=1)
    tails = np.array([1 - confidence, 1 + confidence]) / 2
    places = np.clip(tails * (drawn.shape[1] + 1) - 1, 0, drawn.shape[1] - 1)
    below, above = np.floor(places).astype(np.int64), np.ceil(places).astype(np.int64)
    share = places - below
    return (ordered[:, below] * (1 - share) + ordered[:, above] * share).T
