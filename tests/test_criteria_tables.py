import numpy as np
import polars as pl
import pytest

from counterpoise.criteria_tables import SCHEMA, criteria_table
from counterpoise.metrics.criteria import (
    CRITERIA,
    FNED,
    FPED,
    criterion_gap,
    equality_difference,
)
from counterpoise.metrics.rates import RATES, confusion, rate_estimates
from counterpoise.metrics.worst_group import WORST_GROUP_ACCURACY, worst_group_accuracy
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice
from counterpoise.stats.counts import Counts

SLICES = (Slice(), *(Slice(column="gender", value=value) for value in ("female", "male", "other")))
INSIDE = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0]], dtype=bool)
LIMITS = (0.3, 0.5)


@pytest.fixture
def counts():
    generator = np.random.default_rng(1)
    return Counts.of(
        scores=generator.random(400),
        positives=generator.random(400) < 0.4,
        atoms=generator.integers(0, 3, 400),
        inside=INSIDE,
        edges=np.array(LIMITS),
    )


@pytest.fixture
def table(counts):
    model = ModelSums(name="m", counts=counts, atoms=counts, exact={})
    return criteria_table([model], slices=SLICES, thresholds=LIMITS)


def test_every_number_and_its_interval_are_those_of_the_metric(counts, table):
    cells, family = confusion(counts, np.array(LIMITS)), [1, 2, 3]
    expected = {criterion.name: criterion_gap(criterion, cells, family) for criterion in CRITERIA}
    for name, side in ((FPED, "positive"), (FNED, "negative")):
        expected[name] = equality_difference(f"false_{side}_rate", cells, family)
    for name, gap in expected.items():
        for end in ("value", "lower", "upper"):
            assert table.filter(metric=name)[end].to_list() == getattr(gap, end).tolist()
    worst = worst_group_accuracy(cells, family).accuracy
    average = rate_estimates(next(rate for rate in RATES if rate.name == "accuracy"), cells)
    for name, estimates in ((WORST_GROUP_ACCURACY, worst), ("accuracy", average)):
        for end in ("value", "lower", "upper"):
            assert table.filter(metric=name)[end].to_list() == getattr(estimates, end)[0].tolist()


def test_a_value_lies_within_its_interval_and_columns_are_as_documented(table):
    assert dict(table.schema) == SCHEMA
    assert table.filter(~pl.col("value").is_between("lower", "upper")).is_empty()


def test_the_slice_without_rows_is_listed_as_left_out(table):
    assert table.filter(pl.col("metric") != "accuracy")["left_out"].to_list() == [
        ["gender=other"]
    ] * (len(table) - 2)
