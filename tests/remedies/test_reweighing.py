import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import read
from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.reweighing import (
    capped,
    mean_one,
    reweighed,
    uniform_weights,
    weight_table,
)

# Six of ten rows are a; three of these are positive, and one b of four.
LABELS = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]
SEX = [["a"]] * 6 + [["b"]] * 4


def test_reweighing_by_hand(make_examples):
    weights = reweighed(make_examples(LABELS, sex=SEX))
    # P(a) P(1) / P(a, 1) = .6 .4 / .3, and so on.
    expected = [0.8] * 3 + [1.2] * 3 + [1.6] + [0.8] * 3
    assert weights.tolist() == pytest.approx(expected)


def test_reweighing_gives_every_group_the_share_of_positives_of_all(make_examples):
    examples = make_examples(LABELS, sex=SEX)
    table = weight_table(examples, reweighed(examples))
    assert table["weighted_positives"].to_list() == pytest.approx([0.4] * 3)
    assert table["weighted_share"].to_list() == pytest.approx([1, 0.6, 0.4])


def test_groups_that_overlap_are_balanced_by_pattern(make_examples):
    patterns = [["a"], ["b"], ["a", "b"], [], None]
    labels = [0, 1, 1] * 2 + [0, 0, 1] * 3
    groups = [pattern for pattern in patterns for _ in range(3)]
    examples = make_examples(labels, sex=groups)
    table = weight_table(examples, reweighed(examples))
    assert table["weighted_positives"].to_list() == pytest.approx([np.mean(labels)] * 3)
    assert table["positives"].to_list() == pytest.approx([7 / 15, 1 / 2, 1 / 2])


def test_own_weights_count_as_repeated_rows(make_examples):
    times = np.array([1, 3, 2, 1, 1, 2, 4, 1, 2, 1])
    weighted = reweighed(make_examples(LABELS, weights=times.astype(float), sex=SEX))
    repeated = reweighed(
        make_examples(
            np.repeat(LABELS, times).astype(float),
            sex=[group for group, n in zip(SEX, times, strict=True) for _ in range(n)],
        )
    )
    first = np.cumsum(times) - times
    assert weighted / times == pytest.approx(repeated[first] * 10 / times.sum())


def test_a_pattern_of_one_label_is_left_as_the_formula_says(make_examples):
    examples = make_examples([1, 0, 0, 0], sex=[["a"], ["a"], ["b"], ["b"]])
    # b, 0: .5 .75 / .5; a, 0: .5 .75 / .25; a, 1: .5 .25 / .25; then scaled to mean 1.
    assert reweighed(examples).tolist() == pytest.approx(np.array([0.5, 1.5, 0.75, 0.75]) * 8 / 7)


def test_uniform_weights_by_hand(make_examples):
    weights = uniform_weights(make_examples(LABELS, sex=SEX))
    assert weights.tolist() == pytest.approx([10 / 12] * 6 + [2.5] + [10 / 12] * 3)


def test_weights_of_one_column_leave_another_alone(make_examples):
    examples = make_examples([1, 0, 1, 1], sex=[["a"], ["a"], ["b"], ["b"]], age=[["x"], []] * 2)
    alone = make_examples([1, 0, 1, 1], sex=[["a"], ["a"], ["b"], ["b"]])
    assert uniform_weights(examples, columns=["sex"]).tolist() == uniform_weights(alone).tolist()
    assert uniform_weights(examples).tolist() != uniform_weights(alone).tolist()


def test_a_base_is_taken_instead_of_own_weights(make_examples):
    examples = make_examples([1, 0], weights=[1.0, 5.0], sex=[["a"], ["a"]])
    assert uniform_weights(examples, base=np.ones(2)).tolist() == [1, 1]
    assert reweighed(examples, base=np.array([0.0, 2.0])).tolist() == [0, 2]


@given(
    rows=st.lists(
        st.tuples(st.booleans(), st.sampled_from([None, (), ("a",), ("b",), ("a", "b")])),
        min_size=2,
        max_size=12,
    ),
    seed=st.integers(0, 100),
)
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("rule", [reweighed, uniform_weights])
def test_row_order_and_group_names_do_not_matter(rule, rows, seed):
    def weights(rows, names):
        groups = [None if g is None else [names[name] for name in g] for _, g in rows]
        frame = {"label": [float(label) for label, _ in rows], "sex": groups}
        schema = {"label": pl.Float64, "sex": pl.List(pl.String)}
        return rule(read(pl.DataFrame(frame, schema=schema), label="label", groups=["sex"]))

    plain = weights(rows, {"a": "a", "b": "b"})
    assert plain.mean() == pytest.approx(1)
    assert weights(rows, {"a": "z", "b": "y"}) == pytest.approx(plain)
    order = np.random.default_rng(seed).permutation(len(rows))
    assert weights([rows[i] for i in order], {"a": "a", "b": "b"}) == pytest.approx(plain[order])


def test_capped_weights_have_mean_one_and_none_is_above():
    # 4 is held at 2, and what is left, 1 1 2, is scaled so that the sum is 4 rows: c 4 = 2.
    found = capped(np.array([4.0, 0.5, 0.5, 1.0]), most=2)
    assert found.tolist() == pytest.approx([2, 0.5, 0.5, 1])
    assert capped(np.array([8.0, 1.0, 1.0]), most=1.2).tolist() == pytest.approx([1.2, 0.9, 0.9])


@given(
    weights=st.lists(st.floats(0.01, 1000), min_size=1, max_size=30),
    most=st.floats(1.01, 50),
)
@settings(max_examples=100, deadline=None)
def test_capping_holds_scales_and_keeps_order(weights, most):
    given_ = np.array(weights)
    found = capped(given_, most=most)
    assert found.max() <= most
    assert found.mean() == pytest.approx(1)
    free = found < most
    assert np.ptp(found[free] / given_[free]) <= 1e-9 * (found / given_).max() if free.any() else 1
    assert (np.diff(found[np.argsort(given_)]) >= 0).all()


def test_a_bound_that_leaves_no_mean_of_one_is_refused():
    expected = (
        "`most` must be above 2, got 1.5: the weights of 2 rows must make up 4. "
        "Give for example 10."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        capped(np.array([1.0, 1.0, 0.0, 0.0]), most=1.5)


@pytest.mark.parametrize(
    ("weights", "told"), [([], "0"), ([0.0], "0"), ([1.0, -1.0], "0"), ([np.nan], "nan")]
)
def test_weights_without_a_sum_are_refused(weights, told):
    expected = (
        f"Weights must be numbers >= 0 with a sum above 0, got {len(weights)} weights with the sum "
        f"{told}. Take away rows that have none."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        mean_one(np.array(weights))


def test_the_table_shows_what_weights_do(make_examples):
    examples = make_examples([1, 0, 0, 0], sex=[["a"], ["a"], ["b"], None])
    table = weight_table(examples, np.array([1.0, 3.0, 2.0, 2.0]))
    assert table.rows() == [
        ("overall", 4, 0.25, 0.125, 1.0, 1.0, pytest.approx(64 / 18)),
        ("sex=a", 2, 0.5, 0.25, 0.5, 0.5, pytest.approx(16 / 10)),
        ("sex=b", 1, 0.0, 0.0, 0.25, 0.25, 1.0),
    ]


def test_an_unknown_column_is_refused(make_examples):
    expected = "There is no group column `sax` in these examples. Did you mean `sex`? Available: "
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}`sex`.$"):
        reweighed(make_examples([0], sex=[[]]), columns=["sax"])
