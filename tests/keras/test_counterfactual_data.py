import re

import keras
import numpy as np
import polars as pl
import pytest

from counterpoise import read
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError
from counterpoise.keras import build_counterfactual_data, build_counterfactual_dataset

TEXTS = np.array(["A gay artist paints.", "An artist paints.", "The gay artist sings."])
LABELS = np.array([0.0, 1.0, 1.0])


def test_rows_that_hold_a_term_give_pairs():
    made = build_counterfactual_data((TEXTS, LABELS), ["gay"])
    assert made.original_x.tolist() == [TEXTS[0], TEXTS[2]]
    assert made.counterfactual_x.tolist() == ["An artist paints.", "The artist sings."]
    assert made.counterfactual_sample_weight.tolist() == [1, 1]
    assert made.label.tolist() == [0, 1]
    assert made.preserves_label.tolist() == [True, True]
    assert build_counterfactual_dataset is build_counterfactual_data


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        TEXTS[:, None],
        TEXTS.tolist(),
        pl.Series(TEXTS.tolist()),
        np.char.encode(TEXTS),
        (TEXTS,),
    ],
)
def test_texts_come_in_many_forms(texts):
    made = build_counterfactual_data(texts, ["gay"])
    assert made.counterfactual_x.tolist() == ["An artist paints.", "The artist sings."]
    assert made.label is None


def test_examples_and_sources_are_read():
    frame = pl.DataFrame({"text": TEXTS.tolist(), "label": LABELS})

    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return TEXTS[2 * index : 2 * index + 2], LABELS[2 * index : 2 * index + 2]

    sources = (
        read(frame, label="label", text="text"),
        Batches(),
        (batch for batch in [(TEXTS, LABELS)]),
    )
    for source in sources:
        made = build_counterfactual_data(source, ["gay"])
        assert made.label.tolist() == [0, 1]
        assert len(made.original_x) == 2


def test_both_sides_are_made_into_features():
    def lengths(texts):
        return np.array([[len(text)] for text in texts])

    made = build_counterfactual_data((TEXTS, LABELS), ["gay"], features=lengths)
    assert made.original_x.tolist() == [[20], [21]]
    assert made.counterfactual_x.tolist() == [[17], [17]]


def test_ready_pairs_go_with_texts_or_features():
    frame = pl.DataFrame(
        {
            "source": [2, 2, 0],
            "counterfactual": ["a", "bb", "ccc"],
            "reason": [None, "one word left", None],
        }
    )
    pairs = Pairs(frame=frame, examples=3)
    made = build_counterfactual_data((TEXTS, LABELS), pairs=pairs)
    assert made.original_x.tolist() == [TEXTS[2], TEXTS[2], TEXTS[0]]
    assert made.counterfactual_x.tolist() == ["a", "bb", "ccc"]
    assert made.label.tolist() == [1, 1, 0]
    assert made.preserves_label.tolist() == [True, False, True]
    assert made.counterfactual_sample_weight.tolist() == [1, 1, 1]
    made = build_counterfactual_data(
        np.array([[7.0], [8.0], [9.0]]),
        pairs=pairs,
        features=lambda texts: np.array([[float(len(text))] for text in texts]),
    )
    assert made.original_x[:, 0].tolist() == [9, 9, 7]
    assert made.counterfactual_x[:, 0].tolist() == [1, 2, 3]


def test_a_function_of_ones_own_makes_the_pairs():
    def shouted(batch):
        return np.char.upper(batch[0])

    made = build_counterfactual_data((TEXTS, LABELS), custom_counterfactual_function=shouted)
    assert made.counterfactual_x.tolist() == [text.upper() for text in TEXTS]
    assert made.label.tolist() == [0, 1, 1]
    made = build_counterfactual_data((TEXTS, LABELS), ["gay"], lambda batch: (batch[0], batch[0]))
    assert made.original_x.tolist() == [TEXTS[0], TEXTS[2]]
    assert made.label.tolist() == [0, 1]
    features = np.array([[1.0], [2.0]])
    made = build_counterfactual_data(features, None, lambda batch: (features, -features, [2, 2]))
    assert made.counterfactual_x.tolist() == [[-1], [-2]]


@pytest.mark.parametrize("ways", [{}, {"sensitive_terms_to_remove": ["gay"], "pairs": 1}])
def test_it_is_told_how_once(ways):
    expected = (
        "`build_counterfactual_data` needs `sensitive_terms_to_remove`, "
        "`custom_counterfactual_function` or both, or `pairs` alone. "
        "Say how counterfactuals are made."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        build_counterfactual_data(TEXTS, **ways)


def test_data_that_gives_no_pair_is_refused():
    expected = (
        "No row gives a counterfactual: none holds one of the terms. "
        "Look for other terms, or train without pairs."
    )
    for function in (None, lambda batch: batch[0]):
        with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
            build_counterfactual_data(TEXTS, ["zebra"], function)


def test_terms_are_not_looked_for_in_numbers():
    expected = (
        "Terms are taken out of texts, but x is float64. Pass texts, and `features` to make of "
        "them what the model reads; or make `pairs` of the texts first."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        build_counterfactual_data(np.zeros((2, 2)), ["gay"])
