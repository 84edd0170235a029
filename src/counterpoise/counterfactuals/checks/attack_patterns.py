"""What an attack on a group looks like: regular expressions read from a file.

A pattern is looked for in the words around one term of a group, in ASCII and in lower case, in
which `MARK` stands for the term.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MARK = "\x01"
"""The character that stands for the term; no text that is looked at holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackKind:
    """One kind of attack.

    Attributes:
        name: such as `hatred`.
        patterns: any of them tells it.
        cue: a pattern found, and quickly, wherever one of them is; empty where there is none.
    """

    name: str
    patterns: tuple[str, ...]
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackPatterns:
    """Regular expressions of Rust over the words around a term.

    Attributes:
        attacks: the kinds of attack.
        excuses: patterns, any of which says that the writer reports or denies the attack.
    """

    attacks: tuple[AttackKind, ...]
    excuses: tuple[str, ...]


@cache
def attack_patterns() -> AttackPatterns:
    """The patterns that come with the package."""
    file = files("counterpoise.counterfactuals.checks").joinpath("attack_patterns.toml")
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    words = {name: f"(?:{'|'.join(some)})" for name, some in read["words"].items()}
    names = words | {"term": MARK}
    names |= {name: _filled(head, names) for name, head in read["heads"].items()}
    return AttackPatterns(
        attacks=tuple(
            AttackKind(
                name=kind["name"],
                patterns=tuple(_filled(pattern, names) for pattern in kind["patterns"]),
                cue=_filled(kind.get("cue", ""), names),
            )
            for kind in read["attacks"]
        ),
        excuses=tuple(_filled(pattern, names) for pattern in read["excuses"]["patterns"]),
    )


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    """The pattern with each <name> replaced, and word boundaries of ASCII, which are fast."""
    for name, words in names.items():
        pattern = pattern.replace(f"<{name}>", words)
    return pattern.replace(r"\b", r"(?-u:\b)")
