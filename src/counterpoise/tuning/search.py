"""The search: train, audit, choose on validation rows, report on test rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError
from counterpoise.progress import Progress, silent
from counterpoise.tuning.choice import DoneSearch
from counterpoise.tuning.constraints import Constraint
from counterpoise.tuning.judging import Judged
from counterpoise.tuning.models import Train, validation_numbers
from counterpoise.tuning.plan import TuningPlan
from counterpoise.tuning.space import Number
from counterpoise.tuning.study import Study, study_at
from counterpoise.tuning.trials import started
from counterpoise.tuning.tuned import Tuned


def tune(
    train: Train,
    space: Sequence[Number],
    *,
    validation: Examples,
    test: Examples,
    constraints: Sequence[str | Constraint],
    maximise: str = "roc_auc",
    minimise: str | None = None,
    trials: int = 40,
    threshold: float = 0.5,
    crossings: Sequence[Sequence[str]] = (),
    validation_pairs: Pairs | None = None,
    test_pairs: Pairs | None = None,
    study: str | Path | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Tuned:
    """The parameters of training that are best under constraints, chosen on validation rows.

    Parameters are searched by a tree-structured Parzen estimator for two aims (quality and bias)
    under constraints. The first trial is the baseline, every number at its `start`. Of the trials
    that keep every constraint on the validation rows the one of best quality is chosen; then it
    and the baseline are trained once more and audited on the test rows, which nothing saw before.

    Trials are chosen by the numbers themselves, not by intervals, and the best of many looks better
    on the rows it was chosen on than it is: leave some room, and read the verdicts on test rows in
    `Tuned.constraints`.

    Args:
        train: parameters -> a model: a callable texts -> probabilities (features -> probabilities
            for examples without text), or `SplitScores`. It must give a model of its own each time
            and depend on the parameters alone: fix its seed. What it raises ends the search; the
            trials before are kept.
        space: what is searched.
        validation: rows to choose by.
        test: rows to report on.
        constraints: `<quantity> <= <number>`, where a quantity is `[largest <family> | <slice>]
            <metric> [gap | loss | rise]`: 'largest gender false_positive_rate gap <= 0.02',
            'roc_auc loss <= 0.005', 'gender=female false_negative_rate rise <= 0.02'. A gap is the
            distance from overall; loss and rise count from the baseline.
        maximise: the quantity that is made large.
        minimise: the quantity of bias; by default that of the first constraint on a gap.
        trials: how many, with the baseline and those of an earlier start.
        threshold: decisions are score > threshold; a number of `space` called `threshold` goes
            before.
        crossings: sets of group columns of which every combination of values is a slice too.
        validation_pairs: counterfactual pairs of the validation rows, for flip rates.
        test_pairs: the same of the test rows.
        study: SQLite file that keeps the trials. A search that was stopped goes on there, with
            the same outcome as if it had not been. One search at a time may use it.
        seed: of the sampling.
        progress: told how many trials are done.

    Raises:
        PlanError: a constraint, number or quantity that cannot be what it says.
        RunError: `study` is no study, or of a search that was asked for something else.
    """
    judged = Judged(examples=validation, pairs=validation_pairs)
    reported = Judged(examples=test, pairs=test_pairs)
    plan = TuningPlan.of(
        space,
        judged,
        constraints=constraints,
        maximise=maximise,
        minimise=minimise,
        threshold=threshold,
        crossings=crossings,
    )
    _check(trials, judged, reported)
    path = None if study is None else Path(study)
    asked_for = {**plan.to_object(validation), "seed": seed}
    with study_at(path, plan=asked_for, space=plan.space, seed=seed) as kept:
        _search(kept, plan, train, judged, trials=trials, progress=progress)
        done = kept.trials()[:trials]
    return DoneSearch(plan=plan, train=train, trials=done).tuned(judged, reported)


def _check(trials: int, validation: Judged, test: Judged) -> None:
    if trials < 2:
        raise PlanError(
            f"`trials` must be 2 or more, got {trials}. The first is the baseline; 40 are usual."
        )
    if (validation.pairs is None) != (test.pairs is None):
        raise PlanError(
            "`validation_pairs` and `test_pairs` must both be given or neither. "
            "What is chosen on one must be reported on the other."
        )


def _search(
    study: Study,
    plan: TuningPlan,
    train: Train,
    judged: Judged,
    *,
    trials: int,
    progress: Progress,
) -> None:
    """Tries until there are enough trials."""
    with progress("tuning", trials) as advance:
        done = study.trials()
        advance(min(len(done), trials))
        if not done:
            parameters = started(plan.space)
            base = validation_numbers(plan, train(parameters), parameters, judged)
            study.add_baseline(base, plan.outcome(base, base))
            advance(1)
        done = study.trials()
        base = done[0].numbers
        for _ in range(len(done), trials):
            asked = study.ask()
            numbers = validation_numbers(plan, train(asked.parameters), asked.parameters, judged)
            study.tell(asked, numbers, plan.outcome(numbers, base))
            advance(1)
