"""The losses of `counterpoise.losses` for tensors: the same arguments without `xp`."""

from __future__ import annotations

from counterpoise import losses
from counterpoise.torch.precision import of_tensors

absolute_correlation = of_tensors(losses.absolute_correlation)
adjusted_mmd = of_tensors(losses.adjusted_mmd)
group_dro = of_tensors(losses.group_dro)
mmd = of_tensors(losses.mmd)
over_groups = of_tensors(losses.over_groups)
pairwise_absolute = of_tensors(losses.pairwise_absolute)
pairwise_cosine = of_tensors(losses.pairwise_cosine)
pairwise_squared = of_tensors(losses.pairwise_squared)
rate_penalty = of_tensors(losses.rate_penalty)
