"""Published template sets, from the user's own files, as `Examples` with template and term.

- Madlibs: Dixon et al. 2018, "Measuring and Mitigating Unintended Bias in Text Classification",
  https://doi.org/10.1145/3278721.3278729
- HateCheck: Röttger et al. 2021, "HateCheck: Functional Tests for Hate Speech Detection Models",
  https://doi.org/10.18653/v1/2021.acl-long.4
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from counterpoise.counterfactuals.template_sets.terms import (
    COLUMNS,
    TermGroups,
    categories,
    checked_terms,
    found_terms,
    groups_of_terms,
    madlibs_terms,
    with_slots,
)
from counterpoise.data.columns import Columns
from counterpoise.data.examples import Examples
from counterpoise.data.formats import Wanted
from counterpoise.data.read import examples_of
from counterpoise.data.sources import Source, Table, table_of
from counterpoise.errors import DataError, choices

HATECHECK_TARGETS: TermGroups = {
    "women": ("gender", "female"),
    "trans people": ("gender", "transgender"),
    "gay people": ("sexual_orientation", "homosexual_gay_or_lesbian"),
    "Muslims": ("religion", "muslim"),
    "black people": ("race_and_nationality", "black"),
    "immigrants": ("race_and_nationality", "immigrant_or_refugee"),
    "disabled people": ("disability", "other_disability"),
}
"""The groups that HateCheck covers, as its column `target_ident` calls them."""

SLOT = "[IDENTITY]"
"""What stands for a term in the column `template` of madlibs."""

_LABEL = "label"

_NEARLY_ALL = 0.5
"""Share of the texts that must hold one of the English terms: 99 % and 97 % of the published do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The columns of one published form."""

    text: str
    label: str
    kind: str

    @property
    def columns(self) -> tuple[str, str, str]:
        return (self.text, self.label, self.kind)


_MADLIBS = (
    _Form(text="Text", label="Label", kind="Template"),
    _Form(text="phrase", label="toxicity", kind="template"),
    _Form(text="text", label="toxicity", kind="template"),
)
_MADLIBS_LABELS = {"BAD": 1.0, "NOT_BAD": 0.0, "toxic": 1.0, "nontoxic": 0.0}
_HATECHECK = ("functionality", "case_id", "test_case", "label_gold", "target_ident", "templ_id")
_HATECHECK_BY_GROUP = ("functionality", "id", "text", "label", "templ_id")
_GROUPS = ("gender", "sexual_orientation", "religion", "race", "disability", "other_identity")
_HATECHECK_LABELS = {"hateful": 1.0, "non-hateful": 0.0}


def madlibs(path: Source, *, terms: TermGroups | None = None, by_term: bool = False) -> Examples:
    """Madlibs of conversationai/unintended-ml-bias-analysis, in any of their published forms.

    The files with columns Text, Label (`BAD`, `NOT_BAD`) and Template (such as
    bias_madlibs_77k.csv), and those with template, toxicity (`toxic`, `nontoxic`, or 0 and 1) and
    phrase (the later, intersectional and multilingual ones; `phrase` may be `text`). None of them
    says which words are the term's, so the terms are found in the texts, as they are spelt here,
    and what is left of a sentence is its template.

    Args:
        path: as for `read`.
        terms: term -> (category, group), such as `{"blind": ("disability", "blind")}`; None: the
            51 English ones, of which at least half of the texts must hold one. A file in another
            language needs its own.
        by_term: whether each term is a group too, in the group column `terms`.

    Returns:
        All rows, those without a term included. Label `label` (1: toxic), `id` where the file has
        it, and one group column a category of the terms ([]: no term of it). Further columns:
        `template` (the sentence with `[IDENTITY]` for its terms), `term`, `category`, `group`
        (null where no term was found, several with ", " between them), `terms` (a list) and
        `template_kind` (the file's own column of templates). Of the file's columns, those of
        these names are replaced.

    Raises:
        DataError: columns of no such form, an unknown label, no text with a term, or without
            `terms` fewer than half of them.
        PlanError: `terms` that are not of the form given.

    Example:
        >>> import polars as pl
        >>> texts = {"Text": ["hug deaf", "hug old"], "Label": ["NOT_BAD"] * 2}
        >>> file = pl.DataFrame({**texts, "Template": ["verb_adj"] * 2})
        >>> examples = madlibs(file)
        >>> examples.frame.select("template", "term", "age").row(1)
        ('hug [IDENTITY]', 'old', ['older'])
    """
    named = madlibs_terms() if terms is None else checked_terms(terms, taken=(*COLUMNS, _LABEL))
    columns = frozenset(name for form in _MADLIBS for name in form.columns)
    table = table_of(path, wanted=Wanted(strings=columns, texts=columns))
    form = _form(table)
    texts = table.frame[form.text].cast(pl.String)
    found = found_terms(texts, named)
    _check_found(found, named, table=table, least=_NEARLY_ALL if terms is None else 0.0)
    return _examples(
        table,
        text=form.text,
        groups=["terms"] if by_term else [],
        id="id" if "id" in table.frame.columns else None,
        found=found,
        terms=named,
        label=_labels(table, form.label, _MADLIBS_LABELS),
        template=with_slots(texts, named, slot=SLOT),
        template_kind=table.frame[form.kind],
    )


def _check_found(found: pl.Series, terms: TermGroups, *, table: Table, least: float) -> None:
    """Refuses texts that are no madlibs of these terms."""
    texts = len(found)
    holding = int((found.list.len() > 0).sum())
    if holding and holding >= least * texts:
        return
    file = ", ".join(table.origin.names)
    known = f"at least one of {len(terms)} terms (`{next(iter(terms))}`, ...)"
    own = "Name the terms of its language: terms={'blind': ('disability', 'blind'), ...}."
    if not holding:
        raise DataError(f"Expected texts with {known}, but {file} holds none. {own}")
    raise DataError(
        f"Expected madlibs, of which nearly all hold {known}, but in {file} {holding:,} of "
        f"{texts:,} do. {own} If it holds no madlibs, read it with `hatecheck` or "
        "counterpoise.data.read."
    )


def hatecheck(path: Source, *, by_functionality: bool = False) -> Examples:
    """HateCheck: test_suite_cases.csv or all_cases.csv of paul-rottger/hatecheck-data.

    Also the same cases with columns id, text, label, and lists of the groups spoken of (gender,
    sexual_orientation, religion, race, disability, other_identity) in the place of `case_id`,
    `test_case`, `label_gold` and `target_ident`.

    Args:
        path: as for `read`.
        by_functionality: whether each functional test is a group too, in `functionality`.

    Returns:
        All cases. Label `label` (1: hateful), text and id as the file calls them, and the group
        columns gender, sexual_orientation, religion, race_and_nationality and disability, of who
        is spoken of. Further columns: `template` (the file's `templ_id`), `term` (its
        `target_ident`; null where a case speaks of nobody), `category`, `group` and `terms`.

    Raises:
        DataError: a column is missing, a label or a target is unknown.
    """
    names = frozenset([*_HATECHECK, *_HATECHECK_BY_GROUP])
    table = table_of(path, wanted=Wanted(strings=names, texts=names))
    by_group = {*_HATECHECK_BY_GROUP} <= {*table.frame.columns}
    if not by_group:
        table.require(_HATECHECK)
    targets = _targets_of_groups(table) if by_group else _targets(table)
    return _examples(
        table,
        text="text" if by_group else "test_case",
        groups=["functionality"] if by_functionality else [],
        id="id" if by_group else "case_id",
        found=targets.fill_null("").str.extract_all(".+"),
        terms=HATECHECK_TARGETS,
        label=_labels(table, "label" if by_group else "label_gold", _HATECHECK_LABELS),
        template=table.frame["templ_id"].cast(pl.String),
    )


def _targets(table: Table) -> pl.Series:
    """[rows], the group spoken of as HateCheck calls it; null: nobody."""
    targets = table.frame["target_ident"].cast(pl.String).str.strip_chars().replace("", None)
    _check_known(targets, tuple(HATECHECK_TARGETS), column="target_ident", table=table)
    return targets


def _targets_of_groups(table: Table) -> pl.Series:
    """The same, where columns of groups say it; a group that HateCheck has not is refused."""
    columns = [name for name in _GROUPS if isinstance(table.frame.schema.get(name), pl.List)]
    table.require(columns or _GROUPS[:1])
    called = {group: target for target, (_, group) in HATECHECK_TARGETS.items()}
    lists = [pl.col(name).cast(pl.List(pl.String)) for name in columns]
    named = table.frame.select(group=pl.concat_list(lists).list.first())["group"]
    _check_known(named, tuple(called), column=", ".join(columns), table=table)
    return named.replace_strict(called, default=None, return_dtype=pl.String)


def _form(table: Table) -> _Form:
    columns = table.frame.columns
    for form in _MADLIBS:
        if {*form.columns} <= {*columns}:
            return form
    forms = " or ".join(", ".join(form.columns) for form in _MADLIBS)
    raise DataError(
        f"Expected the columns of madlibs, {forms}, but {', '.join(table.origin.names)} has "
        f"{', '.join(columns)}. Read other data with counterpoise.data.read."
    )


def _labels(table: Table, column: str, known: Mapping[str, float]) -> pl.Series:
    written = table.frame[column]
    if written.dtype.is_numeric():
        return written
    words = written.cast(pl.String).str.strip_chars()
    spelt = {**known, "0": 0.0, "1": 1.0, "0.0": 0.0, "1.0": 1.0}
    _check_known(words, tuple(spelt), column=column, table=table)
    return words.replace_strict(spelt, return_dtype=pl.Float64)


def _check_known(values: pl.Series, known: Sequence[str], *, column: str, table: Table) -> None:
    stray = ~values.is_in(known).fill_null(value=True)
    if stray.any():
        row = int(stray.arg_true()[0])
        raise DataError(
            f"{table.origin.place(row)}: column `{column}` must hold a published value, but here "
            f"is '{str(values[row])[:40]}'. {choices(known, str(values[row]))}"
        )


def _examples(
    table: Table,
    *,
    text: str,
    groups: Sequence[str],
    id: str | None = None,
    found: pl.Series,
    terms: TermGroups,
    **made: pl.Series,
) -> Examples:
    """The rows with the columns made, and with what the terms found say of them."""
    said = groups_of_terms(found, terms)
    frame = table.frame.with_columns(**made).drop(said.columns, strict=False).hstack(said)
    template = pl.when(pl.col("term").is_not_null()).then("template").alias("template")
    columns = Columns(label=_LABEL, text=text, groups=[*categories(terms), *groups], id=id)
    told = Table(frame=frame.with_columns(template), origin=table.origin, sparse=table.sparse)
    return examples_of(told, columns=columns, positive_at=0.5)
