import re

import pytest

from counterpoise.errors import RunError
from counterpoise.tuning.space import Number
from counterpoise.tuning.study import study_at
from counterpoise.tuning.trials import Outcome, started

SPACE = (
    Number(name="w", low=0, high=5, start=1),
    Number(name="n", low=1, high=64, start=8, whole=True, logarithmic=True),
)
NUMBERS = {("overall", "roc_auc"): 0.9, ("sex=a", "roc_auc"): float("nan")}
OUTCOME = Outcome(quality=0.9, bias=float("nan"), excess={"bias <= 0.1": 0.2})


def tried(path, *, plan=None, times=1):
    with study_at(path, plan=plan or {"a": [1.0]}, space=SPACE, seed=3) as study:
        if not study.trials():
            study.add_baseline(NUMBERS, OUTCOME)
        for _ in range(times):
            asked = study.ask()
            study.tell(asked, NUMBERS, OUTCOME)
        return [trial.parameters for trial in study.trials()]


def test_parameters_begin_at_the_start_and_keep_their_kind():
    first, *others = tried(None, times=5)
    assert first == started(SPACE) == {"w": 1.0, "n": 8}
    assert all(0 <= one["w"] <= 5 and one["n"] in range(1, 65) for one in others)
    assert {type(one["n"]) for one in (first, *others)} == {int}


def test_numbers_come_back_as_they_were_kept(tmp_path):
    with study_at(tmp_path / "s.sqlite", plan={}, space=SPACE, seed=0) as study:
        study.add_baseline(NUMBERS, OUTCOME)
    with study_at(tmp_path / "s.sqlite", plan={}, space=SPACE, seed=0) as study:
        (trial,) = study.trials()
    assert repr(trial.numbers) == repr(NUMBERS)


def test_a_trial_that_was_never_told_does_not_count(tmp_path):
    path = tmp_path / "new folder" / "s.sqlite"
    with study_at(path, plan={"a": [1.0]}, space=SPACE, seed=3) as study:
        study.add_baseline(NUMBERS, OUTCOME)
        study.ask()
    assert tried(path, times=2) == tried(None, times=2)


@pytest.mark.parametrize("name", ["a study.sqlite", "a?b=1", "a%20b", "ä#b"])
def test_the_file_has_the_name_that_was_given(tmp_path, name):
    with study_at(tmp_path / name, plan={}, space=SPACE, seed=0) as study:
        study.add_baseline(NUMBERS, OUTCOME)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_trial_that_was_stopped_is_closed(tmp_path):
    for _ in range(2):
        with study_at(tmp_path / "s", plan={}, space=SPACE, seed=0) as study:
            states = [trial.state.name for trial in study.kept.get_trials()]
            study.ask()
    assert states == ["FAIL"]


def test_the_search_is_told_how_far_constraints_were_broken():
    with study_at(None, plan={}, space=SPACE, seed=0) as study:
        study.add_baseline(NUMBERS, OUTCOME)
        study.tell(study.ask(), NUMBERS, OUTCOME)
        kept = [dict(trial.constraints) for trial in study.kept.get_trials()]
    assert kept == [{"bias <= 0.1": 0.2}] * 2


def test_a_search_for_something_else_is_refused(tmp_path):
    path = tmp_path / "s.sqlite"
    tried(path)
    expected = (
        f"{path} holds a search that was asked for something else: `a` was [1.0] and is 'b'. "
        "Ask for the same, or give another path."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        tried(path, plan={"a": "b"})


@pytest.mark.parametrize(
    "make", [lambda p: p.mkdir(), lambda p: p.write_text("some notes of ours")]
)
def test_a_path_that_is_something_else_is_refused_and_left_alone(tmp_path, make):
    path = tmp_path / "s.sqlite"
    make(path)
    expected = (
        f"{path} should be the SQLite file of an earlier search, or not exist yet, and is "
        "something else. Give another path, such as study.sqlite."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        tried(path)
    assert path.is_dir() or path.read_text() == "some notes of ours"


def test_what_is_undefined_is_worse_than_anything():
    nothing = Outcome(quality=float("nan"), bias=float("nan"), excess={})
    assert nothing.objectives == [-1e6, 1e6]
    assert OUTCOME.objectives == [0.9, 1e6]
