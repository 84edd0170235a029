"""Group columns of any make as one form: List(Enum), null not annotated, [] in no group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.data.checks import Place, check_fractions, holding, numbers
from counterpoise.data.derived_groups import DerivedGroups, derived_column, derived_sources
from counterpoise.data.lists import list_column
from counterpoise.errors import DataError, PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited:
    """A group column whose cells hold several names in one text, such as `male;female`.

    Names are trimmed and empty ones dropped; null is not annotated, "" is in no group.

    Attributes:
        column: name of the column; the groups take its place.
        delimiter: what stands between two names.
    """

    column: str
    delimiter: str

    def __post_init__(self) -> None:
        if not self.delimiter:
            raise PlanError(
                "`delimiter` must be at least one character, but it is ''. Write what stands "
                "between two names, such as ';'."
            )

    @property
    def name(self) -> str:
        """The name of the group column it makes."""
        return self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholded:
    """A group column made of several columns of fractions, one for each group.

    A row is in every group whose fraction is at least the threshold. A row where all are null is
    not annotated; where some are, those count as below. The columns' order is the groups' order.

    Attributes:
        name: name of the group column it makes.
        columns: names of the columns of fractions, which name the groups too.
        threshold: the least fraction that counts, in [0, 1].
    """

    name: str
    columns: Sequence[str]
    threshold: float = 0.5

    def __post_init__(self) -> None:
        different = not isinstance(self.columns, str) and len({*self.columns}) == len(self.columns)
        if not self.columns or not different:
            raise PlanError(
                "`columns` must be a list of different names, at least one, "
                f"but it is {self.columns!r}. Write columns=['male', 'female']."
            )
        if not 0 <= self.threshold <= 1:
            raise PlanError(
                f"`threshold` must be from 0 to 1, but it is {self.threshold}. "
                "Give the least fraction that counts, such as 0.5."
            )


_WHOLE = re.compile(r"-?[0-9]{1,18}")
"""A name that is a code: these sort as numbers."""

GroupSpec = str | Delimited | Thresholded | DerivedGroups
"""A column that already holds groups, or how to make one."""


def group_name(spec: GroupSpec) -> str:
    """The name of the group column that the spec makes."""
    return spec if isinstance(spec, str) else spec.name


def group_sources(spec: GroupSpec) -> tuple[str, ...]:
    """The names of the columns that the spec reads."""
    if isinstance(spec, Thresholded):
        return tuple(spec.columns)
    if isinstance(spec, DerivedGroups):
        return derived_sources(spec)
    return (group_name(spec),)


def group_column(spec: GroupSpec, *, frame: pl.DataFrame, place: Place) -> pl.Series:
    """The groups of every row in normal form.

    Args:
        spec: which columns, and how to read them.
        frame: [rows], holding those columns.
        place: where a row came from.

    Returns:
        [rows], List(Enum): null is not annotated, [] is in no group. No list holds null, an empty
        name or the same name twice. An Enum keeps its own values, known from the start;
        `Thresholded` knows its columns, `Bins` its bins; otherwise the values found, sorted.

    Raises:
        DataError: when a column cannot hold groups, or a fraction is outside [0, 1].
    """
    if isinstance(spec, Thresholded):
        return _thresholded(spec, frame=frame, place=place)
    if isinstance(spec, DerivedGroups):
        return derived_column(spec, frame=frame, place=place)
    if isinstance(spec, Delimited):
        return _listed(_split(frame[spec.column], delimiter=spec.delimiter, place=place))
    return _listed(_as_lists(frame[spec], place=place))


def _thresholded(spec: Thresholded, *, frame: pl.DataFrame, place: Place) -> pl.Series:
    annotated = np.zeros(frame.height, dtype=bool)
    found = []
    for column in spec.columns:
        role = f"a fraction of group column `{spec.name}`"
        fractions = numbers(frame[column], role=role, place=place)
        remedy = "Divide a longer scale by its maximum."
        check_fractions(fractions, role=role, place=place, remedy=remedy)
        annotated |= fractions.is_not_null().to_numpy()
        found.append((fractions >= spec.threshold).fill_null(value=False).arg_true().to_numpy())
    codes = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    known = pl.Series(spec.name, list(spec.columns), dtype=pl.Enum(spec.columns))
    return list_column(rows=np.concatenate(found), values=known.gather(codes), present=annotated)


def _split(texts: pl.Series, *, delimiter: str, place: Place) -> pl.Series:
    if texts.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        raise DataError(
            f"{holding(texts, place=place)}: group column `{texts.name}` must hold text to be "
            f"split at '{delimiter}', but it holds {texts.dtype}. "
            f"Name the column itself: groups=['{texts.name}']."
        )
    return texts.cast(pl.String).str.split(delimiter).list.eval(pl.element().str.strip_chars())


def _as_lists(values: pl.Series, *, place: Place) -> pl.Series:
    if isinstance(values.dtype, pl.Array):
        values = values.arr.to_list()
    inner = values.dtype.inner if isinstance(values.dtype, pl.List) else values.dtype
    _check_nameable(inner, name=values.name, place=holding(values, place=place))
    if isinstance(values.dtype, pl.List):
        return values
    wrapped = values.to_frame().select(
        pl.when(pl.all().is_not_null()).then(pl.concat_list(pl.all()))
    )
    return wrapped.to_series()


def _check_nameable(dtype: object, *, name: str, place: str) -> None:
    if isinstance(dtype, pl.DataType):
        if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null) or dtype.is_integer():
            return
        if dtype.is_float():
            raise DataError(
                f"{place}: group column `{name}` must hold names of groups, "
                f"but it holds {dtype}. "
                "Cast codes such as 1.0 to integers; fractions become groups at a threshold: "
                f"Thresholded(name='...', columns=['{name}', ...], threshold=0.5)."
            )
    raise DataError(
        f"{place}: group column `{name}` must hold names of groups or lists of them, "
        f"but it holds {dtype}. "
        "Turn it into text, or into lists of texts, first."
    )


def _listed(lists: pl.Series) -> pl.Series:
    """Lists of names of any type as List(Enum), cleaned where they need it."""
    flat = lists.explode()
    values = _known(flat)
    names = lists.cast(pl.List(pl.String))
    if _untidy(lists.cast(pl.List(pl.String)), flat=flat):
        kept = pl.element().filter(pl.element().is_not_null() & (pl.element() != ""))
        names = names.list.eval(kept.unique(maintain_order=True))
    return names.cast(pl.List(pl.Enum(values)))


def _known(flat: pl.Series) -> list[str]:
    if isinstance(flat.dtype, pl.Enum):
        return flat.dtype.categories.to_list()
    found = flat.drop_nulls().unique().cast(pl.String)
    return sorted_names(found.filter(found != "").to_list())


def sorted_names(names: Iterable[str]) -> list[str]:
    """Names in rising order; as numbers, where every one of them spells a whole number."""
    found = list(names)
    if all(_WHOLE.fullmatch(name) for name in found):
        return sorted(found, key=lambda name: (int(name), name))
    return sorted(found)


def united_names(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of either, sorted; the order of one that knows more than the other is kept."""
    if mine == theirs or {*theirs} < {*mine}:
        return mine
    if {*mine} < {*theirs}:
        return theirs
    return tuple(sorted_names({*mine, *theirs}))


def _untidy(names: pl.Series, *, flat: pl.Series) -> bool:
    """Whether any list holds null, an empty name or the same name twice."""
    lengths = names.list.len().fill_null(0).to_numpy()
    filled = names.filter(pl.Series(lengths > 0)).explode()
    if filled.null_count() or (filled == "").any():
        return True
    if lengths.max(initial=0) <= 1:
        return False
    rows = pl.Series("row", np.repeat(np.arange(len(names)), lengths))
    return bool(pl.DataFrame({"row": rows, "name": filled}).is_duplicated().any())
