"""Reports as versioned JSON: sums as columns of numbers, nan as null."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.errors import DataError
from counterpoise.report import ModelSums, Report
from counterpoise.slices import Slice
from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums

FORMAT = "counterpoise.report"
VERSION = 1


def to_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "facts": dict(report.facts),
            "left_out": dict(report.left_out),
            "not_annotated": dict(report.not_annotated),
            "baseline": report.baseline,
            "thresholds": list(report.thresholds),
            "slices": [{"column": piece.column, "value": piece.value} for piece in report.slices],
            "models": [_model_object(model) for model in report.models],
        },
        ensure_ascii=False,
        allow_nan=False,
        indent=1,
    )


def load(path: Path) -> Report:
    """The report in the file at `path`.

    Raises:
        DataError: when the file is missing, is no report or is of a newer version.
    """
    if not path.exists():
        raise DataError(f"There is no report at {path}. Give the path of a report.json.")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path} should be a report in JSON, but cannot be read as JSON: {error}. "
            "Give a file that Report.save wrote."
        ) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DataError(
            f"{path} should be a report (`format`: {FORMAT!r}), but is other JSON. "
            "Give a file that Report.save wrote."
        )
    if document["version"] != VERSION:
        raise DataError(
            f"{path} is a report of version {document['version']}, and this counterpoise reads "
            f"version {VERSION}. Install the counterpoise that wrote it, or a newer one."
        )
    return _report(document)


def _report(document: dict[str, Any]) -> Report:
    return Report(
        slices=tuple(Slice(**piece) for piece in document["slices"]),
        not_annotated=document["not_annotated"],
        thresholds=tuple(document["thresholds"]),
        models=tuple(_model(entry) for entry in document["models"]),
        baseline=document["baseline"],
        left_out=document["left_out"],
        facts=document["facts"],
    )


def _model_object(model: ModelSums) -> dict[str, Any]:
    counts = model.counts
    return {
        "name": model.name,
        "control": model.control,
        "edges": _numbers(counts.edges),
        "counts": {name: _array(getattr(counts, name)) for name in ("rows", "weight", "weight_sq")},
        "roc_auc": _arrays(model.roc_auc, Estimates),
        "pairs": None if model.pairs is None else _arrays(model.pairs, PairSums),
    }


def _model(entry: dict[str, Any]) -> ModelSums:
    counts = {name: _from_array(array) for name, array in entry["counts"].items()}
    return ModelSums(
        name=entry["name"],
        control=entry["control"],
        counts=Counts(edges=np.array(entry["edges"], dtype=np.float64), **counts),
        roc_auc=Estimates(**{name: _from_array(a) for name, a in entry["roc_auc"].items()}),
        pairs=None
        if entry["pairs"] is None
        else PairSums(**{name: _from_array(a) for name, a in entry["pairs"].items()}),
    )


def _arrays(record: Any, of: type) -> dict[str, Any]:
    return {name: _array(getattr(record, name)) for name in of.__slots__}


def _array(values: np.ndarray) -> dict[str, Any]:
    return {"shape": list(values.shape), "dtype": values.dtype.name, "values": _numbers(values)}


def _numbers(values: np.ndarray) -> list[float | int | None]:
    flat = values.ravel()
    if flat.dtype.kind == "f":
        missing = np.isnan(flat)
        if missing.any():
            return [
                None if gone else value
                for gone, value in zip(missing.tolist(), flat.tolist(), strict=True)
            ]
    return flat.tolist()


def _from_array(entry: dict[str, Any]) -> np.ndarray:
    values = [np.nan if value is None else value for value in entry["values"]]
    return np.array(values, dtype=entry["dtype"]).reshape(entry["shape"])
