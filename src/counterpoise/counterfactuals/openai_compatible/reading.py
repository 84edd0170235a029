"""What an answer of a chat-completions endpoint means: a text, a refusal, a fault, or an end."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from counterpoise.counterfactuals.generators import Answer
from counterpoise.counterfactuals.openai_compatible.http import Response
from counterpoise.counterfactuals.openai_compatible.prompt import counterfactual
from counterpoise.errors import PlanError

OK = 200
BAD_REQUEST = 400
SLOW_DOWN = (429, 503)
AGAIN = {408, 409, 425, 429}
"""Statuses below 500 after which the same question may be answered."""

END = {
    401: "the key is refused. Check the environment variable that `api_key_env` names",
    402: "the account has no money left. Top it up",
    404: "there is no such model or address. Check `model` and `base_url`",
    405: "the address takes no questions. Check `base_url`",
}
"""Statuses after which no question will be answered, with what they mean."""

NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached"}
FILTERED = {"content_filter", "content_policy_violation"}
SHORTEST_SECRET = 8
"""Keys shorter than this are placeholders of local servers, such as "EMPTY"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The server will answer nothing more."""

    error: PlanError


def read(response: Response, *, text: str, key: str | None) -> Answer | Ending:
    """What a response to the question about `text` means; the key is never repeated."""
    if response.fault:
        return _unanswered(hidden(response.fault, key), again=True)
    document = _document(response.body)
    if response.status != OK:
        return _refusal(response, _error(document), key=key)
    choice, usage = _choice(document), document.get("usage")
    if choice is None:
        return _unanswered("The answer is no chat completion.", again=True)
    answer = _chosen(choice, text=text, key=key)
    return replace(
        answer, input_tokens=_tokens(usage, "prompt"), output_tokens=_tokens(usage, "completion")
    )


def hidden(text: str, key: str | None) -> str:
    """The text without the key, and short."""
    return (text.replace(key, "[key]") if key else text)[:300]


def _unanswered(detail: str, *, again: bool = False, wait: float = 0.0) -> Answer:
    return Answer(reason="unanswered", detail=detail, again=again, wait=wait)


def _document(body: bytes) -> dict[str, Any]:
    """The JSON object in the body, empty where there is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _choice(document: dict[str, Any]) -> dict[str, Any] | None:
    choices = document.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    held = isinstance(choice, dict) and isinstance(choice.get("message"), dict)
    return choice if held else None


def _chosen(choice: dict[str, Any], *, text: str, key: str | None) -> Answer:
    message, finish = choice["message"], choice.get("finish_reason")
    content, refusal = message.get("content"), message.get("refusal")
    if finish == "content_filter":
        return Answer(reason="refused", detail="The server's content filter held it back.")
    if isinstance(refusal, str) and refusal:
        return Answer(reason="refused", detail=hidden(refusal, key))
    if finish == "length":
        return Answer(reason="cut off", detail="The answer reached `max_tokens`.")
    if not isinstance(content, str):
        return _unanswered("The answer holds no text.", again=True)
    if key is not None and len(key) >= SHORTEST_SECRET and key in content:
        return _unanswered("The answer repeats the key, and is not kept.")
    return counterfactual(text, content)


def _tokens(usage: Any, kind: str) -> int | None:
    count = usage.get(f"{kind}_tokens") if isinstance(usage, dict) else None
    whole = isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**53
    return count if whole else None


def _error(document: dict[str, Any]) -> dict[str, Any]:
    error = document.get("error")
    return error if isinstance(error, dict) else {"message": error}


def _refusal(response: Response, error: dict[str, Any], *, key: str | None) -> Answer | Ending:
    status, code = response.status, str(error.get("code"))
    if status in END or 300 <= status < 400 or code in NO_MONEY:
        return _ending(402 if code in NO_MONEY else status)
    message = error.get("message")
    said = f": {hidden(message, key)}" if isinstance(message, str) and message else ""
    if status == BAD_REQUEST and code in FILTERED:
        return Answer(reason="refused", detail=f"HTTP {status}{said}")
    wait = _asked_wait(response.headers) if status in SLOW_DOWN else 0.0
    return _unanswered(f"HTTP {status}{said}", again=status in AGAIN or status >= 500, wait=wait)


def _ending(status: int) -> Ending:
    why = END.get(status, "the address has moved. Give the new one as `base_url`")
    return Ending(error=PlanError(f"The endpoint should answer, but says HTTP {status}: {why}."))


def _asked_wait(headers: Message | None) -> float:
    """Seconds in `Retry-After`, given as a number or as a date; 0 where it says nothing."""
    asked = str(headers.get("Retry-After", "") if headers else "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", asked, re.ASCII):
        return float(asked)
    then = _seconds(asked)
    now = _seconds(str(headers.get("Date", ""))) if headers else None
    return 0.0 if then is None else max(0.0, then - (time.time() if now is None else now))


def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
