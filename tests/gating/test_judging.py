import numpy as np
import polars as pl
import pytest

from counterpoise.comparing import compare
from counterpoise.data import Delimited, read
from counterpoise.errors import PlanError
from counterpoise.gating import GatePlan, Scenario, ScoresPlan, gate
from counterpoise.report import Report

LISTED = ("overall", "gender=female")


def scenario(**changes):
    known = {
        "name": "s",
        "model": "mended",
        "metric": "false_positive_rate",
        "slices": LISTED,
        "at_most": 0.2,
    }
    return Scenario(**{**known, **changes})


@pytest.fixture
def judged(results):
    """The result of one scenario over the report and the scores."""

    def judge(*, report=True, scores=True, **changes):
        plan = GatePlan(
            scenarios=(scenario(**changes),),
            report=str(results) if report else None,
            baseline="base",
            scores=ScoresPlan(
                path=str(results / "scores.parquet"),
                label="label",
                groups=("gender",),
                delimiter=";",
                prefix="score_",
            )
            if scores
            else None,
        )
        return gate(plan).scenarios[0]

    return judge


def verdicts(result):
    return {piece.name: piece.verdict for piece in result.slices}


def test_a_rate_is_held_against_its_bound_in_every_slice(judged):
    assert verdicts(judged(model="base")) == {"overall": "pass", "gender=female": "fail"}
    assert judged(model="base").verdict == "fail"
    assert judged().verdict == "pass"
    assert judged(at_most=None, at_least=0.2).verdict == "fail"


def test_a_group_column_is_the_family_of_its_groups(judged):
    found = judged(slices="gender")
    assert verdicts(found) == {"gender=female": "pass", "gender=rare": "inconclusive"}
    assert found.verdict == found.found == "inconclusive"
    assert found.sentence == "1 pass, 1 inconclusive"


@pytest.mark.parametrize("taken", ["pass", "fail", "inconclusive"])
def test_the_plan_says_what_inconclusive_is_taken_for(judged, taken):
    found = judged(slices="gender", inconclusive=taken)
    assert found.found == "inconclusive"
    assert found.verdict == taken
    if taken != "inconclusive":
        said = f"1 pass, 1 inconclusive; the plan takes inconclusive for {taken}"
        assert found.sentence == said


def test_a_slice_that_fails_is_no_matter_of_taking(judged):
    assert judged(model="base", inconclusive="pass").verdict == "fail"


@pytest.mark.parametrize("metric", ["false_positive_rate", "accuracy", "roc_auc", "flip_rate"])
def test_numbers_are_the_reports_and_the_interval_of_one_slice_is_near_its(judged, results, metric):
    table = Report.load(results / "report.json").table()
    row = table.filter(
        pl.col("model") == "base",
        pl.col("slice") == "gender=female",
        pl.col("metric") == metric,
        pl.col("threshold").is_null() | (pl.col("threshold") == 0.5),
    ).row(0, named=True)
    piece = judged(model="base", metric=metric, slices=("gender=female",)).slices[0]
    assert piece.confidence == 0.95
    assert (piece.value, piece.rows) == (row["value"], row["rows"])
    assert (piece.lower, piece.upper) == pytest.approx((row["lower"], row["upper"]), abs=0.01)


def test_a_family_has_wider_intervals_than_a_slice_alone(judged):
    alone = judged(metric="roc_auc", slices=("overall",), at_most=0.9).slices[0]
    family = judged(metric="roc_auc", slices=(*LISTED, "gender=rare"), at_most=0.9).slices[0]
    assert family.confidence > alone.confidence
    assert family.upper - family.lower > alone.upper - alone.lower


def test_a_gap_is_held_against_its_bound_on_both_sides(judged):
    found = judged(model="base", gap=True, at_most=0.1, slices=("gender=female",))
    value = found.slices[0].value
    assert found.verdict == "fail"
    assert found.slices[0].sentence == (
        f"FPR gap of gender=female against overall is {value:.3f} "
        f"[{found.slices[0].lower:.3f}, {found.slices[0].upper:.3f}]: it is not within 0.1 of 0."
    )
    assert judged(gap=True, at_most=0.1, slices=("gender=female",)).verdict == "pass"


def test_a_change_is_the_comparisons(judged, results):
    examples = read(
        str(results / "scores.parquet"),
        label="label",
        groups=[Delimited(column="gender", delimiter=";")],
    )
    compared = compare(
        examples, {"base": "score_base", "mended": "score_mended"}, baseline="base", margin=0.05
    )
    table = compared.table().filter(pl.col("slice") == "gender=female")
    metrics = ("false_positive_rate", "accuracy", "roc_auc")
    for metric, gap in [(name, gap) for name in metrics for gap in (False, True)]:
        named = f"{metric}_gap_size" if gap else metric
        row = table.filter(pl.col("metric") == named).row(0, named=True)
        piece = judged(
            metric=metric, gap=gap, slices=("gender=female",), at_most=None, no_worse_by=0.05
        ).slices[0]
        assert (piece.value, piece.lower, piece.upper) == pytest.approx(
            (row["change"], row["lower"], row["upper"])
        )
        assert (piece.verdict, piece.sentence) == (row["verdict"], row["sentence"])


def test_scores_alone_are_enough_where_no_report_is_given(judged):
    with_report, without = judged(), judged(report=False)
    assert with_report.slices == without.slices


def test_a_slice_with_nothing_to_judge_never_passes(tmp_path):
    frame = pl.DataFrame({"label": [0.0, 1.0, 0.0], "m": [0.1, 0.9, 0.2], "group": ["a", "b", ""]})
    frame.write_csv(tmp_path / "s.csv")
    plan = GatePlan(
        scenarios=(scenario(model="m", slices=("group=b",), at_most=1.0),),
        scores=ScoresPlan(path="s.csv", label="label", groups=("group",), delimiter=";"),
        folder=str(tmp_path),
    )
    piece = gate(plan).scenarios[0].slices[0]
    assert (piece.verdict, piece.rows) == ("inconclusive", 0)
    assert np.isnan(piece.value)
    assert piece.sentence == "FPR of group=b cannot be judged: 0 rows count for it."


def test_a_group_column_without_groups_is_inconclusive(tmp_path):
    frame = pl.DataFrame({"label": [0.0, 1.0], "m": [0.1, 0.9], "group": [[], []]})
    frame.cast({"group": pl.List(pl.String)}).write_parquet(tmp_path / "s.parquet")
    for bound in ({"at_most": 0.5}, {"at_most": None, "no_worse_by": 0.1}):
        plan = GatePlan(
            scenarios=(scenario(model="m", slices="group", **bound),),
            scores=ScoresPlan(path="s.parquet", label="label", groups=("group",)),
            baseline="label",
            folder=str(tmp_path),
        )
        result = gate(plan)
        assert (result.verdict, result.exit_status) == ("inconclusive", 3)
        assert result.scenarios[0].sentence == "there is no slice to judge"


def test_the_worst_scenario_decides(results):
    def both(*bounds):
        scenarios = [scenario(name=str(i), slices=s, at_most=b) for i, (s, b) in enumerate(bounds)]
        return gate(GatePlan(scenarios=tuple(scenarios), report=str(results)))

    passing, failing, unclear = (LISTED, 0.5), (LISTED, 0.01), (("gender=rare",), 0.2)
    assert (both(passing).verdict, both(passing).exit_status) == ("pass", 0)
    assert both(passing, unclear).exit_status == 3
    assert both(passing, unclear, failing).exit_status == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"slices": "gendre"},
            "Scenario `s` has no such group column: `gendre`. Did you mean `gender`? "
            "Available: `gender`.",
        ),
        (
            {"slices": ("gender=femal",)},
            "Scenario `s` has no such slice: `gender=femal`. Did you mean `gender=female`? "
            "Available: `overall`, `gender=female`, `gender=rare`.",
        ),
        (
            {"threshold": 0.123},
            "Scenario `s` needs counts at threshold 0.123, which the report does not have. "
            "Take one in whole hundredths, or audit again with it.",
        ),
        (
            {"threshold": 0.4, "metric": "flip_rate"},
            "Scenario `s` needs flips at threshold 0.4, and the report has "
            "[0.1, 0.3, 0.5, 0.7, 0.9]. Take one of these, or audit again with it.",
        ),
        (
            {"model": "mend"},
            "There is no model `mend` in this report. Did you mean `mended`? "
            "Available: `base`, `mended`.",
        ),
    ],
)
def test_what_is_not_there_is_said(judged, changes, message):
    with pytest.raises(PlanError) as error:
        judged(**changes)
    assert str(error.value) == message


def test_flips_need_a_report_with_pairs(make_examples, tmp_path):
    from counterpoise.auditing import audit

    audit(make_examples([0, 1]), {"mended": [0.1, 0.9]}).save(tmp_path / "report.json")
    plan = GatePlan(
        scenarios=(scenario(metric="flip_rate", slices=("overall",)),), report=str(tmp_path)
    )
    with pytest.raises(PlanError) as error:
        gate(plan)
    assert str(error.value) == (
        "Scenario `s` judges `flip_rate`, and the report has no pairs. Audit again with pairs."
    )
