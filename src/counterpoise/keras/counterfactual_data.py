"""Pairs for training, from the training data: terms taken out, a function of yours, or `Pairs`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation import holds_term
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.counterfactuals.pairs.ablating import ablated
from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.term_choice import chosen_terms
from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError
from counterpoise.keras.arrays import as_arrays, joined, taken
from counterpoise.keras.packed import PairInputs, closed, opened, pair_inputs
from counterpoise.keras.sources import as_dataset, is_source, is_tensorflow_dataset

Features = Callable[[list[str]], Any]
"""texts -> what the model reads, [rows, ...] or a structure of such."""


def build_counterfactual_data(
    original_input: Any,
    sensitive_terms_to_remove: str | Sequence[str] | None = None,
    custom_counterfactual_function: Callable[[Any], Any] | None = None,
    *,
    pairs: Pairs | None = None,
    features: Features | None = None,
) -> Any:
    """Pairs of the rows that hold a term, or that have one in `pairs`; the others give none.

    Terms are whole words in any case, and the text is mended where they stood, as
    `ablation_pairs` does it.

    Args:
        original_input: texts, (texts, y) or (texts, y, sample_weight); `Examples`; or a source of
            batches of such, which is read once.
        sensitive_terms_to_remove: terms, or the name of a list of them such as `gender_50`.
        custom_counterfactual_function: called with the batch of rows that hold a term, or with all
            rows where no terms are given. It gives the counterfactual inputs, or a tuple of
            (original_x, counterfactual_x) and further fields of `PairInputs`.
        pairs: ready pairs, whose `source` counts the rows; then x may be features as well.
        features: from texts to what the model reads, for both sides.

    Returns:
        `PairInputs` of arrays, with labels where the data has them; of a `tf.data.Dataset`, one of
        (original_x, counterfactual_x, counterfactual_sample_weight), in rows or batches as it was.

    Raises:
        PlanError: not told how to make counterfactuals, or told twice.
        DataError: no row gives a pair, or texts are needed and x is none.

    Example:
        >>> import numpy as np
        >>> texts = np.array(["A gay artist.", "An artist."])
        >>> build_counterfactual_data((texts, np.zeros(2)), ["gay"]).counterfactual_x
        array(['An artist.'], dtype=object)
    """
    made_by = sensitive_terms_to_remove, custom_counterfactual_function
    if (pairs is None) == all(way is None for way in made_by):
        raise PlanError(
            "`build_counterfactual_data` needs `sensitive_terms_to_remove`, "
            "`custom_counterfactual_function` or both, or `pairs` alone. Say how counterfactuals "
            "are made."
        )
    if is_tensorflow_dataset(original_input):
        if pairs is not None or features is not None:
            raise PlanError(
                "`pairs` and `features` need rows at hand, got a tf.data.Dataset. Pass arrays, or "
                "map the dataset of pairs afterwards."
            )
        return _of_tensorflow(original_input, *made_by)
    return _built(_read(original_input), *made_by, pairs=pairs, features=features)


def _built(
    batch: tuple[Any, ...],
    terms: str | Sequence[str] | None,
    function: Callable[[Any], Any] | None,
    *,
    pairs: Pairs | None,
    features: Features | None,
) -> PairInputs:
    if function is not None:
        return _by_function(batch if terms is None else _holding(batch, terms), function)
    x, labels, _ = opened(batch)
    if pairs is None:
        pairs = _ablated(_texts(x), terms)
    _check_any(len(pairs))
    return _of_pairs(pairs, x, labels, features)


def _of_tensorflow(
    original: Any, terms: str | Sequence[str] | None, function: Callable[[Any], Any] | None
) -> Any:
    from counterpoise.keras import tensorflow_data

    if function is not None:

        def holding(x: Any) -> np.ndarray:
            return holds_term(_texts(x), chosen_terms(terms or ())).to_numpy()

        return tensorflow_data.mapped_rows(
            original, function, holding=None if terms is None else holding
        )

    def pairs(x: Any) -> tuple[Any, Any, Any]:
        made = _ablated(_texts(x), terms)
        return x[made.sources], made.texts.to_list(), _weights(made)

    return tensorflow_data.text_pairs(original, pairs)


def _ablated(texts: pl.Series, terms: Any) -> Pairs:
    ids = pl.Series(np.arange(len(texts))).cast(pl.String)
    return ablated(Originals(texts=texts, ids=ids), chosen_terms(terms))


def _of_pairs(pairs: Pairs, x: Any, labels: Any, features: Features | None) -> PairInputs:
    counterfactual = pairs.texts.to_list()
    original = taken(x, pairs.sources)
    if features is not None:
        counterfactual = features(counterfactual)
        original = features(_texts(original).to_list()) if _is_text(original) else original
    else:
        counterfactual = np.array(counterfactual, dtype=object)
    return PairInputs(
        original_x=original,
        counterfactual_x=counterfactual,
        counterfactual_sample_weight=_weights(pairs),
        label=None if labels is None else np.asarray(labels)[pairs.sources],
        preserves_label=pairs.frame["valid"].to_numpy(),
        source=pairs.sources,
    )


def _weights(pairs: Pairs) -> np.ndarray:
    """[pairs], float32: in proportion to 1 / (pairs of the source), valid or not; 1 in the mean."""
    share = 1 / pl.len().over("source", "valid")
    mean = share.mean().over("valid")
    return pairs.frame.select((share / mean).cast(pl.Float32)).to_series().to_numpy()


def _by_function(batch: tuple[Any, ...], function: Callable[[Any], Any]) -> PairInputs:
    made = function(batch)
    x, labels, _ = opened(batch)
    given = pair_inputs(made if isinstance(made, tuple) else (x, made))
    _, rows = as_arrays(given, what="the pairs of `custom_counterfactual_function`")
    if given.label is None and labels is not None and rows == len(labels):
        given = given._replace(label=np.asarray(labels))
    return given


def _holding(batch: tuple[Any, ...], terms: str | Sequence[str]) -> tuple[Any, ...]:
    """The rows of a batch whose text holds a term."""
    holding = holds_term(_texts(opened(batch)[0]), chosen_terms(terms)).to_numpy()
    _check_any(int(holding.sum()))
    return taken(batch, holding)


def _read(original_input: Any) -> tuple[Any, ...]:
    """(x,), (x, y) or (x, y, sample_weight) of all rows."""
    if isinstance(original_input, Examples):
        return original_input.texts.to_numpy(), original_input.labels
    if is_source(original_input):
        source = original_input if _is_generator(original_input) else as_dataset(original_input)
        batches = [as_arrays(closed(*opened(batch)), what="the examples")[0] for batch in source]
        return joined(batches)
    if isinstance(original_input, list):
        original_input = np.array(original_input, dtype=object)
    return as_arrays(closed(*opened(original_input)), what="the examples")[0]


def _is_generator(source: Any) -> bool:
    return hasattr(source, "send")


def _is_text(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype.kind in "OSU"


def _texts(x: Any) -> pl.Series:
    """Texts of an array [rows] or [rows, 1].

    Raises:
        DataError: x is no array of texts.
    """
    if not _is_text(x):
        raise DataError(
            "Terms are taken out of texts, but x is "
            f"{x.dtype if isinstance(x, np.ndarray) else type(x).__name__}. Pass texts, and "
            "`features` to make of them what the model reads; or make `pairs` of the texts first."
        )
    values = x.reshape(-1)
    return pl.Series(
        [of.decode("utf-8", "replace") if isinstance(of, bytes) else of for of in values],
        dtype=pl.String,
    )


def _check_any(pairs: int) -> None:
    if not pairs:
        raise DataError(
            "No row gives a counterfactual: none holds one of the terms. "
            "Look for other terms, or train without pairs."
        )


build_counterfactual_dataset = build_counterfactual_data
"""The same under its other name."""
