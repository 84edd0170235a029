"""The local server over a real socket: what it answers its own page, and whom it refuses."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
import pytest

from counterpoise.errors import RunError
from counterpoise.explorer import bundle as bundles
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.server import ExplorerServer

from .conftest import TEXTS, eight_rows, length, scores

WRONG_TOKEN = b"Open the address that was printed: wrong token.\n"
WRONG_HOST = b"Open the address that was printed: wrong host.\n"
WRONG_ORIGIN = b"Open the address that was printed: wrong origin.\n"
NOTHING = b"There is nothing to get here.\n"


@pytest.fixture(scope="module")
def server() -> Iterator[ExplorerServer]:
    explorer = Explorer(eight_rows(), scores(), models={"base": length})
    serving = ExplorerServer(explorer)
    thread = threading.Thread(target=serving.run)
    thread.start()
    yield serving
    serving.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def request(server, method, path, *, body=None, without=(), **headers) -> Answer:
    """A request as the page sends it, but for `headers` and those that are left out."""
    sent = {
        "Host": f"127.0.0.1:{server.port}",
        "X-Counterpoise-Token": server.token,
        "Content-Type": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if name not in without:
                connection.putheader(name, value)
        if body is not None and "Content-Length" not in sent:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def ask(server, method, args=None, **options) -> Answer:
    return request(
        server, "POST", f"/api/{method}", body=json.dumps(args or {}).encode(), **options
    )


def raw(server, data: bytes) -> bytes:
    """What comes back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_the_address_is_loopback_with_a_long_token_in_the_fragment(server):
    parts = urlsplit(server.url)
    assert (parts.scheme, parts.hostname, parts.port) == ("http", "127.0.0.1", server.port)
    assert parts.fragment == f"token={server.token}"
    assert len(server.token) == 43
    other = ExplorerServer(Explorer(eight_rows(), scores()))
    other.close()
    assert other.token != server.token


def test_a_question_with_the_token_is_answered_as_by_the_explorer(server):
    answer = ask(server, "texts", {"rows": [7, 0]})
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    frame = Frame.from_bytes(answer.body)
    assert frame.columns["text"].to_list() == [TEXTS[7], TEXTS[0]]


def test_several_questions_go_over_one_connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _ in range(3):
        headers = {"X-Counterpoise-Token": server.token, "Content-Type": "application/json"}
        connection.request("POST", "/api/describe", body=b"{}", headers=headers)
        assert Frame.from_bytes(connection.getresponse().read()).value["rows"] == 8
    connection.close()


def test_an_error_is_a_frame_with_status_200(server):
    answer = ask(server, "texts", {"rows": [9]})
    assert answer.status == 200
    assert Frame.from_bytes(answer.body).value == {
        "error": "`rows` of `texts` must hold places from 0 to 7 of rows, got 9 among them. "
        "Change it."
    }


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"nan", b"[1]", b'"x"'])
def test_a_body_that_is_no_json_object_is_an_error_frame(server, body):
    answer = request(server, "POST", "/api/describe", body=body)
    said = Frame.from_bytes(answer.body).value["error"]
    assert said.startswith(("The arguments of a method must be", "The arguments of `describe`"))


def test_an_empty_body_is_no_arguments(server):
    answer = request(server, "POST", "/api/describe", body=b"")
    assert Frame.from_bytes(answer.body).value["rows"] == 8


def test_text_comes_back_byte_for_byte(server):
    hostile = "</script><b>\u202e\x00\ud83d\ude00".encode("utf-16", "surrogatepass").decode(
        "utf-16"
    )
    answer = ask(server, "spans", {"texts": [hostile, "A man"]})
    assert Frame.from_bytes(answer.body).value == [[], [[2, 5, "male", "gender"]]]


def test_a_model_is_run_over_the_wire(server):
    frame = Frame.from_bytes(ask(server, "predict", {"inputs": ["four", "é\x00"]}).body)
    np.testing.assert_array_equal(frame.columns["score0"], [0.04, 0.02])
    assert list(frame.columns) == ["score0"]


@pytest.mark.parametrize(
    ("options", "status", "body"),
    [
        ({"without": ["X-Counterpoise-Token"]}, 403, WRONG_TOKEN),
        ({"X_Counterpoise_Token": ""}, 403, WRONG_TOKEN),
        ({"X_Counterpoise_Token": "x" * 43}, 403, WRONG_TOKEN),
        ({"X_Counterpoise_Token": "\xe9" * 43}, 403, WRONG_TOKEN),
        ({"without": ["Host"]}, 403, WRONG_HOST),
        ({"Host": "evil.example"}, 403, WRONG_HOST),
        ({"Host": "127.0.0.1"}, 403, WRONG_HOST),
        ({"Host": "127.0.0.1:1"}, 403, WRONG_HOST),
        ({"Host": "127.0.0.1.evil.example"}, 403, WRONG_HOST),
        ({"Host": "[::1"}, 403, WRONG_HOST),
        ({"Host": "x:y:z"}, 403, WRONG_HOST),
        ({"Origin": "null"}, 403, WRONG_ORIGIN),
        ({"Origin": "http://evil.example"}, 403, WRONG_ORIGIN),
        ({"Content_Type": "text/plain"}, 415, b"Send Content-Type: application/json.\n"),
        ({"without": ["Content-Type"]}, 415, b"Send Content-Type: application/json.\n"),
        (
            {"Content_Type": "application/x-www-form-urlencoded"},
            415,
            b"Send Content-Type: application/json.\n",
        ),
        ({"Content_Length": str((16 << 20) + 1)}, 413, b"Send at most 16777216 bytes.\n"),
        ({"Content_Length": "9" * 5000}, 413, b"Send at most 16777216 bytes.\n"),
        ({"Content_Length": "-1"}, 411, b"Send Content-Length.\n"),
        ({"Content_Length": "\xb2"}, 411, b"Send Content-Length.\n"),
        ({"Transfer_Encoding": "chunked"}, 411, b"Send Content-Length.\n"),
    ],
)
def test_a_question_that_is_not_the_pages_is_refused(server, options, status, body):
    answer = ask(server, "describe", **options)
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Connection"] == "close"


def test_a_host_that_leads_to_another_port_is_refused(server):
    assert ask(server, "describe", Host=f"localhost:{server.port + 1}").status == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_every_name_of_loopback_is_ours(server, name):
    here = f"{name}:{server.port}"
    assert ask(server, "describe", Host=here, Origin=f"http://{here}").status == 200
    assert ask(server, "describe", Host=here, Origin="http://127.0.0.1").status == 403


@pytest.mark.parametrize("header", ["Host", "Origin", "X-Counterpoise-Token", "Content-Length"])
def test_a_header_that_comes_twice_is_refused(server, header):
    lines = {
        "Host": f"127.0.0.1:{server.port}",
        "Origin": f"http://127.0.0.1:{server.port}",
        "X-Counterpoise-Token": server.token,
        "Content-Type": "application/json",
        "Content-Length": "2",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    sent = f"POST /api/describe HTTP/1.1\r\n{head}{header}: {lines[header]}\r\n\r\n{{}}"
    answer = raw(server, sent.encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"\r\n\r\nSend every header once.\n")


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/static/index.html",
        "/index.html/..",
        "/explorer.py",
        "/.",
        "/%00",
        "/?token=x",
        "/index.html?x",
        "C:\\x",
        "http://127.0.0.1/",
        "/\u00e9".encode().decode("latin-1"),
    ],
)
def test_a_path_that_is_no_file_of_the_page_is_refused(server, path):
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
    answer = raw(server, head.encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.endswith(NOTHING)


def test_questions_are_posted_and_not_got(server):
    answer = request(server, "GET", "/api/describe")
    assert (answer.status, answer.body) == (405, NOTHING)


@pytest.mark.parametrize("path", ["/", "/index.html", "/ap/describe", "/API/describe"])
def test_nothing_else_can_be_posted_to(server, path):
    answer = request(server, "POST", path, body=b"{}")
    assert (answer.status, answer.body) == (404, b"There is nothing to ask here.\n")


@pytest.mark.parametrize("path", ["/api/", "/api/../x", "/api/describe/", "/api/__init__"])
def test_a_method_that_does_not_exist_is_an_error_frame(server, path):
    answer = request(server, "POST", path, body=b"{}")
    assert answer.status == 200
    assert Frame.from_bytes(answer.body).value["error"].startswith("There is no method ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "PATCH", "X"])
def test_other_verbs_are_refused(server, method):
    answer = request(server, method, "/api/describe")
    assert answer.status == 501
    assert answer.body in (b"", b"This cannot be answered.\n")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n", b""]
)
def test_what_is_no_http_gets_nothing_of_ours(server, data):
    answer = raw(server, data)
    assert b"\x16" not in answer
    assert answer == b"" or answer.endswith(b"This cannot be answered.\n")


def test_the_page_is_given_to_whoever_knows_the_address_without_any_data(server):
    answer = request(server, "GET", "/", without=["X-Counterpoise-Token"])
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert server.token.encode() not in answer.body
    assert request(server, "GET", "/", Host="evil.example").status == 403
    assert request(server, "GET", "/", Origin="http://evil.example").status == 403


def test_every_answer_keeps_other_pages_out(server):
    for answer in (
        request(server, "GET", "/"),
        request(server, "GET", "/nothing"),
        ask(server, "describe"),
        ask(server, "describe", Origin="http://evil.example"),
    ):
        headers = answer.headers
        policy = headers["Content-Security-Policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert "script-src 'self'" in policy
        assert "connect-src 'self'" in policy
        assert not any("unsafe" in part or "*" in part for part in policy)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert not [name for name in headers if name.lower().startswith("access-control")]
        assert "Python" not in headers["Server"]


def test_nothing_of_a_request_is_printed(server, capfd):
    ask(server, "spans", {"texts": ["a private text"]})
    request(server, "GET", "/a-private-path")
    raw(server, b"a private line\r\n\r\n")
    assert capfd.readouterr() == ("", "")


def test_where_the_page_was_not_built_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(bundles, "files", lambda package: tmp_path)
    found = bundles.bundle()
    assert list(found) == ["/"]
    assert b"npm run build" in found["/"][1]


def test_only_files_of_known_kinds_are_given(monkeypatch, tmp_path):
    folder = tmp_path / "static"
    (folder / "more").mkdir(parents=True)
    for name in ("index.html", "explorer.js", "notes.txt", "more/x.js", ".js"):
        (folder / name).write_text(name)
    monkeypatch.setattr(bundles, "files", lambda package: tmp_path)
    found = bundles.bundle()
    assert set(found) == {"/", "/index.html", "/explorer.js", "/.js"}
    assert found["/"] == ("text/html; charset=utf-8", b"index.html")


def test_a_port_that_is_taken_is_refused(server):
    with pytest.raises(RunError) as caught:
        ExplorerServer(Explorer(eight_rows(), scores()), port=server.port)
    said = str(caught.value)
    place = f"127.0.0.1, port {server.port}"
    assert said.startswith(f"The explorer needs an address of its own, and {place}, cannot be had:")
    assert said.endswith("Choose another --port or --host.")


@pytest.mark.parametrize(
    "host", ["evil@127.0.0.1:{port}", "127.0.0.1:{port}/x", "127.0.0.1:{port}#"]
)
def test_a_host_is_a_name_and_a_port_and_nothing_else(server, host):
    answer = ask(server, "describe", Host=host.format(port=server.port))
    assert (answer.status, answer.body) == (403, WRONG_HOST)


def test_a_wider_bind_keeps_the_token_and_takes_no_strange_name():
    serving = ExplorerServer(Explorer(eight_rows(), scores()), host="0.0.0.0")
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        assert urlsplit(serving.url).hostname == "127.0.0.1"
        assert ask(serving, "describe", Host=f"192.0.2.7:{serving.port}").status == 200
        assert ask(serving, "describe", Host=f"evil.example:{serving.port}").status == 403
        assert ask(serving, "describe", without=["X-Counterpoise-Token"]).status == 403
    finally:
        serving.stop()
        thread.join(timeout=10)
