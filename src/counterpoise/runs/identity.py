"""What makes two runs the same run, and what a reader of the report must know of it."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import polars as pl

import counterpoise
from counterpoise.data import Examples
from counterpoise.runs.features import Split
from counterpoise.runs.plan import Plan
from counterpoise.runs.sources import Parts

SYNTHETIC = "synthetic comments written for counterpoise"

LIBRARIES = (
    *("numpy", "scipy", "polars", "keras", "jax", "jaxlib", "torch"),
    *("tensorflow", "tensorflow-cpu", "transformers"),
)


def identity_of(plan: Plan, parts: Parts) -> dict[str, Any]:
    """Plan, fingerprints of what it reads, versions: a run resumes only where all are equal.

    How much text the report's page holds changes nothing of the run, and is no part of it.
    """
    return {
        "plan": {name: value for name, value in asdict(plan).items() if name != "report"},
        "data": {"train": fingerprint(parts.train), "test": fingerprint(parts.test)},
        "vectors": _vectors_fingerprint(plan),
        "versions": versions(),
    }


def fingerprint(examples: Examples) -> str:
    """SHA-256 of what a run keeps of the examples: label, text, groups, weight, id."""
    digest = hashlib.sha256(examples.labels.tobytes())
    columns = [examples.texts]
    for name in examples.groups:
        lists = examples.frame[name].cast(pl.List(pl.String))
        columns.append(lists.list.join("\1").fill_null("\2"))
    if examples.id is not None:
        columns.append(examples.frame[examples.id].cast(pl.String).fill_null("\2"))
    for column in columns:
        digest.update("\0".join(column.to_list()).encode())
    if examples.weights is not None:
        digest.update(examples.weights.tobytes())
    return digest.hexdigest()


def _vectors_fingerprint(plan: Plan) -> str:
    """SHA-256 of the file of word vectors, or "" where they are learned."""
    if plan.classifier.vectors is None:
        return ""
    path = Path(plan.folder) / plan.classifier.vectors
    if not path.is_file():  # reading it will say so
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def versions() -> dict[str, str]:
    """What the numbers of a run rest on: counterpoise, Python and the libraries present."""
    found = {"counterpoise": counterpoise.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def facts_of(
    plan: Plan,
    parts: Parts,
    splits: list[Split],
    identity: dict[str, Any],
    *,
    interruptions: int,
) -> dict[str, str]:
    """What is shown with the report of a run."""
    train, test = splits
    without_pair = Counter(train.pairs.left_out) + Counter(test.pairs.left_out)
    facts = {
        "title": plan.title,
        "data": SYNTHETIC if plan.data.kind == "synthetic" else Path(str(plan.data.path)).name,
        "training rows": f"{len(train.examples):,}",
        "test rows": f"{len(test.examples):,}",
        **{f"rows of split {name}, not used": f"{rows:,}" for name, rows in parts.unused.items()},
        "training pairs": f"{len(train.pairs):,}",
        "test pairs": f"{len(test.pairs):,}",
        **{f"texts without a pair, {why}": f"{n:,}" for why, n in without_pair.items()},
        "seed": str(plan.seed),
        "data fingerprint": identity["data"]["test"][:16],
        "versions": ", ".join(f"{name} {number}" for name, number in identity["versions"].items()),
    }
    if interruptions:
        facts["interruptions"] = f"{interruptions}; resumed after the last finished step"
    return facts
