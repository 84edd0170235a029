"""What a batch holds beside its examples: the records that users pack, and what a step reads.

The names, fields and order of the first two records are those of TensorFlow Model Remediation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np

from counterpoise.errors import DataError


class CounterfactualPackedInputs(NamedTuple):
    """A whole batch with pairs.

    Attributes:
        original_input: (x, y) or (x, y, sample_weight), as `keras.Model.fit` takes it. Where the
            record stands in the place of x itself, it is x alone.
        counterfactual_data: `PairInputs`, or a plain tuple of its first fields; or a dict of such.
    """

    original_input: Any
    counterfactual_data: Any


class MinDiffPackedInputs(NamedTuple):
    """The inputs of a batch with the rows of two groups beside them; stands in the place of x.

    Attributes:
        original_inputs: x.
        min_diff_data: `GroupInputs`, or a plain tuple of its first fields; or a dict of such.
    """

    original_inputs: Any
    min_diff_data: Any


class RemedyPackedInputs(NamedTuple):
    """The inputs of a batch with the data of any loss terms; stands in the place of x.

    Attributes:
        original_inputs: x.
        remedy_data: name of the term -> `PairInputs`, `GroupInputs` or a plain tuple; memberships
            of the examples, [rows, groups], for a term over groups of them.
    """

    original_inputs: Any
    remedy_data: Any


class PairInputs(NamedTuple):
    """Pairs; what is not known is None.

    Attributes:
        original_x: inputs of the originals, [pairs, ...] or a structure of such; None where they
            are rows of the examples, which `source` names.
        counterfactual_x: inputs of the counterfactuals, of the same structure.
        counterfactual_sample_weight: [pairs] or [pairs, 1], >= 0; None: 1 each.
        label: [pairs], label of the original in [0, 1]; nan where it is not known.
        preserves_label: [pairs], whether the counterfactual should have the same label.
        source: [pairs], row of the examples (in a batch: of the batch) that each was made from.
    """

    original_x: Any
    counterfactual_x: Any
    counterfactual_sample_weight: Any = None
    label: Any = None
    preserves_label: Any = None
    source: Any = None


class GroupInputs(NamedTuple):
    """Rows of two groups, or of several.

    Attributes:
        min_diff_x: inputs, [rows, ...] or a structure of such.
        min_diff_membership: [rows] or [rows, 1], 1 in the group, 0 outside; or [rows, groups].
        min_diff_sample_weight: [rows] or [rows, 1], >= 0; None: 1 each.
    """

    min_diff_x: Any
    min_diff_membership: Any
    min_diff_sample_weight: Any = None


class StepInputs(NamedTuple):
    """What the model reads in one step; made by `step_batch`, not by users.

    Attributes:
        examples: x. It stands first: Keras weighs a step's loss by the rows of the first array.
        blocks: name -> `inputs`, a tuple of structures that go through the model, and further
            arrays that say what to make of the predictions. Where the originals of pairs are rows
            of the examples, `originals` says which.
    """

    examples: Any
    blocks: dict[str, dict[str, Any]]


class StepOutputs(NamedTuple):
    """What the model gives for `StepInputs`.

    Attributes:
        examples: predictions of the examples.
        blocks: name -> predictions of each of the block's `inputs`.
    """

    examples: Any
    blocks: dict[str, tuple[Any, ...]]


PAIRS, GROUPS, EXAMPLES = "pairs", "groups", "examples"
"""Kinds of data: pairs, rows of groups, and memberships of the examples themselves.

Data that belongs to no one term is a block of this name with a star before it.
"""

KIND_OF: dict[type, str | None] = {
    CounterfactualPackedInputs: PAIRS,
    MinDiffPackedInputs: GROUPS,
    RemedyPackedInputs: None,
}
"""What users pack -> the kind of its data; None: it has a name for each."""


def opened(batch: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) of a batch; None for what it lacks."""
    if isinstance(batch, (*KIND_OF, StepInputs)):
        return batch, None, None
    return keras.utils.unpack_x_y_sample_weight(batch)


def pair_inputs(data: Any) -> PairInputs:
    """The record of pairs that a tuple stands for.

    Raises:
        DataError: not a tuple of 2 to 5 fields.
    """
    return _record(PairInputs, data, inputs=2)


def group_inputs(data: Any) -> GroupInputs:
    """The record of rows of groups that a tuple stands for.

    Raises:
        DataError: not a tuple of 2 or 3 fields.
    """
    return _record(GroupInputs, data, inputs=1)


def closed(x: Any, y: Any, weights: Any) -> tuple[Any, ...]:
    """Without None at the end, which not every runtime can carry."""
    if weights is not None:
        return x, y, weights
    return (x,) if y is None else (x, y)


def _record(record: Any, data: Any, *, inputs: int) -> Any:
    """The record of a tuple; after the inputs, lists are columns."""
    fields, fewest = record._fields, 2
    if isinstance(data, (tuple, list)) and fewest <= len(data) <= len(fields):
        columns = (np.asarray(of) if isinstance(of, list) else of for of in data[inputs:])
        return record(*data[:inputs], *columns)
    got = f"{len(data)} fields" if isinstance(data, (tuple, list)) else type(data).__name__
    raise DataError(
        f"Data of this term must be a tuple of {fewest} to {len(fields)} of ({', '.join(fields)}), "
        f"got {got}. Build it with counterpoise.keras, or pass a tuple in this order."
    )
