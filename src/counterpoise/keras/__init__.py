"""Keras 3 adapters: the default text classifier, and pairing in training.

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
from counterpoise.keras.training import Pairing, Training

__all__ = ["Pairing", "TextClassifier", "Training"]
