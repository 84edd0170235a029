"""The names of TensorFlow Model Remediation under the paths that they had there.

Published code runs with its import lines changed:

    from counterpoise.keras.remediation import counterfactual, min_diff

Everything here is also in `counterpoise.keras`, without a path.
"""

from __future__ import annotations

from types import SimpleNamespace

from counterpoise.keras.counterfactual_data import (
    build_counterfactual_data,
    build_counterfactual_dataset,
)
from counterpoise.keras.counterfactual_model import CounterfactualModel
from counterpoise.keras.group_losses import (
    AbsoluteCorrelationLoss,
    AdjustedMMDLoss,
    MinDiffLoss,
    MMDLoss,
)
from counterpoise.keras.kernels import GaussianKernel, LaplacianKernel, MinDiffKernel
from counterpoise.keras.min_diff_data import build_min_diff_dataset
from counterpoise.keras.min_diff_model import MinDiffModel
from counterpoise.keras.packed import CounterfactualPackedInputs, MinDiffPackedInputs
from counterpoise.keras.packing import pack_counterfactual_data, pack_min_diff_data
from counterpoise.keras.pair_losses import (
    CounterfactualLoss,
    PairwiseAbsoluteDifferenceLoss,
    PairwiseCosineLoss,
    PairwiseMSELoss,
)

counterfactual = SimpleNamespace(
    keras=SimpleNamespace(
        CounterfactualModel=CounterfactualModel,
        utils=SimpleNamespace(
            CounterfactualPackedInputs=CounterfactualPackedInputs,
            build_counterfactual_data=build_counterfactual_data,
            build_counterfactual_dataset=build_counterfactual_dataset,
            pack_counterfactual_data=pack_counterfactual_data,
        ),
    ),
    losses=SimpleNamespace(
        CounterfactualLoss=CounterfactualLoss,
        PairwiseAbsoluteDifferenceLoss=PairwiseAbsoluteDifferenceLoss,
        PairwiseCosineLoss=PairwiseCosineLoss,
        PairwiseMSELoss=PairwiseMSELoss,
    ),
)
"""What `from tensorflow_model_remediation import counterfactual` gave."""

min_diff = SimpleNamespace(
    keras=SimpleNamespace(
        MinDiffModel=MinDiffModel,
        utils=SimpleNamespace(
            MinDiffPackedInputs=MinDiffPackedInputs,
            build_min_diff_dataset=build_min_diff_dataset,
            pack_min_diff_data=pack_min_diff_data,
        ),
    ),
    losses=SimpleNamespace(
        AbsoluteCorrelationLoss=AbsoluteCorrelationLoss,
        AdjustedMMDLoss=AdjustedMMDLoss,
        GaussianKernel=GaussianKernel,
        LaplacianKernel=LaplacianKernel,
        MMDLoss=MMDLoss,
        MinDiffKernel=MinDiffKernel,
        MinDiffLoss=MinDiffLoss,
    ),
)
"""What `from tensorflow_model_remediation import min_diff` gave."""
