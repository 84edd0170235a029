import json
import re

import pytest

from counterpoise.errors import RunError
from counterpoise.runs.folder import RunFolder

IDENTITY = {"plan": {"seed": 1, "terms": ("he",)}, "data": "abc"}


def opened(target, identity=IDENTITY, *, overwrite=False):
    return RunFolder.open(target, identity=identity, overwrite=overwrite)


def test_the_folder_appears_only_when_it_is_finished(tmp_path):
    folder = opened(tmp_path / "out")
    with folder.step("one"):
        (folder.part / "file").write_text("x")
    assert not (tmp_path / "out").exists()
    folder.finish({})
    assert (tmp_path / "out" / "file").read_text() == "x"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_interrupted_run_goes_on_after_its_last_finished_step(tmp_path):
    first = opened(tmp_path / "out")
    with first.step("one"):
        pass
    with pytest.raises(KeyboardInterrupt), first.step("two"):
        raise KeyboardInterrupt
    second = opened(tmp_path / "out")
    assert second.resumed
    assert second.finished_steps == ("one",)
    state = json.loads((second.finish({}) / "run.json").read_text())
    assert state["interruptions"] == 1
    assert set(state) >= {"identity", "started", "finished", "steps"}


def test_an_interrupted_run_of_another_plan_is_not_overwritten_unasked(tmp_path):
    opened(tmp_path / "out")
    expected = (
        f"{tmp_path / 'out.unfinished'} holds an interrupted run of another plan, data or version. "
        "Choose another --out, or pass --overwrite to start anew."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        opened(tmp_path / "out", {"plan": 2})
    assert not opened(tmp_path / "out", {"plan": 2}, overwrite=True).resumed


def test_a_finished_run_is_not_overwritten_unasked(tmp_path):
    opened(tmp_path / "out").finish({})
    expected = (
        f"{tmp_path / 'out'} exists already. Choose another --out, or pass --overwrite to replace "
        "it once the new results are whole."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        opened(tmp_path / "out")


def test_an_old_result_stands_until_the_new_one_is_whole(tmp_path):
    first = opened(tmp_path / "out")
    (first.part / "old").touch()
    first.finish({})
    second = opened(tmp_path / "out", overwrite=True)
    assert (tmp_path / "out" / "old").exists()
    second.finish({})
    assert not (tmp_path / "out" / "old").exists()


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_not_ours_is_never_replaced(tmp_path, overwrite):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(RunError):
        opened(tmp_path / "out", overwrite=overwrite)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").touch()
    expected = (
        f"{tmp_path / 'out'} is no folder of results: it holds none of run.json, report.json. "
        "It is left alone, --overwrite or not. Choose another --out."
    )
    with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
        opened(tmp_path / "out", overwrite=True)


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "out").mkdir()
    opened(tmp_path / "out", overwrite=True).finish({})
    assert (tmp_path / "out" / "run.json").exists()
