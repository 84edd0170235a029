"""Counterfactual texts: terms, matching, ablation, pairs."""
