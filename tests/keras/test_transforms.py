import re

import keras
import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.keras import PairTerm
from counterpoise.keras.transforms import packed_transform, transformed, unpacked_transform

OUTPUTS = {"toxic": np.array([1.0, 2.0]), "insult": np.array([3.0, 4.0])}


@pytest.mark.parametrize(
    ("outputs", "transform", "expected"),
    [
        (OUTPUTS["toxic"], None, [1, 2]),
        (OUTPUTS, "insult", [3, 4]),
        (list(OUTPUTS.values()), 1, [3, 4]),
        (tuple(OUTPUTS.values()), -2, [1, 2]),
        (OUTPUTS, lambda outputs: outputs["toxic"] + outputs["insult"], [4, 6]),
    ],
)
def test_one_tensor_is_made_of_the_outputs(outputs, transform, expected):
    assert np.asarray(transformed(outputs, transform)).tolist() == expected


@pytest.mark.parametrize(
    ("outputs", "transform", "expected"),
    [
        (OUTPUTS, None, "the model gives a dict of `insult`, `toxic`"),
        ([1, 2], lambda outputs: outputs, "`predictions_transform` gives a list of 2"),
    ],
)
def test_several_tensors_are_refused(outputs, transform, expected):
    message = (
        f"A loss term looks at one tensor, but {expected}. Pass `predictions_transform`: the name "
        "or place of an output, or a function that gives one tensor."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        transformed(outputs, transform)


@pytest.mark.parametrize(
    ("outputs", "transform", "got"),
    [
        (OUTPUTS, "threat", "a dict of `insult`, `toxic`"),
        ([1, 2], 2, "a list of 2"),
        (OUTPUTS["toxic"], "toxic", "one tensor"),
    ],
)
def test_an_output_that_is_not_there_is_refused(outputs, transform, got):
    message = (
        f"`predictions_transform` asks for output {transform!r}, but the model gives {got}. "
        "Ask for one of its outputs."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        transformed(outputs, transform)


@keras.saving.register_keras_serializable(package="tests")
def doubled(outputs):
    return 2 * outputs


@pytest.mark.parametrize("transform", [None, "toxic", 1, doubled])
def test_transforms_are_packed_and_unpacked(transform):
    assert unpacked_transform(packed_transform(transform)) == transform


def test_a_lambda_is_not_saved():
    expected = (
        "`predictions_transform` is a lambda, which a saved model cannot hold without running code "
        "from the file when it is loaded. Name it with `def` and register it with "
        "`keras.saving.register_keras_serializable`, or save `original_model` alone."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        packed_transform(lambda outputs: outputs)


def test_what_is_no_transform_is_refused():
    expected = (
        "`predictions_transform` must be the name or place of an output or a function, got 0.5. "
        "Pass None where the model gives one tensor."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        PairTerm(transform=0.5)
