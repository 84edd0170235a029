"""The strength of every remedy, chosen on validation rows of the first seed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

import counterpoise as cp
from benchmarks.remedies.afterwards import equal_threshold, shifted
from benchmarks.remedies.kept import CHOSEN_ON
from benchmarks.remedies.settings import BASELINE, CONTROL, GRIDS, MENDED, Setting
from benchmarks.remedies.tasks import Task
from counterpoise.counterfactuals.pairs import Pairs

AUC_LOSS = 0.005
FNR_RISE = 0.02

ModelScores = Mapping[str, Mapping[str, np.ndarray]]
"""Key of a setting -> part -> scores."""


def chosen_strengths(task: Task, pairs: Pairs, scores: ModelScores) -> dict[str, float]:
    """Remedy -> strength.

    Of the strengths that cost at most 0.005 of AUC and raise overall FNR by at most 0.02 the one
    that leaves least bias: flips of trained terms for pairing, for the others the largest
    difference between FPR of a mended group and overall FPR. Where none keeps both bounds, the one
    that breaks them least. All at the baseline's overall FPR, against the control.
    """
    strengths = {}
    for remedy, grid in GRIDS.items():
        keys = [Setting(remedy, one).key for one in grid]
        bias = _flips(pairs, scores, keys) if remedy == "pairing" else _gaps(task, scores, keys)
        broken = _broken(task, scores, keys)
        strengths[remedy] = grid[min(range(len(grid)), key=lambda at: (broken[at], bias[at]))]
    return strengths


def _broken(task: Task, scores: ModelScores, keys: list[str]) -> list[float]:
    """How far beyond its bounds each model is, in bounds; 0 where it keeps them."""
    table = _audited(task, scores, [CONTROL, *keys]).table().filter(slice="overall")
    auc, fnr = (
        dict(table.filter(metric=metric).select("model", "value").iter_rows())
        for metric in ("roc_auc", "false_negative_rate")
    )
    return [
        max((auc[CONTROL] - auc[key]) / AUC_LOSS - 1, 0)
        + max((fnr[key] - fnr[CONTROL]) / FNR_RISE - 1, 0)
        for key in keys
    ]


def _gaps(task: Task, scores: ModelScores, keys: list[str]) -> list[float]:
    slices = [f"{task.column}={group}" for group in MENDED]
    gaps = _audited(task, scores, keys).gaps().filter(metric="false_positive_rate")
    gaps = gaps.filter(gaps["slice"].is_in(slices))
    return [float(np.nanmax(gaps.filter(model=key)["difference"].abs().to_numpy())) for key in keys]


def _flips(pairs: Pairs, scores: ModelScores, keys: list[str]) -> list[float]:
    flips = []
    for key in keys:
        before, after = scores[key]["validation"], scores[key][CHOSEN_ON]
        flips.append(float(((before[pairs.sources] > 0.5) != (after > 0.5)).mean()))
    return flips


def _audited(task: Task, scores: ModelScores, keys: list[str]) -> cp.Report:
    """Validation rows, every model at the threshold of the baseline's overall FPR."""
    positives = task.validation.positives
    rate = float((scores[BASELINE]["validation"] > 0.5)[~positives].mean())
    at_rate = {
        key: shifted(
            scores[key]["validation"],
            equal_threshold(scores[key]["validation"], positives, rate=rate),
        )
        for key in keys
    }
    return cp.audit(task.validation, at_rate, thresholds=[0.5])
