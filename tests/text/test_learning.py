from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from counterpoise.errors import DataError, PlanError
from counterpoise.progress import Advance
from counterpoise.text import learn_vectors

FEW = [
    "the cat sat on the mat",
    "the dog sat on the rug",
    "a cat and a dog",
    "the king wore a crown",
    "the queen wore a crown",
    "the king and the queen",
    "",
    "Rain!",
    "the cat saw the king",
    "the dog saw the queen",
]


def test_ten_comments_give_as_many_numbers_a_word_as_their_rank_allows() -> None:
    learned = learn_vectors(FEW)
    assert learned.words.to_list()[:2] == ["the", "a"]
    assert 2 <= learned.dim <= len(learned.words) == 15
    assert np.isfinite(learned.vectors).all()
    assert learned.vectors.dtype == np.float32


def test_words_among_the_same_words_come_to_lie_near_each_other() -> None:
    learned = learn_vectors(["red apple pie", "green apple pie", "old grey stone"] * 5, dim=3)
    by_word = dict(zip(learned.words, learned.vectors, strict=True))

    def cosine(a: str, b: str) -> float:
        norms = np.linalg.norm(by_word[a]) * np.linalg.norm(by_word[b])
        return float(by_word[a] @ by_word[b] / norms)

    assert cosine("red", "green") > 0.99
    assert abs(cosine("red", "stone")) < 0.01


def test_the_numbers_have_a_mean_square_of_one() -> None:
    assert np.square(learn_vectors(FEW, dim=4).vectors).mean() == pytest.approx(1, rel=1e-5)


def test_the_same_seed_gives_the_same_vectors() -> None:
    rng = np.random.default_rng(0)
    names = [f"w{i}" for i in range(300)]
    texts = [" ".join(rng.choice(names, 8)) for _ in range(400)]
    first, again, other = (learn_vectors(texts, dim=5, seed=seed) for seed in (1, 1, 2))
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_at_most_the_words_and_texts_asked_for_are_used() -> None:
    learned = learn_vectors(FEW, words=5)
    assert learned.words.to_list() == ["the", "a", "cat", "dog", "king"]
    drawn = learn_vectors(["one two"] * 50 + [f"x{i} y{i}" for i in range(50)], most_texts=10)
    assert len(drawn.words) < 22


def test_progress_counts_every_text_and_every_round() -> None:
    told: dict[str, list[int]] = {}

    @contextmanager
    def progress(description: str, total: int) -> Iterator[Advance]:
        told[description] = [total, 0]

        def advance(units: int) -> None:
            told[description][1] += units

        yield advance

    learn_vectors(FEW, progress=progress)
    assert told == {"counting neighbouring words": [10, 10], "finding word vectors": [4, 4]}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            ["", "?!", None],
            "Word vectors need texts that hold words, got 3 texts without any. Name the column "
            "that holds the text, and look whether it was read as it should be.",
        ),
        (
            ["one", "two"],
            "Word vectors are learned from words that stand together, got 2 texts (2 distinct "
            "words) in which that says nothing. Give longer or more texts, or read ready-made "
            "vectors with read_vectors(path).",
        ),
    ],
)
def test_texts_that_teach_nothing_are_refused(texts: list[str], message: str) -> None:
    with pytest.raises(DataError) as refused:
        learn_vectors(texts)
    assert str(refused.value) == message


@pytest.mark.parametrize("option", ["dim", "words", "window", "most_texts"])
def test_an_option_below_one_is_refused(option: str) -> None:
    with pytest.raises(PlanError) as refused:
        learn_vectors(FEW, **{option: 0})
    assert str(refused.value) == f"`{option}` must be at least 1, got 0. Leave it out if unsure."


def test_vectors_of_real_comments_tell_toxic_ones_apart(shared_data: Path) -> None:
    rows = pl.scan_parquet(shared_data / "toxicity_pool.parquet").select(
        "text", "toxicity", "split"
    )
    train = rows.filter(pl.col("split") == "train").collect().sample(8_000, seed=0)
    test = rows.filter(pl.col("split") == "test").collect().sample(4_000, seed=0)
    learned = learn_vectors(train["text"], dim=30, words=3_000)
    model = LogisticRegression(max_iter=200).fit(learned(train["text"]), train["toxicity"] >= 0.5)
    auc = roc_auc_score(test["toxicity"] >= 0.5, model.decision_function(learned(test["text"])))
    assert auc > 0.79
