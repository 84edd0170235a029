import re

import numpy as np
import pytest

import counterpoise as cp
from counterpoise.errors import PlanError

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

from counterpoise.torch import scorer  # noqa: E402

TEXTS = ["she was kind", "he", "what a rude awful song", "a", "he was lovely", "she"]
LABELS = {0: "fine", 1: "rude", 2: "awful"}


def network(tokenizer, **options):
    torch.manual_seed(0)
    settings = {
        "vocab_size": len(tokenizer),
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "max_position_embeddings": 8,
        "initializer_range": 0.5,
    }
    config = transformers.BertConfig(**settings, **options)
    return transformers.BertForSequenceClassification(config)


def logits(model, tokenizer, text):
    model.eval()
    with torch.no_grad():
        return model(**tokenizer([text], return_tensors="pt")).logits[0].double().numpy()


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


@pytest.mark.parametrize("batch_size", [1, 4, 64])
def test_texts_get_the_probability_that_each_would_get_alone_in_their_order(tokenizer, batch_size):
    model = network(tokenizer)
    found = scorer(model, tokenizer, batch_size=batch_size)(TEXTS)
    alone = [logits(model, tokenizer, text) for text in TEXTS]
    np.testing.assert_allclose(found, [sigmoid(two[1] - two[0]) for two in alone], rtol=1e-5)
    assert np.ptp(found) > 0.1
    assert found.dtype == np.float64


def test_one_logit_is_that_of_the_positive_class(tokenizer):
    model = network(tokenizer, num_labels=1)
    expected = [sigmoid(logits(model, tokenizer, text)[0]) for text in TEXTS]
    np.testing.assert_allclose(scorer(model, tokenizer)(TEXTS), expected, rtol=1e-5)


@pytest.mark.parametrize("positive", [1, "rude"])
def test_of_several_classes_one_is_held_against_the_others(tokenizer, positive):
    model = network(tokenizer, id2label=LABELS)
    alone = np.array([logits(model, tokenizer, text) for text in TEXTS])
    expected = np.exp(alone[:, 1]) / np.exp(alone).sum(1)
    found = scorer(model, tokenizer, positive=positive)(TEXTS)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_of_several_questions_one_is_asked_alone(tokenizer):
    model = network(tokenizer, id2label=LABELS, problem_type="multi_label_classification")
    expected = [sigmoid(logits(model, tokenizer, text)[2]) for text in TEXTS]
    found = scorer(model, tokenizer, positive="awful")(TEXTS)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_negative_class_has_what_is_left(tokenizer):
    model = network(tokenizer)
    one, other = (scorer(model, tokenizer, positive=place)(TEXTS) for place in (0, 1))
    np.testing.assert_allclose(one + other, 1)


def test_the_model_is_left_as_it_was_and_answers_without_dropout(tokenizer):
    model = network(tokenizer, hidden_dropout_prob=0.5).train()
    model.classifier.eval()
    score = scorer(model, tokenizer)
    np.testing.assert_array_equal(score(TEXTS), score(TEXTS))
    assert model.training
    assert model.bert.training
    assert not model.classifier.training
    assert all(weight.grad is None for weight in model.parameters())


def test_the_model_is_left_as_it_was_when_it_fails(tokenizer):
    model = network(tokenizer).train()
    score = scorer(model, tokenizer)
    model.forward = lambda **_: torch.full((2,), float("nan")).reshape(3)
    with pytest.raises(RuntimeError):
        score(["a", "he"])
    assert model.training


@pytest.mark.parametrize("max_length", [None, 4000])
def test_longer_texts_are_cut_to_what_the_model_takes(tokenizer, max_length):
    model = network(tokenizer)
    long = "what a song " * 1000
    found = scorer(model, tokenizer, max_length=max_length)([long, "a"])
    assert found[0] == pytest.approx(scorer(model, tokenizer)([" ".join(long.split()[:8])])[0])


def test_longer_texts_are_cut_to_what_was_asked_for(tokenizer):
    model = network(tokenizer)
    one, other = scorer(model, tokenizer, max_length=2)(["she was kind", "she was rude"])
    assert one == pytest.approx(other)


def test_a_model_that_counts_positions_from_after_the_padding_takes_fewer_tokens(tokenizer):
    config = transformers.RobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=8,
        pad_token_id=1,
    )
    model = transformers.RobertaForSequenceClassification(config)
    assert np.isfinite(scorer(model, tokenizer)(["song " * 100])).all()


def test_texts_of_no_token_get_the_score_of_padding(tokenizer):
    model = network(tokenizer)
    score = scorer(model, tokenizer)
    padding = score(["[PAD]"])
    np.testing.assert_allclose(score(["", " \n"]), np.repeat(padding, 2))
    np.testing.assert_allclose(score(["", "she was kind"])[0], padding[0], rtol=1e-5)
    assert score([]).shape == (0,)


def test_autocast_is_close_to_full_precision(tokenizer):
    model = network(tokenizer)
    half = scorer(model, tokenizer, autocast=torch.bfloat16)(TEXTS)
    full = scorer(model, tokenizer)(TEXTS)
    np.testing.assert_allclose(half, full, atol=0.02)
    assert (half != full).any()


def test_audits_take_it_as_a_model(tokenizer, make_examples):
    examples = make_examples([0, 1, 0], texts=["she was kind", "he was rude", "what a song"])
    model = scorer(network(tokenizer), tokenizer)
    pairs = cp.ablation_pairs(examples, ["she", "he"])
    report = cp.audit(examples, {"tuned": model}, pairs=pairs, thresholds=[0.5])
    assert report.table().filter(metric="flip_rate", slice="overall")["rows"].to_list() == [2]


@pytest.mark.parametrize(
    ("options", "settings", "expected"),
    [
        (
            {"positive": "rud"},
            {"id2label": LABELS},
            "`positive` must be an output of the model, got 'rud'. "
            "Did you mean `rude`? Available: `fine`, `rude`, `awful`.",
        ),
        (
            {"positive": 3},
            {"id2label": LABELS},
            "`positive` must be an output of the model, got 3. Available: `fine`, `rude`, `awful`.",
        ),
        (
            {},
            {"id2label": LABELS},
            "`positive` must say which output of the model is the positive class, and it has 3. "
            "Available: `fine`, `rude`, `awful`.",
        ),
        (
            {},
            {"problem_type": "multi_label_classification"},
            "`positive` must say which output of the model is the positive class, and it has 2. "
            "Available: `LABEL_0`, `LABEL_1`.",
        ),
        ({"batch_size": 0}, {}, "`batch_size` must be at least 1, got 0. Take for example 64."),
        (
            {"max_length": 0},
            {},
            "`max_length` must be at least 1 token, got 0. Most comments fit into 128.",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tokenizer, options, settings, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        scorer(network(tokenizer, **settings), tokenizer, **options)


def test_a_tokenizer_that_cannot_fill_up_is_refused(tokenizer):
    words = tokenizers.models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")
    without = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizers.Tokenizer(words), unk_token="[UNK]"
    )
    expected = (
        "`tokenizer` must have a padding token, and it has none. Set one: tokenizer.pad_token "
        "= tokenizer.eos_token, and model.config.pad_token_id = tokenizer.pad_token_id."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        scorer(network(tokenizer), without)
