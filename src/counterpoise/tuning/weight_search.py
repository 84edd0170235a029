"""Weights of groups as what is searched, for anything that is trained with example weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.patterns import Patterns
from counterpoise.remedies.reweighing import mean_one
from counterpoise.remedies.weights import Upweight, upweighted
from counterpoise.scoring import Scorer
from counterpoise.tuning.models import SplitScores
from counterpoise.tuning.space import Number
from counterpoise.tuning.trials import Parameters

Label = Literal["negative", "positive"]

Weights = Float[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSearch:
    """Weights of groups, to be solved for: `tune(search, search.space, ...)`.

    A plain row weighs 1; each searched number is added to the rows of one group and label (rows in
    several groups gain for each), and the weights are scaled to mean 1.

    Attributes:
        train: the training rows.
        fit: [rows] weights -> a trained model, as `audit` takes it; see `estimator_fit`.
        column: a group column.
        groups: those whose weights are searched; all of the column that a row is in by default.
        labels: of these labels. False positives fall when negatives gain, misses when positives do.
        most: what is added at most.
        base: [rows], weights before; the examples' own by default, or 1 each.
    """

    train: Examples
    fit: Callable[[Weights], Scorer | SplitScores]
    column: str
    groups: Sequence[str] | None = None
    labels: Sequence[Label] = ("negative",)
    most: float = 5.0
    base: Weights | None = None

    def __post_init__(self) -> None:
        if self.column not in self.train.groups:
            raise PlanError(
                f"There is no group column `{self.column}` in the training rows. "
                f"{choices(self.train.groups, self.column)}"
            )
        for label in self.labels:
            if label not in get_args(Label):
                raise PlanError(
                    f"`labels` cannot hold {label!r}. {choices(get_args(Label), str(label))}"
                )
        if not 0 < self.most < np.inf:
            raise PlanError(
                f"`most` must be a finite number above 0, got {self.most}. "
                "A plain row weighs 1; give for example 5."
            )

    @property
    def space(self) -> tuple[Number, ...]:
        """One number a group and label, 0 in the baseline."""
        return tuple(
            Number(name=self._name(group, label), low=0, high=self.most, start=0)
            for group in self._groups
            for label in self.labels
        )

    def weights(self, parameters: Parameters) -> Weights:
        """[rows], the training weights under these parameters, mean 1."""
        own = np.ones(len(self.train)) if self.train.weights is None else self.train.weights
        rules = [
            Upweight(
                column=self.column,
                contains=group,
                label=label,
                add=parameters[self._name(group, label)],
            )
            for group in self._groups
            for label in self.labels
        ]
        times = upweighted(self.train, rules, base=np.ones(len(self.train)))
        return mean_one((own if self.base is None else self.base) * times)

    def __call__(self, parameters: Parameters) -> Scorer | SplitScores:
        """The model trained with these weights."""
        return self.fit(self.weights(parameters))

    @property
    def _groups(self) -> tuple[str, ...]:
        if self.groups is not None:
            return tuple(self.groups)
        patterns, _ = Patterns.of(self.train, [self.column])
        seen = np.flatnonzero(patterns.column(self.column)[:, 1:].any(axis=0))
        return tuple(patterns.values[0][place] for place in seen)

    def _name(self, group: str, label: Label) -> str:
        return f"{self.column}={group} {label}"


def estimator_fit(
    make: Callable[[], Any], train: Examples, *, argument: str = "sample_weight"
) -> Callable[[Weights], Scorer]:
    """Training of anything with fit(X, y, sample_weight=...) and predict_proba(X).

    X is the list of texts, or where examples have none the frame of features; y is 0 or 1. So it
    goes with scikit-learn, XGBoost, LightGBM and the like.

    Args:
        make: a fresh, untrained estimator, with a fixed seed.
        train: the training rows.
        argument: what `fit` calls the weights; `logisticregression__sample_weight` and the like in
            a scikit-learn pipeline.

    Returns:
        [rows] weights -> a model: texts or features -> [rows] probabilities.

    Raises:
        DataError: training rows without text and features.
    """
    if train.text is None and not train.features:
        raise DataError(
            "The training rows have neither text nor features to train on. "
            "Name them: read(..., text='comment') or read(..., features=['age', 'hours'])."
        )
    inputs = train.feature_frame if train.text is None else train.texts.to_list()
    labels = train.positives.astype(np.int64)

    def fit(weights: Weights) -> Scorer:
        estimator = make()
        estimator.fit(inputs, labels, **{argument: weights})

        def scores(rows: list[str] | pl.DataFrame) -> Weights:
            return np.asarray(estimator.predict_proba(rows), dtype=np.float64)[:, 1]

        return scores

    return fit
