"""`describe`: what there is to see."""

from __future__ import annotations


def test_eight_rows_are_described(ask):
    said = ask("describe").value
    metrics = said.pop("metrics")
    said.pop("methods")
    said.pop("state")
    assert said.pop("saved") == []
    assert said == {
        "title": "Eight rows",
        "facts": [["data", "by hand"]],
        "synthetic": False,
        "rows": 8,
        "models": [
            {"name": "base", "control": None, "runs": False},
            {"name": "mended", "control": None, "runs": False},
        ],
        "baseline": 0,
        "families": ["gender"],
        "slices": [
            {"name": "overall", "family": None, "rows": 8},
            {"name": "gender=f", "family": 0, "rows": 4},
            {"name": "gender=m", "family": 0, "rows": 3},
        ],
        "thresholds": [0.3, 0.5],
        "bins": 1000,
        "marks": ["", "too little data", "undefined"],
        "features": [],
        "texts": "all",
        "pairs": 2,
        "distances": ["words"],
        "left_out": [],
        "not_annotated": [["gender", 1]],
        "absent": {
            "predict": "This needs models that can be run: give callables as scores.",
            "without_words": "This needs models that can be run: give callables as scores.",
            "partial_dependence": "This needs features, and models that can be run on them.",
        },
    }
    assert metrics[0] == {
        "name": "false_positive_rate",
        "title": "False positive rate",
        "short": "FPR",
        "above": "false positives",
        "below": "negatives",
        "unit": "rows",
        "widest": 0.1,
        "at_threshold": True,
    }
    without = [metric["name"] for metric in metrics if not metric["at_threshold"]]
    assert without == ["prevalence", "roc_auc", "ctf_gap", "ctf_gap_logit"]
