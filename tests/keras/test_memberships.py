import re

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import DataError
from counterpoise.keras import (
    RemedyPackedInputs,
    build_min_diff_dataset,
    pack_remedy_data,
)
from counterpoise.keras.memberships import of_groups
from counterpoise.keras.packed_batches import ArrayBatches
from counterpoise.keras.step_batches import step_batch

X, Y = np.arange(10.0)[:, None], np.arange(10.0) / 10
MEMBERSHIPS = np.column_stack([X[:, 0], X[:, 0] + 100])
"""Not 0 and 1, so that each row is known by them."""


def batches(packed):
    return [packed[step] for step in range(len(packed))]


def test_memberships_go_with_the_examples_however_they_are_shuffled():
    packed = pack_remedy_data((X, Y, Y), {"dro": MEMBERSHIPS}, batch_size=4)
    for each in (packed, packed.in_order()):
        for inputs, y, weights in batches(each):
            assert isinstance(inputs, RemedyPackedInputs)
            np.testing.assert_array_equal(inputs.remedy_data["dro"][:, :1], inputs.original_inputs)
            np.testing.assert_allclose(inputs.original_inputs[:, 0] / 10, y)
            np.testing.assert_array_equal(y, weights)
    assert batches(packed)[0][0].original_inputs[:, 0].tolist() != [0, 1, 2, 3]


def test_other_rows_stand_beside_them():
    rows = {
        "dro": pl.DataFrame(MEMBERSHIPS),
        "pairs": (X[:3], -X[:3]),
        "groups": build_min_diff_dataset(X[:2], X[2:], group_batch_size=3),
    }
    for inputs, _ in batches(pack_remedy_data((X, Y), rows, batch_size=5, rows_per_step=2)):
        assert set(inputs.remedy_data) == {"dro", "pairs", "groups"}
        np.testing.assert_array_equal(inputs.remedy_data["dro"][:, :1], inputs.original_inputs)
        assert inputs.remedy_data["pairs"][0].shape == (2, 1)


def test_a_source_brings_its_memberships_with_it():
    whole = RemedyPackedInputs(X, {"dro": MEMBERSHIPS}), Y
    source = ArrayBatches(whole, batch_size=4, shuffle=True, seed=0)
    packed = pack_remedy_data(source, {"pairs": (X[:3], -X[:3])})
    for inputs, _ in batches(packed):
        assert set(inputs.remedy_data) == {"dro", "pairs"}
        np.testing.assert_array_equal(inputs.remedy_data["dro"][:, :1], inputs.original_inputs)
    expected = (
        "Memberships of `dro` are arrays, which go with arrays of examples, but the examples are "
        "a source of batches (ArrayBatches). Let it yield (RemedyPackedInputs(x, {name: "
        "memberships}), y) itself."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_remedy_data(source, {"dro": MEMBERSHIPS})


def test_memberships_of_other_rows_are_refused():
    expected = (
        "The arrays of the examples must have one number of rows, at least 1, got 3, 10. "
        "Pass arrays that describe the same rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_remedy_data((X, Y), {"dro": MEMBERSHIPS[:3]})


def test_what_is_no_array_is_refused():
    expected = (
        "Data of a loss term over groups of the examples must be an array of memberships, "
        "[rows, groups], got tuple. Pass 1 where an example is in a group and 0 where it is not, "
        "a row for each example."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        step_batch((RemedyPackedInputs(X, {"dro": (X, Y)}), Y), {"dro": "examples"})


@pytest.mark.parametrize(
    ("given", "shape"), [(MEMBERSHIPS, "rows, 2"), (X[:, 0], "rows"), (X[None], "rows, 10, 1")]
)
def test_another_number_of_groups_is_refused(given, shape):
    expected = (
        "Memberships must have one column for each of the 3 groups of the term, got the shape "
        f"[{shape}]. Pass [rows, 3], or give the term as many `groups` as there are columns."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        of_groups(given, groups=3, like=Y)
