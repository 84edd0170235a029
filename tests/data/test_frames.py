"""Frames of other libraries: what is refused, and what stays unloaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from counterpoise.data import read
from counterpoise.errors import DataError


def test_importing_the_readers_loads_no_other_library() -> None:
    heavy = "pandas pyarrow google_crc32c google.protobuf tensorflow torch keras"
    code = (
        f"import counterpoise.data, sys; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_pandas_column_of_mixed_types_is_refused() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"y": [1, 0], "x": pd.Series([1, "a"], dtype=object)})
    with pytest.raises(
        ValueError,
        match=r"^Expected a pandas frame with one type in each column, but Arrow refused it: .*\. "
        r"Turn mixed columns into one type first\.$",
    ):
        read(frame, label="y")


def test_pandas_columns_of_one_name_are_refused(refuses) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["y", "a", "a", "y"])
    with refuses(
        "Expected a pandas frame whose columns have different names, but some repeat: `y`, `a`. "
        "Rename them."
    ):
        read(frame, label="y")


@pytest.mark.parametrize("kind", ["table", "record_batch"])
def test_arrow_columns_of_one_name_are_refused(kind: str) -> None:
    pa = pytest.importorskip("pyarrow")
    table = getattr(pa, kind)([pa.array([1]), pa.array([2])], names=["y", "y"])
    with pytest.raises(
        DataError,
        match=r"^Expected a frame whose columns have different names, but some repeat: .*y.*\. "
        r"Rename them\.$",
    ):
        read(table, label="y")


def test_pandas_without_pyarrow_is_refused(refuses, monkeypatch: pytest.MonkeyPatch) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"y": [1, 0], "x": ["a", "b"]})

    def missing(source: object) -> None:
        raise ModuleNotFoundError("pyarrow")

    monkeypatch.setattr("polars.from_pandas", missing)
    with refuses(
        "Expected PyArrow beside pandas, through which a pandas frame is read, "
        "but it is not installed. Install it with: pip install pyarrow"
    ):
        read(frame, label="y")
