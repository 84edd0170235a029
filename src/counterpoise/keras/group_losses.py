"""MinDiff losses, by the names that users of TensorFlow Model Remediation type."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras

from counterpoise.errors import PlanError, choices
from counterpoise.keras.kernels import MinDiffKernel, min_diff_kernel
from counterpoise.keras.pair_losses import in_full, of_rows, row_weights
from counterpoise.keras.transforms import (
    Transform,
    packed_transform,
    transformed,
    unpacked_transform,
)
from counterpoise.losses.correlation import absolute_correlation
from counterpoise.losses.discrepancy import adjusted_mmd, mmd
from counterpoise.losses.over_groups import over_groups


class MinDiffLoss(keras.losses.Loss):
    """A distance of the predictions of two groups, as a scalar.

    To make one of your own, override `call`.

    Args:
        predictions_transform: what to make of the predictions first, such as
            `keras.ops.sigmoid` where they are logits; None: nothing.
        name: of the loss.
    """

    def __init__(
        self, *, predictions_transform: Transform | None = None, name: str | None = None
    ) -> None:
        super().__init__(name=name)
        self.predictions_transform = predictions_transform

    def __call__(self, membership: Any, predictions: Any, sample_weight: Any = None) -> Any:
        """The distance, a scalar; 0 where a group is absent.

        Args:
            membership: [rows] or [rows, 1], 1 in the group, 0 outside; or [rows, groups], the mean
                over the groups that are there, each against the rest.
            predictions: [rows] or [rows, outputs].
            sample_weight: [rows], [rows, 1] or a scalar, >= 0; None: 1 each.
        """
        predictions = in_full(transformed(predictions, self.predictions_transform))
        weights = row_weights(sample_weight, like=predictions)
        membership = of_rows(keras.ops.convert_to_tensor(membership), like=predictions)
        if len(membership.shape) == 2 and membership.shape[1] != 1:
            loss = partial(_of_one_group, self)
            return over_groups(keras.ops, predictions, membership, weights, loss=loss)
        return self.call(membership, predictions, weights)

    def call(  # pyright: ignore[reportIncompatibleMethodOverride] - names of the older toolkit
        self, membership: Any, predictions: Any, sample_weight: Any = None
    ) -> Any:
        """What `__call__` gives for one group; arguments are tensors."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """What the loss is made again from."""
        return {
            "predictions_transform": packed_transform(self.predictions_transform),
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> MinDiffLoss:
        """The loss that `get_config` describes."""
        transform: Any = unpacked_transform(config["predictions_transform"])
        return cls(**(config | {"predictions_transform": transform}))


class KernelLoss(MinDiffLoss):
    """A MinDiff loss with a kernel.

    Args:
        kernel: a `MinDiffKernel`, or `gaussian` or `laplacian`.
        predictions_transform: see `MinDiffLoss`.
        name: of the loss.
        enable_summary_histogram: read by the older toolkit; nothing hangs on it.
    """

    formula: Callable[..., Any]
    called: str

    def __init__(
        self,
        kernel: str | MinDiffKernel = "gaussian",
        predictions_transform: Transform | None = None,
        name: str | None = None,
        enable_summary_histogram: bool = True,  # noqa: FBT001, FBT002 - the older signature
    ) -> None:
        del enable_summary_histogram
        super().__init__(predictions_transform=predictions_transform, name=name or self.called)
        self.kernel = min_diff_kernel(kernel)

    def call(self, membership: Any, predictions: Any, sample_weight: Any = None) -> Any:
        """See `counterpoise.losses`."""
        kernel = self.kernel.kernel
        return type(self).formula(keras.ops, predictions, membership, sample_weight, kernel=kernel)

    def get_config(self) -> dict[str, Any]:
        """What the loss is made again from."""
        return super().get_config() | {"kernel": keras.saving.serialize_keras_object(self.kernel)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> MinDiffLoss:
        """The loss that `get_config` describes."""
        kernel = keras.saving.deserialize_keras_object(config["kernel"])
        return super().from_config(config | {"kernel": kernel})


@keras.saving.register_keras_serializable(package="counterpoise")
class MMDLoss(KernelLoss):
    """Squared maximum mean discrepancy."""

    formula = staticmethod(mmd)
    called = "mmd_loss"


@keras.saving.register_keras_serializable(package="counterpoise")
class AdjustedMMDLoss(KernelLoss):
    """Maximum mean discrepancy over the variance of the groups' means."""

    formula = staticmethod(adjusted_mmd)
    called = "adjusted_mmd_loss"


@keras.saving.register_keras_serializable(package="counterpoise")
class AbsoluteCorrelationLoss(MinDiffLoss):
    """Absolute correlation of predictions and membership.

    Args:
        name: of the loss.
        enable_summary_histogram: read by the older toolkit; nothing hangs on it.
        predictions_transform: see `MinDiffLoss`.
    """

    def __init__(
        self,
        name: str | None = None,
        enable_summary_histogram: bool = True,  # noqa: FBT001, FBT002 - the older signature
        *,
        predictions_transform: Transform | None = None,
    ) -> None:
        del enable_summary_histogram
        super().__init__(
            predictions_transform=predictions_transform, name=name or "absolute_correlation_loss"
        )

    def call(self, membership: Any, predictions: Any, sample_weight: Any = None) -> Any:
        """See `counterpoise.losses.absolute_correlation`."""
        return absolute_correlation(keras.ops, predictions, membership, sample_weight)


NAMES: dict[str, type[MinDiffLoss]] = {
    **dict.fromkeys(
        ("mmd", "mmd_loss", "maximum_mean_discrepancy", "maximum_mean_discrepancy_loss"), MMDLoss
    ),
    **dict.fromkeys(("adjusted_mmd", "adjusted_mmd_loss"), AdjustedMMDLoss),
    **dict.fromkeys(
        (
            *("abs_corr", "abs_corr_loss"),
            *("absolute_correlation", "absolute_correlation_loss"),
        ),
        AbsoluteCorrelationLoss,
    ),
}
"""Name, in lower case -> the loss."""


def min_diff_loss(loss: str | MinDiffLoss) -> MinDiffLoss:
    """The loss itself, or the one of that name.

    Raises:
        PlanError: an unknown name, or something that is no loss.
    """
    if isinstance(loss, MinDiffLoss):
        return loss
    if isinstance(loss, str) and loss.lower() in NAMES:
        return NAMES[loss.lower()]()
    raise PlanError(
        f"`loss` of groups must be a MinDiffLoss or the name of one, got {loss!r}. "
        f"{choices(NAMES, str(loss))}"
    )


def _of_one_group(
    loss: MinDiffLoss, xp: Any, predictions: Any, membership: Any, weights: Any
) -> Any:
    """`MinDiffLoss.call` in the order of arguments of `counterpoise.losses`."""
    del xp
    return loss.call(membership, predictions, weights)
