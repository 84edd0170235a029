"""Beam's runners by the names that users know, and what their failures say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineRunner, create_runner

import counterpoise.errors
from counterpoise.errors import CounterpoiseError, PlanError

_IN_PROCESS = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"

RUNNERS = {
    # What Beam calls DirectRunner first downloads Prism, a program, and starts that.
    "directrunner": _IN_PROCESS,
    "fnapirunner": _IN_PROCESS,
    "daskrunner": "apache_beam.runners.dask.dask_runner.DaskRunner",
}
"""Runner (in small letters) -> what Beam is asked for."""

_REFUSAL = re.compile(r"counterpoise\.errors\.(\w+): (.+?)(?: \[while running .*|$)", re.MULTILINE)
_STEP = re.compile(r" \[while running '.*$", re.DOTALL)


def runner_of(name: str) -> PipelineRunner:
    """The runner of that name; `DirectRunner` is Beam's own runner in this process.

    Raises:
        PlanError: no such runner, or what it needs is not installed.
    """
    try:
        return create_runner(RUNNERS.get(name.lower(), name))
    except (ValueError, ImportError, AttributeError) as error:
        raise PlanError(
            f"`runner` must be one of Beam's runners, installed, but `{name}` is not: {error}"
        ) from error


def options_of(options: Sequence[str], *, runner: str, files: int) -> PipelineOptions:
    """Beam's options from `key=value`, or `key` for a flag.

    A file is the unit that Dask workers share, unless the options say otherwise.

    Raises:
        PlanError: an option without a name.
    """
    flags = [f"--{option.removeprefix('--')}" for option in options]
    for flag in flags:
        if not re.match(r"--\w", flag):
            raise PlanError(
                f"A Beam option must be `key=value`, or `key` for a flag, but got `{flag[2:]}`. "
                "Write for example temp_location=gs://bucket/temp."
            )
    partitioned = any(flag.startswith(("--dask_npart", "--dask_part")) for flag in flags)
    if runner.lower() == "daskrunner" and not partitioned:
        flags.append(f"--dask_npartitions={files}")
    return PipelineOptions(flags)


def refusal(error: BaseException) -> CounterpoiseError | None:
    """The error that stopped a pipeline, if it is one of ours, as it was where it arose.

    Some runners raise it with the step's name behind it; others raise their own error, whose text
    ends in the worker's traceback.
    """
    if isinstance(error, CounterpoiseError):
        return _with_message(type(error), _STEP.sub("", str(error)))
    found = _REFUSAL.findall(str(error))
    if not found:
        return None
    kind, message = found[-1]
    return _with_message(getattr(counterpoise.errors, kind), message)


def _with_message(kind: type[CounterpoiseError], message: str) -> CounterpoiseError:
    return kind.__new__(kind, message)  # a kind that words its message itself takes none
