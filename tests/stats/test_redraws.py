import time

import numpy as np
import pytest
from scipy.stats import poisson

from counterpoise.stats.counts import Counts
from counterpoise.stats.redraws import _poisson, redraws

EDGES = np.array([0.5])
INSIDE = np.array([[1, 1, 0, 1], [1, 1, 1, 1], [1, 0, 1, 1], [1, 0, 0, 1]]) > 0


def counts_of(rows, *, weight=None, weight_sq=None):
    """From [atoms, 2, bins]; without weights unless given."""
    rows = np.asarray(rows)
    edges = (np.arange(rows.shape[2] - 1) + 1) / rows.shape[2]
    weight = rows.astype(float) if weight is None else weight
    return Counts(
        edges=edges,
        rows=rows,
        weight=weight,
        weight_sq=weight if weight_sq is None else weight_sq,
    )


def drawn(cells, inside, *, seed=0, draws=2000):
    return redraws(cells, inside, generator=np.random.default_rng(seed), draws=draws)


def sized(name):
    """Atoms whose cells are all large, all small, or of either kind."""
    large, small = (
        np.full((4, 2, 2), 4000),
        np.array([3, 1, 6, 2])[:, None, None] + np.eye(2, dtype=int),
    )
    rows = {"large": large, "small": small, "mixed": np.append(large[:2], small[2:], axis=0)}
    return rows[name]


@pytest.mark.parametrize("name", ["large", "small", "mixed"])
@pytest.mark.parametrize("weighted", [False, True])
def test_means_and_covariances_of_overlapping_regions_are_those_of_redrawn_rows(name, weighted):
    rows = sized(name)
    weight, weight_sq = (1.5 * rows, 3.0 * rows) if weighted else (1.0 * rows, 1.0 * rows)
    found = drawn(counts_of(rows, weight=weight, weight_sq=weight_sq), INSIDE, draws=40_000)
    for label in range(2):
        for column in range(2):
            cell, squares = found[:, :, label, column], weight_sq[:, label, column]
            mean = INSIDE.T @ weight[:, label, column]
            covariance = (INSIDE.T * squares) @ INSIDE
            scale = np.diagonal(covariance)
            np.testing.assert_array_less(
                np.abs(cell.mean(axis=0) - mean), 5 * (scale / 40_000) ** 0.5
            )
            allowed = 0.04 * np.sqrt(scale * scale[:, None])
            np.testing.assert_array_less(np.abs(np.cov(cell.T) - covariance), allowed)


def test_cells_do_not_depend_on_each_other():
    found = drawn(counts_of(sized("mixed")), INSIDE, draws=40_000)[:, 0].reshape(40_000, 4)
    correlation = np.corrcoef(found.T) - np.eye(4)
    assert np.abs(correlation).max() < 0.02


def rates_of(weights):
    """False positive rate of overall, and the slice's gap to it, where there are negatives."""
    rows = weights[:, :, 0].sum(axis=2)
    some = rows.min(axis=1) > 0
    rate = weights[some, :, 0, 1] / rows[some]
    return rate[:, 0], rate[:, 1] - rate[:, 0]


@pytest.mark.parametrize("slice_rows", [14, 40, 400])
def test_rates_and_gaps_have_the_quantiles_of_a_bootstrap_of_the_rows(slice_rows):
    """A slice and other rows; among both, 30 % are called, and a third are positives."""
    atoms = np.repeat([0, 1], [slice_rows, 3 * slice_rows])
    generator = np.random.default_rng(3)
    labels, called = generator.random(len(atoms)) < 1 / 3, generator.random(len(atoms)) < 0.3
    cells = np.bincount(atoms * 4 + labels * 2 + called, minlength=8).reshape(2, 2, 2)
    inside = np.array([[1, 1], [1, 0]]) > 0
    ours = drawn(counts_of(cells), inside, draws=20_000)
    resampled = generator.multinomial(len(atoms), cells.ravel() / len(atoms), 20_000)
    rows = np.einsum("dalb,ar->drlb", resampled.reshape(-1, 2, 2, 2), inside)
    levels = [0.025, 0.1, 0.5, 0.9, 0.975]
    for one, other in zip(rates_of(ours), rates_of(rows), strict=True):
        step = 4 * other.std() / (20_000 * 0.025) ** 0.5  # of the quantile of draws, and of a grid
        np.testing.assert_allclose(
            np.quantile(one, levels), np.quantile(other, levels), atol=step + 0.5 / len(atoms)
        )


@pytest.mark.parametrize("mean", [0.3, 1.0, 7.0, 24.9])
def test_poisson_draws_are_poisson(mean):
    generator = np.random.default_rng(int(10 * mean))
    found = _poisson(np.array([mean]), generator=generator, draws=200_000)[0].astype(int)
    share = np.bincount(found, minlength=80) / 200_000
    assert np.abs(share - poisson(mean).pmf(np.arange(len(share)))).sum() / 2 < 0.01


def test_weights_are_never_negative():
    generator = np.random.default_rng(2)
    rows = generator.poisson(3, (60, 2, 3))
    inside = generator.random((60, 9)) < 0.3
    assert drawn(counts_of(rows), inside).min() >= 0


def test_the_same_seed_gives_the_same_draws_however_atoms_are_ordered_or_split():
    generator = np.random.default_rng(4)
    rows, inside = generator.poisson(9, (60, 2, 3)), generator.random((60, 5)) < 0.4
    found = drawn(counts_of(rows), inside, draws=50)
    order = generator.permutation(60)
    np.testing.assert_array_equal(drawn(counts_of(rows[order]), inside[order], draws=50), found)
    part = generator.binomial(rows, 0.5)
    halves = counts_of(np.append(part, rows - part, axis=0))
    np.testing.assert_array_equal(drawn(halves, np.tile(inside, (2, 1)), draws=50), found)
    assert (drawn(counts_of(rows), inside, draws=50, seed=5) != found).any()


def test_regions_of_the_same_atoms_have_the_same_draws():
    for name in ("large", "small", "mixed"):
        found = drawn(counts_of(sized(name)), INSIDE, draws=50)
        np.testing.assert_allclose(found[:, 3], found[:, 0], rtol=1e-12)


def test_a_region_without_rows_has_none():
    found = drawn(counts_of(sized("large")), np.append(INSIDE, np.zeros((4, 1)), axis=1) > 0)
    assert (found[:, 4] == 0).all()
    for atoms in (0, 4):
        found = drawn(counts_of(np.zeros((atoms, 2, 2), dtype=int)), INSIDE[:atoms], draws=3)
        assert found.shape == (3, 4, 2, 2)
        assert (found == 0).all()


def test_a_slice_and_its_rest_add_up_to_overall():
    """The slice is large, its rest small: what they do not share is drawn alone."""
    rows = np.array([[[4000, 300], [500, 90]], [[9, 2], [3, 1]]])
    found = drawn(counts_of(rows), np.array([[1, 1, 0], [1, 0, 1]]) > 0)
    np.testing.assert_allclose(found[:, 0], found[:, 1] + found[:, 2], rtol=1e-9)


def test_twenty_thousand_atoms_and_forty_regions_take_under_half_a_second():
    generator = np.random.default_rng(6)
    rows, inside = generator.poisson(4, (20_000, 2, 6)), generator.random((20_000, 41)) < 0.1
    cells = counts_of(rows)
    drawn(cells, inside)

    def once():
        start = time.process_time()
        drawn(cells, inside)
        return time.process_time() - start

    assert min(once() for _ in range(3)) < 0.5
