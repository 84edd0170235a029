"""What a generator of counterfactual texts is told, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What is to be changed in one text.

    Attributes:
        from_group: the group that the text speaks of.
        to_group: the group that the counterfactual is to speak of.
        term: the word of the text that names the group.
        sentence: the instruction in words, as an LLM is told it.
    """

    from_group: str
    to_group: str
    term: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a generator says of one text, when a bare text or None would say too little.

    Attributes:
        text: the counterfactual, None for none.
        reason: why there is no text; of no meaning where there is one. "refused" and "cut off"
            are answers: they were paid for and are kept. "unanswered" is none: nothing was said.
        detail: what happened, for the person who reads the failures.
        again: whether asking once more may help.
        wait: seconds that the other side asks to be left alone before that.
        input_tokens: tokens read, None where they are not counted.
        output_tokens: tokens written, None where they are not counted.
    """

    text: str | None = None
    reason: Literal["refused", "cut off", "unanswered"] = "refused"
    detail: str = ""
    again: bool = False
    wait: float = 0.0
    input_tokens: int | None = None
    output_tokens: int | None = None


Said = str | None | Answer
"""One answer: a text, None (it could not), or either with more to tell."""

Answers = Sequence[Said] | Iterator[tuple[int, Said]]
"""Answers to a batch: a list in the order of the texts, whose length is checked before any of it is
kept; or an iterator of (row, answer) in any order, each kept as soon as it comes."""

Answering = Callable[[list[str], list[Instruction]], Answers]
"""texts, instructions (as many) -> answers."""


NO_VERSION = "unversioned"
"""The version of a plain function, whose answers are kept for one run only."""


class Generator(Protocol):
    """Writes counterfactual texts.

    Answers are kept under `name` and `version`: change the version when the answers would change.
    An exception is kept with the rows it cost and the batch is asked again; a `PlanError` says
    that asking again is of no use, and ends the run.
    """

    @property
    def name(self) -> str:
        """What it is called in pairs and reports."""
        ...

    @property
    def version(self) -> str:
        """What tells its answers from those of an earlier self."""
        ...

    def __call__(self, texts: list[str], instructions: list[Instruction]) -> Answers:
        """One answer for every text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGenerator:
    """A function with the name and version under which its answers are kept."""

    name: str
    version: str
    answering: Answering

    def __call__(self, texts: list[str], instructions: list[Instruction]) -> Answers:
        """One answer for every text."""
        return self.answering(texts, instructions)


def named(answering: Answering, *, name: str, version: str) -> NamedGenerator:
    """Any function as a generator.

    >>> shout = named(lambda texts, _: [text.upper() for text in texts], name="shout", version="1")
    >>> shout(["a man"], [Instruction(from_group="", to_group="", term="", sentence="")])
    ['A MAN']

    Args:
        answering: texts, instructions -> texts, None for each that it could not write.
        name: what it is called in pairs and reports.
        version: to be changed whenever its answers would change.

    Raises:
        PlanError: an empty name or version.
    """
    if not name or not version:
        raise PlanError(
            f"`name` and `version` must not be empty, got {name!r} and {version!r}: answers are "
            "kept under them. Give both, such as name='swap', version='1'."
        )
    return NamedGenerator(name=name, version=version, answering=answering)


def generator_of(given: Generator | Answering, *, cached: bool) -> Generator:
    """The generator that is meant; a function is called by its own name.

    Args:
        given: a generator, or any callable from texts and instructions to answers.
        cached: whether its answers are kept for later runs, which takes a version.

    Raises:
        PlanError: nothing to call, a callable without a name of its own, or one without a version
            whose answers are to be kept.
    """
    if not callable(given):
        raise PlanError(
            "`generator` must be a function of texts and instructions, got "
            f"{type(given).__name__}. Give one, or a generator such as OpenAICompatible."
        )
    if all(isinstance(getattr(given, said, None), str) for said in ("name", "version")):
        return given  # pyright: ignore[reportReturnType] - just looked at
    name = getattr(given, "__name__", None)
    if not isinstance(name, str) or not name.isidentifier():
        called = "a lambda" if name == "<lambda>" else f"one of type {type(given).__name__}"
        raise PlanError(
            f"`generator` needs a name, which pairs are counted under, and {called} has none. "
            "Give it one: named(function, name='swap', version='1')."
        )
    if cached:
        raise PlanError(
            f"`cache` keeps answers under a name and a version, and the function `{name}` has no "
            "version: once it is changed, its old answers would stand for new ones. Give it one: "
            f"named({name}, name='{name}', version='1')."
        )
    return NamedGenerator(name=name, version=NO_VERSION, answering=given)
