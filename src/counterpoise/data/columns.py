"""Which column serves which purpose, and what that asks of the formats that say no types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counterpoise.data.derived_groups import Where
from counterpoise.data.formats import Wanted
from counterpoise.data.groups import Delimited, GroupSpec, group_name, group_sources
from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns that a caller named; one purpose each, but a feature may serve another too.

    Attributes:
        label: the column to be predicted.
        text: the column of texts.
        groups: the group columns, or how to make them.
        features: the columns that a tabular model reads.
        weight: the column of weights.
        id: the column that names a row.
        split: the column that says train, validation or test.
    """

    label: str
    text: str | None = None
    groups: Sequence[GroupSpec] = ()
    features: Sequence[str] = ()
    weight: str | None = None
    id: str | None = None
    split: str | None = None

    def __post_init__(self) -> None:
        for argument, value in (("groups", self.groups), ("features", self.features)):
            if isinstance(value, str):
                raise PlanError(
                    f"`{argument}` must be a list of names, but it is the one name '{value}'. "
                    f"Write {argument}=['{value}']."
                )
        _check_different("Group columns", [group_name(spec) for spec in self.groups])
        _check_different("Features", list(self.features))
        self._check_purposes()

    def _check_purposes(self) -> None:
        purposes = [(name, f"the {purpose}") for purpose, name in self._single.items()]
        purposes += [(name, "a group") for name in self._read_groups]
        purposes += [(name, "a feature") for name in self.features if name == self.label]
        for name, _ in purposes:
            found = [purpose for other, purpose in purposes if other == name]
            if len(found) > 1:
                raise PlanError(
                    f"A column can serve one purpose, but `{name}` is named as "
                    f"{' and as '.join(found)}. Leave one out, or give a copy another name."
                )

    @property
    def _single(self) -> dict[str, str]:
        """Purpose -> its column, for those that were named."""
        named = {
            "label": self.label,
            "text": self.text,
            "weight": self.weight,
            "id": self.id,
            "split": self.split,
        }
        return {purpose: name for purpose, name in named.items() if name is not None}

    @property
    def _read_groups(self) -> list[str]:
        """The group columns that are columns of the source."""
        return [group_name(spec) for spec in self.groups if isinstance(spec, str | Delimited)]

    @property
    def sources(self) -> list[str]:
        """All columns that must exist, those that only features need last."""
        made_of = [name for spec in self.groups for name in group_sources(spec)]
        return [*self._single.values(), *made_of, *self.features]

    @property
    def shared_features(self) -> list[str]:
        """The features that serve another purpose too, whose column takes another form there."""
        others = {*self._single.values(), *self._read_groups}
        return [name for name in self.features if name in others]

    @property
    def compared(self) -> list[str]:
        """The columns that predicates compare."""
        predicates = [spec for spec in self.groups if isinstance(spec, Where)]
        return list(dict.fromkeys(name for spec in predicates for name in group_sources(spec)))

    @property
    def wanted(self) -> Wanted:
        """What to ask of formats that do not say what their columns hold."""
        lists = {spec for spec in self.groups if isinstance(spec, str)}
        delimited = {spec.column for spec in self.groups if isinstance(spec, Delimited)}
        names = lists | {name for name in (self.id, self.split) if name is not None}
        made_of = [name for spec in self.groups for name in group_sources(spec)]
        compared = {*self.compared}
        return Wanted(
            strings=frozenset(names | delimited | ({self.text} if self.text else set())),
            guessed=frozenset(names & (compared | {*self.features})),
            lists=frozenset(lists),
            texts=frozenset([*self._single.values(), *made_of]),
        )


def _check_different(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise PlanError(
                f"{what} must have different names, but `{name}` is named "
                f"{names.count(name)} times. Name it once."
            )
