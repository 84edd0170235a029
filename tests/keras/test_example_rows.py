import re

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.keras.example_rows import ExampleRows

LOGITS, Y = np.array([[1.0], [2.0]]), np.array([[0.0], [1.0]])


def refused(expected, *, transform=None, **fields):
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        ExampleRows(**fields).of_output(transform)


@pytest.mark.parametrize(
    ("both", "transform"),
    [
        (lambda one, other: {"a": other, "b": one}, "b"),
        (lambda one, other: [other, one], 1),
    ],
)
def test_everything_is_picked_that_is_given_for_each_output(both, transform):
    rows = ExampleRows(
        predictions=both(LOGITS, -LOGITS),
        labels=both(Y, 1 - Y),
        weights=both(Y + 2, Y + 4),
        loss=both("mse", "mae"),
    ).of_output(transform)
    np.testing.assert_array_equal(rows.predictions, LOGITS)
    np.testing.assert_array_equal(rows.labels, Y)
    np.testing.assert_array_equal(rows.weights, Y + 2)
    assert rows.loss == "mse"


def test_what_is_given_once_counts_for_the_output():
    rows = ExampleRows(
        predictions={"a": LOGITS, "b": -LOGITS}, labels={"a": Y, "b": Y}, weights=Y, loss="mse"
    ).of_output("a")
    np.testing.assert_array_equal(rows.weights, Y)
    assert rows.loss == "mse"


def test_examples_without_labels_are_refused():
    refused(
        "A loss term over groups of examples needs labels, got none. "
        "Pack (x, y) beside the memberships.",
        predictions=LOGITS,
        labels=None,
    )


def test_labels_of_several_outputs_are_refused_where_the_term_does_not_say_which():
    refused(
        "A loss term over groups of examples looks at one output, but there are labels of several "
        "(dict of 2). Pass the name or place of the output as `transform`.",
        predictions={"a": LOGITS, "b": LOGITS},
        labels={"a": Y, "b": Y},
        transform=lambda outputs: outputs["a"],
    )
