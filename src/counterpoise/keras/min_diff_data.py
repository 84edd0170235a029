"""Rows of a group and of the others, for MinDiff, as users of the older toolkit build them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.errors import PlanError
from counterpoise.keras.group_batches import GroupBatches
from counterpoise.keras.sources import is_tensorflow_dataset
from counterpoise.keras.streams import Drawing


def build_min_diff_dataset(
    sensitive_group_dataset: Any,
    nonsensitive_group_dataset: Any,
    *,
    group_batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
) -> Any:
    """Batches of rows of a group and of rows outside it, as many of each, without end.

    Args:
        sensitive_group_dataset: rows of the group: x, (x, y) or (x, y, sample_weight) of arrays, or
            a source of batches of such; a dict of these gives a dict.
        nonsensitive_group_dataset: rows outside the group, in the same forms.
        group_batch_size: rows of each in a batch; None: 32, or the size of its first batch where
            the group is a source.
        shuffle: whether rows are shuffled.
        seed: of the shuffling.

    Returns:
        `GroupInputs`, a batch at a time: an endless `keras.utils.PyDataset`, or a
        `tf.data.Dataset` where both groups are one.

    Raises:
        PlanError: dicts with different names.
    """
    if isinstance(sensitive_group_dataset, Mapping):
        _check_names(sensitive_group_dataset, nonsensitive_group_dataset)
        return {
            name: build_min_diff_dataset(
                group,
                nonsensitive_group_dataset[name],
                group_batch_size=group_batch_size,
                shuffle=shuffle,
                seed=seed,
            )
            for name, group in sensitive_group_dataset.items()
        }
    groups = sensitive_group_dataset, nonsensitive_group_dataset
    drawing = Drawing(size=group_batch_size, shuffle=shuffle, seed=seed)
    if all(is_tensorflow_dataset(group) for group in groups):
        from counterpoise.keras import tensorflow_data

        return tensorflow_data.group_batches(*groups, drawing=drawing)
    return GroupBatches(*groups, drawing=drawing)


def _check_names(sensitive: Mapping[str, Any], nonsensitive: Any) -> None:
    names = set(nonsensitive) if isinstance(nonsensitive, Mapping) else None
    if names != set(sensitive):
        raise PlanError(
            "`sensitive_group_dataset` and `nonsensitive_group_dataset` must have the same names, "
            f"got {sorted(sensitive)} and {'no dict' if names is None else sorted(names)}. "
            "Pass both groups of every application."
        )
