"""Which requests the local server answers: those of its own page, with the token, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from ipaddress import ip_address
from secrets import compare_digest
from urllib.parse import urlsplit

TOKEN = "X-Counterpoise-Token"
"""The header in which the page sends the token."""

LONGEST_BODY = 16 << 20
"""Bytes of a request's body."""

ONCE = ("Host", "Origin", "Content-Type", "Content-Length", TOKEN)
"""Headers that are read, of which there may not be two to choose from."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")

NAMED = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:[0-9]{1,5})?")
"""What a Host header may be: a name or an address, and a port."""

API = "/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not answered.

    Attributes:
        status: of HTTP.
        text: what the answer says: short, and nothing of the request.
    """

    status: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChecks:
    """What a server demands of requests.

    Attributes:
        token: the secret that the page was opened with.
        port: its own.
        host: what it was bound to; names other than loopback only where that is not loopback.
    """

    token: str
    port: int
    host: str

    def of_any(self, headers: Message) -> Refusal | None:
        """Why no such request is answered, whatever it asks for.

        A name that leads here without being ours comes of a page elsewhere whose name was pointed
        at this machine; a request of another origin of a page elsewhere.
        """
        if any(len(headers.get_all(name, [])) > 1 for name in ONCE):
            return Refusal(status=400, text="Send every header once.")
        host = headers.get("Host")
        if host is None or not self._is_ours(host):
            return Refusal(status=403, text="Open the address that was printed: wrong host.")
        origin = headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            return Refusal(status=403, text="Open the address that was printed: wrong origin.")
        return None

    def of_question(self, headers: Message) -> Refusal | None:
        """Why a question is not answered."""
        given = headers.get(TOKEN)
        if given is None or not compare_digest(given.encode(), self.token.encode()):
            return Refusal(status=403, text="Open the address that was printed: wrong token.")
        if headers.get("Content-Type", "").strip().lower() != "application/json":
            return Refusal(status=415, text="Send Content-Type: application/json.")
        length = headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in headers:
            return Refusal(status=411, text="Send Content-Length.")
        if len(length) > len(str(LONGEST_BODY)) or int(length) > LONGEST_BODY:
            return Refusal(status=413, text=f"Send at most {LONGEST_BODY} bytes.")
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name, port = _split(host)
        if port != self.port:
            return False
        if name in LOOPBACK:
            return True
        return self.host not in LOOPBACK and (name == self.host.lower() or _is_address(name))


def _split(host: str) -> tuple[str, int | None]:
    """Name in lower case and port of a Host header; no port where it cannot be one."""
    if not NAMED.fullmatch(host):
        return "", None
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return "", None
    return name, 80 if port is None else port


def _is_address(name: str) -> bool:
    """Whether it is an address of numbers, which no one can point elsewhere."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
