"""Limits on the rates of groups as a loss term of a Keras model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import keras

from counterpoise.errors import PlanError, choices
from counterpoise.keras.example_rows import ExampleRows
from counterpoise.keras.memberships import of_groups
from counterpoise.keras.packed import EXAMPLES
from counterpoise.keras.term_options import (
    check_groups,
    check_step_size,
    check_transform,
    check_weight,
    unpacked_options,
)
from counterpoise.keras.transforms import Transform, packed_transform
from counterpoise.losses.rate_constraints import RateConstraint
from counterpoise.losses.rate_penalty import Multipliers, rate_penalty

Scores = Literal["logit", "probability"]
SCORES = ("logit", "probability")


@keras.saving.register_keras_serializable(package="counterpoise")
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RateTerm:
    """What it costs that a rate of a group is beyond its limit, beside the model's own loss.

    Its data are the memberships of the examples, [rows, groups]. The rate of all rows, which a gap
    is measured against, is that of all examples of the batch.

    Attributes:
        groups: how many there are, >= 1.
        constraint: `fpr_gap <= 0.02`, `fnr <= 0.3`, ...; see `counterpoise.losses.RateConstraint`.
        weight: what a unit of the penalty counts against a unit of loss, >= 0. At 0 it is only
            watched.
        scores: what the model gives: `logit`, or `probability` after a sigmoid.
        threshold: logit above which an example is called positive; 0 is the probability 0.5.
        temperature: of the soft decision, > 0; lower is nearer to the decision.
        strength: of the penalty, > 0.
        step_size: of the multipliers, >= 0.
        transform: which output of several, or what to make of them; None: the output is one tensor.

    Example:
        >>> import numpy as np
        >>> from counterpoise.keras import RemedyModel, pack_remedy_data
        >>> x, women = np.arange(8.0, dtype="f4")[:, None], np.array([0, 1] * 4)
        >>> model = RemedyModel(
        ...     keras.Sequential([keras.layers.Dense(1)]),
        ...     {"fpr": RateTerm(groups=1, constraint="fpr_gap <= 0.02")},
        ... )
        >>> model.compile(loss="mse")
        >>> history = model.fit(pack_remedy_data((x, 0 * x), {"fpr": women[:, None]}), verbose=0)
        >>> model.term_states["fpr"].shape
        (1,)
    """

    kind: ClassVar[str] = EXAMPLES

    groups: int
    constraint: str
    weight: float = 1.0
    scores: Scores = "logit"
    threshold: float = 0.0
    temperature: float = 1.0
    strength: float = 10.0
    step_size: float = 0.1
    transform: Transform | None = None

    def __post_init__(self) -> None:
        RateConstraint.parse(self.constraint)
        check_groups(self.groups)
        check_weight(self.weight)
        check_step_size(self.step_size)
        check_transform(self.transform)
        if self.scores not in SCORES:
            raise PlanError(
                f"`scores` of a rate term cannot be {self.scores!r}. "
                f"{choices(SCORES, str(self.scores))}"
            )

    @property
    def first_state(self) -> float:
        """The multiplier of every group before the first step."""
        return 0.0

    def distance(
        self, block: dict[str, Any], examples: ExampleRows, state: Any, *, training: bool
    ) -> tuple[Any, Any]:
        """The penalty, a scalar, and the next state; see `counterpoise.losses.rate_penalty`.

        Args:
            block: memberships of the examples; see `step_batch`.
            examples: those of the step.
            state: [groups], multipliers.
            training: whether they take a step.

        Raises:
            DataError: memberships of another shape, labels of several outputs.
            PlanError: a temperature or strength not above 0.
        """
        rows = examples.of_output(self.transform)
        memberships = of_groups(block["memberships"], groups=self.groups, like=rows.predictions)
        penalty, after = rate_penalty(
            keras.ops,
            _logits(rows.predictions) if self.scores == "probability" else rows.predictions,
            rows.labels,
            memberships,
            constraint=self.constraint,
            weights=rows.weights,
            state=Multipliers(state),
            threshold=self.threshold,
            temperature=self.temperature,
            strength=self.strength,
            step_size=self.step_size if training else 0.0,
        )
        return penalty, after.values

    def get_config(self) -> dict[str, Any]:
        """What the term is made again from."""
        return {
            "groups": self.groups,
            "constraint": self.constraint,
            "weight": self.weight,
            "scores": self.scores,
            "threshold": self.threshold,
            "temperature": self.temperature,
            "strength": self.strength,
            "step_size": self.step_size,
            "transform": packed_transform(self.transform),
        }

    @staticmethod
    def from_config(config: dict[str, Any]) -> RateTerm:
        """The term that `get_config` describes."""
        return RateTerm(**unpacked_options(config))


def _logits(probabilities: Any) -> Any:
    """log(p / (1 - p)), finite at 0 and 1."""
    least = keras.config.epsilon()
    inside: Any = keras.ops.clip(probabilities, least, 1.0 - least)
    return keras.ops.log(inside) - keras.ops.log1p(-inside)
