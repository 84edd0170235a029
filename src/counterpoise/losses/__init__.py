"""Formulas of losses over a namespace `xp`: NumPy, PyTorch, JAX or keras.ops."""

from counterpoise.losses.correlation import absolute_correlation
from counterpoise.losses.discrepancy import adjusted_mmd, mmd
from counterpoise.losses.group_dro import GroupWeights, group_dro
from counterpoise.losses.kernels import Kernel, gaussian, laplacian
from counterpoise.losses.over_groups import over_groups
from counterpoise.losses.pairwise import pairwise_absolute, pairwise_cosine, pairwise_squared
from counterpoise.losses.rate_constraints import RateConstraint
from counterpoise.losses.rate_penalty import Multipliers, rate_penalty

__all__ = [
    "GroupWeights",
    "Kernel",
    "Multipliers",
    "RateConstraint",
    "absolute_correlation",
    "adjusted_mmd",
    "gaussian",
    "group_dro",
    "laplacian",
    "mmd",
    "over_groups",
    "pairwise_absolute",
    "pairwise_cosine",
    "pairwise_squared",
    "rate_penalty",
]
