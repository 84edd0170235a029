import pytest

from counterpoise.counterfactuals.openai_compatible import OpenAICompatible
from counterpoise.errors import PlanError


def test_answers_to_other_settings_are_kept_apart():
    first = OpenAICompatible(base_url="https://a.example/v1/", model="toy")
    assert first.name == "openai_compatible:toy"
    assert first.version == OpenAICompatible(base_url="https://a.example/v1", model="toy").version
    others = [{"temperature": 1.0}, {"max_tokens": None}, {"base_url": "https://b.example/v1"}]
    versions = {
        OpenAICompatible(**{"base_url": "https://a.example/v1", "model": "toy"} | other).version
        for other in others
    }
    assert len(versions | {first.version}) == 4


def test_a_key_in_place_of_its_variable_is_refused_without_repeating_it():
    with pytest.raises(PlanError) as caught:
        OpenAICompatible(base_url="https://a.example", model="toy", api_key_env="gsk_secret")
    assert str(caught.value) == (
        "`api_key_env` must be the name of an environment variable in capitals, and what was given "
        "is not (it is not repeated here: it may be the key itself). "
        "Put the key into the environment and give its name, such as OPENAI_API_KEY."
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "api.example/v1",
        "https://",
        "https://user:secret@api.example/v1",
        "https://api.example/v1?key=secret",
        "https://api.example/v1#x",
        "https://api.exa mple/v1",
        "https://äpi.example",
    ],
)
def test_an_address_must_be_a_plain_one_and_is_not_repeated(url):
    with pytest.raises(PlanError) as caught:
        OpenAICompatible(base_url=url, model="toy")
    assert str(caught.value) == (
        "`base_url` must be an http or https address without user, password, query or fragment, "
        "and what was given is not (it is not repeated here: it may hold a secret). "
        "Give one such as https://api.openai.com/v1."
    )


def test_a_key_is_not_sent_in_the_clear():
    with pytest.raises(PlanError) as caught:
        OpenAICompatible(base_url="http://10.0.0.8:8000/v1", model="toy")
    assert str(caught.value) == (
        "`base_url` must be https where a key is sent, got http://10.0.0.8:8000/v1. "
        "Give the https address, or api_key_env=None for a server that needs no key."
    )
    for url in ("http://localhost:1/v1", "http://[::1]:1/v1", "http://127.0.0.1:1/v1"):
        OpenAICompatible(base_url=url, model="toy")
    OpenAICompatible(base_url="http://10.0.0.8:8000/v1", model="toy", api_key_env=None)


@pytest.mark.parametrize("options", [{"timeout": 0.0}, {"max_concurrency": 0}, {"model": ""}])
def test_settings_that_cannot_be_are_refused(options):
    with pytest.raises(PlanError, match="must be"):
        OpenAICompatible(**{"base_url": "https://a.example", "model": "toy"} | options)
