import base64
import gzip
import json
import re
from dataclasses import replace
from functools import partial

import polars as pl
import pytest

from counterpoise import Report, demo_comments
from counterpoise.errors import PlanError, RunError
from counterpoise.explorer import bundle as bundles
from counterpoise.explorer.frames import Frame
from counterpoise.runs import loop, models
from counterpoise.runs.plan import ReportPlan, read_plan

from .conftest import PLAN


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


def frames_of(page):
    pattern = r'data-frame="([^"]*)" data-coding="gzip">([^<]*)<'
    found = re.findall(pattern, page.read_text(encoding="utf-8"))
    return {name: gzip.decompress(base64.b64decode(data)) for name, data in found}


def test_the_page_shows_rows_pairs_and_comparisons(finished):
    assert {
        *("describe", "counts", "rows", "intervals 0"),
        *("compare 0 1 0.5", "flips slice 0.5", "flips term 0.5"),
    } <= set(frames_of(finished.folder / "report.html"))


def test_a_plan_may_have_the_texts_in_the_page(plan, tmp_path, finished, monkeypatch):
    monkeypatch.setattr(loop, "TrainedModels", partial(Trained, finished.folder))
    held = replace(plan, report=ReportPlan(texts="all"))
    result = loop.run(held, tmp_path / "out")
    page = tmp_path / "out" / "report.html"
    texts = Frame.from_bytes(frames_of(page)["texts"]).columns["text"]
    comments = demo_comments().filter(split="test")
    assert texts.to_list() == comments["text"].to_list()
    assert "This file holds the texts of all 2,020 rows." in page.read_text(encoding="utf-8")
    assert result.report.table().equals(finished.report.table())
    identities = [
        json.loads((folder / "run.json").read_text())["identity"]
        for folder in (tmp_path / "out", finished.folder)
    ]
    assert identities[0]["data"] == identities[1]["data"]
    assert "report" not in identities[0]["plan"]  # another amount is no other run


class Trained:
    """The models of a run that is there, instead of training them again."""

    def __init__(self, home, **options):
        rows, pairs = (
            pl.read_parquet(home / name) for name in ("scores.parquet", "pair_scores.parquet")
        )
        names = [name.removeprefix("score_") for name in rows.columns if "score_" in name]
        self.scores = {name: rows[f"score_{name}"].to_numpy() for name in names}
        self.pair_scores = {
            name: pairs[f"counterfactual_score_{name}"].to_numpy() for name in names
        }

    def train_all(self, **splits):
        """Nothing."""


def test_without_the_page_nothing_is_begun(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "files", lambda package: tmp_path)
    with pytest.raises(RunError, match=r"^This installation of counterpoise should hold the"):
        loop.run(plan, tmp_path / "out")
    assert {file.name for file in tmp_path.iterdir()} == {"plan.toml"}


def test_no_comment_text_is_written(finished):
    text = demo_comments()["text"][0]
    for name in ("report.json", "run.json"):
        assert text not in (finished.folder / name).read_text()
    frames = frames_of(finished.folder / "report.html")
    assert not [name for name, frame in frames.items() if text.encode() in frame]
    assert "texts" not in frames
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
    comments = demo_comments(rows=400)
    comments.drop("split").filter(comments["split"] == "train").write_parquet(
        tmp_path / "a.parquet"
    )
    comments.drop("split").filter(comments["split"] == "test").write_parquet(tmp_path / "b.parquet")
    data = 'path = "a.parquet"\ntest_path = "b.parquet"\ngroups = ["gender"]'
    plan = PLAN.replace('kind = "synthetic"', data)
    alone = plan[: plan.index('[[models]]\nname = "upweighted"')]  # the baseline is enough here
    (tmp_path / "plan.toml").write_text(alone)
    result = loop.run(read_plan(tmp_path / "plan.toml"), tmp_path / "out")
    rows = result.report.table().filter(
        (pl.col("metric") == "prevalence") & (pl.col("slice") == "overall")
    )["rows"]
    assert set(rows) == {(comments["split"] == "test").sum()}
