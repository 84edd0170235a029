"""From a batch as users pack it to what the model reads in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from counterpoise.errors import DataError
from counterpoise.keras.memberships import checked_memberships
from counterpoise.keras.packed import (
    EXAMPLES,
    KIND_OF,
    PAIRS,
    CounterfactualPackedInputs,
    StepInputs,
    closed,
    group_inputs,
    opened,
    pair_inputs,
)


def step_batch(batch: Any, kinds: Mapping[str, str]) -> tuple[Any, ...]:
    """(x,), (x, y) or (x, y, sample_weight) with `StepInputs` as x; without them if none are there.

    Args:
        batch: what a source of data yields.
        kinds: name of each loss term -> `pairs`, `groups` or `examples`.

    Raises:
        DataError: data for a term that does not exist, in another form, or whose inputs are not
            like those of the examples.
    """
    x, y, weights = opened(batch)
    if not isinstance(x, tuple(KIND_OF)):
        return closed(x, y, weights)
    kind, data = KIND_OF[type(x)], x[1]
    x, y, weights = _original(x, y, weights)
    blocks = blocks_of(data, kinds, kind=kind)
    for name, block in blocks.items():
        for part in block["inputs"]:
            _check_alike(x, part, name=name)
    return closed(StepInputs(x, blocks), y, weights)


def plain_batch(batch: Any) -> tuple[Any, ...]:
    """(x,), (x, y) or (x, y, sample_weight) with nothing beside the examples."""
    x, y, weights = opened(batch)
    if isinstance(x, tuple(KIND_OF)):
        return closed(*_original(x, y, weights))
    return closed(plain_inputs(x), y, weights)


def plain_inputs(x: Any) -> Any:
    """x without what was packed beside it."""
    return x[0] if isinstance(x, (*KIND_OF, StepInputs)) else x


def place_of(name: str, kind: str, blocks: Mapping[str, Any]) -> str | None:
    """The block that a loss term looks at: its own, or that of its kind which has no name."""
    return next((place for place in (name, f"*{kind}") if place in blocks), None)


def blocks_of(
    data: Any, kinds: Mapping[str, str], *, kind: str | None
) -> dict[str, dict[str, Any]]:
    """The blocks of `StepInputs` that packed data stands for.

    Args:
        data: a tuple, or name of a loss term -> tuple.
        kinds: name of each loss term -> `pairs`, `groups` or `examples`.
        kind: that of a tuple; None: a tuple is refused.

    Raises:
        DataError: data for a term that does not exist, or in another form.
    """
    if not isinstance(data, Mapping):
        if kind is None:
            raise DataError(
                "`remedy_data` must be a dict from the name of a loss term to its data, got "
                f"{type(data).__name__}. Pass {{{', '.join(map(repr, kinds))}: ...}}."
            )
        return {f"*{kind}": _block(data, kind)}
    unknown = [name for name in data if name not in kinds]
    if unknown:
        raise DataError(
            f"There is data for {', '.join(f'`{name}`' for name in unknown)}, but the model's loss "
            f"terms are {', '.join(f'`{name}`' for name in kinds)}. Name the data after the terms."
        )
    return {name: _block(of_term, kinds[name]) for name, of_term in data.items()}


def _original(packed: Any, y: Any, weights: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) of the examples in a packed record."""
    if isinstance(packed, CounterfactualPackedInputs) and y is None:
        return opened(packed.original_input)
    return packed[0], y, weights


def _block(data: Any, kind: str) -> dict[str, Any]:
    if kind == EXAMPLES:
        return {"inputs": (), "memberships": checked_memberships(data)}
    if kind == PAIRS:
        pairs = pair_inputs(data)
        shared = pairs.original_x is None
        sides = (pairs.original_x, pairs.counterfactual_x)
        block = {"inputs": sides[1:] if shared else sides}
        further = {
            "originals": pairs.source if shared else None,
            "weights": pairs.counterfactual_sample_weight,
            "label": pairs.label,
            "preserves_label": pairs.preserves_label,
        }
    else:
        rows = group_inputs(data)
        block = {"inputs": (rows.min_diff_x,)}
        further = {
            "membership": rows.min_diff_membership,
            "weights": rows.min_diff_sample_weight,
        }
    return block | {name: value for name, value in further.items() if value is not None}


def _check_alike(examples: Any, part: Any, *, name: str) -> None:
    expected, got = _described(examples), _described(part)
    if expected != got:
        raise DataError(
            f"Inputs of `{name.removeprefix('*')}` must be like those of the examples, which are "
            f"{expected}, got {got}. Make both in the same way: the same inputs, the same length "
            "of sequences."
        )


def _described(x: Any) -> str:
    """The structure of inputs, with what each row holds."""

    def of_row(leaf: Any) -> str:
        sizes = ("?" if size is None else str(size) for size in leaf.shape[1:])
        return f"[{', '.join(('rows', *sizes))}]"

    return str(keras.tree.map_structure(of_row, x)).replace("'", "")
