import numpy as np
import pytest

from counterpoise import ablation_pairs
from counterpoise.tuning.judging import Judged, included_for, numbers_of
from counterpoise.tuning.quantities import Quantity


def quantities(*texts):
    return tuple(Quantity.parse(text) for text in texts)


@pytest.fixture
def judged(shift):
    return Judged(examples=shift.validation)


def report(judged, shift, **options):
    scores = shift.scores(judged.examples, down=0)
    return judged.report(
        {"m": scores},
        thresholds=options.get("thresholds", [0.5]),
        crossings=(),
        include=options.get("include", ()),
    )


def test_the_largest_gap_is_that_of_the_report(judged, shift):
    found = report(judged, shift)
    known = judged.known(())
    for metric in ("false_positive_rate", "false_negative_rate"):
        asked = quantities(f"largest sex {metric} gap")
        numbers = numbers_of(found, asked, model="m", threshold=0.5)
        value = asked[0].value(numbers, numbers, families=known.families)
        same = found.largest_gaps(metrics=[metric], draws=200)["largest"].item()
        assert value == pytest.approx(same)


def test_a_criterion_of_a_family_is_that_of_the_report(judged, shift):
    found = report(judged, shift)
    asked = quantities("sex demographic_parity_difference", "accuracy")
    numbers = numbers_of(found, asked, model="m", threshold=0.5)
    criteria = found.criteria().filter(metric="demographic_parity_difference")
    assert numbers["sex", "demographic_parity_difference"] == criteria["value"].item()
    assert {place for place, metric in numbers if metric == "accuracy"} == {
        "overall",
        "sex=a",
        "sex=b",
    }


def test_numbers_are_those_of_the_threshold_asked_for(judged, shift):
    found = report(judged, shift, thresholds=[0.7, 0.3])
    asked = quantities("positive_rate", "roc_auc")
    low, high = (numbers_of(found, asked, model="m", threshold=at) for at in (0.3, 0.7))
    assert low["overall", "positive_rate"] > high["overall", "positive_rate"]
    assert low["overall", "roc_auc"] == high["overall", "roc_auc"]


def test_every_metric_that_is_known_can_be_read_off(make_examples):
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 80).astype(float)
    texts = [("the woman " if i % 3 else "the man ") + f"said {i}" for i in range(80)]
    sex = [["a"] if i % 3 else ["b"] for i in range(80)]
    examples = make_examples(labels, texts=texts, sex=sex)
    judged = Judged(examples=examples, pairs=ablation_pairs(examples, "gender_50"))
    known = judged.known(())
    every = tuple(Quantity(metric=name) for name in known.metrics) + tuple(
        Quantity(place="sex", metric=name) for name in known.criteria
    )
    for quantity in every:
        known.check(quantity)
    found = judged.report(
        {"m": lambda texts: [(hash(text) % 97) / 97 for text in texts]},
        thresholds=[0.5],
        crossings=(),
        include=included_for(every),
    )
    numbers = numbers_of(found, every, model="m", threshold=0.5)
    missing = {(q.place, q.metric) for q in every} - set(numbers)
    assert not missing, missing


def test_only_what_is_needed_is_included():
    assert included_for(quantities("roc_auc", "accuracy gap")) == ()
    assert included_for(quantities("largest sex bpsn_auc", "pr_auc loss")) == ("bias_auc", "pr_auc")
    assert included_for(quantities("expected_calibration_error")) == ("calibration",)


def test_crossings_are_families(make_examples):
    examples = make_examples([0, 1], sex=[["a"], ["b"]], age=[["x"], ["x"]])
    families = Judged(examples=examples).known([("sex", "age")]).families
    assert list(families) == ["sex", "age", "sex & age"]
    assert families["sex & age"] == ("sex & age=a & x", "sex & age=b & x")
