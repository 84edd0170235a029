"""Counterfactuals by any chat model behind an OpenAI-compatible chat-completions endpoint.

This is the one part of the package that sends texts anywhere: to `base_url`, when `generated` is
given this generator. The same protocol is spoken by OpenAI, most other hosts of models, and the
servers that run one on this machine (vLLM, llama.cpp, Ollama). It needs no extra dependency.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from threading import Event

from counterpoise.counterfactuals.generators import Answer, Instruction
from counterpoise.counterfactuals.openai_compatible.http import checked_url, post
from counterpoise.counterfactuals.openai_compatible.prompt import PROMPT_VERSION, messages
from counterpoise.counterfactuals.openai_compatible.reading import Ending, read
from counterpoise.errors import PlanError

TOO_MANY = 429
ENVIRONMENT_NAME = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAICompatible:
    """A chat model as a generator, for `generated`.

    The key is read from the environment whenever a batch is asked, and stands nowhere else: not in
    this record, the cache, a message or the name. Answers come one by one, so each is on disk
    before the batch is done. After "too many requests" the rest of the batch is held back until the
    time that the server asks for is over; `Retries` of `generated` does the waiting.

    Attributes:
        base_url: what stands before `/chat/completions`, such as https://api.openai.com/v1.
        model: the name by which the server knows the model.
        api_key_env: the environment variable that holds the key, None where no key is needed.
        temperature: of the model; None leaves it to the server.
        max_tokens: the longest answer; None leaves it to the server, as models that know only
            `max_completion_tokens` need.
        timeout: seconds for one answer.
        max_concurrency: questions on their way at once; a `batch` of some times as many in
            `generated` keeps them busy.
    """

    base_url: str
    model: str
    api_key_env: str | None = "OPENAI_API_KEY"
    temperature: float | None = 0.0
    max_tokens: int | None = 1024
    timeout: float = 60.0
    max_concurrency: int = 4

    def __post_init__(self) -> None:
        if self.api_key_env is not None and not ENVIRONMENT_NAME.fullmatch(self.api_key_env):
            raise PlanError(
                "`api_key_env` must be the name of an environment variable in capitals, and what "
                "was given is not (it is not repeated here: it may be the key itself). "
                "Put the key into the environment and give its name, such as OPENAI_API_KEY."
            )
        checked_url(self.base_url, with_key=self.api_key_env is not None)
        if not self.model:
            raise PlanError("`model` must be the name of a model, got ''. Give the server's name.")
        if not 0 < self.timeout < float("inf") or self.max_concurrency < 1:
            raise PlanError(
                "`timeout` must be seconds above 0 and `max_concurrency` 1 or more, got "
                f"{self.timeout} and {self.max_concurrency}. Leave them out for 60 and 4."
            )

    @property
    def name(self) -> str:
        """What it is called in pairs and reports: the model."""
        return f"openai_compatible:{self.model}"

    @property
    def version(self) -> str:
        """All that an answer depends on: prompt, settings and server."""
        return (
            f"prompt={PROMPT_VERSION} temperature={self.temperature} "
            f"max_tokens={self.max_tokens} at={self.base_url.rstrip('/')}"
        )

    def __call__(
        self, texts: list[str], instructions: list[Instruction]
    ) -> Iterator[tuple[int, Answer]]:
        """(row, answer) as answers come.

        Raises:
            PlanError: there is no key, or the server will answer nothing more. Answers that were on
                their way are given out first.
        """
        ask = _Asking(
            url=checked_url(self.base_url, with_key=self.api_key_env is not None),
            generator=self,
            key=None if self.api_key_env is None else _key(self.api_key_env),
        )
        pool = ThreadPoolExecutor(self.max_concurrency, thread_name_prefix="counterpoise-llm")
        try:
            asked = {
                pool.submit(ask.one, text, told): row
                for row, (text, told) in enumerate(zip(texts, instructions, strict=True))
            }
            yield from _as_they_come(asked)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _as_they_come(asked: dict[Future[Answer | Ending], int]) -> Iterator[tuple[int, Answer]]:
    ending: Ending | None = None
    for future in as_completed(asked):
        said = future.result()
        if isinstance(said, Ending):
            ending = said
        else:
            yield asked[future], said
    if ending is not None:
        raise ending.error


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asking:
    """One batch on its way.

    Attributes:
        url: where it is asked.
        generator: with which settings.
        key: the secret; kept out of the record's description.
        held: once set, nothing more of the batch is sent.
        held_for: seconds for which the server asked to be left alone, as often as it did.
    """

    url: str
    generator: OpenAICompatible
    key: str | None = field(repr=False)
    held: Event = field(default_factory=Event)
    held_for: list[float] = field(default_factory=list)

    def one(self, text: str, instruction: Instruction) -> Answer | Ending:
        """What the server says of one text."""
        if self.held.is_set():
            wait = max(self.held_for, default=0.0)
            return Answer(reason="unanswered", detail="It was held back.", again=True, wait=wait)
        body = self._body(text, instruction)
        response = post(self.url, body, key=self.key, timeout=self.generator.timeout)
        said = read(response, text=text, key=self.key)
        if isinstance(said, Ending) or response.status == TOO_MANY:
            self.held_for.append(0.0 if isinstance(said, Ending) else said.wait)
            self.held.set()
        return said

    def _body(self, text: str, instruction: Instruction) -> bytes:
        settings = {
            "temperature": self.generator.temperature,
            "max_tokens": self.generator.max_tokens,
        }
        document = {
            "model": self.generator.model,
            "messages": messages(text, instruction),
            **{name: value for name, value in settings.items() if value is not None},
        }
        return json.dumps(document).encode()


def _key(variable: str) -> str:
    """The key in the environment variable, fit for a header.

    Raises:
        PlanError: there is none, or it holds what no key holds.
    """
    key = os.environ.get(variable, "").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        found = "is not set" if not key else "holds white space or letters outside ASCII"
        raise PlanError(
            f"The environment variable `{variable}` must hold the endpoint's key, but it {found}. "
            "Set it, or give api_key_env=None for a server that needs none."
        )
    return key
