"""The training and test examples that a plan names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from counterpoise.data import Delimited, Examples, Thresholded, civil_comments, read
from counterpoise.data.demo import demo_comments
from counterpoise.errors import PlanError
from counterpoise.runs.plan import GroupColumn, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The examples that a plan trains on and those that it tests on.

    Attributes:
        train: training examples.
        test: test examples.
        unused: split -> rows of the data that are in neither.
    """

    train: Examples
    test: Examples
    unused: Mapping[str, int]


def examples_of(plan: Plan) -> Parts:
    """The training and test examples of `plan`.

    Raises:
        DataError: files, columns or values that are not what the plan says.
        PlanError: no way to tell training from test rows.
    """
    data = plan.data
    if data.test_path is not None:
        return Parts(
            train=_examples(plan, data.path), test=_examples(plan, data.test_path), unused={}
        )
    examples = _examples(plan, data.path)
    if examples.split is None:
        raise PlanError(
            "The data has no split column. Name files to test on: [data] test_path = ..."
        )
    splits = examples.frame[examples.split].fill_null("(none)").value_counts(sort=True)
    unused = {
        name: rows for name, rows in splits.iter_rows() if name not in (data.train, data.test)
    }
    return Parts(train=examples.part(data.train), test=examples.part(data.test), unused=unused)


def _examples(plan: Plan, path: str | None) -> Examples:
    data = plan.data
    if data.kind == "synthetic":
        frame = demo_comments()
        groups = ("gender", "religion", "sexual_orientation")
        return read(frame, label="toxicity", text="text", groups=groups, id="id", split="split")
    assert path is not None
    file = str(Path(plan.folder) / Path(path).expanduser())
    if data.kind == "civil_comments":
        return civil_comments(file)
    return read(
        file,
        label=data.label,
        text=data.text,
        groups=(*data.groups, *map(_group, data.group)),
        weight=data.weight,
        id=data.id,
        split=data.split,
    )


def _group(column: GroupColumn) -> str | Delimited | Thresholded:
    if column.columns:
        return Thresholded(name=column.name, columns=column.columns, threshold=column.threshold)
    if column.delimiter is not None:
        return Delimited(column=column.name, delimiter=column.delimiter)
    return column.name
