"""Real comments, every third of them: pipelines count what `audit` counts in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from counterpoise import audit, read
from counterpoise.audit_plan import AuditPlan
from counterpoise.beam import audit_files
from counterpoise.data.columns import Columns
from counterpoise.data.scanning import scan
from counterpoise.folding import Fold

GROUPS = ("gender", "religion")
SCORES = {"baseline": "baseline", "mended": "mended"}


def write_scored(shared_data: Path, folder: Path) -> str:
    """The pool with scores of two models, one of which leaves rows without a decision."""
    source = shared_data / "toxicity_pool.parquet"
    rows = pl.read_parquet(source, columns=["toxicity", *GROUPS]).gather_every(3)
    generator = np.random.default_rng(7)
    logits = 2 * (rows["toxicity"].to_numpy() - 0.4)
    noise = generator.normal(size=(2, len(rows)))
    scores = 1 / (1 + np.exp(-(logits + noise)))
    decided = pl.lit(pl.Series(generator.random(len(rows)) < 0.99))
    scored = rows.with_columns(
        baseline=pl.lit(pl.Series(scores[0], dtype=pl.Float32)),
        mended=pl.when(decided).then(pl.lit(pl.Series(scores[1]))),
    )
    for number, first in enumerate(range(0, len(rows), 20_000)):
        scored[first : first + 20_000].write_parquet(folder / f"pool-{number}.parquet")
    return str(folder / "pool-*.parquet")


def test_both_runners_count_what_is_counted_in_memory(
    shared_data, sample, dask_address, tmp_path
) -> None:
    files = write_scored(shared_data, tmp_path)
    plan = AuditPlan.of(SCORES, crossings=[GROUPS])
    fold = Fold(columns=Columns(label="toxicity", groups=GROUPS), scores=SCORES, plan=plan)
    batches = scan(files, label="toxicity", groups=GROUPS)
    expected = audit(batches, SCORES, crossings=[GROUPS])
    in_memory = audit(read(files, label="toxicity", groups=GROUPS), SCORES, crossings=[GROUPS])
    options = [f"dask_client_address={dask_address}"]
    direct = audit_files(files, fold)
    dask = audit_files(files, fold, runner="DaskRunner", options=options)
    for found in (direct, dask):
        sample.assert_same(found, expected)
        sample.assert_same_gaps(found, expected)
        for mine, theirs in zip(found.models, in_memory.models, strict=True):
            np.testing.assert_array_equal(mine.counts.rows, theirs.counts.rows)
        assert found.gaps().equals(in_memory.gaps())
