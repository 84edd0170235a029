"""Group distributionally robust optimisation as a loss term of a Keras model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import numpy as np

from counterpoise.errors import PlanError
from counterpoise.keras.example_rows import ExampleRows
from counterpoise.keras.memberships import of_groups
from counterpoise.keras.packed import EXAMPLES
from counterpoise.keras.row_losses import row_losses
from counterpoise.keras.term_options import (
    check_groups,
    check_step_size,
    check_transform,
    unpacked_options,
)
from counterpoise.keras.transforms import Transform, packed_transform
from counterpoise.losses.group_dro import GroupWeights, group_dro


@keras.saving.register_keras_serializable(package="counterpoise")
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupDROTerm:
    """The loss in which the groups that do worst count most, in the place of the mean loss.

    Its data are the memberships of the examples, [rows, groups]. A row may be in several groups; a
    row in none does not count: give the others a column of their own.

    Attributes:
        groups: how many there are, >= 1.
        loss: of every row: a `keras.losses.Loss` or its name; None: the loss that the model was
            compiled with.
        weight: its share of the task's loss, in [0, 1]; the mean loss has the rest. At 1 it
            stands in the place of the mean loss, at 0 it is only watched.
        step_size: of the ascent, >= 0; 0.01 is the paper's.
        adjustments: [groups], added to the losses in the ascent; the paper's is
            C / sqrt(rows of the group in the training data). None: 0 each.
        transform: which output of several, or what to make of them; None: the output is one tensor.

    Example:
        >>> from counterpoise.keras import RemedyModel, pack_remedy_data
        >>> x, women = np.arange(8.0, dtype="f4")[:, None], np.array([0, 1] * 4)
        >>> model = RemedyModel(
        ...     keras.Sequential([keras.layers.Dense(1)]), {"worst": GroupDROTerm(groups=2)}
        ... )
        >>> model.compile(loss="mse")
        >>> memberships = np.column_stack([women, 1 - women])
        >>> history = model.fit(pack_remedy_data((x, x), {"worst": memberships}), verbose=0)
        >>> float(np.exp(model.term_states["worst"]).sum().round(3))
        1.0
    """

    kind: ClassVar[str] = EXAMPLES

    groups: int
    loss: Any = None
    weight: float = 1.0
    step_size: float = 0.01
    adjustments: Sequence[float] | None = None
    transform: Transform | None = None

    def __post_init__(self) -> None:
        check_groups(self.groups)
        _check_share(self.weight)
        check_step_size(self.step_size)
        check_transform(self.transform)
        if self.adjustments is not None:
            object.__setattr__(self, "adjustments", _of_groups(self.adjustments, self.groups))

    @property
    def first_state(self) -> float:
        """The logarithm of every group's weight before the first step."""
        return -float(np.log(self.groups))

    def distance(
        self, block: dict[str, Any], examples: ExampleRows, state: Any, *, training: bool
    ) -> tuple[Any, Any]:
        """sum_g q_g L_g, a scalar, and the next state.

        Args:
            block: memberships of the examples; see `step_batch`.
            examples: those of the step.
            state: [groups], logarithms of the weights q.
            training: whether q takes a step.

        Raises:
            PlanError: no loss of the rows.
            DataError: memberships of another shape, labels of several outputs.
        """
        rows = examples.of_output(self.transform)
        memberships = of_groups(block["memberships"], groups=self.groups, like=rows.predictions)
        loss, after = group_dro(
            keras.ops,
            row_losses(self._loss_of(rows), rows.labels, rows.predictions),
            memberships,
            rows.weights,
            state=GroupWeights(state),
            step_size=self.step_size if training else 0.0,
            adjustments=self._adjustments,
        )
        return loss, after.log

    @property
    def _adjustments(self) -> Any:
        if self.adjustments is None:
            return None
        return keras.ops.convert_to_tensor(self.adjustments, dtype=keras.config.floatx())

    def _loss_of(self, rows: ExampleRows) -> Any:
        loss = rows.loss if self.loss is None else self.loss
        if loss is None or isinstance(loss, (dict, list, tuple)):
            raise PlanError(
                "Group DRO needs one loss to take of every row, but the model was compiled with "
                f"{loss!r}. Pass `loss` to `GroupDROTerm`, or the output's name as `transform`."
            )
        return loss

    def get_config(self) -> dict[str, Any]:
        """What the term is made again from."""
        return {
            "groups": self.groups,
            "loss": keras.saving.serialize_keras_object(self.loss),
            "weight": self.weight,
            "step_size": self.step_size,
            "adjustments": None if self.adjustments is None else list(self.adjustments),
            "transform": packed_transform(self.transform),
        }

    @staticmethod
    def from_config(config: dict[str, Any]) -> GroupDROTerm:
        """The term that `get_config` describes."""
        return GroupDROTerm(**unpacked_options(config))


def _of_groups(adjustments: Any, groups: int) -> tuple[float, ...]:
    found = np.asarray(adjustments, dtype=np.float64)
    if found.shape != (groups,) or not np.isfinite(found).all():
        raise PlanError(
            f"`adjustments` of group DRO must be {groups} finite numbers, one for each group, got "
            f"{adjustments!r}. The paper's are C / sqrt(rows of the group)."
        )
    return tuple(found.tolist())


def _check_share(weight: Any) -> None:
    if not isinstance(weight, (int, float)) or not 0 <= weight <= 1:
        raise PlanError(
            "`weight` of group DRO must be a number in [0, 1], its share of the task's loss, got "
            f"{weight!r}. 1 puts it in the place of the mean loss, 0 only watches it."
        )
