"""`audit_files`: files to a report by one pipeline, on any runner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import apache_beam as beam
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineRunner, PipelineState

from counterpoise.beam.addresses import on_disk
from counterpoise.beam.audit import Audit
from counterpoise.beam.readers import SumFiles
from counterpoise.beam.runners import options_of, refusal, runner_of
from counterpoise.errors import PlanError, RunError
from counterpoise.folding import Fold
from counterpoise.report import Report


def audit_files(
    files: str | Sequence[str],
    fold: Fold,
    *,
    runner: str = "DirectRunner",
    options: Sequence[str] = (),
    facts: Mapping[str, str] | None = None,
) -> Report:
    """The report of the rows of files, read and summed by a Beam pipeline.

    The pipeline leaves the report in its `temp_location`, which its workers and this machine must
    both reach; without that option, in a temporary folder of this machine.

    Args:
        files: paths, addresses (`gs://...`) or globs of them: Parquet, TFRecord, NDJSON, CSV, TSV
            and Arrow, as for `counterpoise.read`.
        fold: what to sum.
        runner: `DirectRunner` (in this process), `DaskRunner`, `DataflowRunner`, `FlinkRunner` ...
        options: Beam's options, each `key=value`, or `key` for a flag.
        facts: shown with the report.

    Raises:
        DataError: files or values that cannot be what they were said to be.
        PlanError: no such runner, or options that it refuses.
        RunError: the pipeline was stopped, or left no report.
    """
    sums = SumFiles(files, fold)
    names = [file.path for some in sums.files.values() for file in some]
    chosen = runner_of(runner)
    asked = options_of(options, runner=runner, files=len(names))
    with TemporaryDirectory() as folder:
        place = asked.get_all_options().get("temp_location") or folder
        path = FileSystems.join(place, f"counterpoise-report-{uuid4().hex}.json")
        pipeline = _pipeline(chosen, asked)
        _ = (
            pipeline
            | "Sum" >> sums
            | "Merge" >> beam.CombineGlobally(Audit(fold, facts=facts)).without_defaults()
            | "Save" >> beam.Map(_save, path)
        )
        _run(pipeline)
        return _loaded(path, files=names)


def _pipeline(runner: PipelineRunner, options: PipelineOptions) -> beam.Pipeline:
    try:
        return beam.Pipeline(runner=runner, options=options)
    except ValueError as error:
        raise PlanError(
            f"Expected options that {type(runner).__name__} accepts, but it does not: {error}. "
            "Give what is missing as options, each `key=value`."
        ) from error


def _run(pipeline: beam.Pipeline) -> None:
    result: Any = None
    try:
        result = pipeline.run()
        state = result.wait_until_finish() or result.state
    except Exception as error:
        ours = refusal(error)
        if ours is None:
            raise
        raise ours from error
    finally:
        client = getattr(result, "client", None)  # of Dask; Beam leaves it open
        if client is not None:
            client.close()
    if state != PipelineState.DONE:
        raise RunError(
            f"Expected the pipeline to finish, but its state is {state}. Look at the runner's log."
        )


def _save(report: Report, path: str) -> None:
    """Leaves the report where the machine that started the pipeline looks for it."""
    with TemporaryDirectory() as folder:
        saved = report.save(Path(folder) / "report.json")
        plain = CompressionTypes.UNCOMPRESSED
        with FileSystems.create(path, compression_type=plain) as file:
            file.write(saved.read_bytes())


def _loaded(path: str, *, files: Sequence[str]) -> Report:
    if not FileSystems.exists(path):
        raise RunError(
            f"Expected the pipeline to leave a report at {path}, but there is none. Either no row "
            f"was found in {', '.join(files)}, or the workers write where this machine does not "
            "read: name a place for both with the option temp_location=..."
        )
    with on_disk(path) as saved:
        report = Report.load(saved)
    FileSystems.delete([path])
    return report
