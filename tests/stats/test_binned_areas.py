import numpy as np
import pytest

from counterpoise.metrics.binned import binned_areas, binned_bias_aucs
from counterpoise.metrics.precision_recall import pr_auc
from counterpoise.stats.counts import Counts
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.score_order import ScoreOrder

FINE = np.arange(1, 1000) / 1000
ALL = np.ones((1, 1), dtype=bool)


def rows(seed, *, count=400, decimals=None, weighted=False):
    generator = np.random.default_rng(seed)
    positives = generator.random(count) < 0.3
    scores = np.clip(0.3 * positives + 0.7 * generator.random(count), 0, 1)
    if decimals is not None:
        scores = scores.round(decimals)
    weights = generator.random(count) * 2 if weighted else None
    return {
        "scores": scores,
        "positives": positives,
        "atoms": np.zeros(count, dtype=np.int64),
        "weights": weights,
    }


def exact(of):
    order = {"atoms": of["atoms"], "weights": of["weights"]}
    ranked = Ranked.of(of["scores"], of["positives"], **order)
    average = pr_auc(ScoreOrder.of(of["scores"], of["positives"], **order), ALL)
    return {"roc_auc": roc_auc(ranked, ALL), "pr_auc": average}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("metric", ["roc_auc", "pr_auc"])
def test_scores_that_bins_tell_apart_give_the_exact_area(metric, weighted):
    of = rows(1, decimals=2, weighted=weighted)
    edges = np.arange(100) / 100 + 0.005
    found = binned_areas(Counts.of(inside=ALL, edges=edges, **of))[metric].estimates
    for name in ("value", "numerator", "denominator", "rows"):
        np.testing.assert_allclose(getattr(found, name), getattr(exact(of)[metric], name))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("edges", [FINE, FINE[::100]], ids=["fine", "coarse"])
@pytest.mark.parametrize("metric", ["roc_auc", "pr_auc"])
def test_the_exact_area_lies_within_the_stated_error(metric, edges, seed):
    of = rows(seed, weighted=bool(seed % 2))
    found = binned_areas(Counts.of(inside=ALL, edges=edges, **of))[metric]
    exactly = exact(of)[metric]
    assert abs(found.estimates.value - exactly.value) <= found.error + 1e-12
    assert found.estimates.lower <= exactly.value <= found.estimates.upper


def test_one_bin_knows_nothing_and_says_so():
    found = binned_areas(Counts.of(inside=ALL, edges=np.array([1.0]), **rows(2)))["roc_auc"]
    assert (found.estimates.value, found.error) == (0.5, 0.5)
    assert (found.estimates.lower, found.estimates.upper) == (0, 1)


def test_a_slice_without_positives_has_no_area():
    of = rows(3) | {"positives": np.zeros(400, dtype=bool)}
    for found in binned_areas(Counts.of(inside=ALL, edges=FINE, **of)).values():
        assert np.isnan(found.estimates.value).all()
        assert (found.estimates.denominator == 0).all()


def test_a_group_without_background_has_none_of_its_areas():
    counts = Counts.of(inside=ALL, edges=FINE, **rows(4))
    found = binned_bias_aucs(counts, counts, np.array([0]))
    assert not np.isnan(found["subgroup_auc"].estimates.value).any()
    for name in ("bpsn_auc", "bnsp_auc", "positive_average_equality_gap"):
        assert np.isnan(found[name].estimates.value).all()
