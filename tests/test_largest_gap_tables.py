from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import PlanError
from counterpoise.largest_gap_tables import METRICS, family_gap_table, largest_gap_table
from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import confusion
from counterpoise.slices import Slice
from counterpoise.stats.counts import Counts
from counterpoise.stats.maxima import maxima
from counterpoise.stats.merged_atoms import merged_atoms

SLICES = (
    Slice(),
    *(Slice(column="gender", value=value) for value in ("female", "male")),
    *(Slice(column="race", value=value) for value in ("asian", "black", "white", "nobody")),
)
LIMITS = (0.3, 0.5)


@dataclass(frozen=True)
class Model:
    name: str
    counts: Counts
    atoms: Counts


INSIDE = np.array(
    [[1, g == 0, g == 1, r == 0, r == 1, r == 2, 0] for g in range(3) for r in range(4)], dtype=bool
)


def model(name="m", *, planted=0.0, rows=4000, seed=1):
    """Rows of which those of race=black are called more often by `planted`."""
    generator = np.random.default_rng(seed)
    atoms = generator.integers(0, len(INSIDE), rows)
    chance = 0.2 + planted * INSIDE[atoms, 4]
    scores = np.where(generator.random(rows) < chance, 0.9, 0.4)
    data = {"scores": scores, "positives": generator.random(rows) < 0.3, "atoms": atoms}
    edges = np.array([0.1, *LIMITS])
    return Model(
        name=name,
        counts=Counts.of(**data, inside=INSIDE, edges=edges),
        atoms=Counts.of(**data, inside=np.eye(len(INSIDE), dtype=bool), edges=edges[1:]),
    )


def largest(*models, **options):
    return largest_gap_table(models, inside=INSIDE, slices=SLICES, thresholds=LIMITS, **options)


def by_slice(*models, **options):
    return family_gap_table(models, inside=INSIDE, slices=SLICES, thresholds=LIMITS, **options)


def test_there_is_a_row_for_every_model_family_metric_and_threshold():
    found = largest(model("one"), model("other", seed=2), draws=5)
    assert len(found) == 2 * 2 * (2 * (len(METRICS) - 1) + 1)
    assert found["metric"].unique(maintain_order=True).to_list() == list(METRICS)
    assert found.filter(metric="prevalence")["threshold"].to_list() == [None] * 4
    race = found.filter(family="race", metric="positive_rate")
    assert race["compared"].to_list() == [3] * 4


def test_its_numbers_are_those_of_the_maxima():
    one, rate, places = model(planted=0.1), METRICS["positive_rate"], [3, 4, 5, 6]
    row = largest(one, metrics=["positive_rate"], seed=7).row(
        by_predicate=(pl.col("family") == "race") & (pl.col("threshold") == 0.5), named=True
    )
    slices = trials(rate, confusion(one.counts, np.array(LIMITS)))
    merged, inside = merged_atoms(one.atoms, INSIDE[:, places])
    atoms = trials(rate, confusion(merged, np.array(LIMITS)))
    found = maxima(
        slices.rate[places],
        slices.rate[0],
        weight=atoms.weight,
        weight_sq=atoms.weight_sq,
        inside=inside,
        generator=np.random.default_rng(7),
    )
    assert row["slice"] == "race=black"
    assert row["largest"] == abs(slices.rate[4, 1] - slices.rate[0, 1])
    assert row["spread"] == np.nanmax(slices.rate[places, 1]) - np.nanmin(slices.rate[places, 1])
    for name, null in (("", found.largest), ("spread_", found.spread)):
        for part in ("noise", "corrected", "p_value"):
            assert row[name + part] == getattr(null, part)[1]


def test_a_planted_gap_is_called_and_its_slice_is_named_while_the_other_family_is_not():
    one = model(planted=0.1)
    gaps = largest(one, metrics=["positive_rate"])
    race, gender = (gaps.filter(family=name, threshold=0.5) for name in ("race", "gender"))
    assert race["p_value"][0] < 0.01
    assert race["corrected"][0] > 0.03
    assert gender["p_value"][0] > 0.05
    slices = by_slice(one, metrics=["positive_rate"]).filter(threshold=0.5)
    called = slices.filter((pl.col("adjusted_p_value") < 0.01) & (pl.col("difference") > 0))
    assert called["slice"].to_list() == ["race=black"]
    black = slices.filter(slice="race=black")
    assert black["difference"].to_list() == race["largest"].to_list()


def test_every_slice_is_listed_and_one_without_rows_is_nan():
    slices = by_slice(model(), metrics=["positive_rate"], draws=20)
    assert slices["slice"].unique(maintain_order=True).to_list() == [one.name for one in SLICES[1:]]
    nobody = slices.filter(slice="race=nobody")
    assert nobody["adjusted_p_value"].is_nan().all()
    assert not slices.filter(pl.col("slice") != "race=nobody")["adjusted_p_value"].is_nan().any()


def test_a_number_does_not_depend_on_what_else_is_asked_for():
    one, other = model("one"), model("other", seed=2)
    alone = largest(other, metrics=["accuracy"], draws=50)
    asked = ["prevalence", "accuracy"]
    among = largest(one, other, metrics=asked, draws=50).filter(model="other", metric="accuracy")
    assert among.equals(alone)
    assert not largest(other, metrics=["accuracy"], draws=50, seed=1).equals(alone)


def test_the_order_of_atoms_is_irrelevant():
    one, order = model(), np.random.default_rng(3).permutation(len(INSIDE))
    atoms = replace(
        one.atoms,
        rows=one.atoms.rows[order],
        weight=one.atoms.weight[order],
        weight_sq=one.atoms.weight_sq[order],
    )
    turned = largest_gap_table(
        [replace(one, atoms=atoms)], inside=INSIDE[order], slices=SLICES, thresholds=LIMITS
    )
    assert turned.equals(largest(one))


@pytest.mark.parametrize("table", [largest_gap_table, family_gap_table])
def test_no_family_and_no_model_have_no_rows(table):
    options = {"inside": INSIDE, "slices": SLICES, "thresholds": LIMITS, "metrics": ["accuracy"]}
    everyone = table([model()], **{**options, "slices": SLICES[:1]})
    nobody, somebody = table([], **options), table([model()], **options)
    assert (len(everyone), len(nobody)) == (0, 0)
    assert everyone.schema == nobody.schema == somebody.schema


@pytest.mark.parametrize("table", [largest, by_slice])
def test_a_metric_that_is_no_rate_is_refused(table):
    message = (
        r"`metrics` must name rates, got `fpr`\. Available: `false_positive_rate`, .*`prevalence`\."
    )
    with pytest.raises(PlanError, match=message):
        table(model(), metrics=["fpr"])
