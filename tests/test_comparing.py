import numpy as np
import polars as pl
import pytest

from counterpoise.comparing import SCHEMA, compare
from counterpoise.errors import PlanError

BASE = [0.9, 0.8, 0.1, 0.7, 0.2, 0.9]
MENDED = [0.1, 0.2, 0.1, 0.8, 0.9, 0.9]


@pytest.fixture
def small(make_examples):
    return make_examples(
        [0, 0, 0, 1, 1, 1],
        gender=[["female"], ["female"], ["male"], ["female"], [], None],
    )


def row_of(table, **where):
    return table.filter(*(pl.col(name) == value for name, value in where.items())).row(
        0, named=True
    )


def test_a_small_table_worked_by_hand(small):
    found = compare(small, {"base": BASE, "mended": MENDED}, baseline="base")
    table = found.table()
    assert table.schema == SCHEMA
    assert table["model"].unique().to_list() == ["mended"]
    here = row_of(table, slice="gender=female", metric="false_positive_rate")
    assert (here["baseline_value"], here["value"], here["change"], here["rows"]) == (1, 0, -1, 2)
    assert here["threshold"] == 0.5
    assert here["p_value"] == 0.5
    area = row_of(table, slice="overall", metric="roc_auc")
    assert (area["baseline_value"], area["value"]) == (4.5 / 9, 1)
    assert area["threshold"] is None
    gap = row_of(table, slice="gender=female", metric="false_positive_rate_gap")
    assert gap["change"] == pytest.approx(-1 / 3)
    assert gap["verdict"] is None
    size = row_of(table, slice="gender=male", metric="false_positive_rate_gap_size")
    assert (size["baseline_value"], size["value"]) == pytest.approx((2 / 3, 0))


def test_overall_has_no_gap_and_every_group_has_every_metric(small):
    table = compare(small, {"a": BASE, "b": MENDED}, baseline="a", thresholds=(0.5, 0.3)).table()
    counts = dict(table.group_by("slice").len().iter_rows())
    assert counts == {"overall": 4 * 2 + 1, "gender=female": 27, "gender=male": 27}


def test_values_are_those_of_an_audit(make_examples):
    from counterpoise.auditing import audit

    generator = np.random.default_rng(0)
    groups = [list(np.array(["a", "b"])[generator.random(2) < 0.5]) for _ in range(300)]
    examples = make_examples(
        (generator.random(300) < 0.4) * 1.0, weights=generator.random(300), group=groups
    )
    scores = {name: generator.random(300).astype(np.float32) for name in ("one", "two")}
    limits = (0.3, 0.5)
    audited = audit(examples, scores, thresholds=limits).table().filter(pl.col("model") == "two")
    table = compare(examples, scores, baseline="one", thresholds=limits).table()
    keys = ["slice", "metric", "threshold"]
    both = table.join(audited, on=keys, nulls_equal=True, suffix="_audited")
    assert both.height == 3 * (4 * 2 + 1)
    np.testing.assert_allclose(both["value"], both["value_audited"], rtol=1e-12)
    assert both["rows"].to_list() == both["rows_audited"].to_list()


def test_sentences_say_the_numbers_and_what_they_mean(make_examples):
    rows = 4000
    generator = np.random.default_rng(1)
    groups = [["female"] if draw < 0.5 else [] for draw in generator.random(rows)]
    examples = make_examples(np.arange(rows) % 2 * 1.0, gender=groups)
    base = np.where(generator.random(rows) < 0.2, 0.9, 0.1)
    better = np.where(generator.random(rows) < 0.5, 0.1, base)
    table = compare(examples, {"base": base, "better": better}, baseline="base").table()
    here = row_of(table, slice="gender=female", metric="false_positive_rate")
    numbers = f"{here['change']:+.3f} [{here['lower']:+.3f}, {here['upper']:+.3f}]"
    assert here["verdict"] == "pass"
    assert here["sentence"] == (
        f"FPR of gender=female changed by {numbers}: no worse than the baseline by more than 0.02."
    )
    missed = row_of(table, slice="gender=female", metric="false_negative_rate")
    assert missed["verdict"] == "fail"
    assert missed["sentence"].endswith("]: worse than the baseline by more than 0.02.")
    size = row_of(table, slice="gender=female", metric="positive_rate_gap_size")
    assert size["sentence"].startswith(
        "Size of the positive rate gap of gender=female against overall changed by "
    )


def test_nothing_to_compare_is_inconclusive_with_its_zero_and_never_a_pass(small):
    table = compare(small, {"base": BASE, "mended": MENDED}, baseline="base").table()
    here = row_of(table, slice="gender=male", metric="false_negative_rate")
    assert np.isnan([here["value"], here["lower"], here["upper"]]).all()
    assert (here["rows"], here["verdict"]) == (0, "inconclusive")
    assert here["sentence"] == "FNR of gender=male cannot be compared: 0 rows count for it."
    area = row_of(table, slice="gender=male", metric="roc_auc")
    assert area["verdict"] == "inconclusive"
    assert area["sentence"] == (
        "AUC of gender=male cannot be compared: its rows (1) lack one of the classes, or weight."
    )


def test_the_same_scores_twice_do_not_pass_on_few_rows(small):
    table = compare(small, {"a": BASE, "b": BASE}, baseline="a").table()
    assert set(table["verdict"].drop_nulls()) == {"inconclusive"}
    assert set(table["change"].drop_nans()) == {0}


def test_progress_tells_of_every_model(small):
    from contextlib import contextmanager

    heard = []

    @contextmanager
    def progress(description, total):
        yield lambda units: heard.append((description, total, units))

    compare(small, {"a": BASE, "b": MENDED}, baseline="a", progress=progress)
    assert heard == [("comparing", 1, 1)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"baseline": "bose"},
            "`baseline` must be one of the models. Did you mean `base`? "
            "Available: `base`, `mended`.",
        ),
        (
            {"thresholds": (0.5, 1.5)},
            "`thresholds` must be one or more numbers in [0, 1], got [0.5, 1.5]. "
            "Scores are probabilities; give for example thresholds=[0.3, 0.5, 0.7].",
        ),
        (
            {"margin": -0.1},
            "`margin` must be in [0, 1], got -0.1. "
            "Give the largest change for the worse that does not matter, such as 0.02.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(small, arguments, message):
    with pytest.raises(PlanError) as error:
        compare(small, {"base": BASE, "mended": MENDED}, **{"baseline": "base", **arguments})
    assert str(error.value) == message


def test_one_model_alone_cannot_be_compared(small):
    with pytest.raises(PlanError) as error:
        compare(small, {"base": BASE}, baseline="base")
    assert str(error.value) == (
        "`scores` must name a model to compare with `base`, got `base` alone. "
        "Give for example scores={'baseline': 'score_a', 'mended': 'score_b'}."
    )


def test_a_model_that_was_not_compared_is_not_found(small):
    found = compare(small, {"base": BASE, "mended": MENDED}, baseline="base")
    with pytest.raises(PlanError) as error:
        found.model("mend")
    assert str(error.value) == (
        "There is no model `mend` in this comparison. Did you mean `mended`? Available: `mended`."
    )


def test_crossings_are_compared_too(make_examples):
    examples = make_examples([0, 0], a=[["x"], []], b=[["y"], ["y"]])
    scores = {"old": np.array([0.9, 0.9]), "new": np.array([0.1, 0.9])}
    table = compare(examples, scores, baseline="old", crossings=[("a", "b")]).table()
    row = table.filter(
        (pl.col("slice") == "a & b=x & y") & (pl.col("metric") == "false_positive_rate")
    )
    assert row["change"].to_list() == [-1.0]
