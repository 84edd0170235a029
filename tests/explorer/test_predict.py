"""`predict` and `without_words`: models asked about new inputs, within bounds."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer

from .conftest import asker, eight_rows, refusal, scores


def test_every_model_scores_every_text(ask_models):
    columns = ask_models("predict", inputs=["four", "no!", ""]).columns
    assert columns["score0"].tolist() == [0.04, 0.03, 0.0]
    assert columns["score1"].tolist() == [0.0, 1.0, 0.0]
    assert columns["score1"].dtype == np.float32


def test_no_answer_is_nan():
    def shy(texts):
        return [None if text == "a secret" else 0.5 for text in texts]

    ask = asker(Explorer(eight_rows(), {"shy": shy}))
    found = ask("predict", inputs=["a secret", "b"]).columns["score0"]
    np.testing.assert_array_equal(found, [np.nan, 0.5])


def test_hostile_texts_reach_the_model_as_they_are():
    seen = []

    def model(texts):
        seen.extend(texts)
        return [0.5] * len(texts)

    ask = asker(Explorer(eight_rows(), {"m": model}))
    hostile = ["</script>", "${x}", "\u202eabc", "\x00", "👩‍🚀", "=1+1"]
    assert len(ask("predict", inputs=hostile).columns["score0"]) == 6
    assert seen[-6:] == hostile


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "Models can be asked about 1 to 256 inputs at once, got 0. Send as many."),
        (["a"] * 257, "Models can be asked about 1 to 256 inputs at once, got 257. Send as many."),
        (
            ["é" * 600_000],
            "Models can be asked about 1,048,576 bytes of text at once, got 1,200,000. "
            "Shorten the text, or send fewer.",
        ),
        ("text", '`inputs` of `predict` must be a list, got "text". Send for example [input].'),
        (
            [{"a": 1}],
            '`inputs` of `predict` must be texts, as the examples are, got {"a": 1} among them. '
            "Send what the models read.",
        ),
        (
            [None],
            "`inputs` of `predict` must be texts, as the examples are, got null among them. "
            "Send what the models read.",
        ),
    ],
)
def test_inputs_that_are_too_many_too_long_or_others_are_refused(ask_models, inputs, message):
    assert refusal(ask_models("predict", inputs=inputs)) == message


def judged_by(model, **options):
    """The eight rows with known scores, and a model that is asked about new texts alone."""
    known = {"m": scores()["base"]}
    return asker(Explorer(eight_rows(), known, models={"m": model}, **options))


def test_a_model_that_raises_is_named_without_a_traceback():
    def broken(texts):
        raise KeyError("weights")

    assert refusal(judged_by(broken)("predict", inputs=["a"])) == (
        "Model `m` must give a probability for each input, but it raised KeyError: "
        "\"'weights'\". Call it with that input, and mend it."
    )


def test_a_model_that_gives_no_probabilities_is_told_so():
    said = refusal(judged_by(lambda texts: [1.5] * len(texts))("predict", inputs=["a"]))
    assert said == (
        "input 1: score `m` must be a probability from 0 to 1, but here it is 1.5. Score every "
        "row, and pass logits through a sigmoid first. Scores of a regression are out of scope."
    )


def test_a_model_that_takes_too_long_is_given_up_and_then_waited_for():
    def slow(texts):
        time.sleep(0.3)
        return [0.5] * len(texts)

    ask = judged_by(slow, seconds=0.1)
    started = time.monotonic()
    assert refusal(ask("predict", inputs=["a"])) == (
        "Model `m` must answer within 0.1 seconds, and it gave none. "
        "Ask about fewer inputs, or wait for it."
    )
    assert refusal(ask("predict", inputs=["a"])) == (
        "Model `m` must answer within 0.1 seconds, and it has not answered an earlier question. "
        "Ask about fewer inputs, or wait for it."
    )
    assert time.monotonic() - started < 0.3
    assert ask("describe").value["rows"] == 8


def tabular():
    frame = pl.DataFrame(
        {
            "label": [0, 1, 0, 1],
            "age": [20, 30, 40, 50],
            "score": [0.5, 1.0, 1.5, None],
            "job": pl.Series(["cook", "vet", "cook", None], dtype=pl.Enum(["cook", "vet"])),
            "works": [True, False, True, True],
        }
    )
    return read(frame, label="label", features=["age", "score", "job", "works"])


def by_age(frame):
    """A model: hundredths of the age, and a quarter more for vets."""
    return (frame["age"] / 100 + 0.25 * (frame["job"] == "vet").fill_null(value=False)).to_numpy()


def test_a_tabular_model_gets_the_types_of_the_columns():
    seen = []

    def model(frame):
        seen.append(frame)
        return by_age(frame)

    ask = asker(Explorer(tabular(), {"m": model}))
    one = {"age": 30, "score": 2, "job": "vet", "works": "true"}
    two = {"age": None, "score": None, "job": None, "works": False}
    found = ask("predict", inputs=[one, {**two, "age": 10.0}])
    assert found.columns["score0"].tolist() == [0.55, 0.1]
    assert seen[-1].schema == tabular().feature_frame.schema
    assert seen[-1].rows() == [(30, 2.0, "vet", True), (10, None, None, False)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"age": 1.5}, "Feature `age` must hold Int64, got 1.5. Change it, or send null."),
        ({"age": "1"}, 'Feature `age` must hold Int64, got "1". Change it, or send null.'),
        ({"age": True}, "Feature `age` must hold Int64, got true. Change it, or send null."),
        ({"score": [1]}, "Feature `score` must hold Float64, got [1]. Change it, or send null."),
        (
            {"job": "pilot"},
            'Feature `job` must hold Enum, got "pilot". Change it, or send null.',
        ),
        ({"works": "no"}, 'Feature `works` must hold Boolean, got "no". Change it, or send null.'),
        (
            {"wage": 1},
            'There is no feature "wage". Did you mean `age`? '
            "Available: `age`, `score`, `job`, `works`.",
        ),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused(change, message):
    ask = asker(Explorer(tabular(), {"m": by_age}))
    one = {"age": 30, "score": 2.0, "job": "vet", "works": True}
    assert refusal(ask("predict", inputs=[one, {**one, **change}])) == message


def test_an_input_without_a_feature_is_refused():
    ask = asker(Explorer(tabular(), {"m": by_age}))
    assert refusal(ask("predict", inputs=[{"age": 3, "score": 1, "job": None}])) == (
        "An input must have a value of every feature, and `works` is missing. "
        "Send null where it has none."
    )


def test_partial_dependence_is_the_mean_over_all_rows_with_one_value():
    ask = asker(Explorer(tabular(), {"m": by_age}))
    found = ask("partial_dependence", feature=0, model=0)
    assert found.value == {"feature": 0, "model": 0, "rows": 4, "of": 4, "levels": None}
    assert found.columns["x"][[0, -1]].tolist() == [20, 50]
    assert (found.columns["x"] % 1 == 0).all()
    np.testing.assert_allclose(found.columns["y"], found.columns["x"] / 100 + 0.25 / 4)
    found = ask("partial_dependence", feature=2, model=0)
    assert found.value["levels"] == ["cook", "vet"]
    np.testing.assert_allclose(found.columns["y"], [0.35, 0.6])
    assert "x" not in found.columns


def test_each_word_is_left_out_with_one_of_its_spaces():
    seen = []

    def model(texts):
        seen.extend(texts)
        return [0.5] * len(texts)

    ask = judged_by(model)
    found = ask("without_words", text="😀 Don't shout, man!")
    assert found.value == [[3, 8], [9, 14], [16, 19]]
    assert seen == ["😀 shout, man!", "😀 Don't , man!", "😀 Don't shout, !"]
    assert len(found.columns["score0"]) == 3


def test_a_text_without_words_or_with_too_many_is_refused(ask_models):
    assert refusal(ask_models("without_words", text="...")) == (
        "`text` of `without_words` must have 1 to 256 words, got 0. Send a part of it."
    )
    assert refusal(ask_models("without_words", text="a " * 257)) == (
        "`text` of `without_words` must have 1 to 256 words, got 257. Send a part of it."
    )
