"""Trains every remedy on published comments, measures them, and writes the page.

python -m benchmarks.remedies
python -m benchmarks.remedies --data pool --seeds 3 --only train
python -m benchmarks.remedies --only page
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

from benchmarks.remedies.tables import Tables

HERE = Path(__file__).parents[1]
STEPS = ("train", "measure", "page")
PUBLISHED = ("hatexplain", "wikipedia_toxicity", "pool")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.remedies", description=__doc__)
    parser.add_argument("--data", action="append", choices=[*PUBLISHED, "demo"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", choices=STEPS)
    parser.add_argument("--work", type=Path, default=Path("results/remedies"))
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    steps = STEPS if options.only is None else (options.only,)
    tables = options.out / "remedies_tables"
    for name in options.data or PUBLISHED:
        if steps != ("page",):
            _work(name, steps, seeds=options.seeds, work=options.work, tables=tables)
    if "page" in steps:
        _write_page(Tables.read(tables), options.out)


def _work(name: str, steps: Sequence[str], *, seeds: int, work: Path, tables: Path) -> None:
    from benchmarks.remedies.kept import Kept
    from benchmarks.remedies.measuring import measured_tables
    from benchmarks.remedies.running import run
    from benchmarks.remedies.tasks import TASKS

    task, kept = TASKS[name](), Kept(folder=work / name)
    if "train" in steps:
        run(task, kept, seeds=seeds)
    if "measure" in steps:
        measured_tables(task, kept, seeds=seeds).save(tables)


def _write_page(tables: Tables, out: Path) -> None:
    from benchmarks.remedies.figure import save_figure
    from benchmarks.remedies.page import page

    save_figure(tables.frontier, out / "images" / "remedies.svg")
    (out / "remedies.md").write_text(page(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
