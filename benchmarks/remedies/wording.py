"""What remedies, pairs and ways of deciding are called on the page."""

from __future__ import annotations

from benchmarks.remedies.settings import EQUAL, HALF

CALLED = {
    "baseline": "baseline",
    "control": "control",
    "notebook_rule": "upweighting, the notebook's rule",
    "upweighting": "upweighting, scaled",
    "reweighing": "reweighing",
    "uniform": "uniform group × label",
    "just_train_twice": "just train twice",
    "mindiff": "MinDiff",
    "pairing": "pairing",
    "pairing_swap": "pairing + swap augmentation",
    "pairing_upweighting": "pairing + scaled upweighting",
    "blind": "trained terms taken out of every text",
    "group_dro": "group DRO",
    "last_layer": "new last layer (DFR)",
    "rate_constraints": "rate constraints",
    "thresholds": "thresholds by group",
}
"""Remedy -> its name in a table."""

PAIRS_CALLED = {
    "trained": "trained terms",
    "held_out": "held-out terms",
    "substitution": "swapped",
    "templates": "templates",
}
"""Pairs -> their name in a table."""

DECIDED = {
    HALF: "Decisions at 0.5, for thresholds by group at their own:",
    EQUAL: "Decisions at the threshold that gives the baseline's overall FPR on validation rows:",
}
