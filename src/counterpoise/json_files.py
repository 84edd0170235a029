"""Records of arrays as versioned JSON: arrays as columns of numbers, nan as null."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from counterpoise.errors import DataError
from counterpoise.files import write_text

T = TypeVar("T")


def save(path: Path, document: dict[str, Any]) -> None:
    """Writes `document` as JSON without nan, whole or not at all."""
    write_text(path, json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1))


def load(path: Path, *, form: str, version: int) -> dict[str, Any]:
    """The JSON object at `path`, whose `format` and `version` must be those given.

    Raises:
        DataError: when the file is missing, holds something else or is of another version.
    """
    if not path.is_file():
        raise DataError(f"There is no report at {path}. Give the path of a report.json.")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path} should be a report in JSON, but cannot be read as JSON: {error}. "
            "Give a file that Report.save wrote."
        ) from error
    if not isinstance(document, dict) or document.get("format") != form:
        raise DataError(
            f"{path} should be a report (`format`: {form!r}), but is other JSON. "
            "Give a file that Report.save wrote."
        )
    if document.get("version") != version:
        raise DataError(
            f"{path} is a report of version {document.get('version')}, and this counterpoise "
            f"reads version {version}. Install the counterpoise that wrote it, or a newer one."
        )
    return document


def arrays_object(record: Any) -> dict[str, Any]:
    """A frozen record whose fields are all arrays, as JSON-able columns."""
    return {name: array_object(getattr(record, name)) for name in type(record).__slots__}


def arrays_record(of: type[T], entry: dict[str, Any]) -> T:
    """The record of type `of` that `arrays_object` described."""
    return of(**{name: array(column) for name, column in entry.items()})


def array_object(values: np.ndarray) -> dict[str, Any]:
    """An array as a JSON-able column."""
    flat = values.ravel()
    numbers = flat.tolist()
    if flat.dtype.kind == "f" and np.isnan(flat).any():
        numbers = [None if number != number else number for number in numbers]
    return {"shape": list(values.shape), "dtype": values.dtype.name, "values": numbers}


def array(entry: dict[str, Any]) -> np.ndarray:
    """The array that `array_object` described."""
    values = [np.nan if value is None else value for value in entry["values"]]
    return np.array(values, dtype=entry["dtype"]).reshape(entry["shape"])
