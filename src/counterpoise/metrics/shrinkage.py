"""Rates of small slices drawn towards the other slices of their family.

With three crossed columns most slices hold few rows, and their own rates are noise. Those of the
whole family say where a rate is likely to lie: each slice's rate is drawn towards the family's
mean, the more so the fewer its rows and the more alike the slices with many rows are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float, Int

from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import Confusion, Rate
from counterpoise.stats.beta_binomial import family_of, posterior_of
from counterpoise.stats.trials import Trials


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrunkRate:
    """One rate of the slices of a family, as counted and as drawn towards each other.

    Attributes:
        value: as counted; nan where no rows are in the denominator.
        shrunk: drawn towards the family: its posterior mean. nan in all slices where fewer than
            two of them have rows.
        lower: lower end of the 95 % interval of the posterior.
        upper: upper end.
        prior_mean: mean of the family; nan as `shrunk`.
        prior_strength: rows that the mean counts for, beside a slice's own.
        rows: rows that the denominator counts.
    """

    value: Float[np.ndarray, "slices thresholds"]
    shrunk: Float[np.ndarray, "slices thresholds"]
    lower: Float[np.ndarray, "slices thresholds"]
    upper: Float[np.ndarray, "slices thresholds"]
    prior_mean: Float[np.ndarray, " thresholds"]
    prior_strength: Float[np.ndarray, " thresholds"]
    rows: Int[np.ndarray, "slices thresholds"]


def shrunk_rates(
    rates: Sequence[Rate], cells: Confusion, family: Sequence[int]
) -> dict[str, ShrunkRate]:
    """Each of `rates` by name, of the slices of `family` only.

    shrunk = E[(s m + x) / (s + n)], x being the hits among n rows (with weights, the rate times
    Kish's effective size), over the posterior of the family's mean m and strength s; see
    `stats.beta_binomial`. Each rate has a family of its own, on its own denominator. A slice
    without rows gets what the family says of a slice not seen: its mean, and a wide interval.

    Args:
        rates: of `RATES`, or `PREVALENCE`.
        cells: from `confusion`.
        family: places of slices that may be taken for draws from one population, such as those
            of a group column or crossing; not overall's.
    """
    found: dict[str, ShrunkRate] = {}
    for rate in rates:
        twin = next((one for one in rates if one.name in found and _complementary(one, rate)), None)
        counted = _counted(rate, cells, list(family))
        found[rate.name] = (
            _shrunk(counted) if twin is None else _complement(found[twin.name], counted)
        )
    return found


def _counted(rate: Rate, cells: Confusion, family: list[int]) -> Trials:
    every = trials(rate, cells)
    return Trials(**{field.name: getattr(every, field.name)[family] for field in fields(every)})


def _shrunk(counted: Trials) -> ShrunkRate:
    size = counted.size
    hits = np.nan_to_num(counted.rate) * size
    prior = family_of(hits, size)
    posterior = posterior_of(prior, hits, size)
    return ShrunkRate(
        value=counted.rate,
        shrunk=posterior.value,
        lower=posterior.lower,
        upper=posterior.upper,
        prior_mean=prior.overall_mean,
        prior_strength=prior.overall_strength,
        rows=counted.rows,
    )


def _complementary(one: Rate, other: Rate) -> bool:
    """Whether the two add up to 1, as FPR and TNR do."""
    whole = set(one.denominator)
    return whole == set(other.denominator) and set(other.numerator) == whole - set(one.numerator)


def _complement(one: ShrunkRate, counted: Trials) -> ShrunkRate:
    """Of the rate that adds up to 1 with `one`, and was counted so."""
    return ShrunkRate(
        value=counted.rate,
        shrunk=1 - one.shrunk,
        lower=1 - one.upper,
        upper=1 - one.lower,
        prior_mean=1 - one.prior_mean,
        prior_strength=one.prior_strength,
        rows=counted.rows,
    )
