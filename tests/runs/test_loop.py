import json
import re

import polars as pl
import pytest

from counterpoise import Report
from counterpoise.errors import PlanError, RunError
from counterpoise.runs import loop, models
from counterpoise.runs.plan import read_plan

PLAN = """
title = "a short run"
[data]
kind = "synthetic"
[classifier]
steps = 40
batch_size = 64
dim = 16
hidden = [16]
[[models]]
name = "baseline"
[[models]]
name = "upweighted"
upweight = [{ column = "gender", contains = "female", add = 0.5 }]
[[models]]
name = "paired"
start = "baseline"
pairing = { loss_weight = 5.0 }
"""


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return read_plan(path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "plan.toml").write_text(PLAN)
    return loop.run(read_plan(folder / "plan.toml"), folder / "out")


def test_a_run_leaves_report_scores_models_and_page(finished):
    assert {file.name for file in finished.folder.iterdir()} == {
        *("models", "pair_scores.parquet", "report.html", "report.json", "run.json"),
        *("scores.parquet", "vectors.parquet"),
    }
    report = Report.load(finished.folder / "report.json")
    assert [model.name for model in report.models] == [
        "baseline",
        "upweighted",
        "paired",
        "control",
    ]
    assert report.model("paired").control == "control"
    assert report.model("upweighted").control == "baseline"
    assert "synthetic" in report.facts["data"]


def test_a_run_records_plan_versions_seed_fingerprint_and_timings(finished):
    state = json.loads((finished.folder / "run.json").read_text())
    assert state["identity"]["plan"]["seed"] == 0
    assert len(state["identity"]["data"]["train"]) == 64
    assert {"counterpoise", "python", "numpy", "polars", "keras"} <= set(
        state["identity"]["versions"]
    )
    assert {"vectors", "model baseline", "model control", "audit"} <= set(state["steps"])
    assert all(step["seconds"] >= 0 for step in state["steps"].values())


def test_no_comment_text_is_written(finished):
    from counterpoise import demo_comments

    text = demo_comments()["text"][0]
    for name in ("report.html", "report.json", "run.json"):
        assert text not in (finished.folder / name).read_text()
    for name in ("scores.parquet", "pair_scores.parquet"):
        assert "text" not in pl.read_parquet(finished.folder / name).columns


def test_saved_scores_audit_to_the_same_rates(finished):
    from counterpoise import audit, read

    groups = ["gender", "religion", "sexual_orientation"]
    examples = read(finished.folder / "scores.parquet", label="toxicity", groups=groups)
    again = audit(examples, {"baseline": "score_baseline"}).table()
    keys = ["slice", "metric", "threshold"]
    before = finished.report.table().filter(pl.col("model") == "baseline")
    both = again.join(before, on=keys, how="inner", nulls_equal=True, suffix="_before")
    assert both.height == again.height
    assert both.filter(~pl.col("value").eq_missing(pl.col("value_before"))).height == 0


def test_an_interrupted_run_resumes_at_the_last_finished_step(
    plan, tmp_path, finished, monkeypatch
):
    train = models.TrainedModels._train
    trained = []

    def interrupted(self, model, *rest):
        if model.name == "paired" and len(trained) == 2:
            raise KeyboardInterrupt
        trained.append(model.name)
        return train(self, model, *rest)

    monkeypatch.setattr(models.TrainedModels, "_train", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loop.run(plan, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    trained.append("-")
    result = loop.run(plan, tmp_path / "out")
    assert trained == ["baseline", "upweighted", "-", "paired", "control"]
    assert result.resumed
    state = json.loads((tmp_path / "out" / "run.json").read_text())
    assert state["interruptions"] == 1
    assert result.report.table().equals(finished.report.table())


def test_a_finished_run_is_not_overwritten_unasked(plan, finished):
    with pytest.raises(RunError, match=re.escape(f"{finished.folder} exists already.")):
        loop.run(plan, finished.folder)


def test_pairing_without_any_term_in_the_training_texts_is_refused(tmp_path):
    terms = '[counterfactuals]\nterms = ["zyzzyva"]\n[[models]]'
    (tmp_path / "plan.toml").write_text(PLAN.replace("[[models]]", terms, 1))
    expected = (
        "Pairing needs training texts that hold a term of [counterfactuals] terms, and none "
        "does. Choose terms that the texts use, or take the pairing out of the plan."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        loop.run(read_plan(tmp_path / "plan.toml"), tmp_path / "out")


def test_two_paths_may_part_training_from_test_rows(tmp_path):
    from counterpoise import demo_comments

    comments = demo_comments(rows=400)
    comments.drop("split").filter(comments["split"] == "train").write_parquet(
        tmp_path / "a.parquet"
    )
    comments.drop("split").filter(comments["split"] == "test").write_parquet(tmp_path / "b.parquet")
    data = 'path = "a.parquet"\ntest_path = "b.parquet"\ngroups = ["gender"]'
    (tmp_path / "plan.toml").write_text(PLAN.replace('kind = "synthetic"', data))
    result = loop.run(read_plan(tmp_path / "plan.toml"), tmp_path / "out")
    rows = result.report.table().filter(
        (pl.col("metric") == "prevalence") & (pl.col("slice") == "overall")
    )["rows"]
    assert set(rows) == {(comments["split"] == "test").sum()}
