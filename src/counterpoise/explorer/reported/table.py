"""Every method of a report by its name; those that need rows are listed and not answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from counterpoise.explorer.answering import absent_methods, answered, possible_methods
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.description import report_description
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.method import Method
from counterpoise.explorer.methods.page import page
from counterpoise.explorer.methods.table import METHODS as OF_ROWS
from counterpoise.explorer.predicate import KEYS
from counterpoise.explorer.reported.compare import can_compare, compare
from counterpoise.explorer.reported.contents import ReportContents
from counterpoise.explorer.reported.counts import BINS, counts
from counterpoise.explorer.reported.flips import flips, has_pairs
from counterpoise.explorer.reported.intervals import intervals
from counterpoise.explorer.state import state_of


def _describe(contents: ReportContents, asked: Arguments) -> Frame:
    said = report_description(contents.report, contents.own_table)
    reasons = {name: contents.why for name in OF_ROWS if name not in _OWN}
    return Frame(
        value={
            **said,
            "rows": contents.row_count,
            "models": [{**model, "runs": False} for model in said["models"]],
            "families": contents.families,
            "slices": contents.entries,
            "bins": BINS,
            "features": [],
            "texts": "none",
            "pairs": contents.pair_count,
            "distances": [],
            "methods": possible_methods(METHODS, contents),
            "absent": absent_methods(METHODS, contents, reasons),
            "saved": [],
            "state": contents.state,
        }
    )


def _page(contents: ReportContents, asked: Arguments) -> Frame:
    return page(asked, ask=partial(answered, METHODS, contents))


def _state(contents: ReportContents, asked: Arguments) -> Frame:
    if asked.get("state") is not None:
        set_state(asked.get("state"), contents)
    return Frame(value=contents.state)


def set_state(given: object, contents: ReportContents) -> None:
    """Keeps the state that `given` means.

    Raises:
        PlanError: a key, a name or a place that there is not.
    """
    contents.state = state_of(given, contents.shown, check_predicate=_check_predicate)


def _check_predicate(given: object) -> None:
    Arguments.of("predicate", given, known=KEYS)


def _never(contents: ReportContents, asked: Arguments) -> Frame:
    raise AssertionError(asked.method)


_OWN: Mapping[str, Method[ReportContents]] = {
    "describe": Method(answer=_describe),
    "counts": Method(answer=counts),
    "intervals": Method(answer=intervals, arguments=("metric", "thresholds")),
    "flips": Method(
        answer=flips,
        arguments=("threshold", "by"),
        possible=has_pairs,
        needs="counterfactual pairs",
    ),
    "compare": Method(
        answer=compare,
        arguments=("before", "after", "threshold"),
        possible=can_compare,
        needs="two models",
    ),
    "page": Method(answer=_page, arguments=("texts",)),
    "state": Method(answer=_state, arguments=("state",)),
}

METHODS: Mapping[str, Method[ReportContents]] = {
    name: _OWN.get(
        name,
        Method(answer=_never, possible=lambda _: False, needs="rows, which this report is without"),
    )
    for name in OF_ROWS
}
"""Method -> how it is answered of a report."""
