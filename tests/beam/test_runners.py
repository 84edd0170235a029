"""Names of runners, options, and what the failures of runners say."""

from __future__ import annotations

import re

import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from counterpoise.beam.runners import options_of, refusal, runner_of
from counterpoise.errors import DataError, MissingExtraError, PlanError


@pytest.mark.parametrize("name", ["DirectRunner", "directrunner", "FnApiRunner"])
def test_the_direct_runner_runs_in_this_process(name) -> None:
    assert isinstance(runner_of(name), FnApiRunner)


def test_beams_own_name_of_the_dask_runner_is_long() -> None:
    assert type(runner_of("DaskRunner")).__name__ == "DaskRunner"


def test_options_are_those_of_beam() -> None:
    given = ["temp_location=gs://b/t", "--streaming", "direct_num_workers=3"]
    options = options_of(given, runner="DirectRunner", files=2).get_all_options()
    assert options["temp_location"] == "gs://b/t"
    assert options["streaming"] is True
    assert options["direct_num_workers"] == 3


@pytest.mark.parametrize(
    ("given", "partitions", "size"),
    [([], 7, None), (["dask_npartitions=3"], 3, None), (["dask_partition_size=2"], None, 2)],
)
def test_files_are_the_units_that_dask_shares(given, partitions, size) -> None:
    options = options_of(given, runner="DaskRunner", files=7)
    from apache_beam.runners.dask.dask_runner import DaskOptions

    dask = options.view_as(DaskOptions).get_all_options()
    assert (dask["npartitions"], dask["partition_size"]) == (partitions, size)


@pytest.mark.parametrize("option", ["", "=3", "--"])
def test_an_option_without_a_name_is_refused(option) -> None:
    with pytest.raises(PlanError, match=re.escape("A Beam option must be `key=value`")):
        options_of([option], runner="DirectRunner", files=1)


def test_an_error_of_ours_loses_the_name_of_the_step() -> None:
    error = DataError("a.csv, row 2: no. Do this. [while running 'Sum/Read/ReadRange']")
    again = refusal(error)
    assert isinstance(again, DataError)
    assert str(again) == "a.csv, row 2: no. Do this."


@pytest.mark.parametrize("kind", [DataError, MissingExtraError])
def test_an_error_of_ours_is_found_in_the_text_of_a_workers_traceback(kind) -> None:
    text = (
        "Traceback (most recent call last):\n  File x\n"
        f"counterpoise.errors.{kind.__name__}: a.csv, row 2: no.\n\n"
        "During handling of the above exception, another exception occurred:\n  File y\n"
        f"counterpoise.errors.{kind.__name__}: a.csv, row 2: no. [while running 'Sum']\n"
    )
    again = refusal(RuntimeError(text))
    assert type(again) is kind
    assert str(again) == "a.csv, row 2: no."


def test_other_failures_stay_what_they_are() -> None:
    assert refusal(RuntimeError("the cluster is gone")) is None
