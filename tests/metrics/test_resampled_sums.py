import numpy as np
import pytest

from counterpoise.metrics.rates import PREVALENCE, RATES, cells_total, confusion
from counterpoise.metrics.resampled_sums import ResampledSums
from counterpoise.stats.counts import Counts

LIMITS = np.array([0.3, 0.5])
INSIDE = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 1], [1, 0, 0]]) > 0


def sums_of(inside, *, draws=4000):
    generator, atoms = np.random.default_rng(1), np.repeat(np.arange(4), [40, 900, 10, 300])
    counts = {
        "scores": generator.random(len(atoms)),
        "positives": generator.random(len(atoms)) < 0.4,
        "atoms": atoms,
        "edges": LIMITS,
    }
    of_atoms = Counts.of(**counts, inside=np.eye(4, dtype=bool))
    found = ResampledSums.of(of_atoms, inside, generator=generator, draws=draws)
    return found, Counts.of(**counts, inside=inside)


def test_the_observed_sums_of_a_region_are_those_of_its_rows():
    found, expected = sums_of(INSIDE, draws=1)
    np.testing.assert_array_equal(found.counts.rows, expected.rows)
    np.testing.assert_allclose(found.counts.weight, expected.weight)
    np.testing.assert_allclose(found.counts.weight_sq, expected.weight_sq)


@pytest.mark.parametrize("rate", [*RATES, PREVALENCE], ids=lambda rate: rate.name)
def test_redrawn_numerators_and_denominators_have_the_observed_ones_for_mean(rate):
    found, counts = sums_of(INSIDE)
    cells = confusion(counts, LIMITS)
    for edge in range(2):
        drawn = found.hits_and_rows(rate, np.array([0, 2]), edge=edge)
        for values, names in zip(drawn, (rate.numerator, rate.denominator), strict=True):
            mean = cells_total(cells.weight, names)[[0, 2], edge]
            np.testing.assert_array_less(
                np.abs(values.mean(axis=1) - mean), 5 * (mean / 4000) ** 0.5
            )
            np.testing.assert_allclose(values.var(axis=1), mean, rtol=0.12)
        assert (drawn[0] <= drawn[1] + 1e-9).all()
