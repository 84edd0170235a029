import re

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.lengths import LengthSums, length_weights, neutral_additions

SHORT, LONG = "x" * 5, "x" * 50
EDGES = (20,)


@pytest.fixture
def comments(make_examples):
    """Short: 2 of 6 positive, a 2 of 3. Long: 1 of 4, a 1 of 1, b 0 of 1."""
    rows = [
        (1, SHORT, ["a"]),
        (1, SHORT, ["a"]),
        (0, SHORT, ["a"]),
        (0, SHORT, []),
        (0, SHORT, []),
        (0, SHORT, None),
        (1, LONG, ["a"]),
        (0, LONG, ["b"]),
        (0, LONG, []),
        (0, LONG, []),
    ]
    labels, texts, sex = zip(*rows, strict=True)
    return make_examples(list(labels), texts=list(texts), sex=list(sex))


def test_what_is_needed_by_hand(comments):
    table = LengthSums.of(comments, "sex", edges=EDGES).table()
    # a, short: 2 positives at a third allow 4 negatives, 1 is there. a, long: 1 at a quarter, 3.
    assert table.rows() == [
        ("a", 0, 20, 3, pytest.approx(2 / 3), pytest.approx(1 / 3), 3),
        ("a", 20, None, 1, 1.0, 0.25, 3),
        ("b", 0, 20, 0, pytest.approx(float("nan"), nan_ok=True), pytest.approx(1 / 3), 0),
        ("b", 20, None, 1, 0.0, 0.25, 0),
    ]


def test_lengths_are_characters_and_a_bucket_holds_its_lower_edge(make_examples):
    texts = ["é" * 19, "é" * 20, "é" * 21]
    examples = make_examples([0, 0, 0], texts=texts, sex=[["a"]] * 3)
    assert LengthSums.of(examples, "sex", edges=EDGES).negatives.tolist() == [[1, 2]]


@pytest.fixture
def dice():
    return np.random.default_rng(0)


@pytest.fixture
def pool(make_examples):
    """Five short negatives of a, one of them of b too; a positive; two long negatives of a."""
    sex = [["a"], ["a"], ["a"], ["a"], ["a", "b"], ["a"], ["a"], ["a"]]
    labels = [0, 0, 0, 0, 0, 1, 0, 0]
    return make_examples(labels, texts=[SHORT] * 6 + [LONG] * 2, sex=sex)


def test_additions_are_drawn_from_neutral_rows_of_the_bucket(comments, pool, dice):
    found = neutral_additions(
        comments, pool, "sex", edges=EDGES, generator=np.random.default_rng(0)
    )
    assert len(found.places) == 5
    assert set(found.places.tolist()) < {0, 1, 2, 3, 4, 6, 7}
    assert {6, 7} < set(found.places.tolist())
    # Two long ones are all there are of three.
    assert found.table.filter(group="a")["found"].to_list() == [3, 2]


def test_no_row_is_added_twice_and_one_row_counts_for_all_its_groups(make_examples, dice):
    examples = make_examples([1, 1, 0, 0], texts=[SHORT] * 4, sex=[["a"], ["b"], [], []])
    both = make_examples([0, 0], texts=[SHORT] * 2, sex=[["a", "b"]] * 2)
    found = neutral_additions(
        examples, both, "sex", edges=EDGES, generator=np.random.default_rng(0)
    )
    assert len(found.places) == 1
    assert found.table["found"].to_list() == [1, 0, 1, 0]


def test_a_pool_that_knows_no_such_group_adds_nothing(comments, make_examples, dice):
    pool = make_examples([0], texts=[SHORT], sex=[["c"]])
    found = neutral_additions(
        comments, pool, "sex", edges=EDGES, generator=np.random.default_rng(0)
    )
    assert found.places.tolist() == []
    assert found.table["found"].sum() == 0


def test_weights_lift_negatives_where_a_pattern_is_too_positive(comments):
    weights = length_weights(comments, edges=EDGES)
    ratio = weights / weights[0]
    # a, short: its negative must weigh 4 positives' halves. Others stay, and so do lone positives.
    assert ratio.tolist() == pytest.approx([1, 1, 4, 1, 1, 1, 1, 1, 1, 1])
    assert weights.mean() == pytest.approx(1)


def test_weights_reach_the_share_that_additions_reach(make_examples):
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 2, 400)
    inside = generator.random(400) < np.where(labels, 0.6, 0.3)
    sex = [["a"] if here else [] for here in inside]
    texts = ["x" * int(n) for n in generator.integers(1, 40, 400)]
    examples = make_examples(labels.astype(float), texts=texts, sex=sex)
    weights = length_weights(examples, edges=EDGES)
    short = np.array([len(text) < 20 for text in texts])
    here = short & inside
    assert np.average(labels[here], weights=weights[here]) == pytest.approx(labels[short].mean())


def test_row_order_and_whole_weights_do_as_they_should(comments, make_examples):
    plain = length_weights(comments, edges=EDGES)
    order = np.random.default_rng(0).permutation(len(comments))
    frame = comments.frame[order]
    columns = {"texts": frame["text"].to_list(), "sex": frame["sex"].to_list()}
    mixed = make_examples(frame["label"].to_list(), **columns)
    assert length_weights(mixed, edges=EDGES) == pytest.approx(plain[order])
    times = np.arange(len(comments)) % 3 + 1
    frame = comments.frame[np.repeat(np.arange(len(comments)), times)]
    columns = {"texts": frame["text"].to_list(), "sex": frame["sex"].to_list()}
    repeated = length_weights(make_examples(frame["label"].to_list(), **columns), edges=EDGES)
    weighted = length_weights(comments, edges=EDGES, base=times.astype(float))
    share = repeated[np.cumsum(times) - times] / repeated.sum()
    assert weighted / times / weighted.sum() == pytest.approx(share)


@pytest.mark.parametrize("edges", [[], [0, 5], [5, 5], [6, 5]])
def test_edges_that_do_not_rise_are_refused(comments, edges):
    expected = (
        f"`edges` must be lengths in characters that rise from above 0, got {edges}. "
        "Give for example [20, 60, 180, 540, 1620, 4860]."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        length_weights(comments, edges=edges)


def test_rows_without_text_are_refused(make_examples):
    with pytest.raises(DataError, match=r"^These examples have no text, and this needs it\."):
        length_weights(make_examples([0], sex=[[]]))
