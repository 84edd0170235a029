import re

import numpy as np
import polars as pl
import pytest

from counterpoise import audit
from counterpoise.errors import PlanError
from counterpoise.metrics.rates import PREVALENCE, RATES
from counterpoise.shrinkage_tables import SCHEMA, shrinkage_table


@pytest.fixture
def report(make_examples):
    generator = np.random.default_rng(1)
    examples = make_examples(
        (generator.random(300) < 0.4).astype(float),
        g=[[name] for name in generator.choice(["a", "b", "c"], 300)],
        h=[[name] for name in generator.choice(["x", "y"], 300)],
    )
    scores = {name: generator.random(300) for name in ("one", "two")}
    return audit(examples, scores, thresholds=[0.3, 0.5], crossings=[("g", "h")])


def table(report, **options):
    return shrinkage_table(
        report.models, slices=report.slices, thresholds=report.thresholds, **options
    )


def test_every_rate_of_every_slice_but_overall_has_a_row(report):
    found = table(report)
    assert dict(found.schema) == SCHEMA
    slices = [piece for piece in report.slices if piece.column is not None]
    assert found.height == 2 * len(slices) * (len(RATES) * 2 + 1)
    keys = found.select("model", "slice", "metric", "threshold")
    assert keys.is_unique().all()
    assert found["family"].unique(maintain_order=True).to_list() == ["g", "h", "g & h"]
    assert found.filter(metric="prevalence")["threshold"].to_list() == [None] * 2 * len(slices)


def test_the_value_is_that_of_the_table(report):
    keys = ["model", "slice", "metric", "threshold"]
    both = table(report).join(report.table(), on=keys, how="left", nulls_equal=True)
    assert both["value"].equals(both["value_right"])
    assert both["rows"].equals(both["rows_right"])


def test_families_are_apart_and_their_prior_is_the_same_in_all_slices(report):
    found = table(report, metrics=["accuracy"])
    priors = found.group_by("model", "family", "threshold").agg(
        pl.col("prior_mean", "prior_strength").n_unique()
    )
    assert (priors["prior_mean"] == 1).all()
    assert (priors["prior_strength"] == 1).all()
    assert found["prior_mean"].n_unique() == priors.height


def test_metrics_are_given_in_the_order_asked_for(report):
    found = table(report, metrics=[PREVALENCE.name, "true_positive_rate"])
    assert found["metric"].unique(maintain_order=True).to_list() == [
        "prevalence",
        "true_positive_rate",
    ]


def test_an_unknown_metric_is_refused(report):
    names = ", ".join(f"`{rate.name}`" for rate in (*RATES, PREVALENCE))
    expected = (
        f"`metrics` must name rates, got `accurracy`. Did you mean `accuracy`? Available: {names}."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        table(report, metrics=["accurracy"])


def test_without_groups_there_is_nothing_to_draw_towards(make_examples):
    report = audit(make_examples([0, 1, 1]), {"m": np.array([0.1, 0.9, 0.4])})
    found = table(report)
    assert found.height == 0
    assert dict(found.schema) == SCHEMA


def test_a_lone_slice_is_left_as_it_is(make_examples):
    report = audit(make_examples([0, 1, 1], g=[["a"]] * 3), {"m": np.array([0.1, 0.9, 0.4])})
    row = table(report, metrics=["accuracy"]).filter(threshold=0.5).row(0, named=True)
    assert row["value"] == pytest.approx(2 / 3)
    assert row["rows"] == 3
    assert np.isnan([row[name] for name in ("shrunk", "lower", "upper", "prior_mean")]).all()


def test_a_crossing_without_rows_gets_what_its_family_says(make_examples):
    rows = [("a", "x"), ("a", "y"), ("b", "x")]
    examples = make_examples(
        [0.0, 1.0] * 30,
        g=[[rows[i % 3][0]] for i in range(60)],
        h=[[rows[i % 3][1]] for i in range(60)],
    )
    scores = {"m": np.linspace(0, 1, 60)}
    found = table(audit(examples, scores, crossings=[("g", "h")]), metrics=["accuracy"])
    empty = found.filter(slice="g & h=b & y").row(0, named=True)
    assert empty["rows"] == 0
    assert np.isnan(empty["value"])
    assert empty["shrunk"] == pytest.approx(empty["prior_mean"])
    assert empty["lower"] < empty["shrunk"] < empty["upper"]
