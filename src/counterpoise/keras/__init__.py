"""Keras 3 adapters: mending a model with loss terms in training, and the default text classifier.

Keras runs on JAX here unless `KERAS_BACKEND` or an earlier import of Keras says otherwise.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from counterpoise.errors import MissingExtraError

if "keras" not in sys.modules:
    os.environ.setdefault("KERAS_BACKEND", "jax")

if find_spec("keras") is None:
    raise MissingExtraError(feature="counterpoise.keras", extra="keras")

from counterpoise.keras.classifier import TextClassifier
from counterpoise.keras.counterfactual_data import (
    build_counterfactual_data,
    build_counterfactual_dataset,
)
from counterpoise.keras.counterfactual_model import CounterfactualModel
from counterpoise.keras.group_dro_term import GroupDROTerm
from counterpoise.keras.group_losses import (
    AbsoluteCorrelationLoss,
    AdjustedMMDLoss,
    MinDiffLoss,
    MMDLoss,
)
from counterpoise.keras.kernels import GaussianKernel, LaplacianKernel, MinDiffKernel
from counterpoise.keras.min_diff_data import build_min_diff_dataset
from counterpoise.keras.min_diff_model import MinDiffModel
from counterpoise.keras.packed import (
    CounterfactualPackedInputs,
    GroupInputs,
    MinDiffPackedInputs,
    PairInputs,
    RemedyPackedInputs,
)
from counterpoise.keras.packing import (
    pack_counterfactual_data,
    pack_min_diff_data,
    pack_remedy_data,
)
from counterpoise.keras.pair_losses import (
    CounterfactualLoss,
    PairwiseAbsoluteDifferenceLoss,
    PairwiseCosineLoss,
    PairwiseMSELoss,
)
from counterpoise.keras.rate_term import RateTerm
from counterpoise.keras.remedy_model import RemedyModel
from counterpoise.keras.terms import GroupTerm, PairTerm
from counterpoise.keras.training import Pairing, Training

__all__ = [
    "AbsoluteCorrelationLoss",
    "AdjustedMMDLoss",
    "CounterfactualLoss",
    "CounterfactualModel",
    "CounterfactualPackedInputs",
    "GaussianKernel",
    "GroupDROTerm",
    "GroupInputs",
    "GroupTerm",
    "LaplacianKernel",
    "MMDLoss",
    "MinDiffKernel",
    "MinDiffLoss",
    "MinDiffModel",
    "MinDiffPackedInputs",
    "PairInputs",
    "PairTerm",
    "Pairing",
    "PairwiseAbsoluteDifferenceLoss",
    "PairwiseCosineLoss",
    "PairwiseMSELoss",
    "RateTerm",
    "RemedyModel",
    "RemedyPackedInputs",
    "TextClassifier",
    "Training",
    "build_counterfactual_data",
    "build_counterfactual_dataset",
    "build_min_diff_dataset",
    "pack_counterfactual_data",
    "pack_min_diff_data",
    "pack_remedy_data",
]
