"""A results folder: written step by step beside its place, moved there when it is whole."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoise.errors import RunError
from counterpoise.files import check_vacant, move_folder, write_text

STATE = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFolder:
    """The unfinished folder of one run.

    Attributes:
        target: where the finished folder will stand.
        part: where the run writes meanwhile, beside the target.
        resumed: whether an interrupted run with the same plan and data is being continued.
    """

    target: Path
    part: Path
    resumed: bool

    @staticmethod
    def open(target: Path, *, identity: dict[str, Any], overwrite: bool) -> RunFolder:
        """The folder of a new run, or of the interrupted one with the same identity.

        Args:
            target: where the finished folder will stand.
            identity: plan, data fingerprint and versions: what makes two runs the same run.
            overwrite: whether a finished run, or an interrupted one of another identity, may go.

        Raises:
            RunError: the target exists, or another run was interrupted there, and `overwrite`
                is false.
        """
        target = target.resolve()
        part = target.with_name(f"{target.name}.unfinished")
        check_vacant(target, overwrite=overwrite)
        resumed = False
        if part.exists():
            before = _state(part).get("identity")
            resumed = before == json.loads(json.dumps(identity))
            if not resumed and not overwrite:
                raise RunError(
                    f"{part} holds an interrupted run of another plan, data or version. "
                    "Choose another --out, or pass --overwrite to start anew."
                )
            if not resumed:
                shutil.rmtree(part)
        part.mkdir(parents=True, exist_ok=True)
        folder = RunFolder(target=target, part=part, resumed=resumed)
        state = _state(part) or {"identity": identity, "started": _now(), "steps": {}}
        interruptions = state.get("interruptions", 0) + int(resumed)
        folder._write({**state, "interruptions": interruptions})
        return folder

    @property
    def interruptions(self) -> int:
        """How often this run was interrupted before it came to its end."""
        return _state(self.part)["interruptions"]

    @property
    def finished_steps(self) -> tuple[str, ...]:
        """Names of the steps that need not be done again."""
        return tuple(_state(self.part)["steps"])

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times a step and, once it has ended well, records that it is finished."""
        start = time.perf_counter()
        yield
        state = _state(self.part)
        seconds = round(time.perf_counter() - start, 3)
        self._write({**state, "steps": {**state["steps"], name: {"seconds": seconds}}})

    def finish(self, facts: dict[str, Any]) -> Path:
        """Records the end and moves the folder to its place; returns that place."""
        self._write({**_state(self.part), **facts, "finished": _now()})
        move_folder(self.part, self.target)
        return self.target

    def _write(self, state: dict[str, Any]) -> None:
        write_text(self.part / STATE, json.dumps(state, indent=1, ensure_ascii=False))


def _state(part: Path) -> dict[str, Any]:
    file = part / STATE
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
