"""`beam_report`: what the command line makes of a runner and its options."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from counterpoise.cli.beam_audit import beam_report


@pytest.fixture(autouse=True)
def same_logging() -> Iterator[None]:
    logger = logging.getLogger("apache_beam.runners.common")
    level = logger.level
    yield
    logger.setLevel(level)


def test_the_facts_name_the_files_the_runner_and_the_rows(sample, parts, parquet) -> None:
    fold = sample.fold()
    report = beam_report(
        [str(parquet / "rows-0.parquet"), str(parquet / "rows-[12].parquet")],
        columns=fold.columns,
        plan=fold.plan,
        scores=fold.scores,
        runner="DirectRunner",
        options=["direct_num_workers=1"],
    )
    labelled = sum(len(part) - part["label"].null_count() for part in parts)
    assert report.facts == {
        "data": f"{parquet}/rows-0.parquet, {parquet}/rows-[12].parquet",
        "rows": f"{labelled:,}",
        "runner": "DirectRunner",
    }
    sample.assert_same(report, sample.report(fold, *parts))
