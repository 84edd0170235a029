import os
import re
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from counterpoise import ablation_pairs, audit
from counterpoise.data import read
from counterpoise.errors import PlanError, RunError
from counterpoise.tuning.models import SplitScores
from counterpoise.tuning.search import tune
from counterpoise.tuning.space import Number

CONSTRAINTS = ["largest sex false_positive_rate gap <= 0.05", "roc_auc loss <= 0.02"]


def tuned(shift, **options):
    settings = {"constraints": CONSTRAINTS, "trials": 14, "threshold": 0.4, **options}
    space = settings.pop("space", shift.space)
    return tune(shift, space, **shift.splits, **settings)


@pytest.fixture(scope="module")
def found(shift_of_module):
    return tuned(shift_of_module)


def test_it_finds_a_shift_that_closes_the_gap(found):
    base, chosen = found.trials.row(0, named=True), found.trials.filter("chosen").row(0, named=True)
    gap = "largest sex false_positive_rate gap"
    assert base[gap] > 0.1
    assert chosen[gap] <= 0.05
    assert found.feasible
    assert found.parameters == {"down": chosen["down"], "blur": chosen["blur"]}
    assert 0.1 < found.parameters["down"] < 0.3


def test_the_choice_is_the_feasible_trial_of_best_quality(found):
    feasible = found.trials.filter("feasible")
    assert 1 <= feasible.height < found.trials.height
    assert found.trials.filter("chosen")["roc_auc"].item() == feasible["roc_auc"].max()
    assert (found.quality, found.bias) == ("roc_auc", "largest sex false_positive_rate gap")


def test_the_table_shows_every_quantity_of_every_trial(found):
    assert found.trials.columns == [
        "trial",
        "down",
        "blur",
        "roc_auc",
        "largest sex false_positive_rate gap",
        "roc_auc loss",
        "feasible",
        "on_frontier",
        "chosen",
    ]
    assert found.trials["trial"].to_list() == list(range(14))
    base = found.trials["roc_auc"][0]
    assert found.trials["roc_auc loss"].to_list() == [base - x for x in found.trials["roc_auc"]]


def test_the_frontier_rises_in_quality_with_bias(found):
    front = found.frontier
    assert front.height >= 1
    assert front["roc_auc"].is_sorted()
    assert front[found.bias].is_sorted()
    assert found.trials["roc_auc"].max() in front["roc_auc"]


def test_the_report_is_of_the_baseline_and_the_choice_on_the_test_rows(found, shift):
    same = audit(
        shift.test,
        {
            "baseline": shift.scores(shift.test, **found.trials.row(0, named=True)),
            "chosen": shift.scores(shift.test, **found.parameters),
        },
        thresholds=[0.4],
    )
    assert_frame_equal(found.report.table(), same.table())
    assert found.report.facts["chosen parameters"].startswith("down = 0.")


def test_constraints_are_held_against_validation_and_test_rows(found):
    gaps = found.report.largest_gaps(metrics=["false_positive_rate"], draws=200)
    areas = found.report.table().filter(metric="roc_auc", slice="overall")["value"]
    assert found.constraints["constraint"].to_list() == CONSTRAINTS
    assert found.constraints["test"].to_list() == pytest.approx(
        [gaps["largest"][1], areas[0] - areas[1]]
    )
    assert found.constraints["kept"].to_list() == [True, True]
    for row in found.constraints.iter_rows(named=True):
        assert row["lower"] < row["test"] < row["upper"]
        assert row["kept_on_test"] == (row["test"] <= row["bound"])
        assert (row["verdict"] == "pass") == (row["upper"] <= row["bound"])


def test_a_row_without_a_score_is_no_decision_to_the_end(shift):
    def train(parameters):
        model = shift(parameters)
        return SplitScores(validation=model.validation, test=[None, *model.test[1:].tolist()])

    found = tune(train, shift.space, **shift.splits, constraints=CONSTRAINTS, trials=2)
    rows = found.report.table().filter(metric="roc_auc", slice="overall")["rows"]
    assert rows.to_list() == [2001, 2001]
    assert found.constraints["lower"].is_not_nan().all()


def test_test_rows_are_looked_at_only_in_the_end(shift):
    """Scores of the test rows of all trials but the last two are never read."""

    class Unread:
        def __array__(self, *_, **__):
            raise AssertionError("the test rows were looked at")

    def train(parameters):
        model = shift(parameters)
        last = len(shift.asked) > 6
        return model if last else SplitScores(validation=model.validation, test=Unread())

    found = tune(train, shift.space, **shift.splits, constraints=CONSTRAINTS, trials=6)
    assert len(shift.asked) == 8
    assert shift.asked[6:] == [{"down": 0, "blur": 0}, found.parameters]


def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(shift, tmp_path):
    whole = tuned(shift, trials=7)
    path = tmp_path / "study.sqlite"
    for stop_at in (1, 4):
        shift.asked.clear()
        shift.stop_at = stop_at
        with pytest.raises(KeyboardInterrupt):
            tuned(shift, study=path, trials=7)
    shift.stop_at = None
    shift.asked.clear()
    again = tuned(shift, study=path, trials=7)
    assert_frame_equal(again.trials, whole.trials)
    assert again.parameters == whole.parameters
    # Of the three that were done none is trained again, but for the report.
    assert len(shift.asked) == 7 - 3 + 2


def test_a_search_that_is_done_can_be_asked_for_more_trials(shift, tmp_path):
    first = tuned(shift, study=tmp_path / "s", trials=3)
    more = tuned(shift, study=tmp_path / "s", trials=4)
    relative = ("chosen", "on_frontier")
    assert_frame_equal(more.trials.head(3).drop(relative), first.trials.drop(relative))
    fewer = tuned(shift, study=tmp_path / "s", trials=3)
    assert_frame_equal(fewer.trials, first.trials)


def numbered_rows():
    labels = np.arange(200) % 2
    sex = [["a"] if place % 3 else ["b"] for place in range(200)]
    return read(pl.DataFrame({"label": labels, "sex": sex}), label="label", groups=["sex"])


def numbered(study, *, killed_at=None):
    """A search of which training number `killed_at` ends the process at once."""
    asked = []

    def train(parameters):
        asked.append(parameters)
        if len(asked) == killed_at:
            os._exit(9)
        scores = (np.arange(200) % 2 + parameters["w"] * np.arange(200) / 200) / 3
        return SplitScores(validation=scores, test=scores)

    rows = numbered_rows()
    found = tune(
        train,
        [Number(name="w", low=0, high=2, start=1)],
        validation=rows,
        test=rows,
        constraints=["largest sex false_positive_rate gap <= 0.1"],
        trials=4,
        study=study,
    )
    return found, asked


def test_a_process_that_was_killed_leaves_a_study_that_goes_on(tmp_path):
    code = f"""
import runpy
runpy.run_path({__file__!r})["numbered"]({str(tmp_path / "s")!r}, killed_at=3)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    found, asked = numbered(tmp_path / "s")
    # Two of four were done; two trainings are for the report.
    assert len(asked) == 4
    assert_frame_equal(found.trials, numbered(None)[0].trials)


def test_another_search_does_not_go_on_there(shift, tmp_path):
    tuned(shift, study=tmp_path / "s", trials=2)
    expected = (
        f"{tmp_path / 's'} holds a search that was asked for something else: `constraints` was "
        f"{CONSTRAINTS} and is {CONSTRAINTS[:1]}. Ask for the same, or give another path."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        tuned(shift, study=tmp_path / "s", constraints=CONSTRAINTS[:1])
    with pytest.raises(RunError, match="`seed` was 0 and is 1"):
        tuned(shift, study=tmp_path / "s", seed=1)
    rows = {"validation": shift.test, "test": shift.test}
    with pytest.raises(RunError, match="`rows` was '2001 rows, "):
        tune(
            shift, shift.space, **rows, constraints=CONSTRAINTS, threshold=0.4, study=tmp_path / "s"
        )


def test_where_nothing_is_feasible_the_nearest_is_given_and_said_to_be_so(shift):
    constraints = ["largest sex false_positive_rate gap <= 0.05", "roc_auc >= 0.9999"]
    found = tuned(shift, constraints=constraints, trials=6)
    assert not found.feasible
    excess = [
        max(gap - 0.05, 0.9999 - area)
        for gap, area in found.trials.select(found.bias, "roc_auc").rows()
    ]
    assert found.trials["chosen"].arg_max() == int(np.argmin(excess))
    assert found.sentences[0].startswith(
        "No trial of 6 keeps every constraint on validation rows. Trial "
    )


def test_a_threshold_can_be_searched(shift):
    space = [Number(name="threshold", low=0.05, high=0.95, start=0.5), shift.space[0]]
    found = tuned(
        shift,
        space=space,
        constraints=["false_positive_rate <= 0.1", "false_negative_rate <= 0.3"],
        minimise="largest sex false_positive_rate gap",
        maximise="accuracy",
    )
    chosen = found.parameters["threshold"]
    assert found.report.thresholds == tuple(sorted({0.5, chosen}))
    at = found.report.table().filter(
        model="chosen", slice="overall", metric="false_positive_rate", threshold=chosen
    )
    assert found.constraints["test"][0] == at["value"].item()
    assert found.trials["accuracy"].n_unique() > 5


def test_models_may_be_callables_and_pairs_are_judged(make_examples):
    generator = np.random.default_rng(0)

    def rows(count):
        labels = generator.integers(0, 2, count).astype(float)
        texts = [
            f"the {'woman' if generator.random() < 0.4 else 'clerk'} was "
            f"{'rude' if label else 'kind'} on day {i}"
            for i, label in enumerate(labels)
        ]
        return make_examples(
            labels, texts=texts, sex=[["a"] if "woman" in t else [] for t in texts]
        )

    validation, test = rows(120), rows(100)

    def train(parameters):
        def scores(texts):
            return [
                0.3 + 0.3 * ("rude" in text) + (0.3 - parameters["down"]) * ("woman" in text)
                for text in texts
            ]

        return scores

    found = tune(
        train,
        [Number(name="down", low=0, high=0.3, start=0)],
        validation=validation,
        test=test,
        validation_pairs=ablation_pairs(validation, "gender_50"),
        test_pairs=ablation_pairs(test, "gender_50"),
        constraints=["flip_rate <= 0.05"],
        trials=8,
    )
    assert found.trials["flip_rate"][0] > 0.3
    assert found.constraints["test"].item() == 0
    assert found.feasible


def test_scores_of_pairs_may_be_given(make_examples):
    examples = make_examples([0, 1, 0], texts=["a man", "a woman", "a thing"], sex=[["a"]] * 3)
    pairs = ablation_pairs(examples, "gender_50")
    scores = np.array([0.6, 0.7, 0.1])

    def train(parameters):
        after = np.full(len(pairs.frame), 0.6 - parameters["w"])
        return SplitScores(validation=scores, test=scores, validation_pairs=after, test_pairs=after)

    found = tune(
        train,
        [Number(name="w", low=0, high=0.5, start=0)],
        validation=examples,
        test=examples,
        validation_pairs=pairs,
        test_pairs=pairs,
        constraints=["flip_rate <= 0"],
        maximise="ctf_gap",
        trials=5,
    )
    assert found.trials["flip_rate"].n_unique() == 2
    assert found.trials["ctf_gap"].n_unique() > 2


def test_training_that_is_not_repeatable_is_told(shift):
    generator = np.random.default_rng(0)

    def train(parameters):
        return shift({**parameters, "blur": generator.random()})

    found = tune(train, [shift.space[0]], **shift.splits, constraints=CONSTRAINTS, trials=4)
    assert abs(found.drift) > 1e-3
    assert found.sentences[-1].startswith(
        "Training is not repeatable: trained again, roc_auc moved"
    )


def test_progress_counts_trials(shift, tmp_path):
    told = []

    @contextmanager
    def progress(description, total):
        told.append((description, total))
        yield told.append

    tuned(shift, trials=2, progress=progress, study=tmp_path / "s")
    tuned(shift, trials=3, progress=progress, study=tmp_path / "s")
    assert told == [("tuning", 2), 0, 1, 1, ("tuning", 3), 2, 1]


def test_searching_prints_nothing(shift, capfd):
    tuned(shift, trials=3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"trials": 1},
            "`trials` must be 2 or more, got 1. The first is the baseline; 40 are usual.",
        ),
        ({"threshold": 2}, "`threshold` must be in [0, 1], got 2. Scores are probabilities."),
        (
            {"constraints": ["accuracy >= 0.9"]},
            "Nothing says what bias is: no constraint has a bound from above. Name it with "
            "`minimise`, such as 'largest gender false_positive_rate gap'.",
        ),
        (
            {"constraints": ["sax=a accuracy >= 0.9"]},
            "`sax=a accuracy` names no slice: `sax=a`. Did you mean `sex=a`? Available: `overall`, "
            "`sex=a`, `sex=b`. Write `largest` before a group column.",
        ),
        (
            {"space": [Number(name="roc_auc", low=0, high=1, start=0)]},
            "A number of `space` cannot be called `roc_auc`, since the table of trials has another "
            "column of that name. Call it otherwise.",
        ),
    ],
)
def test_what_cannot_be_searched_is_refused_before_anything_is_trained(shift, options, expected):
    options = {"minimise": "largest sex accuracy gap", **options} if "sax" in expected else options
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        tuned(shift, **options)
    assert not shift.asked


def test_pairs_of_one_split_alone_are_refused(make_examples, shift):
    examples = make_examples([0], texts=["a man"], sex=[["a"]])
    expected = (
        "`validation_pairs` and `test_pairs` must both be given or neither. "
        "What is chosen on one must be reported on the other."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        tune(
            shift,
            shift.space,
            validation=examples,
            test=examples,
            validation_pairs=ablation_pairs(examples, "gender_50"),
            constraints=["flip_rate <= 0.1"],
        )


def test_without_optuna_it_says_what_to_install():
    code = """
import sys
sys.modules["optuna"] = None
from counterpoise.errors import MissingExtraError
import counterpoise.tuning.weight_search
try:
    import counterpoise.tuning.search
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "counterpoise.tuning.search needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[tune]'"
    )
