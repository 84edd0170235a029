"""What a run's folder says of itself: its plan, and the fingerprint of its test rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError
from counterpoise.runs.folder import STATE
from counterpoise.runs.identity import fingerprint
from counterpoise.runs.plan import Plan
from counterpoise.runs.records import record
from counterpoise.runs.sources import examples_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A finished run of a plan.

    Attributes:
        plan: what was read and trained.
        test: SHA-256 of the test rows.
    """

    plan: Plan
    test: str

    @staticmethod
    def of(folder: Path) -> Recorded:
        """What the folder of a run records.

        Raises:
            PlanError: its plan is of another program or version.
        """
        identity = json.loads((folder / STATE).read_text(encoding="utf-8"))["identity"]
        table = _without_nothing(identity["plan"])
        home = table.pop("folder", ".")
        try:
            plan = record(Plan, table, place=STATE)
        except PlanError as error:
            raise PlanError(
                f"{STATE} should record a plan of this version's `counterpoise run`, and records "
                "another. Name the texts yourself: --examples FILE --text COLUMN."
            ) from error
        return Recorded(plan=replace(plan, folder=home), test=identity["data"]["test"])

    def examples(self) -> Examples:
        """The test rows, read again from where the plan found them.

        Raises:
            DataError: they are gone, or are others now.
            PlanError: the plan cannot be followed any more.
        """
        found = examples_of(self.plan).test
        if fingerprint(found) != self.test:
            raise DataError(
                f"{self.plan.data.path or 'The demo set'} must hold the rows that the run judged, "
                "and what it holds has changed since. Run again, or bring the old file back."
            )
        return found


def is_run(folder: Path) -> bool:
    """Whether a folder of results is that of a run, and not of an audit."""
    return (folder / STATE).is_file()


def _without_nothing(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table as TOML would have it: what is None is left out."""
    return {name: _shorn(value) for name, value in table.items() if value is not None}


def _shorn(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _without_nothing(value)
    return list(map(_shorn, value)) if isinstance(value, list) else value
