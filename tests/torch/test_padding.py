import re

import pytest

from counterpoise.errors import DataError

torch = pytest.importorskip("torch")
from counterpoise.torch.padding import padded_together  # noqa: E402

PARTS = (
    {"input_ids": torch.tensor([[5, 6]]), "attention_mask": torch.tensor([[1, 1]])},
    {"input_ids": torch.tensor([[7], [8]]), "attention_mask": torch.ones(2, 1, dtype=torch.long)},
)


@pytest.mark.parametrize(
    ("side", "ids"), [("right", [[5, 6], [7, 9], [8, 9]]), ("left", [[5, 6], [9, 7], [9, 8]])]
)
def test_shorter_rows_are_filled_up_on_one_side(side, ids):
    found = padded_together(PARTS, fill={"input_ids": 9}, side=side)
    assert found["input_ids"].tolist() == ids
    assert found["attention_mask"].tolist() == [[int(x != 9) for x in row] for row in ids]


def test_further_axes_are_left_as_they_are():
    parts = [{"x": torch.ones(1, 3, 2)}, {"x": torch.ones(2, 1, 2), "more": torch.ones(2)}]
    found = padded_together(parts, fill={})
    assert list(found) == ["x"]
    assert found["x"].shape == (3, 3, 2)
    assert found["x"].sum() == 1 * 3 * 2 + 2 * 1 * 2


def test_values_of_whole_rows_are_joined():
    parts = [{"x": torch.tensor([1.0])}, {"x": torch.tensor([2.0, 3.0])}]
    assert padded_together(parts, fill={})["x"].tolist() == [1, 2, 3]


def test_a_feature_that_is_missing_is_named():
    expected = (
        "Features of pairs and groups must have the names of the examples' features, got none "
        "called `attention_mask`. Tokenise both alike."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        padded_together([PARTS[0], {"input_ids": torch.ones(1, 1)}], fill={})
