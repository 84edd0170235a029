"""Whether a pair is expected to keep its label: by rule, by bounds, by a model, by any function."""

from counterpoise.counterfactuals.checks.attacks import attacked, not_attacked
from counterpoise.counterfactuals.checks.judging import checked
from counterpoise.counterfactuals.checks.language_model import (
    LanguageModel,
    fluency,
    fluency_losses,
)
from counterpoise.counterfactuals.checks.lengths import length_ratio
from counterpoise.counterfactuals.checks.pejoratives import no_pejorative
from counterpoise.counterfactuals.checks.record import Check, Judge, check
from counterpoise.counterfactuals.checks.rules import BY_NAME, RULES
from counterpoise.counterfactuals.checks.shared_words import similarities, similarity

__all__ = [
    "BY_NAME",
    "RULES",
    "Check",
    "Judge",
    "LanguageModel",
    "attacked",
    "check",
    "checked",
    "fluency",
    "fluency_losses",
    "length_ratio",
    "no_pejorative",
    "not_attacked",
    "similarities",
    "similarity",
]
