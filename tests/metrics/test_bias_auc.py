import json

import numpy as np
import polars as pl
import pytest
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from counterpoise.data import Delimited, read
from counterpoise.metrics.bias_auc import (
    BIAS_AUCS,
    EQUALITY_GAPS,
    average_equality_gaps,
    bias_aucs,
    bias_score,
    power_mean,
)
from counterpoise.slices import membership
from counterpoise.stats.area_intervals import Placements, area_interval
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.score_order import ScoreOrder


class Rows:
    """Random rows in overall and three groups that overlap; the last column is not always known."""

    def __init__(self, seed, rows, *, weighted=False, dtype=np.float64, levels=60):
        generator = np.random.default_rng(seed)
        self.scores = generator.integers(0, levels, rows).astype(dtype) / dtype(levels - 1)
        self.positives = generator.random(rows) < 0.4
        self.atoms = generator.integers(0, 6, rows)
        self.inside = np.array(
            [[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 1, 1], [1, 0, 0, 0], [1, 0, 0, 1], [1, 1, 0, 0]],
            dtype=bool,
        )
        self.annotated = np.ones((6, 4), dtype=bool)
        self.annotated[5, 3] = False
        self.weights = generator.integers(0, 4, rows).astype(float) if weighted else None

    def take(self, where):
        part = Rows(0, 0)
        for name in ("scores", "positives", "atoms", "weights"):
            values = getattr(self, name)
            setattr(part, name, None if values is None else values[where])
        return part

    def _order(self):
        return ScoreOrder.of(self.scores, self.positives, atoms=self.atoms, weights=self.weights)

    def aucs(self):
        return bias_aucs(self._order(), self.inside, self.annotated)

    def gaps(self):
        return average_equality_gaps(self._order(), self.inside, self.annotated)

    def everything(self):
        return np.concatenate([found.value for found in (self.aucs() | self.gaps()).values()])


def small():
    """Group rows: 0.2-, 0.6+; background: 0.4-, 0.5-, 0.6+, 0.1+."""
    rows = Rows(0, 0)
    rows.scores = np.array([0.2, 0.6, 0.4, 0.5, 0.6, 0.1])
    rows.positives = np.array([0, 1, 0, 0, 1, 1], dtype=bool)
    rows.atoms = np.array([0, 0, 1, 1, 1, 1])
    rows.inside = np.array([[1, 1], [1, 0]], dtype=bool)
    rows.annotated = np.ones((2, 2), dtype=bool)
    return rows


def test_a_small_table_worked_by_hand():
    found = {name: areas.value[1, 0] for name, areas in small().aucs().items()}
    assert found == {"subgroup_auc": 1.0, "bpsn_auc": 0.5, "bnsp_auc": 1.0}
    gaps = {name: gap.value[1, 0] for name, gap in small().gaps().items()}
    assert gaps == {
        "positive_average_equality_gap": 0.5 - (0.5 + 0) / 2,
        "negative_average_equality_gap": 0.5 - 2 / 2,
    }


def test_numerators_denominators_and_rows_are_pairs_and_both_sides():
    bpsn = small().aucs()["bpsn_auc"]
    assert (bpsn.numerator[1, 0], bpsn.denominator[1, 0], bpsn.rows[1, 0]) == (1, 2, 3)
    gap = small().gaps()["positive_average_equality_gap"]
    assert (gap.numerator[1, 0], gap.denominator[1, 0], gap.rows[1, 0]) == (0.5, 2, 3)


def sides(rows, place):
    inside = rows.inside[rows.atoms, place]
    return inside, rows.annotated[rows.atoms, place] & ~inside


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_areas_equal_scikit_learns_on_the_rows_of_both_sides(dtype, weighted):
    rows = Rows(5, 900, weighted=weighted, dtype=dtype)
    found = rows.aucs()
    for place in (1, 2, 3):
        inside, background = sides(rows, place)
        masks = (
            inside,
            np.where(rows.positives, background, inside),
            np.where(rows.positives, inside, background),
        )
        for name, here in zip(BIAS_AUCS, masks, strict=True):
            weights = None if rows.weights is None else rows.weights[here]
            expected = roc_auc_score(rows.positives[here], rows.scores[here], sample_weight=weights)
            assert found[name].value[place, 0] == pytest.approx(expected, abs=1e-12)


def test_equality_gaps_are_those_of_the_authors_code():
    rows = Rows(6, 900)
    found = rows.gaps()
    for place in (1, 2, 3):
        inside, background = sides(rows, place)
        for name, label in zip(EQUALITY_GAPS, (rows.positives, ~rows.positives), strict=True):
            ours, theirs = rows.scores[inside & label], rows.scores[background & label]
            u = mannwhitneyu(theirs, ours, alternative="less").statistic
            expected = 0.5 - u / (len(ours) * len(theirs))
            assert found[name].value[place, 0] == pytest.approx(expected, abs=1e-12)


def test_a_group_with_higher_scores_has_gaps_above_zero():
    rows = Rows(7, 400)
    rows.scores = np.clip(rows.scores / 2 + 0.4 * rows.inside[rows.atoms, 1], 0, 1)
    found = rows.gaps()
    assert all(found[name].lower[1, 0] > 0 for name in EQUALITY_GAPS)


def interval_by_hand(plus, minus):
    wins = (plus[:, None] > minus) + (plus[:, None] == minus) / 2
    sides = [
        Placements(size=np.array([float(len(part))]), spread=np.array([placements.var()]))
        for part, placements in ((plus, wins.mean(axis=1)), (minus, wins.mean(axis=0)))
    ]
    return np.ravel(area_interval(np.array([wins.mean()]), *sides))


def test_intervals_are_those_of_the_rows_on_both_sides():
    rows = Rows(8, 300)
    inside, background = sides(rows, 1)
    s, positives = rows.scores, rows.positives
    expected = {
        "subgroup_auc": interval_by_hand(s[inside & positives], s[inside & ~positives]),
        "bpsn_auc": interval_by_hand(s[background & positives], s[inside & ~positives]),
        "bnsp_auc": interval_by_hand(s[inside & positives], s[background & ~positives]),
    }
    for name, found in rows.aucs().items():
        assert (found.lower[1, 0], found.upper[1, 0]) == pytest.approx(expected[name])


def test_a_gaps_interval_is_that_of_its_area_less_one_half():
    rows = Rows(8, 300)
    inside, background = sides(rows, 1)
    for name, label in zip(EQUALITY_GAPS, (rows.positives, ~rows.positives), strict=True):
        expected = interval_by_hand(rows.scores[inside & label], rows.scores[background & label])
        gap = rows.gaps()[name]
        assert (gap.lower[1, 0], gap.upper[1, 0]) == pytest.approx(expected - 0.5)


@pytest.mark.parametrize("share", [0.9, 1e-3, 1e-9, 0.0])
def test_a_background_of_next_to_no_weight_is_not_lost_in_rounding(share):
    rows = Rows(15, 600, weighted=True)
    outside = ~rows.inside[rows.atoms, 1]
    rows.weights = np.random.default_rng(15).random(600) * np.where(outside, share, 1)
    found = rows.aucs() | rows.gaps()
    inside, background = sides(rows, 1)
    masks = {
        "bpsn_auc": np.where(rows.positives, background, inside),
        "bnsp_auc": np.where(rows.positives, inside, background),
    }
    for name, here in masks.items():
        value = found[name].value[1, 0]
        if share:
            weights = rows.weights[here]
            expected = roc_auc_score(rows.positives[here], rows.scores[here], sample_weight=weights)
            assert value == pytest.approx(expected, abs=1e-9)
        else:
            assert np.isnan(value)


def test_a_perfect_ranking_is_one_but_not_certain():
    rows = Rows(9, 80)
    rows.scores = 0.25 + 0.5 * rows.positives
    for areas in rows.aucs().values():
        assert (areas.value[1:] == 1).all()
        assert (areas.lower[1:] < 1).all()
    assert bias_score(rows.aucs(), (1, 2, 3)).value == 1


def test_overall_has_no_background_and_says_so():
    found = Rows(10, 50).aucs() | Rows(10, 50).gaps()
    assert found["subgroup_auc"].value[0, 0] > 0
    for name in ("bpsn_auc", "bnsp_auc", *EQUALITY_GAPS):
        assert np.isnan([found[name].value[0, 0], found[name].lower[0, 0]]).all()
        assert found[name].denominator[0, 0] == 0


def test_a_group_without_positives_keeps_the_area_that_needs_none():
    rows = Rows(11, 200)
    rows.positives &= ~rows.inside[rows.atoms, 1]
    found = rows.aucs() | rows.gaps()
    defined = {name: not np.isnan(areas.value[1, 0]) for name, areas in found.items()}
    assert defined == {
        "subgroup_auc": False,
        "bpsn_auc": True,
        "bnsp_auc": False,
        "positive_average_equality_gap": False,
        "negative_average_equality_gap": True,
    }


def test_the_subgroup_area_is_the_area_of_the_slice():
    rows = Rows(12, 300, weighted=True)
    ranked = Ranked.of(rows.scores, rows.positives, atoms=rows.atoms, weights=rows.weights)
    plain = roc_auc(ranked, rows.inside)
    np.testing.assert_allclose(rows.aucs()["subgroup_auc"].value, plain.value, rtol=1e-12)
    np.testing.assert_allclose(rows.aucs()["subgroup_auc"].lower, plain.lower, rtol=1e-9)


def test_bias_areas_are_within_the_error_of_the_older_histograms(oracles):
    frame = pl.read_csv(oracles / "fi_input.csv").with_columns(pl.col("religion").fill_null(""))
    examples = read(
        frame, label="label", groups=[Delimited(column="religion", delimiter="|")], text=None
    )
    slices = membership(examples)
    scores = examples.frame["prediction"].to_numpy()
    rows = ScoreOrder.of(scores, examples.positives, atoms=slices.atoms)
    found = bias_aucs(rows, slices.inside, slices.annotated)
    places = {piece.name: place for place, piece in enumerate(slices.slices)}
    expected = json.loads((oracles / "fi.json").read_text())["subgroup_bpsn_bnsp_auc_unweighted"]
    kinds = {"bpsn=christian": "bpsn_auc", "bnsp=christian": "bnsp_auc"}
    for piece, numbers in expected.items():
        areas = found[kinds.get(piece, "subgroup_auc")]
        name = "religion=christian" if piece in kinds else piece.replace("Overall", "overall")
        assert areas.value[places[name], 0] == pytest.approx(numbers["auc"], abs=2.3e-4)
        assert areas.rows[places[name], 0] == numbers["example_count"]
    assert len(expected) >= 8


def areas_of(**values):
    def estimates(column):
        array = np.array(column, dtype=float)[:, None]
        nothing = np.full_like(array, np.nan)
        return Estimates(
            value=array,
            lower=nothing,
            upper=nothing,
            numerator=nothing,
            denominator=nothing,
            rows=np.zeros(array.shape, dtype=int),
        )

    return {name: estimates(column) for name, column in values.items()}


def test_jigsaws_score_worked_by_hand():
    areas = areas_of(
        subgroup_auc=[0.9, 0.8, 0.7], bpsn_auc=[np.nan, 0.6, 0.6], bnsp_auc=[np.nan, 0.5, 1.0]
    )
    score = bias_score(areas, (1, 2))
    subgroup = ((0.8**-5 + 0.7**-5) / 2) ** (-1 / 5)
    bnsp = ((0.5**-5 + 1) / 2) ** (-1 / 5)
    assert score.power_means == pytest.approx(
        {"subgroup_auc": subgroup, "bpsn_auc": 0.6, "bnsp_auc": bnsp}
    )
    assert score.value == pytest.approx(0.25 * (0.9 + subgroup + 0.6 + bnsp))


def test_jigsaws_score_names_the_groups_that_took_no_part():
    areas = areas_of(
        subgroup_auc=[0.9, 0.8, np.nan], bpsn_auc=[np.nan, 0.6, 0.7], bnsp_auc=[np.nan, 0.5, np.nan]
    )
    score = bias_score(areas, (1, 2))
    assert score.used["subgroup_auc"].tolist() == [True, False]
    assert score.used["bpsn_auc"].tolist() == [True, True]
    assert score.power_means["bnsp_auc"] == pytest.approx(0.5)
    assert not np.isnan(score.value)


def test_jigsaws_score_over_no_group_is_undefined():
    score = bias_score(Rows(13, 60).aucs(), ())
    assert np.isnan(score.value)
    assert np.isnan(power_mean(np.zeros(0)))


def test_a_power_mean_with_a_zero_is_zero_and_lies_near_the_worst():
    assert power_mean(np.array([0.0, 0.9])) == 0
    assert 0.5 < power_mean(np.array([0.5, 1.0])) < 0.6


@pytest.mark.parametrize("seed", range(5))
def test_the_laws_of_weights_hold(seed):
    rows = Rows(seed, 120, weighted=True)
    found = rows.everything()
    repeated = rows.take(np.repeat(np.arange(120), rows.weights.astype(int)))
    repeated.weights = None
    np.testing.assert_allclose(found, repeated.everything(), rtol=1e-10, atol=1e-12)
    kept = rows.take(rows.weights > 0)
    np.testing.assert_allclose(found, kept.everything(), rtol=1e-10, atol=1e-12)
    scaled = rows.take(np.arange(120))
    scaled.weights = rows.weights * 731.5
    np.testing.assert_allclose(found, scaled.everything(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_and_names_of_slices_are_irrelevant_and_weight_one_is_no_weight(seed):
    rows = Rows(seed, 120)
    found = rows.everything().reshape(5, 4)
    shuffled = rows.take(np.random.default_rng(seed).permutation(120))
    np.testing.assert_allclose(found.ravel(), shuffled.everything().ravel(), rtol=1e-12)
    ones = rows.take(np.arange(120))
    ones.weights = np.ones(120)
    np.testing.assert_allclose(found.ravel(), ones.everything().ravel(), rtol=1e-12)
    renamed, order = rows.take(np.arange(120)), [3, 0, 2, 1]
    renamed.inside, renamed.annotated = rows.inside[:, order], rows.annotated[:, order]
    np.testing.assert_array_equal(found[:, order].ravel(), renamed.everything().ravel())


def test_only_the_order_of_scores_matters():
    rows = Rows(14, 200, levels=15)
    bent = rows.take(np.arange(200))
    bent.scores = rows.scores**3
    np.testing.assert_array_equal(rows.everything(), bent.everything())
