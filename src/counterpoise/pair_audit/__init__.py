"""How models decide on counterfactual pairs: scored, summed by slice, reported with intervals."""
