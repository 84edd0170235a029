import re
from importlib.util import find_spec

import numpy as np
import pytest

from counterpoise.errors import MissingExtraError, PlanError
from counterpoise.remedies import reductions
from counterpoise.remedies.row_groups import RowGroups

needs_fairlearn = pytest.mark.skipif(
    find_spec("fairlearn") is None, reason="fairlearn is not installed"
)
# fairlearn 0.15 sets items of pandas' frames in a way that pandas 3 warns of.
old_pandas_ways = pytest.mark.filterwarnings("ignore:Setting a")


@pytest.fixture
def people():
    generator = np.random.default_rng(2)
    codes = generator.integers(-1, 2, 150)
    features = generator.normal(size=(150, 2))
    features[:, 0] += codes
    positives = features[:, 0] + generator.normal(size=150) > 0.5
    return features, positives, RowGroups(names=("a", "b"), codes=codes)


@needs_fairlearn
@old_pandas_ways
def test_a_mixture_brings_positive_rates_together(people):
    linear = pytest.importorskip("sklearn.linear_model")
    features, positives, groups = people
    plain = linear.LogisticRegression().fit(features, positives).predict(features)
    model = reductions.exponentiated_gradient(
        linear.LogisticRegression(),
        features,
        positives,
        groups,
        constraint="demographic_parity",
        tolerance=0.05,
        iterations=5,
    )
    scores = model(features)
    assert ((scores >= 0) & (scores <= 1)).all()

    def spread(decided):
        rates = [decided[groups.codes == code].mean() for code in (-1, 0, 1)]
        return max(rates) - min(rates)

    assert spread(plain) > 0.4
    assert spread(scores) < 0.15


@needs_fairlearn
@old_pandas_ways
def test_a_grid_gives_models_with_probabilities(people):
    linear = pytest.importorskip("sklearn.linear_model")
    models = reductions.grid_search(
        linear.LogisticRegression(), *people, constraint="false_positive_rate_parity", size=3
    )
    assert len(models) == 3
    assert all(len(np.unique(model(people[0]))) > 2 for model in models)


@needs_fairlearn
def test_a_classifier_without_probabilities_gives_its_decisions(people):
    features, _, _ = people

    class Signs:
        def predict(self, features):
            return (features[:, 0] > 0).astype(int)

    assert set(reductions._scores(Signs())(features)) == {0.0, 1.0}


def test_an_unknown_constraint_is_refused(people):
    expected = (
        "`constraint` cannot be 'equalised_odds'. Did you mean `equalized_odds`? Available: "
        "`demographic_parity`, `equalized_odds`, `true_positive_rate_parity`, "
        "`false_positive_rate_parity`, `error_rate_parity`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        reductions.grid_search(None, *people, constraint="equalised_odds")


@pytest.mark.skipif(find_spec("fairlearn") is not None, reason="fairlearn is installed")
def test_without_fairlearn_it_says_what_to_install(people):
    expected = (
        "counterpoise.remedies.reductions needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[fairlearn]'"
    )
    with pytest.raises(MissingExtraError, match=f"^{re.escape(expected)}$"):
        reductions.exponentiated_gradient(None, *people)
