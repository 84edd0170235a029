"""A state as a person writes it: with names where the page has places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import PlanError, choices
from counterpoise.explorer.arguments import told
from counterpoise.explorer.features import Feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What can be named, each kind in the order of its places.

    Attributes:
        models: their names; so of metrics, slices and families.
        metrics: as the report calls them.
        slices: audited and saved ones.
        families: what slices are values of.
        features: what tabular models read.
    """

    models: Sequence[str]
    metrics: Sequence[str]
    slices: Sequence[str]
    families: Sequence[str]
    features: Sequence[Feature] = ()


Translation = Callable[[Any, Names], Any]
"""A part of a state, and what can be named in it -> the part with places."""


def state_of_names(given: object, names: Names) -> Any:
    """`given` with a place for every name; what is no name is left for others to check.

    Models, metrics, slices and families go by their names, columns by those that
    `Explorer.selected` gives them (`score of <model>`, a feature's name).

    Raises:
        PlanError: a name that there is not, or that two slices have.

    Example:
        >>> names = Names(models=["old", "new"], metrics=["accuracy"], slices=[], families=[])
        >>> state_of_names({"models": ["new"], "x": "score of old", "tab": "scatter"}, names)
        {'models': [1], 'x': 'score0', 'tab': 'scatter'}
    """
    return _translated(given, _STATE, names)


def predicate_of_names(given: object, names: Names) -> Any:
    """The same of a predicate alone.

    Raises:
        PlanError: as `state_of_names`.
    """
    return _translated(given, _PREDICATE, names)


def _translated(given: Any, parts: Mapping[str, Translation], names: Names) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {
        key: parts[key](value, names) if key in parts and value is not None else value
        for key, value in given.items()
    }


def _named(what: str, known: Callable[[Names], Sequence[str]]) -> Translation:
    def place(value: Any, names: Names) -> Any:
        return _place(value, known(names), what) if isinstance(value, str) else value

    return place


def _place(name: str, known: Sequence[str], what: str) -> int:
    places = [place for place, one in enumerate(known) if one == name]
    if not places:
        raise PlanError(f"There is no {what} {told(name)}. {choices(known, name)}")
    if len(places) > 1:
        raise PlanError(
            f"A name must mean one {what}, and {told(name)} means those at the places {places}. "
            "Give the place."
        )
    return places[0]


def _each(what: str, one: Translation) -> Translation:
    def places(value: Any, names: Names) -> Any:
        if isinstance(value, str):
            raise PlanError(
                f"{what} must be a list of names or places, got the text {told(value)}. "
                f"Send for example [{told(value)}]."
            )
        return [one(part, names) for part in value] if _is_list(value) else value

    return places


def _headed(*heads: Translation) -> Translation:
    """Of a list, each part by the translation at its place; those after them as they are."""

    def parts(value: Any, names: Names) -> Any:
        if not _is_list(value):
            return value
        first = [head(part, names) for head, part in zip(heads, value, strict=False)]
        return [*first, *value[len(first) :]]

    return parts


def _column(value: Any, names: Names) -> Any:
    found = _column_if_any(value, names)
    columns = _columns(names)
    if isinstance(found, str) and found not in ("label", "weight", *columns.values()):
        raise PlanError(f"There is no column {told(found)}. {choices(['label', *columns], found)}")
    return found


def _column_if_any(value: Any, names: Names) -> Any:
    """The page's name of a column; `value` where it is that already, or no column of numbers."""
    columns = _columns(names)
    if not isinstance(value, str) or value in columns.values():
        return value
    return columns.get(value, value)


def _columns(names: Names) -> dict[str, str]:
    scores = {f"score of {model}": f"score{place}" for place, model in enumerate(names.models)}
    return {**scores, **{one.name: f"feature{place}" for place, one in enumerate(names.features)}}


def _levels(value: Any, names: Names) -> Any:
    """`[column, [level, ...]]`."""
    if not _is_list(value) or len(value) != 2:
        return value
    column, levels = _column(value[0], names), value[1]
    known = {
        f"feature{place}": feature.levels or () for place, feature in enumerate(names.features)
    }
    of_column = known.get(column, ()) if isinstance(column, str) else ()
    level = _named(f"level of {told(value[0])}", lambda _: of_column)
    return [column, _each("Levels", level)(levels, names)]


def _parting(what: str, *, slices: bool) -> Translation:
    """What colours or parts a plot: `label`, a family, and of colours a slice."""

    def name(value: Any, names: Names) -> Any:
        found = {one: f"slice{place}" for place, one in enumerate(names.slices) if slices}
        found |= {one: f"family{place}" for place, one in enumerate(names.families)}
        if not isinstance(value, str) or value == "label" or value in found.values():
            return value
        if value not in found:
            raise PlanError(
                f"There is no {what} {told(value)}. {choices(['label', *found], value)}"
            )
        return found[value]

    return name


def _sort(value: Any, names: Names) -> Any:
    return _translated(value, {"column": _column_if_any}, names)


def _saved(value: Any, names: Names) -> Any:
    if not _is_list(value):
        return value
    return [_translated(one, {"predicate": predicate_of_names}, names) for one in value]


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


_model = _named("model", lambda names: names.models)
_slice = _named("slice", lambda names: names.slices)
_range = _headed(_column)

_PREDICATE: Mapping[str, Translation] = {
    "slices": _each("`slices`", _slice),
    "model": _model,
    "changed": _each("`changed`", _model),
    "x": _range,
    "y": _range,
    "ranges": _each("`ranges`", _range),
    "levels": _each("`levels`", _levels),
    "decisions": _each("`decisions`", _headed(_model)),
    "lasso": _headed(_column, _column),
}

_STATE: Mapping[str, Translation] = {
    "models": _each("`models`", _model),
    "metric": _named("metric", lambda names: names.metrics),
    "slices": _each("`slices`", _slice),
    "baseline_slice": _slice,
    "family": _named("family", lambda names: names.families),
    "predicate": predicate_of_names,
    "sort": _sort,
    "x": _column,
    "y": _column,
    "colour": _parting("colour", slices=True),
    "facets": _parting("facet", slices=False),
    "compare": _each("`compare`", _model),
    "curves": _each("`curves`", _slice),
    "saved": _saved,
}
