"""Rows beside the audit that was made of them, so that they need not be audited again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterpoise.audit_plan import Included
from counterpoise.audited_model import AuditedModel
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import DataError
from counterpoise.explorer.sliced_rows import SlicedRows
from counterpoise.model_sums import ModelSums
from counterpoise.report import Report
from counterpoise.scoring import ModelScores
from counterpoise.slices import membership
from counterpoise.stats.counts import Counts


def audited_rows(
    report: Report, examples: Examples, scored: Sequence[ModelScores], *, pairs: Pairs | None
) -> SlicedRows:
    """The rows that `report` is the audit of.

    Args:
        report: from `audit`.
        examples: its rows.
        scored: what its models say of them, in its order.
        pairs: its pairs.

    Raises:
        DataError: the report is of other rows, scores, groups or weights.
    """
    sliced = membership(examples, crossings=report.crossings)
    same = (
        sliced.slices == report.slices
        and [model.name for model in scored] == [model.name for model in report.models]
        and all(
            _has_sums_of(before, AuditedModel.of(model, examples, sliced), report)
            for before, model in zip(report.models, scored, strict=True)
        )
    )
    if not same:
        raise DataError(
            "The report must be the audit of these rows, and its counts by group, label and score "
            "are others. Give the rows and scores that were audited, or audit again."
        )
    return SlicedRows(
        examples=examples,
        models=tuple(scored),
        pairs=None if pairs is None else pairs.kept,
        membership=sliced,
        report=report,
        include=included(report.models[0]),
    )


def included(model: ModelSums) -> tuple[Included, ...]:
    """What an audit was told to include, by what it found of a model."""
    had: dict[Included, bool] = {
        "bias_auc": "subgroup_auc" in model.exact,
        "pr_auc": "pr_auc" in model.exact,
        "calibration": model.calibration is not None,
    }
    return tuple(name for name, there in had.items() if there)


def _has_sums_of(before: ModelSums, model: AuditedModel, report: Report) -> bool:
    """Whether a model's rows and weights in every slice, at every threshold, are the report's."""
    known, found = before.atoms, _by_atom(model, before.atoms.edges)
    return all(
        np.allclose(
            _by_slice(report.sets.inside, getattr(known, name)),
            _by_slice(model.slices.inside, getattr(found, name)),
        )
        for name in ("rows", "weight")
    )


def _by_atom(model: AuditedModel, edges: np.ndarray) -> Counts:
    return Counts.by_atom(
        scores=model.scores,
        positives=model.positives,
        atoms=model.atoms,
        count=len(model.slices.inside),
        edges=edges,
        weights=model.weights,
    )


def _by_slice(inside: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """[slices, 2 · bins] of [atoms, 2, bins]."""
    return inside.T.astype(np.float64) @ sums.reshape(len(inside), -1)
