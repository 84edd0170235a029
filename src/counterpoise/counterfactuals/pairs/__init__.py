"""Pairs: an original and a counterfactual text of it, as one table, by any generator."""

from counterpoise.counterfactuals.pairs.ablating import ablation_pairs
from counterpoise.counterfactuals.pairs.generating import PairsStoppedError, generated_pairs
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.pairs.substituting import substitution_pairs

__all__ = [
    "Pairs",
    "PairsStoppedError",
    "ablation_pairs",
    "generated_pairs",
    "substitution_pairs",
]
