"""Loss terms: what is added to a model's loss, from which data, and how much it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import keras

from counterpoise.errors import DataError, PlanError, choices
from counterpoise.keras.group_dro_term import GroupDROTerm
from counterpoise.keras.group_losses import MinDiffLoss, min_diff_loss
from counterpoise.keras.packed import GROUPS, PAIRS
from counterpoise.keras.pair_losses import CounterfactualLoss, PairwiseMSELoss, counterfactual_loss
from counterpoise.keras.rate_term import RateTerm
from counterpoise.keras.term_options import check_transform, check_weight, unpacked_options
from counterpoise.keras.transforms import Transform, packed_transform, transformed

Where = Literal["label_preserving", "nontoxic", "all"]
WHERE = ("label_preserving", "nontoxic", "all")
SIDES = ("original", "counterfactual")


@keras.saving.register_keras_serializable(package="counterpoise")
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairTerm:
    """The distance of the predictions of originals and counterfactuals.

    Attributes:
        loss: a `CounterfactualLoss`, its name, or a formula of `counterpoise.losses`.
        weight: what a unit of it counts against a unit of loss, >= 0. At 0 it is only watched.
        where: `label_preserving`: pairs whose sides should have one label, or of which that is not
            known; `nontoxic`: of these the ones whose original has a label below 0.5 (the
            asymmetric form); `all`: every pair. The mean is taken over these pairs alone.
        stop_gradient: the side that stands still while the other is moved towards it; None: both
            move.
        transform: which output of several, or what to make of them; None: the output is one tensor.
    """

    kind: ClassVar[str] = PAIRS

    loss: Any = field(default_factory=PairwiseMSELoss)
    weight: float = 1.0
    where: Where = "label_preserving"
    stop_gradient: Literal["original", "counterfactual"] | None = None
    transform: Transform | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "loss", counterfactual_loss(self.loss))
        check_weight(self.weight)
        check_transform(self.transform)
        if self.where not in WHERE:
            raise PlanError(
                f"`where` of a pair term cannot be {self.where!r}. "
                f"{choices(WHERE, str(self.where))}"
            )
        if self.stop_gradient is not None and self.stop_gradient not in SIDES:
            raise PlanError(
                f"`stop_gradient` of a pair term cannot be {self.stop_gradient!r}. "
                f"{choices(SIDES, str(self.stop_gradient))}"
            )

    def distance(self, block: dict[str, Any], predictions: tuple[Any, ...]) -> Any:
        """The loss of the pairs that it applies to, without its weight; a scalar.

        Args:
            block: what is known of the pairs; see `step_batch`.
            predictions: those of the originals and of the counterfactuals.

        Raises:
            DataError: `nontoxic`, and pairs without labels.
        """
        sides = dict(zip(SIDES, predictions, strict=True))
        sides = {side: transformed(of, self.transform) for side, of in sides.items()}
        if self.stop_gradient is not None:
            sides[self.stop_gradient] = keras.ops.stop_gradient(sides[self.stop_gradient])
        applies = self._applies(block)
        weights = _column(block.get("weights"))
        if applies is None:
            return self._distance(sides, weights)
        pairs: Any = keras.ops.sum(keras.ops.ones_like(applies))
        share = pairs / keras.ops.maximum(keras.ops.sum(applies), 1.0)
        counted = applies * share
        return self._distance(sides, counted if weights is None else counted * weights)

    def _distance(self, sides: dict[str, Any], weights: Any) -> Any:
        loss: CounterfactualLoss = self.loss
        return loss(sides["original"], sides["counterfactual"], weights)

    def _applies(self, block: dict[str, Any]) -> Any:
        """[pairs], 1 where the term applies and 0 elsewhere; None where it applies to all."""
        if self.where == "all":
            return None
        preserving = block.get("preserves_label")
        applies = None if preserving is None else _ones_where(_column(preserving) > 0.5)
        if self.where == "label_preserving":
            return applies
        if block.get("label") is None:
            raise DataError(
                "`where` is `nontoxic`, but the pairs have no labels. Give the labels of their "
                "originals as the fourth field of `PairInputs`, or take another `where`."
            )
        nontoxic = _ones_where(_column(block["label"]) < 0.5)
        return nontoxic if applies is None else applies * nontoxic

    def get_config(self) -> dict[str, Any]:
        """What the term is made again from."""
        return {
            "loss": keras.saving.serialize_keras_object(self.loss),
            "weight": self.weight,
            "where": self.where,
            "stop_gradient": self.stop_gradient,
            "transform": packed_transform(self.transform),
        }

    @staticmethod
    def from_config(config: dict[str, Any]) -> PairTerm:
        """The term that `get_config` describes."""
        return PairTerm(**unpacked_options(config))


@keras.saving.register_keras_serializable(package="counterpoise")
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupTerm:
    """The distance of the predictions of two groups, or of several against the rest (MinDiff).

    Attributes:
        loss: a `MinDiffLoss`, or its name.
        weight: what a unit of it counts against a unit of loss, >= 0. At 0 it is only watched.
        transform: which output of several, or what to make of them; None: the output is one tensor.
    """

    kind: ClassVar[str] = GROUPS

    loss: Any = "mmd"
    weight: float = 1.0
    transform: Transform | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "loss", min_diff_loss(self.loss))
        check_weight(self.weight)
        check_transform(self.transform)

    def distance(self, block: dict[str, Any], predictions: tuple[Any, ...]) -> Any:
        """The loss of the groups' rows, without its weight; a scalar.

        Args:
            block: membership and perhaps weights; see `step_batch`.
            predictions: those of the rows, alone in a tuple.
        """
        loss: MinDiffLoss = self.loss
        return loss(
            block["membership"],
            transformed(predictions[0], self.transform),
            _column(block.get("weights")),
        )

    def get_config(self) -> dict[str, Any]:
        """What the term is made again from."""
        return {
            "loss": keras.saving.serialize_keras_object(self.loss),
            "weight": self.weight,
            "transform": packed_transform(self.transform),
        }

    @staticmethod
    def from_config(config: dict[str, Any]) -> GroupTerm:
        """The term that `get_config` describes."""
        return GroupTerm(**unpacked_options(config))


ExampleTerm = GroupDROTerm | RateTerm
"""Terms over the examples themselves, which keep a state from step to step."""

Term = PairTerm | GroupTerm | ExampleTerm


def share_of_task(term: Term) -> float:
    """How much of the model's own loss the term stands in the place of, in [0, 1]."""
    return term.weight if isinstance(term, GroupDROTerm) else 0.0


def _column(values: Any) -> Any:
    """[rows] of values [rows] or [rows, 1]; None stays None."""
    if values is None:
        return None
    return keras.ops.reshape(keras.ops.cast(values, keras.config.floatx()), (-1,))


def _ones_where(condition: Any) -> Any:
    return keras.ops.cast(condition, keras.config.floatx())
