"""Tests of a family of slices: whether they differ at all."""

from __future__ import annotations

import numpy as np

from counterpoise.stats.equality import equal_rates_p_value
from counterpoise.stats.maxima import maxima
from counterpoise.stats.multiplicity import holm
from coverage_tables.samples import counted
from coverage_tables.table import ANY, ERROR_TARGET, RATES, SIZES, share, table

PLANTED = 0.1
TESTS = ("largest gap", "spread", "maxT", "Holm of mid-p")


def families(draws: int, generator: np.random.Generator) -> None:
    """20 groups that share no row, of one rate; and with 0.1 added to that of one of them."""
    equal = {f"n {size:5}": np.full(20, size) for size in SIZES}
    uneven = {"n 10 ... 2000": np.geomspace(10, 2000, 20).astype(int)}

    def row(sizes: np.ndarray, rate: float) -> list[str]:
        cells = []
        for gap, target in ((0.0, ERROR_TARGET), (PLANTED, ANY)):
            found = np.array([alarms(sizes, rate, gap, generator) for _ in range(draws)])
            cells += [share(column, target) for column in found.T]
        return cells

    table(
        f"20 groups: false alarms in % (target <= 5), then power for 0.1 planted, {draws} draws",
        [*TESTS, *(f"{test} +.1" for test in TESTS)],
        (
            (f"{name} p {rate}", row(sizes, rate))
            for name, sizes in {**equal, **uneven}.items()
            for rate in RATES
        ),
    )


def alarms(
    sizes: np.ndarray, rate: float, gap: float, generator: np.random.Generator
) -> list[bool]:
    """Whether each test finds something at 5 %; the gap is in the 15th of the groups."""
    truth = np.full(len(sizes), rate)
    truth[14] += gap
    found = counted(generator.binomial(sizes, truth), sizes)
    whole = counted(found.hits.sum(keepdims=True), int(sizes.sum()))
    weight = found.weight[:, None]
    seen = maxima(
        found.rate[:, None],
        whole.rate,
        weight=weight,
        weight_sq=weight,
        inside=np.eye(len(sizes), dtype=bool),
        generator=generator,
        draws=500,
    )
    family = holm(equal_rates_p_value(found, whole.minus(found)))
    smallest = [seen.largest.p_value[0], seen.spread.p_value[0], seen.p_values.min(), family.min()]
    return [p_value <= 0.05 for p_value in smallest]
