"""The trials of a search, kept by Optuna in memory or in an SQLite file.

Extra: `pip install 'counterpoise[tune]'`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from counterpoise.errors import MissingExtraError, RunError
from counterpoise.tuning.quantities import Numbers
from counterpoise.tuning.space import Number
from counterpoise.tuning.trials import Outcome, Parameters, Trial, started

if find_spec("optuna") is None:
    raise MissingExtraError(feature="counterpoise.tuning.search", extra="tune")

import optuna
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.trial import FrozenTrial, TrialState

NAME = "counterpoise"

PLAN, NUMBERS = "plan", "numbers"
"""Under which names Optuna keeps what a search was asked for, and a trial's numbers."""

SQLITE = b"SQLite format 3\x00"
"""What an SQLite file begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Parameters to be tried next.

    Attributes:
        parameters: by name.
        handle: Optuna's trial, to be told.
    """

    parameters: Parameters
    handle: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Trials that are done, and which come next.

    Attributes:
        kept: Optuna's study.
        space: what is searched.
        seed: of the sampling.
    """

    kept: optuna.Study
    space: Sequence[Number]
    seed: int

    def trials(self) -> list[Trial]:
        """Those that are done, in order; the first is the baseline."""
        return [_trial(one) for one in self._done()]

    def ask(self) -> Asked:
        """The next parameters, from the trials that are done and the seed alone.

        So a search that was stopped goes on as if it had not been.
        """
        done = len(self._done())
        self.kept.sampler = optuna.samplers.TPESampler(seed=self.seed + done)
        handle = self.kept.ask(fixed_distributions=self._distributions())
        return Asked(parameters=dict(handle.params), handle=handle)

    def tell(self, asked: Asked, numbers: Numbers, outcome: Outcome) -> None:
        """Keeps what came of the parameters."""
        for name, excess in outcome.excess.items():
            asked.handle.set_constraint(name, excess)
        asked.handle.set_user_attr(NUMBERS, _listed(numbers))
        self.kept.tell(asked.handle, outcome.objectives)

    def add_baseline(self, numbers: Numbers, outcome: Outcome) -> None:
        """Keeps the first trial: every number at its start."""
        self.kept.add_trial(
            optuna.trial.create_trial(
                params=started(self.space),
                distributions=self._distributions(),
                values=outcome.objectives,
                user_attrs={NUMBERS: _listed(numbers)},
                constraints=dict(outcome.excess),
            )
        )

    def _done(self) -> list[FrozenTrial]:
        return self.kept.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))

    def _distributions(self) -> dict[str, BaseDistribution]:
        return {number.name: _distribution(number) for number in self.space}


@contextmanager
def study_at(
    path: Path | None, *, plan: Mapping[str, Any], space: Sequence[Number], seed: int
) -> Iterator[Study]:
    """A study, new or gone on with.

    Args:
        path: an SQLite file; None to keep trials in memory.
        plan: what the search is asked for, as JSON-able values.
        space: what is searched.
        seed: of the sampling.

    Raises:
        RunError: a file that is no study, or one of a search that was asked for something else.
    """
    quiet = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.InMemoryStorage() if path is None else _file(path)
    try:
        kept = optuna.create_study(
            storage=storage,
            study_name=NAME,
            load_if_exists=True,
            directions=["maximize", "minimize"],
        )
        _check_plan(kept, plan, path)
        for stopped in kept.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            kept.tell(stopped.number, state=TrialState.FAIL)
        yield Study(kept=kept, space=space, seed=seed)
    finally:
        optuna.logging.set_verbosity(quiet)
        if isinstance(storage, optuna.storages.RDBStorage):
            storage.remove_session()
            storage.engine.dispose()


def _file(path: Path) -> optuna.storages.RDBStorage:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() or (path.is_file() and not _is_sqlite(path)):
        raise RunError(
            f"{path} should be the SQLite file of an earlier search, or not exist yet, and is "
            "something else. Give another path, such as study.sqlite."
        )
    return optuna.storages.RDBStorage(f"sqlite:///{quote(str(path))}")


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(len(SQLITE))
    return start in (SQLITE, b"")


def _check_plan(kept: optuna.Study, plan: Mapping[str, Any], path: Path | None) -> None:
    asked = json.loads(json.dumps(plan))
    before = kept.user_attrs.get(PLAN)
    if before is None:
        kept.set_user_attr(PLAN, asked)
        return
    for name, value in asked.items():
        if before.get(name) != value:
            raise RunError(
                f"{path} holds a search that was asked for something else: `{name}` was "
                f"{before.get(name)!r} and is {value!r}. Ask for the same, or give another path."
            )


def _distribution(number: Number) -> BaseDistribution:
    if number.whole:
        return IntDistribution(int(number.low), int(number.high), log=number.logarithmic)
    return FloatDistribution(number.low, number.high, log=number.logarithmic)


def _listed(numbers: Numbers) -> list[list[str | float]]:
    return [[place, metric, value] for (place, metric), value in numbers.items()]


def _trial(kept: FrozenTrial) -> Trial:
    numbers = {(place, metric): value for place, metric, value in kept.user_attrs[NUMBERS]}
    return Trial(parameters=dict(kept.params), numbers=numbers)
