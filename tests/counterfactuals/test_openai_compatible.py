import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from counterpoise.counterfactuals.generators import (
    Answer,
    GenerationStoppedError,
    Instruction,
    Retries,
    generated,
)
from counterpoise.counterfactuals.openai_compatible import OpenAICompatible
from counterpoise.counterfactuals.openai_compatible.http import Response
from counterpoise.counterfactuals.openai_compatible.prompt import (
    messages,
)
from counterpoise.counterfactuals.openai_compatible.reading import read

KEY = "sk-0123456789abcdef"
TOLD = Instruction(
    from_group="male", to_group="female", term="man", sentence="Make the man a woman."
)


def completion(text, *, finish="stop", **message):
    choice = {"message": {"role": "assistant", "content": text} | message, "finish_reason": finish}
    return {"choices": [choice], "usage": {"prompt_tokens": 10, "completion_tokens": 2}}


@dataclass
class Say:
    """One answer of the server: what it says, how, and what it does meanwhile."""

    body: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    before: object = None  # called before anything is sent
    drop: bool = False  # closes the connection without a word
    promise: int = 0  # bytes that are promised and never sent


def well(comment):
    return Say(completion(comment.replace("man", "woman")))


class Server(ThreadingHTTPServer):
    """Answers by a function of the comment, and notes what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script, self.asked, self.now, self.most = script, [], 0, 0
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def comments(self):
        return [comment for comment, *_ in self.asked]

    def handle_error(self, request, client_address):
        pass  # a client that hung up is part of the tests


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _, told = document["messages"]
        line = told["content"].splitlines()[1].removeprefix("Boundary: ")
        comment = told["content"].split(f"\n{line}\n", 1)[1].removesuffix(f"\n{line}")
        with self.server.lock:
            self.server.asked.append((comment, self.path, dict(self.headers), document))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            self.answer(self.server.script(comment))
        finally:
            with self.server.lock:
                self.server.now -= 1

    def answer(self, say):
        if say.before:
            say.before()
        if say.drop:
            return
        body = say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()
        self.send_response(say.status)
        for name, value in say.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + say.promise))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving(script):
    with Server(script) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _key_in_the_environment(monkeypatch):
    monkeypatch.setenv("TOY_KEY", KEY)


def model(server, **options):
    settings = {"model": "toy", "api_key_env": "TOY_KEY", "timeout": 20.0, **options}
    return OpenAICompatible(base_url=server.url, **settings)


def run(texts, server, *, naps=None, times=2, options=None, **settings):
    sleep = [].append if naps is None else naps.append
    retries = Retries(times=times, sleep=sleep)
    chat = model(server, **(options or {}))
    return generated(texts, [TOLD] * len(texts), chat, retries=retries, **settings)


def once(first, then=well):
    """Says `first` to the first question, `then` to all others."""
    said = [first]
    return lambda comment: said.pop() if said else then(comment)


def one(say, **options):
    """What becomes of one comment, without retries."""
    with serving(lambda _: say) as server:
        return run(["a man"], server, times=0, **options).outcomes[0]


def test_texts_are_rewritten_and_tokens_counted():
    with serving(well) as server:
        made = run(["a man", " the man\nran \n"], server)
    assert made.texts.to_list() == ["a woman", " the woman\nran \n"]
    assert (made.cost.input_tokens, made.cost.output_tokens) == (20, 4)


def test_the_question_is_a_chat_completion():
    with serving(well) as server:
        run(["a man"], server)
    ((_, path, headers, document),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert document == {
        "model": "toy",
        "messages": messages("a man", TOLD),
        "temperature": 0.0,
        "max_tokens": 1024,
    }


def test_settings_that_are_none_are_left_to_the_server_and_no_key_is_sent():
    with serving(well) as server:
        run(["a man"], server, options=dict.fromkeys(["temperature", "max_tokens", "api_key_env"]))
    ((*_, headers, document),) = server.asked
    assert set(document) == {"model", "messages"}
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("say", "reason", "detail"),
    [
        (Say(completion(None, refusal="No.")), "refused", "No."),
        (
            Say(completion("x", finish="content_filter")),
            "refused",
            "The server's content filter held it back.",
        ),
        (
            Say({"error": {"code": "content_filter", "message": "hm"}}, status=400),
            "refused",
            "HTTP 400: hm",
        ),
        (Say(completion("x", finish="length")), "cut off", "The answer reached `max_tokens`."),
        (Say(completion("  ")), "empty", ""),
        (Say(completion("a man")), "unchanged", ""),
        (Say(completion(None)), "unanswered", "The answer holds no text."),
        (Say(completion(["a"])), "unanswered", "The answer holds no text."),
        (Say(b"<html>"), "unanswered", "The answer is no chat completion."),
        (Say(b"\xff\xfe"), "unanswered", "The answer is no chat completion."),
        (Say(b"[" * 100_000), "unanswered", "The answer is no chat completion."),
        (Say([]), "unanswered", "The answer is no chat completion."),
        (Say({"choices": []}), "unanswered", "The answer is no chat completion."),
        (Say({"choices": [{"message": "x"}]}), "unanswered", "The answer is no chat completion."),
        (Say({"error": "odd"}, status=400), "unanswered", "HTTP 400: odd"),
        (Say({"error": {"message": 7}}, status=403), "unanswered", "HTTP 403"),
        (Say(b"oops", status=500), "unanswered", "HTTP 500"),
        (Say(completion("\ud800 woman")), "not text", "The answer is '\\ud800 woman'."),
    ],
)
def test_answers_that_are_no_texts_say_why(say, reason, detail):
    found = one(say)
    assert (found.text, found.reason, found.detail) == (None, reason, detail)


@pytest.mark.parametrize(
    "say",
    [
        Say(b"busy", status=500),
        Say(b"busy", status=429),
        Say(b"garbage"),
        Say(completion("a woman"), promise=0, status=503),
        Say(drop=True),
        Say(b'{"choices": [', promise=50, headers={"Connection": "close"}),
    ],
)
def test_what_may_pass_is_asked_again(say):
    with serving(once(say)) as server:
        made = run(["a man"], server)
    assert made.texts.to_list() == ["a woman"]
    assert server.comments == ["a man"] * 2


@pytest.mark.parametrize("status", [400, 403, 422])
def test_what_will_not_pass_is_not_asked_again(status):
    with serving(lambda _: Say({"error": {"message": "no"}}, status=status)) as server:
        assert run(["a man"], server).failures == {"unanswered": 1}
    assert server.comments == ["a man"]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": "1.5"}, 1.5),
        (
            {
                "Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT",
                "Date": "Fri, 31 Dec 1999 23:59:29 GMT",
            },
            30.0,
        ),
        (
            {
                "Retry-After": "Fri, 31 Dec 1999 23:59:09 GMT",
                "Date": "Fri, 31 Dec 1999 23:59:29 GMT",
            },
            0.0,
        ),
        ({"Retry-After": "-4"}, 0.0),
        ({"Retry-After": "nan"}, 0.0),
        ({"Retry-After": "9" * 400}, 0.0),
        ({"Retry-After": ""}, 0.0),
        ({}, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers, wait):
    said = read(Response(status=429, headers=headers), text="a", key=None)
    assert said == Answer(
        reason="unanswered", detail="HTTP 429", again=True, wait=pytest.approx(wait)
    )


def test_retry_after_is_honoured_and_the_rest_of_the_batch_held_back():
    naps = []
    texts = [f"man {n}" for n in range(6)]
    busy = Say({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "17"})
    with serving(once(busy)) as server:
        made = run(texts, server, naps=naps, options={"max_concurrency": 1})
    assert made.failures == {}
    assert naps == [17.0]
    assert sorted(server.comments) == sorted([*texts, "man 0"])
    assert (made.cost.calls, made.cost.texts) == (2, 12)


def test_no_more_than_max_concurrency_are_on_their_way_at_once():
    together = threading.Barrier(3)

    def script(comment):
        return Say(completion(comment.upper()), before=lambda: together.wait(20))

    with serving(script) as server:
        made = run([f"man {n}" for n in range(9)], server, options={"max_concurrency": 3})
    assert made.failures == {}
    assert server.most == 3


def test_a_slow_answer_is_given_up():
    over = threading.Event()
    with serving(lambda _: Say(completion("x"), before=lambda: over.wait(20))) as server:
        made = run(["a man"], server, times=0, options={"timeout": 0.2})
        over.set()
    assert made.failures == {"unanswered": 1}
    assert "TimeoutError" in made.outcomes[0].detail or "timed out" in made.outcomes[0].detail


def test_an_answer_that_dribbles_is_given_up(monkeypatch):
    clock = iter(range(0, 10_000, 15))
    monkeypatch.setattr(
        "counterpoise.counterfactuals.openai_compatible.http.time",
        type("Clock", (), {"monotonic": lambda: next(clock)}),
    )
    say = Say(b" " * 3_000_000 + json.dumps(completion("a woman")).encode())
    assert one(say).detail == "TimeoutError: the answer took too long"


def test_an_endless_answer_is_not_read_to_its_end():
    found = one(Say(b" " * 9_000_000))
    assert found.detail == "HTTPException: the answer is longer than 8000000 bytes"


def test_nobody_there_is_a_fault():
    with serving(well) as server:
        pass
    assert run(["a man"], server, times=0).failures == {"unanswered": 1}


@pytest.mark.parametrize(
    ("say", "message"),
    [
        (
            Say({"error": {"message": f"Incorrect key {KEY}"}}, status=401),
            "The endpoint should answer, but says HTTP 401: the key is refused. Check the "
            "environment variable that `api_key_env` names.",
        ),
        (
            Say(b"", status=404),
            "The endpoint should answer, but says HTTP 404: there is no such model or address. "
            "Check `model` and `base_url`.",
        ),
        (
            Say({"error": {"code": "insufficient_quota"}}, status=429),
            "The endpoint should answer, but says HTTP 402: the account has no money left. "
            "Top it up.",
        ),
        (
            Say(b"", status=307, headers={"Location": "http://127.0.0.1:9/v1"}),
            "The endpoint should answer, but says HTTP 307: the address has moved. "
            "Give the new one as `base_url`.",
        ),
    ],
)
def test_what_ends_all_questions_is_asked_once(say, message):
    with serving(lambda _: say) as server:
        with pytest.raises(GenerationStoppedError) as caught:
            run(["man 1", "man 2"], server, options={"max_concurrency": 1})
        assert len(server.asked) == 1
    assert str(caught.value) == (
        f"{message} What was answered is kept in the error's `done` only: 0 of 2 texts."
    )


def test_answers_before_the_end_are_kept():
    def script(comment):
        return Say(b"", status=401) if comment == "man 2" else well(comment)

    with serving(script) as server, pytest.raises(GenerationStoppedError) as caught:
        run(["man 1", "man 2", "man 3"], server, options={"max_concurrency": 1})
    assert caught.value.done.texts.to_list() == ["woman 1", None, None]


def test_a_redirect_does_not_take_the_key_along():
    with serving(well) as elsewhere:
        away = Say(b"", status=302, headers={"Location": elsewhere.url})
        with serving(lambda _: away) as server, pytest.raises(GenerationStoppedError):
            run(["a man"], server)
    assert elsewhere.asked == []


def test_the_key_is_nowhere_but_in_the_question(tmp_path):
    cache = tmp_path / "answers.sqlite"
    echoes = [
        Say({"error": {"message": f"bad {KEY} bad"}}, status=400),
        Say(completion(None, refusal=f"no {KEY}")),
        Say(completion(f"a woman {KEY}")),
    ]
    with serving(lambda _: echoes.pop(0)) as server:
        chat = model(server, max_concurrency=1)
        made = run(["man 1", "man 2", "man 3"], server, cache=cache, options={"max_concurrency": 1})
    assert [row.detail for row in made.outcomes] == [
        "HTTP 400: bad [key] bad",
        "no [key]",
        "The answer repeats the key, and is not kept.",
    ]
    assert KEY not in repr(made) + repr(chat) + chat.name + chat.version
    assert KEY.encode() not in cache.read_bytes()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", "is not set"),
        (" \n", "is not set"),
        ("sk-a\nX-Other: b", "holds white space or letters outside ASCII"),
        ("sk-é", "holds white space or letters outside ASCII"),
    ],
)
def test_a_key_that_is_none_is_named_by_its_variable_alone(monkeypatch, value, found):
    monkeypatch.setenv("TOY_KEY", value)
    with serving(well) as server, pytest.raises(GenerationStoppedError) as caught:
        run(["a man"], server)
    assert str(caught.value).startswith(
        f"The environment variable `TOY_KEY` must hold the endpoint's key, but it {found}. "
        "Set it, or give api_key_env=None for a server that needs none."
    )
    assert server.asked == []


def test_line_ends_around_a_key_are_taken_off(monkeypatch):
    monkeypatch.setenv("TOY_KEY", f"{KEY}\n")
    with serving(well) as server:
        run(["a man"], server)
    assert server.asked[0][2]["Authorization"] == f"Bearer {KEY}"


def test_loopback_is_asked_without_a_proxy(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving(well) as server:
        assert run(["a man"], server, times=0).failures == {}


def test_hanging_up_early_sends_nothing_more():
    closed = threading.Event()

    def script(comment):
        return Say(completion("x"), before=None if comment == "man 0" else lambda: closed.wait(20))

    with serving(script) as server:
        chat = model(server, max_concurrency=1)
        answers = chat([f"man {n}" for n in range(50)], [TOLD] * 50)
        assert next(answers) == (0, Answer(text="x", input_tokens=10, output_tokens=2))
        answers.close()
        closed.set()
        workers = [t for t in threading.enumerate() if t.name.startswith("counterpoise-llm")]
        for worker in workers:
            worker.join(20)
        assert len(server.asked) <= 2
