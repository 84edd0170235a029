"""Examples and the data of loss terms, put together for `fit`.

The names and the order of arguments are those of TensorFlow Model Remediation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import GeneratorType
from typing import Any

import numpy as np

from counterpoise.errors import DataError, PlanError
from counterpoise.keras.arrays import as_arrays, taken
from counterpoise.keras.memberships import are_memberships, beside_examples, with_memberships
from counterpoise.keras.min_diff_data import build_min_diff_dataset
from counterpoise.keras.packed import (
    CounterfactualPackedInputs,
    GroupInputs,
    MinDiffPackedInputs,
    PairInputs,
    closed,
    group_inputs,
    opened,
    pair_inputs,
)
from counterpoise.keras.packed_batches import ArrayBatches, PackedBatches, Packing
from counterpoise.keras.shared_batches import SharedBatches
from counterpoise.keras.sources import as_dataset, is_source, is_tensorflow_dataset
from counterpoise.keras.streams import Drawing, Record

BATCH_SIZE = 32
"""Examples in a batch where nobody says; it is the default of Keras."""


def pack_counterfactual_data(
    original_input: Any,
    counterfactual_data: Any,
    *,
    batch_size: int | None = None,
    pairs_per_step: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
) -> Any:
    """Batches of examples with pairs beside them, for `CounterfactualModel.fit`.

    Args:
        original_input: (x, y) or (x, y, sample_weight) of arrays, or a source of batches of such:
            a `keras.utils.PyDataset`, a generator, a PyTorch loader, a `tf.data.Dataset`.
        counterfactual_data: `PairInputs` or a tuple of its first fields, or a source of batches of
            such; a dict of these for a model with several losses. Few pairs are used again and
            again, every time in another order. Where `source` names the rows of arrays that they
            were made from, the originals are those of the batch, which costs a third less.
        batch_size: examples in a batch; only where the examples are arrays; None: 32.
        pairs_per_step: pairs in a batch; None: as many as let an epoch see each pair about once,
            but at most `batch_size`; the size of its first batch where the pairs are a source.
        shuffle: whether arrays are shuffled.
        seed: of the shuffling.

    Returns:
        `CounterfactualPackedInputs`, a batch at a time: a `keras.utils.PyDataset`; a generator or
        `tf.data.Dataset` where the examples are one.

    Raises:
        DataError: arrays of different lengths, or without rows.

    Example:
        >>> import numpy as np
        >>> x, y = np.arange(6.0)[:, None], np.zeros(6)
        >>> packed = pack_counterfactual_data((x, y), (x[:2], -x[:2]), batch_size=3)
        >>> len(packed), packed[0].counterfactual_data.counterfactual_x.shape
        (2, (1, 1))
    """

    def pack(batch: Any, rows: dict[str, Any]) -> CounterfactualPackedInputs:
        return CounterfactualPackedInputs(closed(*opened(batch)), _unnamed(rows))

    packed = _packed(
        original_input,
        counterfactual_data,
        pack=pack,
        record=pair_inputs,
        batch_size=batch_size,
        drawing=Drawing(size=pairs_per_step, shuffle=shuffle, seed=seed),
    )
    known = isinstance(counterfactual_data, PairInputs) and counterfactual_data.source is not None
    if not known or is_source(original_input) or pairs_per_step is not None or not shuffle:
        return packed
    return _shared(packed, original_input, counterfactual_data, batch_size=batch_size, seed=seed)


def pack_min_diff_data(
    original_dataset: Any,
    sensitive_group_dataset: Any = None,
    nonsensitive_group_dataset: Any = None,
    min_diff_dataset: Any = None,
    *,
    batch_size: int | None = None,
    group_batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
) -> Any:
    """Batches of examples with rows of two groups beside them, for `MinDiffModel.fit`.

    Args:
        original_dataset: (x, y) or (x, y, sample_weight) of arrays, or a source of batches of such.
        sensitive_group_dataset: rows of the group, in the same forms, labels optional and not
            looked at; a dict of these for a model with several losses.
        nonsensitive_group_dataset: rows outside the group, in the same forms.
        min_diff_dataset: what `build_min_diff_dataset` gave, or `GroupInputs` of arrays, in the
            place of the two.
        batch_size: examples in a batch; only where the examples are arrays; None: 32.
        group_batch_size: rows of each group in a batch; None: 32, or the size of its first batch
            where the group is a source.
        shuffle: whether arrays are shuffled.
        seed: of the shuffling.

    Returns:
        (`MinDiffPackedInputs`, y, sample_weight), a batch at a time: a `keras.utils.PyDataset`; a
        generator or `tf.data.Dataset` where the examples are one.

    Raises:
        PlanError: neither both groups nor a built dataset.
        DataError: arrays of different lengths, or without rows.
    """
    groups = sensitive_group_dataset, nonsensitive_group_dataset
    given = [group is not None for group in groups]
    if all(given) == (min_diff_dataset is not None) or any(given) != all(given):
        raise PlanError(
            "`pack_min_diff_data` needs `sensitive_group_dataset` and "
            "`nonsensitive_group_dataset`, or `min_diff_dataset` in their place. "
            "Pass the two, or the one."
        )
    if min_diff_dataset is None:
        min_diff_dataset = build_min_diff_dataset(
            *groups, group_batch_size=group_batch_size, shuffle=shuffle, seed=seed
        )

    def pack(batch: Any, rows: dict[str, Any]) -> tuple[Any, ...]:
        x, y, weights = opened(batch)
        return closed(MinDiffPackedInputs(x, _unnamed(rows)), y, weights)

    return _packed(
        original_dataset,
        min_diff_dataset,
        pack=pack,
        record=group_inputs,
        batch_size=batch_size,
        drawing=Drawing(
            size=None if group_batch_size is None else 2 * group_batch_size,
            shuffle=shuffle,
            seed=seed,
        ),
    )


def pack_remedy_data(
    original: Any,
    remedy_data: Mapping[str, Any],
    *,
    batch_size: int | None = None,
    rows_per_step: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
) -> Any:
    """Batches of examples with the data of any loss terms beside them, for `RemedyModel.fit`.

    Args:
        original: (x, y) or (x, y, sample_weight) of arrays, or a source of batches of such.
        remedy_data: name of a term -> `PairInputs` for a pair term, what `build_min_diff_dataset`
            gave or `GroupInputs` for a group term, a plain tuple for either; or a source of batches
            of such. For a term over groups of the examples an array of their memberships,
            [rows, groups], which go with the examples; where these are a source, it yields
            (`RemedyPackedInputs(x, {name: memberships})`, y) itself.
        batch_size: examples in a batch; only where the examples are arrays; None: 32.
        rows_per_step: rows of each term in a batch; None: as in `pack_counterfactual_data`.
        shuffle: whether arrays are shuffled.
        seed: of the shuffling.

    Returns:
        (`RemedyPackedInputs`, y, sample_weight), a batch at a time.

    Raises:
        DataError: arrays of different lengths, or without rows; memberships beside a source.

    Example:
        >>> import numpy as np
        >>> x, y, women = np.arange(6.0)[:, None], np.zeros(6), np.array([0, 1, 1, 0, 1, 0])
        >>> packed = pack_remedy_data((x, y), {"fpr": women[:, None]}, batch_size=3)
        >>> packed[0][0].remedy_data["fpr"].shape
        (3, 1)
    """

    def pack(batch: Any, rows: dict[str, Any]) -> tuple[Any, ...]:
        x, y, weights = opened(batch)
        return closed(beside_examples(x, rows), y, weights)

    memberships = {name: of for name, of in remedy_data.items() if are_memberships(of)}
    return _packed(
        original,
        {name: of for name, of in remedy_data.items() if name not in memberships},
        memberships=memberships,
        pack=pack,
        record=_record,
        batch_size=batch_size,
        drawing=Drawing(size=rows_per_step, shuffle=shuffle, seed=seed),
    )


def _packed(
    original: Any,
    data: Any,
    *,
    pack: Any,
    record: Record,
    batch_size: int | None,
    drawing: Drawing,
    memberships: Mapping[str, Any] | None = None,
) -> Any:
    """Examples and data in the form that the examples have."""
    named = data if isinstance(data, Mapping) else {"": data}
    named = {
        name: of if is_source(of) else _apart(record(of), original) for name, of in named.items()
    }
    of_groups = with_memberships(original, memberships) if memberships else original
    examples, steps = _examples(of_groups, batch_size=batch_size, drawing=drawing)
    most = None if is_source(original) else batch_size or BATCH_SIZE
    drawings = {
        name: _sized(drawing, _rows_per_step(of, steps=steps, most=most))
        for name, of in named.items()
    }
    packing = Packing(data=named, drawings=drawings, record=record, pack=pack)
    if is_tensorflow_dataset(examples):
        from counterpoise.keras import tensorflow_data

        return tensorflow_data.packed(examples, packing)
    if isinstance(examples, GeneratorType):
        return packing.packed(examples)
    return PackedBatches(examples, packing)


def _examples(original: Any, *, batch_size: int | None, drawing: Drawing) -> tuple[Any, int | None]:
    """The examples as something that yields batches, and how many; None where nobody knows."""
    if is_tensorflow_dataset(original):
        known = int(original.cardinality())
        return original, known if known > 0 else None
    if isinstance(original, GeneratorType):
        return original, None
    if is_source(original):
        dataset = as_dataset(original)
    else:
        dataset = ArrayBatches(
            original if isinstance(original, tuple) else (original,),
            batch_size=batch_size or BATCH_SIZE,
            shuffle=drawing.shuffle,
            seed=drawing.seed,
        )
    return dataset, dataset.num_batches


def _record(data: Any) -> Any:
    """A record with its columns; a plain tuple as it is, for it may be of either kind."""
    if isinstance(data, PairInputs):
        return pair_inputs(data)
    return group_inputs(data) if isinstance(data, GroupInputs) else data


def _apart(pairs: Any, original: Any) -> Any:
    """Pairs with originals of their own; other data as it is."""
    if not isinstance(pairs, PairInputs) or pairs.original_x is not None:
        return pairs._replace(source=None) if isinstance(pairs, PairInputs) else pairs
    if is_source(original) or pairs.source is None:
        raise DataError(
            "Pairs without `original_x` need `source` and arrays of examples that it counts in. "
            f"Got {'no `source`' if pairs.source is None else 'a source of batches'}. Pass "
            "`original_x`."
        )
    (x, _, _), _ = as_arrays(opened(original), what="the examples")
    return pairs._replace(original_x=taken(x, np.asarray(pairs.source)), source=None)


def _shared(packed: Any, original: Any, pairs: PairInputs, *, batch_size: Any, seed: int) -> Any:
    """Batches whose pairs share their originals, where there are enough of them."""
    examples, rows = as_arrays(closed(*opened(original)), what="the examples")
    size = batch_size or BATCH_SIZE
    if not SharedBatches.suits(pairs, rows=rows, batch_size=size):
        return packed
    return SharedBatches(examples, pairs, batch_size=size, seed=seed, apart=packed)


def _sized(drawing: Drawing, size: int | None) -> Drawing:
    return drawing if drawing.size is not None else replace(drawing, size=size)


def _rows_per_step(data: Any, *, steps: int | None, most: int | None) -> int | None:
    """Rows of arrays in a batch that let an epoch see each once; None for a source."""
    if is_source(data):
        return None
    _, rows = as_arrays(data, what="a loss term")
    once_an_epoch = BATCH_SIZE if steps is None else -(-rows // steps)
    return min(once_an_epoch, most or rows)


def _unnamed(rows: dict[str, Any]) -> Any:
    return rows[""] if set(rows) == {""} else rows
