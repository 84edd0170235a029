"""Every method by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from counterpoise.explorer.answering import absent_methods, answered, possible_methods
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.compare import can_compare, compare
from counterpoise.explorer.methods.counterfactuals import counterfactuals
from counterpoise.explorer.methods.counts import counts
from counterpoise.explorer.methods.curve import curve
from counterpoise.explorer.methods.describe import describe
from counterpoise.explorer.methods.export import export
from counterpoise.explorer.methods.flips import flips, has_pairs
from counterpoise.explorer.methods.intervals import intervals
from counterpoise.explorer.methods.method import Method
from counterpoise.explorer.methods.nearest import nearest, possible_distances
from counterpoise.explorer.methods.page import page
from counterpoise.explorer.methods.partial_dependence import can_vary, partial_dependence
from counterpoise.explorer.methods.predict import can_run, predict
from counterpoise.explorer.methods.rows import rows
from counterpoise.explorer.methods.rule import has_families, rule
from counterpoise.explorer.methods.select import select
from counterpoise.explorer.methods.slice_of import slice_of
from counterpoise.explorer.methods.spans import spans
from counterpoise.explorer.methods.state import state
from counterpoise.explorer.methods.texts import texts
from counterpoise.explorer.methods.without_words import can_leave_out, without_words

MODELS = "models that can be run: give callables as scores"
TEXTS = "texts: read the examples with text=..., or name them with --examples and --text"


def has_texts(contents: Contents) -> bool:
    """Whether the rows are texts."""
    return contents.examples.text is not None


def has_distances(contents: Contents) -> bool:
    """Whether there is anything by which rows can be near."""
    return bool(possible_distances(contents))


def _describe(contents: Contents, asked: Arguments) -> Frame:
    absent = absent_methods(METHODS, contents, contents.absent)
    return describe(contents, asked, methods=possible_methods(METHODS, contents), absent=absent)


def _page(contents: Contents, asked: Arguments) -> Frame:
    return page(asked, ask=partial(answered, METHODS, contents))


METHODS: Mapping[str, Method[Contents]] = {
    "describe": Method(answer=_describe),
    "counts": Method(answer=counts),
    "intervals": Method(answer=intervals, arguments=("metric", "thresholds")),
    "flips": Method(
        answer=flips,
        arguments=("threshold", "by"),
        possible=has_pairs,
        needs="counterfactual pairs: give pairs=...",
    ),
    "rows": Method(answer=rows),
    "select": Method(answer=select, arguments=("predicate",)),
    "texts": Method(answer=texts, arguments=("rows",), possible=has_texts, needs=TEXTS),
    "spans": Method(answer=spans, arguments=("texts",), possible=has_texts, needs=TEXTS),
    "predict": Method(answer=predict, arguments=("inputs",), possible=can_run, needs=MODELS),
    "counterfactuals": Method(
        answer=counterfactuals, arguments=("text",), possible=has_texts, needs=TEXTS
    ),
    "without_words": Method(
        answer=without_words, arguments=("text",), possible=can_leave_out, needs=MODELS
    ),
    "nearest": Method(
        answer=nearest,
        arguments=("row", "model", "threshold", "distance"),
        possible=has_distances,
        needs="texts or features of the examples",
    ),
    "partial_dependence": Method(
        answer=partial_dependence,
        arguments=("feature", "model"),
        possible=can_vary,
        needs="features, and models that can be run on them",
    ),
    "curve": Method(answer=curve, arguments=("model", "slice")),
    "rule": Method(
        answer=rule,
        arguments=("rule", "family", "model", "tolerance", "cost_ratio"),
        possible=has_families,
        needs="groups: read the examples with groups=[...]",
    ),
    "compare": Method(
        answer=compare,
        arguments=("before", "after", "threshold"),
        possible=can_compare,
        needs="two models",
    ),
    "slice_of": Method(answer=slice_of, arguments=("predicate", "name")),
    "export": Method(answer=export, arguments=("predicate", "format")),
    "page": Method(answer=_page, arguments=("texts",)),
    "state": Method(answer=state, arguments=("state",)),
}
"""Method -> how it is answered."""
