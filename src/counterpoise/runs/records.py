"""Frozen records from TOML tables: every key known, every value of its type."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from counterpoise.errors import PlanError, choices

T = TypeVar("T")

UNTYPED = {"typed": False}
"""Metadata of a field that is set by the program, and no key of a plan."""


def record(of: type[T], table: Any, *, place: str) -> T:
    """The record of type `of` (a frozen dataclass) that a TOML table describes.

    Args:
        of: a dataclass whose fields are str, int, float, bool, Literal, tuples of these, records,
            or any of them or None.
        table: what TOML gave.
        place: where in the plan it stands, for messages: `[data]`.

    Raises:
        PlanError: an unknown or missing key, a value of another type.
    """
    if not isinstance(table, Mapping):
        raise PlanError(f"{place} must be a table, got {table!r}. Write its keys under {place}.")
    known = {
        entry.name: entry
        for entry in fields(of)  # pyright: ignore[reportArgumentType]
        if entry.metadata != UNTYPED
    }
    for key in table:
        if key not in known:
            raise PlanError(f"{place} has no key `{key}`. {choices(known, key)}")
    hints = get_type_hints(of)
    values: dict[str, Any] = {}
    for name, entry in known.items():
        if name in table:
            tabled = isinstance(table[name], Mapping)
            here = f"{place} [{name}]" if tabled else f"{place} {name}"
            values[name] = _value(hints[name], table[name], place=here)
        elif entry.default is MISSING and entry.default_factory is MISSING:
            raise PlanError(f"{place} needs the key `{name}`, and it is missing. Add {name} = ...")
    return of(**values)


def _value(hint: Any, value: Any, *, place: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _first_that_fits(arguments, value, place=place)
    if origin is Literal:
        if value not in arguments:
            raise PlanError(f"{place} cannot be {value!r}. {choices(arguments, str(value))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise PlanError(f"{place} must be a list, got {value!r}. Write [..., ...].")
        return tuple(
            _value(arguments[0], item, place=f"{place}[{number}]")
            for number, item in enumerate(value, start=1)
        )
    if is_dataclass(hint):
        return record(hint, value, place=place)  # pyright: ignore[reportArgumentType]
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise PlanError(
            f"{place} must be {_called(hint)}, got {value!r} ({type(value).__name__}). "
            "Change the value."
        )
    return value


def _first_that_fits(arguments: tuple[Any, ...], value: Any, *, place: str) -> Any:
    """The value as the first of several types that its own shape allows."""
    options = [hint for hint in arguments if hint is not type(None)]
    for hint in options:
        listed = get_origin(hint) is tuple
        tabled = is_dataclass(hint)
        if listed == isinstance(value, list) and tabled == isinstance(value, Mapping):
            return _value(hint, value, place=place)
    return _value(options[0], value, place=place)


def _called(hint: type) -> str:
    return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(
        hint, hint.__name__
    )
