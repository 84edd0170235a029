"""Texts without their identity terms, mended where that left a hole."""

from counterpoise.counterfactuals.ablation.ablating import (
    NOTHING_LEFT,
    Ablations,
    ablate,
    ablations,
    holds_term,
)
from counterpoise.counterfactuals.ablation.reasons import REASONS

__all__ = [
    "NOTHING_LEFT",
    "REASONS",
    "Ablations",
    "ablate",
    "ablations",
    "holds_term",
]
