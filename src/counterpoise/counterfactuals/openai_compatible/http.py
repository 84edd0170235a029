"""One question to a chat-completions endpoint over HTTP, by the standard library.

`urllib` is enough here and an HTTP client would be one more thing to keep up to date: a question is
one POST that takes seconds, so a new connection for each costs little; proxies and certificates are
those of the system. What `urllib` gets wrong for a secret is put right: redirects are refused (it
would carry the key to wherever they lead), a loopback address is asked without a proxy, a slow
answer is given up after a time for the whole of it, and a long one is not read to its end.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from counterpoise.errors import PlanError

LONGEST = 8_000_000
"""Bytes of an answer that are read."""

PIECE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back: a status with headers and body, or a `fault` that says why nothing did."""

    status: int = 0
    headers: Message | None = None
    body: bytes = b""
    fault: str = ""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_options: object) -> None:
        """A redirect stays an answer of its own."""


def post(url: str, body: bytes, *, key: str | None, timeout: float) -> Response:
    """What the server says to `body`, within `timeout` seconds; a fault on the way is a value.

    Args:
        url: checked by `checked_url`.
        body: JSON.
        key: the secret, None for none.
        timeout: seconds for each step of connecting, and for the whole of the answer.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    request = Request(url, data=body, headers=headers, method="POST")
    end = time.monotonic() + timeout
    try:
        with _answer(_opener(url), request, timeout) as answer:
            return Response(
                status=answer.status or 0, headers=answer.headers, body=_body(answer, end=end)
            )
    except (OSError, HTTPException) as error:
        return Response(fault=f"{type(error).__name__}: {error}")


def checked_url(base_url: str, *, with_key: bool) -> str:
    """The chat-completions address under `base_url`.

    Raises:
        PlanError: no web address, one that holds a secret or a query, or one that would send a key
            in the clear.
    """
    parts = urlsplit(base_url)
    wrong = (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or bool(parts.query or parts.fragment)
        or not base_url.isascii()
        or any(letter.isspace() for letter in base_url)
    )
    if wrong:
        raise PlanError(
            "`base_url` must be an http or https address without user, password, query or "
            "fragment, and what was given is not (it is not repeated here: it may hold a secret). "
            "Give one such as https://api.openai.com/v1."
        )
    if with_key and parts.scheme == "http" and not is_loopback(base_url):
        raise PlanError(
            f"`base_url` must be https where a key is sent, got {base_url}. "
            "Give the https address, or api_key_env=None for a server that needs no key."
        )
    return base_url.rstrip("/") + "/chat/completions"


def is_loopback(url: str) -> bool:
    """Whether the address is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _opener(url: str) -> OpenerDirector:
    direct = [ProxyHandler({})] if is_loopback(url) else []
    return build_opener(_NoRedirects(), *direct)


def _answer(opener: OpenerDirector, request: Request, timeout: float) -> HTTPResponse | HTTPError:
    try:
        return opener.open(request, timeout=timeout)
    except HTTPError as error:
        return error


def _body(answer: HTTPResponse | HTTPError, *, end: float) -> bytes:
    """The body as it comes, so that a server that dribbles it cannot hold us for ever."""
    body = bytearray()
    while piece := answer.read1(PIECE):
        body += piece
        if len(body) > LONGEST:
            raise HTTPException(f"the answer is longer than {LONGEST} bytes")
        if time.monotonic() > end:
            raise TimeoutError("the answer took too long")
    return bytes(body)
