"""Templates and terms from TOML, checked once, with errors that name the entry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from counterpoise.counterfactuals.templates.filling import SLOTS, Frame
from counterpoise.errors import PlanError, choices

_LABELS = {"not_toxic": False, "toxic": True}
_TABLES = ("templates", "terms")
_FORMS = ("adjective", "noun", "plural")
_COLUMNS = ("id", "text", "label", "template", "term", "terms", "category", "group", "plain")
_BRACED = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word for a group, in every part of speech.

    Attributes:
        category: what kind of group, such as `religion`.
        group: the group that it names.
        adjective: also the term's name.
        noun: one such person.
        plural: several such people.
    """

    category: str
    group: str
    adjective: str
    noun: str
    plural: str

    @property
    def name(self) -> str:
        """What the term is called."""
        return self.adjective

    @property
    def forms(self) -> Mapping[str, str]:
        """Slot -> what the term fills it with."""
        forms = {"adjective": self.adjective, "noun": self.noun, "plural": self.plural}
        return {**forms, "predicative": self.adjective}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence with slots, and whether it is toxic whatever fills them."""

    sentence: str
    toxic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSet:
    """Sentences and the terms to stand in every one of them.

    Attributes:
        templates: all different.
        terms: no two with a form in common.
        place: where they come from.
    """

    templates: tuple[Template, ...]
    terms: tuple[Term, ...]
    place: str

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Category -> its groups, in the order of the terms."""
        found: dict[str, dict[str, None]] = {}
        for term in self.terms:
            found.setdefault(term.category, {})[term.group] = None
        return {category: tuple(groups) for category, groups in found.items()}


def read_template_set(path: str | PathLike[str], *, missing: TemplateSet) -> TemplateSet:
    """The templates in a TOML file.

    Args:
        path: the file.
        missing: gives the templates, or the terms, where the file has none.

    Raises:
        PlanError: no such file, no TOML, an entry that is no template or term.
    """
    file = Path(path)
    if not file.is_file():
        raise PlanError(f"There are no templates at {file}. Give the path of a TOML file.")
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(
            f"{file} should be TOML in UTF-8, but is not: {error}. Save it as UTF-8."
        ) from error
    return template_set_of(text, place=str(file), missing=missing)


def template_set_of(text: str, *, place: str, missing: TemplateSet | None) -> TemplateSet:
    """The templates in the text of a TOML file; errors as for `read_template_set`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{place} should be TOML, but is not: {error}. Mend that line.") from error
    _check_keys(document, _TABLES, place=place)
    if not document:
        raise PlanError(f"{place} is empty. Add [templates], [terms] or both.")
    templates = missing.templates if missing is not None else ()
    terms = missing.terms if missing is not None else ()
    if "templates" in document:
        templates = _templates(document["templates"], place=place)
    if "terms" in document:
        terms = _terms(document["terms"], place=place)
    return TemplateSet(templates=templates, terms=terms, place=place)


def _table(value: object, *, place: str, remedy: str) -> Mapping[str, object]:
    if not isinstance(value, dict) or not value:
        raise PlanError(f"{place} must be a table with entries, got {value!r}. {remedy}")
    return value


def _list(value: object, *, place: str, remedy: str) -> Sequence[object]:
    if not isinstance(value, list) or not value:
        raise PlanError(f"{place} must be a list with entries, got {value!r}. {remedy}")
    return value


def _check_keys(table: Mapping[str, object], known: Sequence[str], *, place: str) -> None:
    for key in table:
        if key not in known:
            raise PlanError(f"{place} has an unknown key `{key}`. {choices(known, key)}")


def _templates(value: object, *, place: str) -> tuple[Template, ...]:
    here = f"{place}, [templates]"
    table = _table(value, place=here, remedy="Write toxic = [...] and not_toxic = [...].")
    _check_keys(table, tuple(_LABELS), place=here)
    found: dict[str, Template] = {}
    for label, sentences in table.items():
        listed = _list(
            sentences, place=f"{here} `{label}`", remedy="Write sentences, or take the key away."
        )
        for number, sentence in enumerate(listed, start=1):
            entry = f"{here} `{label}` {number}"
            checked = _sentence(sentence, place=entry)
            if checked in found:
                raise PlanError(
                    f"{entry} must be a new sentence, but `{checked}` stands there already. "
                    "Take one of the two away."
                )
            found[checked] = Template(sentence=checked, toxic=_LABELS[label])
    return tuple(found.values())


def _sentence(value: object, *, place: str) -> str:
    sentence = _text(value, place=place, what="a sentence")
    if not Frame.of(sentence).slots:
        raise PlanError(
            f"{place} must hold a slot for a term, but `{sentence}` holds none. "
            f"Write one of {', '.join(f'{{{slot}}}' for slot in SLOTS)}."
        )
    for literal in Frame.of(sentence).literals:
        stray = _BRACED.search(literal)
        if stray:
            raise PlanError(
                f"{place} holds `{stray[0]}`, which is no slot. "
                f"{choices([f'{{{slot}}}' for slot in SLOTS], stray[0])}"
            )
    return sentence


def _text(value: object, *, place: str, what: str) -> str:
    if not isinstance(value, str) or value != value.strip() or not any(map(str.isalnum, value)):
        raise PlanError(
            f"{place} must be {what} with a letter and no space around it, got {value!r}. "
            "Mend the entry."
        )
    return value


def _terms(value: object, *, place: str) -> tuple[Term, ...]:
    remedy = 'Write a [terms.religion] with christian = [{ adjective = "Christian" }].'
    categories = _table(value, place=f"{place}, [terms]", remedy=remedy)
    terms: list[Term] = []
    for category, groups in categories.items():
        here = f"{place}, [terms.{category}]"
        if category in _COLUMNS or not category:
            raise PlanError(
                f"{here} must have a name that is no column of the examples, got `{category}`. "
                f"Choose one that is none of {', '.join(_COLUMNS)}."
            )
        for group, entries in _table(groups, place=here, remedy=remedy).items():
            entry = f"{here} `{group}`"
            for number, term in enumerate(_list(entries, place=entry, remedy=remedy), start=1):
                terms.append(_term(term, category, group, place=f"{entry} {number}"))
    _check_distinct(terms, place=place)
    return tuple(terms)


def _term(value: object, category: str, group: str, *, place: str) -> Term:
    table = _table(value, place=place, remedy='Write { adjective = "Christian" }.')
    _check_keys(table, _FORMS, place=place)
    if "adjective" not in table:
        raise PlanError(f"{place} must have an `adjective`, got {dict(table)!r}. Add one.")
    if not group:
        raise PlanError(f"{place} must belong to a group with a name, got ''. Name the group.")
    forms = {
        key: _text(form, place=f"{place} `{key}`", what="a word") for key, form in table.items()
    }
    adjective = forms["adjective"]
    return Term(
        category=category,
        group=group,
        adjective=adjective,
        noun=forms.get("noun", f"{adjective} person"),
        plural=forms.get("plural", f"{adjective} people"),
    )


def _check_distinct(terms: Sequence[Term], *, place: str) -> None:
    """Two terms with a form in common would make the same text twice, for two groups."""
    for form in _FORMS:
        seen: dict[str, Term] = {}
        for term in terms:
            word = term.forms[form]
            other = seen.setdefault(word, term)
            if other is not term:
                raise PlanError(
                    f"{place}: each {form} must belong to one term, but `{word}` belongs to "
                    f"`{other.category}.{other.group}` and `{term.category}.{term.group}`. "
                    "Take one of the two away."
                )
