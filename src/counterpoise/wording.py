"""Verdicts in words, with their numbers: one sentence each."""

from __future__ import annotations

import math

from counterpoise.verdicts import Verdict

SHORT = {
    "false_positive_rate": "FPR",
    "false_negative_rate": "FNR",
    "true_positive_rate": "TPR",
    "true_negative_rate": "TNR",
    "roc_auc": "AUC",
}
"""Metrics with a name of their own in sentences; others are called by their words."""

OUTCOME: dict[Verdict, str] = {
    "pass": "no worse than the baseline by more than {margin:g}",
    "fail": "worse than the baseline by more than {margin:g}",
    "inconclusive": (
        "not enough data to say whether it is worse than the baseline by more than {margin:g}"
    ),
}


def subject(metric: str, slice_: str) -> str:
    """`FPR of gender=female`, `size of the FPR gap of gender=female against overall`."""
    if metric.endswith("_gap_size"):
        return f"size of the {subject(metric.removesuffix('_size'), slice_)}"
    if metric.endswith("_gap"):
        return f"{metric_words(metric.removesuffix('_gap'))} gap of {slice_} against overall"
    return f"{metric_words(metric)} of {slice_}"


def metric_words(metric: str) -> str:
    """`FPR`, `positive rate`."""
    return SHORT.get(metric, metric.replace("_", " "))


def capitalised(words: str) -> str:
    """With a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]


def change_sentence(
    *,
    metric: str,
    slice_: str,
    change: float,
    interval: tuple[float, float],
    rows: int,
    margin: float,
    verdict: Verdict | None,
) -> str:
    """What changed, by how much, and what that means.

    `FPR of gender=female changed by -0.103 [-0.121, -0.085]: no worse than the baseline by more
    than 0.02.` A verdict of None means that neither way is better by itself.
    """
    what = capitalised(subject(metric, slice_))
    if math.isnan(change):
        return f"{what} cannot be compared: {undefined(rows)}."
    numbers = f"{change:+.3f} [{interval[0]:+.3f}, {interval[1]:+.3f}]"
    if verdict is None:
        return f"{what} changed by {numbers}."
    return f"{what} changed by {numbers}: {OUTCOME[verdict].format(margin=margin)}."


def bound_sentence(
    *,
    metric: str,
    slice_: str,
    value: float,
    interval: tuple[float, float],
    rows: int,
    bound: str,
    verdict: Verdict,
) -> str:
    """What a number is, and whether that is what `bound` says (`at most 0.2`).

    `FPR of gender=female is 0.312 [0.241, 0.393]: it is not at most 0.2.`
    """
    what = capitalised(subject(metric, slice_))
    if math.isnan(value):
        return f"{what} cannot be judged: {undefined(rows)}."
    said: dict[Verdict, str] = {
        "pass": f"it is {bound}",
        "fail": f"it is not {bound}",
        "inconclusive": f"not enough data to say whether it is {bound}",
    }
    return f"{what} is {value:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]: {said[verdict]}."


def undefined(rows: int) -> str:
    """Why there is no number."""
    if rows:
        return f"its rows ({rows:,}) lack one of the classes, or weight"
    return "0 rows count for it"
