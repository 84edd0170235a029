"""How much memory and time an audit of a file takes that is scanned instead of read.

    python benchmarks/scan.py --rows 10000000

Writes a Parquet file (and with --csv a CSV) of rows with a label, a float32 score, a weight and
five group columns into a temporary folder, then audits it in a process of its own, whose peak
memory is printed. The peer reads the same file into memory with Polars and does nothing else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

import counterpoise as cp

GROUPS = ["g0", "g1", "g2", "g3", "g4"]
PART = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--csv", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), options.rows, csv=options.csv)
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{options.rows:,} rows in {len(paths)} files, {size:,.0f} MB")
        print(f"{'':28}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
        for name, job in (("audit of a scan", scanned), ("Polars, reading alone", held)):
            measured(name, job, paths)


def write(folder: Path, rows: int, *, csv: bool) -> list[Path]:
    paths = []
    generator = np.random.default_rng(0)
    for place in range(-(-rows // PART)):
        count = min(PART, rows - place * PART)
        labels = generator.random(count) < 0.1
        logits = generator.normal(size=count) + 1.5 * labels - 1
        frame = pl.DataFrame(
            {
                "label": labels.astype(np.float64),
                "score": (1 / (1 + np.exp(-logits))).astype(np.float32),
                "weight": generator.random(count),
                **{name: groups(count, generator) for name in GROUPS},
            }
        )
        path = folder / f"part-{place:03}.{'csv' if csv else 'parquet'}"
        if csv:
            frame.write_csv(path)
        else:
            frame.write_parquet(path)
        paths.append(path)
    return paths


def groups(count: int, generator: np.random.Generator) -> pl.Series:
    codes = generator.integers(0, 5, count)
    return pl.Series(["a", "b", "c", "d", None]).gather(codes)


def scanned(paths: list[Path]) -> None:
    rows = cp.scan(paths, label="label", weight="weight", groups=GROUPS)
    cp.audit(rows, {"m": "score"}, include=["bias_auc"], crossings=[("g0", "g1")]).table()


def held(paths: list[Path]) -> None:
    read = pl.read_csv if paths[0].suffix == ".csv" else pl.read_parquet
    pl.concat([read(path) for path in paths])


def measured(name: str, job: Callable[[list[Path]], None], paths: list[Path]) -> None:
    """Runs the job in a process of its own and prints its time and its peak memory."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_run, args=(job, paths, queue))
    process.start()
    cpu, wall, peak = queue.get()
    process.join()
    print(f"{name:28}{cpu:8.1f}{wall:8.1f}{peak:9,.0f}")


def _run(
    job: Callable[[list[Path]], None], paths: list[Path], queue: multiprocessing.Queue
) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    job(paths)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    queue.put((time.process_time() - cpu, time.perf_counter() - start, peak))


if __name__ == "__main__":
    main()
