"""The explorer on this machine: the page at `/`, the methods at `/api/<method>`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler
from secrets import token_urlsafe
from socket import AF_INET, AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, final

from counterpoise.errors import RunError
from counterpoise.explorer.answering import Answerer
from counterpoise.explorer.bundle import File, bundle
from counterpoise.explorer.frames import error_frame
from counterpoise.explorer.request_checks import API, Refusal, RequestChecks

_LOG = logging.getLogger("counterpoise.explorer")

SECONDS = 30
"""How long a connection may be silent."""

FRAME = "application/octet-stream"
PLAIN = "text/plain; charset=utf-8"

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob: data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer. None is of CORS: no page of another origin may read an answer."""


@final
class ExplorerServer:
    """A server for one person on one machine.

    A path is looked up among the names of the page's own files and of the methods, and nowhere
    else; nothing of a request is evaluated or printed.

    Attributes:
        host: what it listens at.
        port: the port.
        token: what a question must bring.
    """

    def __init__(self, explorer: Answerer, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens, without answering yet.

        Args:
            explorer: who answers.
            host: an address other than loopback lets others on the network ask, with the token.
            port: 0 for any that is free.

        Raises:
            RunError: the address cannot be had.
        """
        self.host = host
        self.token = token_urlsafe(32)
        try:
            self._listener = _Listener(host, port)
        except (OSError, OverflowError) as error:
            raise RunError(
                f"The explorer needs an address of its own, and {host}, port {port}, cannot be "
                f"had: {error}. Choose another --port or --host."
            ) from error
        self.port: int = self._listener.server_address[1]
        checks = RequestChecks(token=self.token, port=self.port, host=host)
        self._listener.answer_by(explorer, checks)

    @property
    def url(self) -> str:
        """The page's address; the token is in the fragment, which no browser sends."""
        name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        shown = f"[{name}]" if ":" in name else name
        return f"http://{shown}:{self.port}/#token={self.token}"

    def run(self) -> None:
        """Answers until `stop` is called in another thread, or an interrupt."""
        try:
            self._listener.serve_forever(poll_interval=0.2)
        finally:
            self.close()

    def stop(self) -> None:
        """Ends `run`."""
        self._listener.shutdown()

    def close(self) -> None:
        """Gives the address back, where `run` was never called."""
        self._listener.server_close()


class _Listener(ThreadingMixIn, TCPServer):
    """Unlike `http.server.HTTPServer` it does not ask the network for this machine's name."""

    allow_reuse_address = sys.platform != "win32"  # there two servers could share a port
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        super().__init__((host, port), BaseHTTPRequestHandler)

    def answer_by(self, explorer: Answerer, checks: RequestChecks) -> None:
        handler = partial(_Handler, explorer=explorer, checks=checks, files=bundle())
        self.RequestHandlerClass = handler  # pyright: ignore[reportAttributeAccessIssue]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is no matter."""
        _LOG.debug("a connection broke", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "counterpoise"
    sys_version = ""
    timeout = SECONDS

    def __init__(
        self,
        *connection: Any,
        explorer: Answerer,
        checks: RequestChecks,
        files: Mapping[str, File],
    ) -> None:
        self._explorer, self._checks, self._files = explorer, checks, files
        super().__init__(*connection)

    def do_GET(self) -> None:
        """A file of the page."""
        refusal = self._checks.of_any(self.headers)
        kind, data = self._files.get(self.path, ("", None))
        if refusal is None and data is None:
            missing = 405 if self.path.startswith(API) else 404
            refusal = Refusal(status=missing, text="There is nothing to get here.")
        if refusal is not None or data is None:
            self._refuse(refusal)
        else:
            self._send(200, kind, data)

    def do_POST(self) -> None:
        """The answer to a question."""
        refusal = self._checks.of_any(self.headers)
        if refusal is None and not self.path.startswith(API):
            refusal = Refusal(status=404, text="There is nothing to ask here.")
        refusal = refusal or self._checks.of_question(self.headers)
        if refusal is not None:
            self._refuse(refusal)
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200, FRAME, self._answer(self.path.removeprefix(API), body))

    def _answer(self, method: str, body: bytes) -> bytes:
        try:
            args = json.loads(body or b"{}")
        except (ValueError, RecursionError) as error:
            return error_frame(
                f"The arguments of a method must be JSON, got what cannot be read: {error}. "
                "Send an object."
            ).to_bytes()
        return self._explorer.handle(method, args)

    def _refuse(self, refusal: Refusal | None) -> None:
        assert refusal is not None
        self.close_connection = True  # what else was sent is not read
        self._send(refusal.status, PLAIN, f"{refusal.text}\n".encode())

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuses what http.server itself cannot read, without repeating it."""
        self._refuse(Refusal(status=int(code), text="This cannot be answered."))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing of a request is printed."""
