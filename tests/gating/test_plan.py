import pytest

from counterpoise.errors import PlanError
from counterpoise.gating import Scenario, read_gate_plan
from counterpoise.verdicts import Bound

SOUND = {
    "name": "s",
    "model": "m",
    "metric": "false_positive_rate",
    "slices": "gender",
    "at_most": 0.2,
}
RELATIVE = {"at_most": None, "no_worse_by": 0.02}


@pytest.mark.parametrize(
    ("changes", "bound", "words"),
    [
        ({}, Bound(most=0.2), "at most 0.2"),
        ({"at_least": 0.1}, Bound(least=0.1, most=0.2), "at least 0.1 and at most 0.2"),
        ({"gap": True}, Bound(least=-0.2, most=0.2), "within 0.2 of 0"),
        (RELATIVE, Bound(most=0.02), "no worse than the baseline by more than 0.02"),
        (
            {**RELATIVE, "metric": "roc_auc"},
            Bound(least=-0.02),
            "no worse than the baseline by more than 0.02",
        ),
        (
            {**RELATIVE, "metric": "roc_auc", "gap": True},
            Bound(most=0.02),
            "no worse than the baseline by more than 0.02",
        ),
    ],
)
def test_a_scenario_says_what_its_number_may_be(changes, bound, words):
    scenario = Scenario(**{**SOUND, **changes})
    assert scenario.bound == bound
    assert scenario.bound_words == words


RATES = (
    "`false_positive_rate`, `false_negative_rate`, `true_positive_rate`, `true_negative_rate`, "
    "`positive_predictive_value`, `negative_predictive_value`, `false_discovery_rate`, "
    "`false_omission_rate`, `positive_rate`, `negative_rate`, `accuracy`"
)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"metric": "false_positive"},
            "Scenario `s` has no such metric: `false_positive`. "
            f"Did you mean `false_positive_rate`? Available: {RATES}, `roc_auc`, `flip_rate`, "
            "`flip_rate_0_to_1`, `flip_rate_1_to_0`.",
        ),
        (
            {"slices": ()},
            "Scenario `s` needs slices, and `slices` is empty. "
            'Give a group column, slices = "gender", or names, slices = ["gender=female"].',
        ),
        (
            {"at_most": float("nan")},
            "Scenario `s` must have `at_most` in [0, 1], got nan. "
            "Rates, areas, gaps and scores are all shares of 1.",
        ),
        (
            {"at_most": None},
            "Scenario `s` needs one kind of bound, got none. "
            "Give `at_most` or `at_least`, or `no_worse_by` to hold it against the baseline.",
        ),
        (
            {"no_worse_by": 0.1},
            "Scenario `s` needs one kind of bound, got both. "
            "Give `at_most` or `at_least`, or `no_worse_by` to hold it against the baseline.",
        ),
        (
            {"gap": True, "metric": "roc_auc"},
            "Scenario `s` holds a gap of `roc_auc` against a bound, which can be done for rates at "
            "a threshold with `at_most` alone. Choose such a rate, or take away gap = true.",
        ),
        (
            {**RELATIVE, "metric": "flip_rate"},
            "Scenario `s` cannot hold `flip_rate` against the baseline. "
            "Available: `false_positive_rate`, `false_negative_rate`, `accuracy`, `roc_auc`.",
        ),
        (
            {**RELATIVE, "metric": "positive_rate"},
            "Scenario `s` cannot hold `positive_rate` against the baseline. "
            "Did you mean `false_positive_rate`? "
            "Available: `false_positive_rate`, `false_negative_rate`, `accuracy`, `roc_auc`.",
        ),
    ],
)
def test_what_cannot_be_judged_is_said(changes, message):
    with pytest.raises(PlanError) as error:
        Scenario(**{**SOUND, **changes})
    assert str(error.value) == message


FLIPS = "name = 'f'\nmodel = 'mended'\nmetric = 'flip_rate'\nslices = 'gender'\nat_most = 0.1\n"
CHANGE = "name = 'c'\nmodel = 'mended'\nmetric = 'accuracy'\nslices = 'gender'\nno_worse_by = 0.1\n"


@pytest.mark.parametrize(
    ("scenarios", "options", "message"),
    [
        ((), {}, "{path} needs the key `scenarios`, and it is missing. Add scenarios = ..."),
        (
            (FLIPS, FLIPS),
            {},
            "Two [[scenarios]] are called `f`. Give each its own name.",
        ),
        (
            (FLIPS,),
            {"report": False, "scores": False},
            "A gate needs numbers: `report` (a report.json or its folder), or [scores] (a file of "
            "scores), and the plan has neither. Add one of them.",
        ),
        (
            (FLIPS,),
            {"report": False},
            "Scenario `f` judges `flip_rate`, which needs a report of an audit with pairs. "
            "Add report = ...",
        ),
        (
            (CHANGE,),
            {"scores": False},
            "Scenario `c` is relative to the baseline, which needs the scores of both models on "
            "the same rows. Add [scores] with path, label and groups.",
        ),
        (
            (CHANGE,),
            {"report": False, "baseline": False},
            "Scenario `c` is relative to the baseline, and the plan names none. Add baseline = ...",
        ),
        (
            (FLIPS.replace("at_most", "atmost"),),
            {},
            "{path} scenarios[1] has no key `atmost`. Did you mean `at_most`? Available: `name`, "
            "`model`, `metric`, `slices`, `gap`, `at_most`, `at_least`, `no_worse_by`, "
            "`threshold`, `inconclusive`.",
        ),
        (
            (FLIPS + "inconclusive = 'perhaps'",),
            {},
            "{path} scenarios[1] inconclusive cannot be 'perhaps'. "
            "Available: `pass`, `fail`, `inconclusive`.",
        ),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(plan_file, scenarios, options, message):
    path = plan_file(*scenarios, **options)
    with pytest.raises(PlanError) as error:
        read_gate_plan(path)
    assert str(error.value) == message.format(path=path)


def test_a_plan_without_a_scenario_has_nothing_to_judge(tmp_path):
    path = tmp_path / "gate.toml"
    path.write_text("scenarios = []\nreport = '.'")
    with pytest.raises(PlanError) as error:
        read_gate_plan(path)
    assert str(error.value) == (
        "A gate needs a scenario, and the plan has none. Add [[scenarios]]."
    )


def test_a_missing_plan_is_said(tmp_path):
    with pytest.raises(PlanError) as error:
        read_gate_plan(tmp_path / "no.toml")
    assert str(error.value) == (
        f"There is no gate plan at {tmp_path / 'no.toml'}. Give the path of a TOML file."
    )


def test_a_plan_that_is_no_toml_is_said(tmp_path):
    path = tmp_path / "gate.toml"
    path.write_text("report = ")
    with pytest.raises(PlanError) as error:
        read_gate_plan(path)
    assert str(error.value) == (
        f"{path} should be TOML, but is not: Invalid value (at end of document). Mend that line."
    )


def test_the_folder_is_not_for_the_plan_to_say(tmp_path):
    path = tmp_path / "gate.toml"
    path.write_text("folder = '.'")
    with pytest.raises(PlanError) as error:
        read_gate_plan(path)
    assert str(error.value) == (
        f"{path} has no key `folder`. Paths count from the plan's own folder."
    )
