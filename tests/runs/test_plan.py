import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.runs.plan import read_plan

WHOLE = """
title = "a trial"
seed = 3

[data]
path = "comments.csv"
text = "comment"
split = "part"
groups = ["gender"]

[[data.group]]
name = "religion"
columns = ["jewish", "muslim"]

[classifier]
steps = 10
learning_rate = 1

[counterfactuals]
terms = ["he", "she"]

[[models]]
name = "baseline"

[[models]]
name = "upweighted"
upweight = [{ column = "gender", contains = "male", add = 0.5 }]

[[models]]
name = "paired"
start = "baseline"
pairing = { loss_weight = 2.0, where = "negative" }

[audit]
thresholds = [0.4, 0.6]
shown = 0.4

[report]
texts = "sample"
"""


@pytest.fixture
def plan_file(tmp_path):
    def write(text):
        path = tmp_path / "plan.toml"
        path.write_text(text)
        return path

    return write


def test_every_part_of_a_plan_is_read(plan_file):
    plan = read_plan(plan_file(WHOLE))
    assert (plan.title, plan.seed) == ("a trial", 3)
    assert plan.data.group[0].columns == ("jewish", "muslim")
    assert plan.classifier.learning_rate == 1.0
    assert plan.classifier.batch_size == 512
    assert plan.counterfactuals.terms == ("he", "she")
    assert plan.models[1].upweight[0].add == 0.5
    assert plan.models[1].upweight[0].label == "negative"
    assert plan.models[2].pairing.where == "negative"
    assert plan.audit.thresholds == (0.4, 0.6)
    assert plan.report.texts == "sample"


def test_a_model_that_goes_on_from_another_gets_a_control_trained_as_long(plan_file):
    plan = read_plan(plan_file(WHOLE))
    names = [(model.name, model.start, model.mended) for model in plan.with_controls()]
    assert names[-1] == ("control", "baseline", False)
    assert plan.controls() == {"upweighted": "baseline", "paired": "control"}


def test_an_unmended_model_of_the_plan_serves_as_control(plan_file):
    longer = '[[models]]\nname = "longer"\nstart = "baseline"\n[audit]'
    plan = read_plan(plan_file(WHOLE.replace("[audit]", longer)))
    assert plan.controls()["paired"] == "longer"
    assert len(plan.with_controls()) == 4


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("seed = 3", "sead = 3", "has no key `sead`. Did you mean `seed`? "),
        ("steps = 10", "step = 10", "[classifier] has no key `step`. Did you mean `steps`? "),
        ("steps = 10", 'steps = "x"', "steps must be a whole number, got 'x' (str). "),
        ("steps = 10", "steps = true", "steps must be a whole number, got True (bool). "),
        ("seed = 3", "seed = 3.5", "seed must be a whole number, got 3.5 (float). "),
        ("thresholds = [0.4, 0.6]", "thresholds = 0.4", "thresholds must be a list, got 0.4. "),
        ('where = "negative"', 'where = "some"', "where cannot be 'some'. "),
        ('column = "gender", ', "", "upweight[1] needs the key `column`, and it is missing. "),
        ('name = "upweighted"', 'name = "baseline"', "Two [[models]] are called `baseline`. "),
        ('start = "baseline"', 'start = "base"', "starts from `base`, which does not come before"),
        ("shown = 0.4", "shown = 0.5", "shown must be one of the thresholds [0.4, 0.6], got 0.5."),
        ('split = "part"', "", "[data] needs `split` (the column that says which rows train and"),
        ('path = "comments.csv"', "", "[data] needs a `path`, or kind = "),
        ('texts = "sample"', 'texts = "some"', "texts cannot be 'some'. Did you mean `sample`? "),
        ("[classifier]", "[classifier", "should be TOML, but is not: "),
        ("seed = 3", 'folder = "x"', "has no key `folder`. "),
        ("steps = 10", "steps = 0", "[classifier] steps must be a number of at least 1, got 0."),
        ("seed = 3", "seed = -1", "seed must be a number of at least 0, got -1."),
        ("learning_rate = 1", "learning_rate = 0", "[classifier] learning_rate must be above 0"),
        ("loss_weight = 2.0", "loss_weight = inf", "paired: loss_weight must be a number of at"),
        ("[0.4, 0.6]", "[0.4, 2.0]", "[audit] thresholds must be numbers in [0, 1], got [0.4, 2."),
        ('name = "upweighted"', 'name = ""', "A model of [[models]] has an empty name. "),
        ("[classifier]\nsteps = 10\nlearning_rate = 1", "classifier = 3", "must be a table, got "),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(plan_file, old, new, expected):
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    if new == "classifier = 3":
        text = f"{new}\n{WHOLE.replace(old, '', 1)}"
    with pytest.raises(PlanError, match=re.escape(expected)):
        read_plan(plan_file(text))


def test_a_first_model_with_a_remedy_is_refused(plan_file):
    text = WHOLE.replace('[[models]]\nname = "baseline"\n', "", 1)
    expected = "The first of [[models]] is the baseline and must have no remedy."
    with pytest.raises(PlanError, match=re.escape(expected)):
        read_plan(plan_file(text))


def test_a_missing_plan_is_refused(tmp_path):
    expected = f"There is no plan at {tmp_path / 'no.toml'}. Give the path of a TOML file."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        read_plan(tmp_path / "no.toml")


def test_a_control_never_takes_the_name_of_a_model(plan_file):
    plan = read_plan(plan_file(WHOLE.replace('name = "upweighted"', 'name = "control"')))
    names = [model.name for model in plan.with_controls()]
    assert names == ["baseline", "control", "paired", "control of baseline"]
    assert plan.controls() == {"control": "baseline", "paired": "control of baseline"}
