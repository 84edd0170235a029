"""The training and test examples that a plan names."""

from __future__ import annotations

from pathlib import Path

from counterpoise.data import Delimited, Examples, Thresholded, civil_comments, read
from counterpoise.data.demo import demo_comments
from counterpoise.errors import PlanError
from counterpoise.runs.plan import GroupColumn, Plan


def examples_of(plan: Plan) -> tuple[Examples, Examples]:
    """The (training, test) examples of `plan`.

    Raises:
        DataError: files, columns or values that are not what the plan says.
        PlanError: no way to tell training from test rows.
    """
    if plan.data.test_path is not None:
        return _examples(plan, plan.data.path), _examples(plan, plan.data.test_path)
    examples = _examples(plan, plan.data.path)
    if examples.split is None:
        raise PlanError(
            "The data has no split column. Name files to test on: [data] test_path = ..."
        )
    return examples.part(plan.data.train), examples.part(plan.data.test)


def _examples(plan: Plan, path: str | None) -> Examples:
    data = plan.data
    if data.kind == "synthetic":
        frame = demo_comments(seed=plan.seed)
        groups = ("gender", "religion", "sexual_orientation")
        return read(frame, label="toxicity", text="text", groups=groups, id="id", split="split")
    assert path is not None
    file = str(Path(plan.folder) / path)
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
