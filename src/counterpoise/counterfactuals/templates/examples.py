"""Balanced probes: the same sentences with every term, so that a difference is the model's.

After Dixon et al. 2018, "Measuring and Mitigating Unintended Bias in Text Classification",
https://doi.org/10.1145/3278721.3278729
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from os import PathLike

import polars as pl

from counterpoise.counterfactuals.templates.file import (
    Template,
    TemplateSet,
    Term,
    read_template_set,
    template_set_of,
)
from counterpoise.counterfactuals.templates.filling import WITHOUT_TERM, Frame
from counterpoise.data.examples import Examples
from counterpoise.data.read import read
from counterpoise.errors import PlanError, choices

TemplateSource = str | PathLike[str] | TemplateSet


def template_set(source: TemplateSource | None = None) -> TemplateSet:
    """Sentences with slots, and the terms that fill them.

    Args:
        source: a TOML file; what it lacks of `[templates]` or `[terms]` is taken from the
            package. None: the package's own, 44 toxic and 44 other sentences.

    Raises:
        PlanError: the file cannot be read as templates; the message names the entry.

    Example:
        >>> own = template_set()
        >>> len(own.templates), len(own.terms)
        (88, 38)
    """
    if isinstance(source, TemplateSet):
        return source
    return _own() if source is None else read_template_set(source, missing=_own())


@cache
def _own() -> TemplateSet:
    path = files("counterpoise.counterfactuals.templates").joinpath("sentences.toml")
    return template_set_of(path.read_text(encoding="utf-8"), place="sentences.toml", missing=None)


def template_examples(
    templates: TemplateSource | None = None,
    *,
    categories: Sequence[str] | None = None,
    by_term: bool = False,
) -> Examples:
    """Every sentence with every term: exactly balanced examples.

    Each term stands once in each sentence, so every group has the same share of toxic texts and
    the same words around its terms.

    Args:
        templates: a TOML file or a set of templates; None: the package's own.
        categories: those whose terms are used, such as `["gender"]`; None: all.
        by_term: whether each term is a group too, in the group column `terms`.

    Returns:
        [templates x terms], in the order of the templates. Text `text`, label `label` (1: toxic),
        id `id`, and one group column a category, in which a text with a term of another category
        is in no group ([]). Further columns: `template` (the sentence with its slots), `term`,
        `category`, `group`, `terms` (a list of the one term) and `plain` (the sentence without a
        term; null where there is none).

    Raises:
        PlanError: templates that cannot be read, an unknown category, two equal texts.

    Example:
        >>> examples = template_examples(categories=["religion"])
        >>> len(examples), float(examples.labels.mean()), examples.groups
        (616, 0.5, ('religion',))
        >>> examples.texts[0], examples.frame["religion"][0].to_list()
        ('My Christian neighbour lent me a ladder.', ['christian'])
    """
    used = _of_categories(template_set(templates), categories)
    rows = _rows(used)
    _check_different(rows, place=used.place)
    groups = [_group_column(rows, category, known) for category, known in used.groups.items()]
    frame = pl.DataFrame([row.columns for row in rows]).with_columns(
        groups, terms=pl.concat_list(pl.col("term").cast(pl.Enum([t.name for t in used.terms])))
    )
    return read(
        frame,
        label="label",
        text="text",
        groups=[*used.groups, *(["terms"] if by_term else [])],
        id="id",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One sentence with one term."""

    number: int
    template: Template
    term: Term
    text: str
    plain: str | None

    @property
    def columns(self) -> Mapping[str, str | int | None]:
        return {
            "id": f"{self.number}:{self.term.name}",
            "text": self.text,
            "label": int(self.template.toxic),
            "template": self.template.sentence,
            "term": self.term.name,
            "category": self.term.category,
            "group": self.term.group,
            "plain": self.plain,
        }


def _of_categories(used: TemplateSet, categories: Sequence[str] | None) -> TemplateSet:
    if categories is None:
        return used
    if isinstance(categories, str) or not categories:
        raise PlanError(
            f"`categories` must be a list of at least one name, got {categories!r}. "
            f"{choices(used.groups, str(categories))}"
        )
    for category in categories:
        if category not in used.groups:
            raise PlanError(
                f"There is no category `{category}` in {used.place}. "
                f"{choices(used.groups, category)}"
            )
    terms = tuple(term for term in used.terms if term.category in categories)
    return TemplateSet(templates=used.templates, terms=terms, place=used.place)


def _rows(used: TemplateSet) -> list[_Row]:
    rows: list[_Row] = []
    for number, template in enumerate(used.templates, start=1):
        frame = Frame.of(template.sentence)
        plain = frame.filled(WITHOUT_TERM)
        for term in used.terms:
            text = frame.filled(term.forms)
            assert text is not None  # a term has all forms
            rows.append(_Row(number=number, template=template, term=term, text=text, plain=plain))
    return rows


def _check_different(rows: Sequence[_Row], *, place: str) -> None:
    seen: dict[str, _Row] = {}
    for row in rows:
        other = seen.setdefault(row.text, row)
        if other is not row:
            raise PlanError(
                f"{place}: all texts must be different, but `{other.template.sentence}` with "
                f"`{other.term.name}` and `{row.template.sentence}` with `{row.term.name}` give "
                "the same one. Change one of the sentences or terms."
            )


def _group_column(rows: Sequence[_Row], category: str, known: Sequence[str]) -> pl.Series:
    return pl.Series(
        category,
        [[row.term.group] if row.term.category == category else [] for row in rows],
        dtype=pl.List(pl.Enum(known)),
    )
