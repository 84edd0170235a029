"""PyTorch: pairs and groups beside the batches of a training loop, and losses of tensors.

`counterpoise.torch.trainer` and `counterpoise.torch.pretrained`, which fine-tune with Hugging Face,
need the extra `transformers`.
"""

from __future__ import annotations

from importlib.util import find_spec

from counterpoise.errors import MissingExtraError

if find_spec("torch") is None:
    raise MissingExtraError(feature="counterpoise.torch", extra="torch")

from counterpoise.losses import gaussian, laplacian
from counterpoise.torch.beside import Aside, Asides, Beside, Remedy
from counterpoise.torch.fit import Epoch, fit
from counterpoise.torch.group_dro import GroupDRO
from counterpoise.torch.group_rows import memberships, min_diffs
from counterpoise.torch.losses import (
    absolute_correlation,
    adjusted_mmd,
    group_dro,
    mmd,
    over_groups,
    pairwise_absolute,
    pairwise_cosine,
    pairwise_squared,
    rate_penalty,
)
from counterpoise.torch.min_diff import MinDiff
from counterpoise.torch.one_pass import Pass, one_pass
from counterpoise.torch.pair_inputs import PairInputs
from counterpoise.torch.pairing import Pairing
from counterpoise.torch.scorer import scorer
from counterpoise.torch.scores import log_odds
from counterpoise.torch.task_loss import binary_task, row_losses
from counterpoise.torch.token_limit import token_limit

__all__ = [
    "Aside",
    "Asides",
    "Beside",
    "Epoch",
    "GroupDRO",
    "MinDiff",
    "PairInputs",
    "Pairing",
    "Pass",
    "Remedy",
    "absolute_correlation",
    "adjusted_mmd",
    "binary_task",
    "fit",
    "gaussian",
    "group_dro",
    "laplacian",
    "log_odds",
    "memberships",
    "min_diffs",
    "mmd",
    "one_pass",
    "over_groups",
    "pairwise_absolute",
    "pairwise_cosine",
    "pairwise_squared",
    "rate_penalty",
    "row_losses",
    "scorer",
    "token_limit",
]
