import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.remedies.calibrating import group_calibration
from counterpoise.remedies.row_groups import RowGroups


@pytest.fixture
def people():
    """Scores that are right for all rows together, too high for a and too low for b."""
    generator = np.random.default_rng(0)
    codes = generator.integers(-1, 2, 3000)
    scores = generator.beta(1.5, 1.5, 3000)
    logits = np.log(scores / (1 - scores)) + np.array([-1.0, 1.0, 0.0])[codes]
    positives = generator.random(3000) < 1 / (1 + np.exp(-logits))
    return scores, positives, RowGroups(names=("a", "b"), codes=codes)


@pytest.mark.parametrize("method", ["platt", "isotonic"])
def test_calibrated_scores_are_right_in_every_group(people, method):
    scores, positives, groups = people
    found = group_calibration(*people, method=method).scores(scores, groups)
    for code in (0, 1):
        here = groups.codes == code
        assert abs(scores[here].mean() - positives[here].mean()) > 0.1
        for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 1)):
            some = here & (found > low) & (found <= high)
            assert abs(found[some].mean() - positives[some].mean()) < 0.05


def test_a_line_of_logits_is_scikit_learns_fit_to_smoothed_labels(people):
    linear = pytest.importorskip("sklearn.linear_model")
    scores, positives, groups = people
    here = groups.codes == 0
    plus = positives[here].sum()
    minus = here.sum() - plus
    label = np.where(positives[here], (plus + 1) / (plus + 2), 1 / (minus + 2))
    logits = np.log(scores / (1 - scores))[here][:, None]
    # A soft label is a positive and a negative row that share the weight.
    oracle = linear.LogisticRegression(C=np.inf, tol=1e-10).fit(
        np.concatenate([logits, logits]),
        np.repeat([1, 0], len(label)),
        sample_weight=np.concatenate([label, 1 - label]),
    )
    found = group_calibration(*people).scores(scores, groups)
    assert found[here] == pytest.approx(oracle.predict_proba(logits)[:, 1], abs=1e-6)


def test_an_isotonic_curve_is_that_of_scikit_learn(people):
    isotonic = pytest.importorskip("sklearn.isotonic")
    scores, positives, groups = people
    scores = scores.round(2)
    weights = np.random.default_rng(1).random(3000)
    here = groups.codes == 1
    oracle = isotonic.IsotonicRegression(out_of_bounds="clip")
    oracle.fit(scores[here], positives[here], sample_weight=weights[here])
    found = group_calibration(scores, positives, groups, method="isotonic", weights=weights)
    assert found.scores(scores, groups)[here] == pytest.approx(oracle.predict(scores[here]))
    new = RowGroups(names=("b",), codes=np.zeros(3, dtype=int))
    at = np.array([0.0, 0.333, 1.0])
    assert found.scores(at, new) == pytest.approx(oracle.predict(at))


@pytest.mark.parametrize("method", ["platt", "isotonic"])
def test_order_within_a_group_is_kept(people, method):
    scores, _, groups = people
    found = group_calibration(*people, method=method).scores(scores, groups)
    for code in (-1, 0, 1):
        here = groups.codes == code
        assert (np.diff(found[here][np.argsort(scores[here])]) >= 0).all()


def test_rows_in_no_group_have_the_curve_of_all_rows(people):
    scores, positives, groups = people
    alone = RowGroups(names=("all",), codes=np.zeros(len(scores), dtype=int))
    of_all = group_calibration(scores, positives, alone).scores(scores, alone)
    found = group_calibration(*people).scores(scores, groups)
    assert found[groups.codes < 0].tolist() == of_all[groups.codes < 0].tolist()


def test_scores_that_part_the_labels_still_have_a_curve():
    scores = np.array([0.0, 0.2, 0.8, 1.0])
    groups = RowGroups.named(["a"] * 4)
    found = group_calibration(scores, scores > 0.5, groups, minimum_rows=2).scores(scores, groups)
    assert ((found > 0) & (found < 1)).all()
    assert found[1] < 0.5 < found[2]


def test_too_few_rows_of_a_label_are_refused(people):
    scores, positives, groups = people
    codes = np.where(groups.codes == 1, -1, groups.codes)
    codes[np.flatnonzero(positives)[:9]] = 1
    expected = (
        "Group `b` has 9 positive and 0 negative rows, and a calibration curve needs 50 of each. "
        "Leave it out of the groups, join it with another, or set `minimum_rows`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_calibration(scores, positives, RowGroups(names=("a", "b"), codes=codes))


def test_a_group_of_one_score_has_no_line():
    expected = (
        "Group `a` has 1 different scores with a weight, and a line needs two or more. "
        "Leave it out of the groups, or join it with another."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_calibration(
            np.full(4, 0.5),
            np.array([True, False] * 2),
            RowGroups.named(["a"] * 4),
            minimum_rows=1,
        )


def test_an_isotonic_curve_needs_weight():
    with pytest.raises(PlanError, match=r"^Group `a` has no row with a weight, and a curve needs"):
        group_calibration(
            np.array([0.1, 0.9]),
            np.array([True, False]),
            RowGroups.named(["a"] * 2),
            method="isotonic",
            weights=np.zeros(2),
            minimum_rows=1,
        )


def test_an_unknown_method_is_refused(people):
    expected = "`method` cannot be 'plat'. Did you mean `platt`? Available: `platt`, `isotonic`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        group_calibration(*people, method="plat")
