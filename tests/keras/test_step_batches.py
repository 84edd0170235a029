import re

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.keras import (
    CounterfactualPackedInputs,
    MinDiffPackedInputs,
    PairInputs,
    RemedyPackedInputs,
)
from counterpoise.keras.packed import StepInputs
from counterpoise.keras.step_batches import plain_batch, step_batch

X, Y = np.zeros((4, 2)), np.ones(4)
PAIRS = PairInputs(X[:1], X[1:2])
KINDS = {"a": "pairs", "b": "groups"}


@pytest.mark.parametrize(
    "batch",
    [
        CounterfactualPackedInputs((X, Y), PAIRS),
        (CounterfactualPackedInputs((X, Y), PAIRS),),
        (CounterfactualPackedInputs(X, PAIRS), Y),
        [CounterfactualPackedInputs(X, (X[:1], X[1:2])), Y],
        (RemedyPackedInputs(X, {"a": PAIRS}), Y),
    ],
)
def test_every_form_of_a_batch_with_pairs_is_read(batch):
    inputs, y = step_batch(batch, KINDS)
    assert isinstance(inputs, StepInputs)
    assert inputs.examples is X
    assert y is Y
    (block,) = inputs.blocks.values()
    assert set(block) == {"inputs"}
    plain = plain_batch(batch)
    assert plain[0] is X
    assert plain[1] is Y


def test_a_batch_that_is_read_stays_as_it_is():
    read = step_batch((MinDiffPackedInputs(X, (X, Y)), Y, Y), KINDS)
    again = step_batch(read, KINDS)
    assert again[0] is read[0]
    assert len(again) == 3


def test_plain_batches_stay_plain():
    for batch in (X, (X,), (X, Y), (X, Y, Y)):
        read = step_batch(batch, KINDS)
        assert read[0] is X
        assert plain_batch(batch)[0] is X


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            (X,),
            "Data of this term must be a tuple of 2 to 6 of (original_x, counterfactual_x, "
            "counterfactual_sample_weight, label, preserves_label, source), got 1 fields. "
            "Build it with counterpoise.keras, or pass a tuple in this order.",
        ),
        (
            {"c": (X, X)},
            "There is data for `c`, but the model's loss terms are `a`, `b`. "
            "Name the data after the terms.",
        ),
        (
            (X[:, :1], X[:, :1]),
            "Inputs of `pairs` must be like those of the examples, which are [rows, 2], got "
            "[rows, 1]. Make both in the same way: the same inputs, the same length of sequences.",
        ),
        (
            ({"text": X}, {"text": X}),
            "Inputs of `pairs` must be like those of the examples, which are [rows, 2], got "
            "{text: [rows, 2]}. Make both in the same way: the same inputs, the same length of "
            "sequences.",
        ),
    ],
)
def test_data_that_does_not_fit_is_refused(data, expected):
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        step_batch(CounterfactualPackedInputs((X, Y), data), KINDS)


def test_data_of_any_terms_must_be_named():
    expected = (
        "`remedy_data` must be a dict from the name of a loss term to its data, got PairInputs. "
        "Pass {'a', 'b': ...}."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        step_batch((RemedyPackedInputs(X, PAIRS), Y), KINDS)
