import re
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.checks import fluency, fluency_losses, language_model
from counterpoise.errors import DataError, PlanError

SENTENCES = """
the woman lost her bag on the bus this morning
a man in a red coat asked for the way to the station
my mother and my father met at a dance in the old town
the children of the family next door play football
she said that he would come home before the rain
it was a cold day and the old man stayed at home
they went to the market to buy bread and apples
""".strip().splitlines()


def bigram_model(sentences):
    """A language model of letters, each foretold by the one before; unseen pairs count once."""
    pairs = Counter(pair for text in sentences for pair in pairwise(text))
    firsts = Counter(letter for text in sentences for letter in text[:-1])
    letters = len(set("".join(sentences)))

    def model(texts):
        chances = [
            [(pairs[a, b] + 1) / (firsts[a] + letters) for a, b in pairwise(text)] for text in texts
        ]
        return [float(np.mean(np.log(some))) if some else 0.0 for some in chances]

    return model


def frame(*rows):
    return pl.DataFrame(rows, schema=["text", "counterfactual"], orient="row")


def test_a_language_model_tells_sentences_from_salad():
    salad = [" ".join(word[::-1] for word in text.split()) for text in SENTENCES]
    swapped = [text.replace("man", "woman").replace("mother", "father") for text in SENTENCES]
    model = bigram_model(SENTENCES)
    rule = fluency(model, worst_loss=0.3)
    assert rule(frame(*zip(SENTENCES, swapped, strict=True))).all()
    assert not rule(frame(*zip(SENTENCES, salad, strict=True))).any()


def by_length(texts):
    return [-float(len(text)) for text in texts]


def test_a_loss_is_the_log_probability_that_was_lost():
    losses = fluency_losses(frame(("aa", "aaaa"), ("aaaa", "aa"), ("a", "a")), by_length)
    assert losses.tolist() == [2.0, -2.0, 0.0]


def test_a_loss_of_just_the_bound_passes():
    made = frame(("aa", "aaaa"), ("aa", "aaaaa"))
    assert fluency(by_length, worst_loss=2.0)(made).to_list() == [True, False]


def test_each_different_text_is_read_once_in_batches(monkeypatch):
    monkeypatch.setattr(language_model, "BATCH", 2)
    seen, told = [], []

    def model(texts):
        seen.append(texts)
        return by_length(texts)

    @contextmanager
    def progress(description, total):
        told.append((description, total))
        yield told.append

    rule = fluency(model, worst_loss=1.0, progress=progress)
    assert rule(frame(("a", "b"), ("a", "c"), ("b", "a"))).all()
    assert seen == [["a", "b"], ["c"]]
    assert told == [("reading for fluency", 3), 2, 1]


def test_no_pairs_need_no_model():
    assert fluency(lambda texts: 1 / 0)(frame().cast(pl.String)).to_list() == []


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            lambda texts: [-1.0],
            "`model` must give one number for each text, 2 here, but its answer has shape (1,). "
            "Return the mean log probability per token of each text.",
        ),
        (
            lambda texts: [-1.0, 3.5],
            "`model` must give mean log probabilities, finite and 0 or less, but it gave 3.5 "
            "(and 0 more such among 2). Return the logarithm; a loss with its sign turned is one.",
        ),
        (
            lambda texts: [float("nan"), -np.inf],
            "`model` must give mean log probabilities, finite and 0 or less, but it gave nan "
            "(and 1 more such among 2). Return the logarithm; a loss with its sign turned is one.",
        ),
    ],
)
def test_an_answer_that_is_no_log_probability_is_refused(model, message):
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        fluency(model)(frame(("a", "b")))


@pytest.mark.parametrize("worst_loss", [-0.1, float("inf"), float("nan")])
def test_a_bound_that_is_no_loss_is_refused(worst_loss):
    message = (
        f"`worst_loss` must be a number of nats per token, 0 or more, got {worst_loss}. "
        "Look at the losses of pairs that read well to choose it."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        fluency(by_length, worst_loss=worst_loss)
