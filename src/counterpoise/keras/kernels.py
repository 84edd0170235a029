"""Kernels of MinDiff losses, by the names that users of TensorFlow Model Remediation type."""

from __future__ import annotations

from typing import Any, Literal

import keras

from counterpoise.errors import PlanError, choices
from counterpoise.losses.kernels import Kernel, likeness


class MinDiffKernel:
    """How alike two scores are: 1 where they are equal, towards 0 where they are far apart.

    Args:
        kernel_length: the distance over which likeness is lost, > 0; or `median`, the median
            distance of the batch.
    """

    shape: Literal["gaussian", "laplacian"]

    def __init__(self, kernel_length: float | Literal["median"] = 0.1) -> None:
        self.kernel = Kernel(shape=self.shape, length=kernel_length)

    def __call__(self, x: Any, y: Any = None) -> Any:
        """[rows, columns], the likeness of every row of x to every row of y, or of x.

        Args:
            x: [rows, outputs].
            y: [columns, outputs]; None: x.
        """
        x = keras.ops.convert_to_tensor(x)
        y = x if y is None else keras.ops.convert_to_tensor(y)
        differences = x[:, None] - y[None]
        return likeness(keras.ops, self.kernel, differences, length=self.kernel.length)

    def get_config(self) -> dict[str, Any]:
        """What the kernel is made again from."""
        return {"kernel_length": self.kernel.length}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> MinDiffKernel:
        """The kernel that `get_config` describes."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="counterpoise")
class GaussianKernel(MinDiffKernel):
    """exp(-d^2 / kernel_length^2) of the distance d."""

    shape = "gaussian"


@keras.saving.register_keras_serializable(package="counterpoise")
class LaplacianKernel(MinDiffKernel):
    """exp(-d / kernel_length) of the distance d."""

    shape = "laplacian"


NAMES: dict[str, type[MinDiffKernel]] = {
    **dict.fromkeys(("gaussian", "gauss", "gaussian_kernel", "gauss_kernel"), GaussianKernel),
    **dict.fromkeys(
        ("laplacian", "laplace", "laplacian_kernel", "laplace_kernel"), LaplacianKernel
    ),
}
"""Name, in lower case -> the kernel."""


def min_diff_kernel(kernel: str | MinDiffKernel) -> MinDiffKernel:
    """The kernel itself, or the one of that name with its default length.

    Raises:
        PlanError: an unknown name, or something that is no kernel.
    """
    if isinstance(kernel, MinDiffKernel):
        return kernel
    if isinstance(kernel, str) and kernel.lower() in NAMES:
        return NAMES[kernel.lower()]()
    raise PlanError(
        f"`kernel` must be a MinDiffKernel or the name of one, got {kernel!r}. "
        f"{choices(('gaussian', 'laplacian'), str(kernel))}"
    )
