"""Words around an ambiguous term that show that it names people.

A context is a regular expression; `{}` stands for the term and a space for any white space or
hyphen. It is searched for in the words next to the term, in lower case.
"""

from __future__ import annotations

import polars as pl

_PEOPLE = (
    r"(?:m[ae]n|wom[ae]n|gu?ys?|gals?|dudes?|lad(?:y|ies)|boys?|girls?|kids?|child|children|babies"
    r"|people|persons?|folks?|males?|females?|mothers?|fathers?|moms?|dads?|parents?|families"
    r"|family|students?|teenagers?|teens?|adults?|youths?|voters?|citizens?|residents?|immigrants?"
    r"|refugees?|couples?|communit(?:y|ies)|population|lives|activists?|workers?|leaders?|veterans?"
    r"|christians?|muslims?|jews?|catholics?|americans?|canadians?|supremac(?:y|ists?)"
    r"|nationalis(?:m|ts?)|privilege|race|races|neighbou?rhoods?)\b"
)
_BETWEEN = r"(?:[a-z]+ )?"
_ALIKE = (
    r"(?:black|white|brown|asian|hispanic|latino|gay|straight|lesbian|bi|bisexual|transgender"
    r"|trans|cis|blind|deaf|disabled|young|old|rich|poor|men|women)"
)
_JOINED = rf"\b{_ALIKE} (?:and|or|&) {{}}|{{}} (?:and|or|&) {_ALIKE}\b"
_BEING = (
    r"\b(?:i am|(?:s?he|who) (?:is|was)|(?:they|you|we|who|people) (?:are|were)"
    r"|i[’']m|you[’']?re|(?:s?he|they)[’'](?:s|re)|(?:was|were) born|being|born|came out as"
    r"|identif(?:y|ies) as)"
)
_QUANTIFIED = r"\b(?:the|many|most|some|all|these|those|of|by|against|hate|for|young|poor)"

CONTEXTS = {
    "people": rf"{{}} {_BETWEEN}{_PEOPLE}|{_JOINED}",
    "people_or_being": rf"{{}} {_BETWEEN}{_PEOPLE}|{_JOINED}|{_BEING} {{}}",
    "group": rf"{_QUANTIFIED} {{}}|{_JOINED}",
    "age": rf"{{}} {_BETWEEN}{_PEOPLE}|\bthe {{}} (?:and|or|are|were|have|need)\b",
}
"""The shared contexts, by name."""

MARK = "\uf8ff"
"""The character that stands for the term; none is left in the words around it."""


def context_pattern(context: str) -> str:
    """The regular expression of a context, to be searched for around `MARK`."""
    marked = CONTEXTS.get(context, context).replace("{}", MARK)
    return marked.replace(" ", r"[\s\-‐‑]+")


def is_context(context: str) -> bool:
    """Whether it is the name of a shared context, or a regular expression that holds `{}`."""
    if context in CONTEXTS:
        return True
    try:
        pl.Series([""]).str.contains(context_pattern(context))
    except pl.exceptions.ComputeError:
        return False
    return "{}" in context
