"""`rule`: thresholds that a rule chooses by group, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Int

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.remedies.row_groups import NO_GROUP, RowGroups
from counterpoise.remedies.thresholds import (
    MINIMUM_ROWS,
    EqualRates,
    GroupThresholds,
    ThresholdRule,
    group_thresholds,
)
from counterpoise.remedies.thresholds.rules import RULES

COSTLIEST = 1000.0
"""The highest cost ratio."""

NOTE = (
    "Chosen and judged on the same rows: on others rates differ by chance as well. A row in "
    "several of these slices, or in none, has the threshold of all others."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuledRows:
    """The rows that a rule is chosen on: those that the model decided.

    Attributes:
        scores: [rows].
        positives: [rows], whether the label is positive.
        weights: [rows], or None for 1 each.
        groups: the slice of each row that is in one of the family alone.
        places: name of a slice -> its place.
        few: slices with too few rows for a threshold of their own, with those that they have.
    """

    scores: np.ndarray
    positives: np.ndarray
    weights: np.ndarray | None
    groups: RowGroups
    places: dict[str, int]
    few: list[list[int]]


def has_families(contents: Contents) -> bool:
    """Whether rows are in groups."""
    return bool(contents.families)


def rule(contents: Contents, asked: Arguments) -> Frame:
    """Thresholds by slice, gaps between them, and why there are none where there are none."""
    name = asked.choice("rule", RULES)
    family = asked.place("family", of=len(contents.families), what="families")
    model = asked.place("model", of=len(contents.models), what="models")
    chosen = _rule(name, asked)
    rows = _rows(contents, contents.families[family], model, chosen)
    about = {"rule": name, "few": rows.few, "minimum_rows": MINIMUM_ROWS, "note": NOTE}
    try:
        found = group_thresholds(
            rows.scores, rows.positives, rows.groups, rule=chosen, weights=rows.weights
        )
    except PlanError as error:  # the rule cannot be kept: that is the answer
        return Frame(value={**about, **_nothing(str(error))})
    return Frame(value={**about, **_outcome(found, rows)})


def _rule(name: str, asked: Arguments) -> ThresholdRule:
    kind = RULES[name]
    options: dict[str, Any] = {}
    if asked.get("cost_ratio") is not None:
        options["cost_ratio"] = asked.number("cost_ratio", low=1 / COSTLIEST, high=COSTLIEST)
    takes_tolerance = "tolerance" in {field.name for field in fields(kind)}
    if asked.get("tolerance") is not None and takes_tolerance:
        options["tolerance"] = asked.number("tolerance")
    return kind(**options)


def _rows(contents: Contents, family: str, model: int, chosen: ThresholdRule) -> RuledRows:
    scored = contents.models[model].examples
    part = next(one for one in contents.sliced for piece in one.slices if piece.column == family)
    before = contents.slice_names.index(part.slices[0].name)
    here = [place for place, piece in enumerate(part.slices) if piece.column == family]
    codes = _codes(part.inside[:, here])[part.membership.atoms][scored.decided]
    positives = contents.examples.positives[scored.decided]
    names = [part.slices[place].name for place in here]
    counted = _counted(chosen, positives, codes, groups=len(here))
    enough = counted >= MINIMUM_ROWS
    groups = RowGroups(names=tuple(names), codes=codes)
    weights = contents.examples.weights
    return RuledRows(
        scores=scored.values[scored.decided],
        positives=positives,
        weights=None if weights is None else weights[scored.decided],
        groups=groups.only([one for one, kept in zip(names, enough, strict=True) if kept]),
        places={one: before + place for one, place in zip(names, here, strict=True)},
        few=[
            [before + here[place], int(counted[place])]
            for place in np.flatnonzero(~enough).tolist()
        ],
    )


def _codes(inside: np.ndarray) -> Int[np.ndarray, " atoms"]:
    """The one slice that each atom lies in; `NO_GROUP` in several or in none."""
    return np.where(inside.sum(axis=1) == 1, inside.argmax(axis=1), NO_GROUP)


def _counted(
    chosen: ThresholdRule, positives: np.ndarray, codes: np.ndarray, *, groups: int
) -> Int[np.ndarray, " groups"]:
    """Rows of every group, of those that the rule's rates count the fewest."""
    kinds = {"true_positive_rate": positives, "false_positive_rate": ~positives}
    rows = [
        np.bincount(codes[(codes >= 0) & kinds.get(rate, True)], minlength=groups)
        for rate in chosen.counted
    ]
    return np.min(rows, axis=0)


def _rates(found: GroupThresholds, rows: RuledRows) -> list[dict[str, Any]]:
    """What the thresholds come to in every slice; slice None: in all rows."""
    frame = found.rates(rows.scores, rows.positives, rows.groups, weights=rows.weights)
    return [
        {"slice": None if name is None else rows.places[name], **rest}
        for name, rest in ((row.pop("group"), row) for row in frame.drop("threshold").to_dicts())
    ]


def _nothing(refused: str) -> dict[str, Any]:
    gap = {"gap": None, "lower": None, "upper": None, "gaps": [], "rates": [], "cost": None}
    return {"thresholds": [], "elsewhere": None, **gap, "refused": refused, "caution": None}


def _outcome(found: GroupThresholds, rows: RuledRows) -> dict[str, Any]:
    judged = (rows.scores, rows.positives, rows.groups)
    if not rows.groups.names and found.rule.by_group:
        return _nothing(
            f"A slice must have {MINIMUM_ROWS} rows that the rule counts for a threshold of its "
            "own, and none has. Choose another family or rule."
        )
    gaps = found.gaps(*judged, weights=rows.weights)
    held = found.rule.rates if isinstance(found.rule, EqualRates) else ()
    widest = gaps.filter(pl.col("metric").is_in(held)).sort("value", descending=True).to_dicts()
    first = widest[0] if widest else {}
    return {
        "thresholds": [
            [rows.places[name], threshold]
            for name, threshold in zip(found.groups, found.thresholds.tolist(), strict=True)
        ],
        "elsewhere": found.elsewhere,
        "gap": first.get("value"),
        "lower": first.get("lower"),
        "upper": first.get("upper"),
        "gaps": gaps.drop("tolerance").to_dicts(),
        "rates": _rates(found, rows),
        "cost": found.cost(*judged, weights=rows.weights),
        "refused": None,
        "caution": found.caution,
    }
