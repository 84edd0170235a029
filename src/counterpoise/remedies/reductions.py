"""fairlearn's reductions: training under a fairness constraint, as models counterpoise can audit.

Extra: `pip install 'counterpoise[fairlearn]'`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Literal, get_args

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.errors import MissingExtraError, PlanError, choices
from counterpoise.remedies.row_groups import RowGroups

Constraint = Literal[
    "demographic_parity",
    "equalized_odds",
    "true_positive_rate_parity",
    "false_positive_rate_parity",
    "error_rate_parity",
]

Model = Callable[[Any], Float[np.ndarray, " rows"]]
"""Features -> [rows], probability of a positive decision."""


def exponentiated_gradient(
    estimator: Any,
    features: Any,
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    *,
    constraint: Constraint = "equalized_odds",
    tolerance: float = 0.02,
    iterations: int = 50,
) -> Model:
    """A mixture of classifiers that together keep a fairness constraint.

    The mixture decides by chance: each classifier with its probability. The score is the
    probability that its decision is positive, sum of p_i [classifier i decides 1]; a threshold on
    it gives one classifier without chance, which need not keep the constraint exactly: audit it.

    Args:
        estimator: with fit(features, labels, sample_weight=...) and predict(features).
        features: [rows, width], whatever the estimator takes.
        positives: [rows], whether the label is positive.
        groups: of these rows; rows in no group count as a group of their own.
        constraint: which rates are to be equal.
        tolerance: how far a group's rate may be from that of all rows.
        iterations: at most.

    Returns:
        features -> [rows].

    Raises:
        PlanError: an unknown constraint.
        MissingExtraError: fairlearn is not installed.

    Source: Agarwal, Beygelzimer, Dudik, Langford & Wallach, ICML 2018.
    """
    found = _fairlearn().ExponentiatedGradient(
        estimator, _moment(constraint, difference_bound=tolerance), max_iter=iterations
    )
    found.fit(features, positives.astype(np.int64), sensitive_features=_names(groups))
    shares = np.asarray(found.weights_, dtype=np.float64)
    used = np.flatnonzero(shares > 0)
    predictors = [found.predictors_[place] for place in used]
    return _mixture(predictors, shares[used] / shares[used].sum())


def grid_search(
    estimator: Any,
    features: Any,
    positives: Bool[np.ndarray, " rows"],
    groups: RowGroups,
    *,
    constraint: Constraint = "equalized_odds",
    size: int = 20,
) -> list[Model]:
    """One classifier for each of a grid of prices of unfairness: a frontier to choose from.

    Args:
        estimator: as for `exponentiated_gradient`.
        features: [rows, width].
        positives: [rows], whether the label is positive.
        groups: of these rows; rows in no group count as a group of their own.
        constraint: which rates are to be equal.
        size: of the grid.

    Returns:
        Models features -> [rows], each without chance: 0 or 1, or the estimator's probabilities
        where it has `predict_proba`.

    Raises:
        PlanError: an unknown constraint.
        MissingExtraError: fairlearn is not installed.

    Source: Agarwal, Dudik & Wu, ICML 2019; fairlearn, GridSearch.
    """
    moment = _moment(constraint)
    found = _fairlearn().GridSearch(estimator, moment, grid_size=size)
    found.fit(features, positives.astype(np.int64), sensitive_features=_names(groups))
    return [_scores(predictor) for predictor in found.predictors_]


def _fairlearn() -> Any:
    """fairlearn's module; imported here, since it brings pandas and scikit-learn along.

    Raises:
        MissingExtraError: fairlearn is not installed.
    """
    if find_spec("fairlearn") is None:
        raise MissingExtraError(feature="counterpoise.remedies.reductions", extra="fairlearn")
    from fairlearn import reductions  # pyright: ignore[reportMissingImports]

    return reductions


def _moment(constraint: str, **options: float) -> Any:
    if constraint not in get_args(Constraint):
        raise PlanError(
            f"`constraint` cannot be {constraint!r}. {choices(get_args(Constraint), constraint)}"
        )
    reductions = _fairlearn()
    moments = {
        "demographic_parity": reductions.DemographicParity,
        "equalized_odds": reductions.EqualizedOdds,
        "true_positive_rate_parity": reductions.TruePositiveRateParity,
        "false_positive_rate_parity": reductions.FalsePositiveRateParity,
        "error_rate_parity": reductions.ErrorRateParity,
    }
    return moments[constraint](**options)


def _names(groups: RowGroups) -> np.ndarray:
    """[rows], a number a group; fairlearn takes no row without one."""
    return groups.codes + 1


def _mixture(predictors: Sequence[Any], shares: Float[np.ndarray, " predictors"]) -> Model:
    def scores(features: Any) -> Float[np.ndarray, " rows"]:
        decided = [np.asarray(one.predict(features), dtype=np.float64) for one in predictors]
        return np.clip(shares @ np.stack(decided), 0, 1)

    return scores


def _scores(predictor: Any) -> Model:
    if hasattr(predictor, "predict_proba"):
        return lambda features: np.asarray(predictor.predict_proba(features))[:, 1]
    return lambda features: np.asarray(predictor.predict(features), dtype=np.float64)
