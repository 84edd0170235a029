"""What tests of Beam share: rows, a fold over them, two worker processes, and what is equal."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import google_crc32c
import numpy as np
import polars as pl
import pytest

from counterpoise.audit_plan import AuditPlan
from counterpoise.data.columns import Columns
from counterpoise.data.groups import GroupSpec
from counterpoise.data.scanning import Batch
from counterpoise.data.tf_messages import Example, Feature
from counterpoise.folding import Fold
from counterpoise.report import Report


class Sample:
    """Rows with overlapping groups and two models, and the fold that audits them."""

    MODELS: ClassVar = {"first": "score", "second": "single"}

    @staticmethod
    def rows(seed: int, rows: int = 300, *, genders=("female", "male", "other")) -> pl.DataFrame:
        """Some without label, without annotation or without a decision."""
        generator = np.random.default_rng(seed)

        def some(values: list, *, missing: float) -> list:
            return [None if generator.random() < missing else value for value in values]

        identities = [[name for name in genders if generator.random() < 0.4] for _ in range(rows)]
        faiths = generator.choice(["", "jewish", "muslim"], rows).tolist()
        return pl.DataFrame(
            {
                "label": pl.Series(some(generator.random(rows).round(2).tolist(), missing=0.05)),
                "score": pl.Series(some(generator.random(rows).round(3).tolist(), missing=0.1)),
                "single": pl.Series(generator.random(rows), dtype=pl.Float32),
                "weight": pl.Series(generator.gamma(2, size=rows)),
                "gender": pl.Series(some(identities, missing=0.1), dtype=pl.List(pl.String)),
                "faith": pl.Series(some(faiths, missing=0.1)),
                "comment": pl.Series(["one\ntwo, three"] * rows),
            }
        )

    @classmethod
    def fold(
        cls, *, weighted: bool = False, groups: tuple[GroupSpec, ...] = ("gender", "faith")
    ) -> Fold:
        plan = AuditPlan.of(
            cls.MODELS,
            thresholds=[0.25, 0.5],
            crossings=[("gender", "faith")],
            include=["bias_auc", "pr_auc", "calibration"],
        )
        weight = "weight" if weighted else None
        columns = Columns(label="label", groups=groups, weight=weight)
        return Fold(columns=columns, scores=cls.MODELS, plan=plan)

    @staticmethod
    def report(fold: Fold, *frames: pl.DataFrame) -> Report:
        """What the fold makes of the rows here, without Beam."""
        return fold.report(fold.of(Batch(frame=pl.concat(frames, how="diagonal"))))

    @classmethod
    def assert_same(cls, found: Report, expected: Report) -> None:
        """Counts of rows are equal, and all that is said of them to 1e-12."""
        assert [piece.name for piece in found.slices] == [piece.name for piece in expected.slices]
        assert found.patterns.values == expected.patterns.values
        assert found.left_out == expected.left_out
        assert found.not_annotated == expected.not_annotated
        for mine, theirs in zip(found.models, expected.models, strict=True):
            np.testing.assert_array_equal(mine.counts.rows, theirs.counts.rows)
            np.testing.assert_array_equal(mine.atoms.rows, theirs.atoms.rows)
        cls._assert_near(found.table(), expected.table())
        cls._assert_near(found.error_bounds(), expected.error_bounds())

    @classmethod
    def assert_same_gaps(cls, found: Report, expected: Report) -> None:
        """Without weights gaps and their intervals are equal; else to 1e-12."""
        gaps, expected_gaps = found.gaps(against="rest"), expected.gaps(against="rest")
        cls._assert_near(gaps, expected_gaps)
        if (expected.models[0].counts.weight == expected.models[0].counts.rows).all():
            assert gaps.equals(expected_gaps)

    @staticmethod
    def _assert_near(found: pl.DataFrame, expected: pl.DataFrame) -> None:
        floats = [name for name, dtype in expected.schema.items() if dtype.is_float()]
        assert found.drop(floats).equals(expected.drop(floats))
        for name in floats:
            # A p-value near 1 is what is left of two numbers that are nearly equal.
            atol = 1e-8 if name.endswith("p_value") else 1e-12
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-11, atol=atol)

    @classmethod
    def tfrecord(cls, rows: pl.DataFrame) -> bytes:
        """The rows as a file of `tf.train.Example`; null is a feature that is left out."""
        return b"".join(cls._record(row) for row in rows.iter_rows(named=True))

    @staticmethod
    def _record(row: dict) -> bytes:
        example = Example()
        for name, value in row.items():
            values = value if isinstance(value, list) else [value]
            feature = Feature()
            if value is not None and isinstance(values[0] if values else "", str):
                feature.bytes_list.value.extend(one.encode() for one in values)
            elif value is not None:
                feature.float_list.value.extend(values)
            if value is not None:
                example.features.feature.add(key=name, value=feature.SerializeToString())
        data = example.SerializeToString()
        length = struct.pack("<Q", len(data))
        return length + _checksum(length) + data + _checksum(data)


def _checksum(data: bytes) -> bytes:
    crc = google_crc32c.value(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


@pytest.fixture(scope="session")
def sample() -> type[Sample]:
    return Sample


@pytest.fixture(scope="session")
def parts() -> list[pl.DataFrame]:
    """Three lots of rows, of which one knows a gender that the others do not."""
    genders = [("male",), ("female", "male"), ("female", "other")]
    return [Sample.rows(seed, 200, genders=some) for seed, some in enumerate(genders)]


@pytest.fixture(scope="session")
def parquet(parts: list[pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each lot as a file of several row groups, and their folder."""
    folder = tmp_path_factory.mktemp("parquet")
    for number, part in enumerate(parts):
        part.write_parquet(folder / f"rows-{number}.parquet", row_group_size=60)
    return folder


@pytest.fixture(scope="session")
def dask_address() -> Iterator[str]:
    """The address of two worker processes, on loopback."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        processes=True,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield cluster.scheduler_address
