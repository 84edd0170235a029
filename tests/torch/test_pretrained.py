import importlib.util
import re

import pytest

from counterpoise.errors import MissingExtraError, PlanError

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from counterpoise.torch.pretrained import pretrained  # noqa: E402

EXPECTED = (
    "Expected a sequence classifier saved as safetensors with its tokenizer, by folder or "
    "by name on the hub, got `{name}`. {tried} gave: {said}. Check the name; without network, "
    "give a folder that `save_pretrained` or `hf download` wrote."
)


@pytest.fixture
def folder(tokenizer, tmp_path):
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=6,
        problem_type="multi_label_classification",
        dtype="bfloat16",
    )
    transformers.BertForSequenceClassification(config).bfloat16().save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    return tmp_path


def refused(name, *, tried, said):
    pattern = re.escape(EXPECTED.format(name=name, tried=tried, said="<said>"))
    with pytest.raises(PlanError, match=f"^{pattern.replace('<said>', said)}$"):
        pretrained(name)


def test_a_folder_gives_the_model_as_it_was_saved_in_full_precision(folder):
    model, tokenizer = pretrained(folder)
    assert model.config.num_labels == 6
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert tokenizer("she was kind")["input_ids"] == [3, 10, 6]


def test_a_new_last_layer_has_the_outputs_that_were_named(folder):
    model, _ = pretrained(folder, outputs=("not rude", "rude"))
    assert model.config.id2label == {0: "not rude", 1: "rude"}
    assert model.config.problem_type == "single_label_classification"
    assert model.classifier.out_features == 2


def test_a_tokenizer_without_padding_gets_a_token_for_it(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.models.WordLevel({"[UNK]": 0, "</s>": 1, "a": 2}, unk_token="[UNK]")
    bare = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizers.Tokenizer(words), unk_token="[UNK]", eos_token="</s>"
    )
    bare.save_pretrained(tmp_path)
    config = transformers.GPT2Config(vocab_size=3, n_embd=8, n_layer=1, n_head=1, num_labels=2)
    transformers.GPT2ForSequenceClassification(config).save_pretrained(tmp_path)
    model, tokenizer = pretrained(tmp_path)
    assert tokenizer.pad_token == "</s>"
    assert model.config.pad_token_id == 1


def test_a_folder_without_a_model_is_refused(tmp_path):
    refused(tmp_path, tried="Loading that folder", said="Unrecognized model in .+")


def test_a_folder_without_a_tokenizer_is_refused(folder):
    for file in folder.glob("tokenizer*"):
        file.unlink()
    refused(folder, tried="Loading that folder", said="there are no words in its tokenizer")


def test_weights_that_must_be_unpickled_are_refused(folder):
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    refused(folder, tried="Loading that folder", said=".+safetensors.+")


def test_weights_that_are_damaged_are_refused(folder):
    (folder / "model.safetensors").write_bytes(b"not what it was")
    refused(folder, tried="Loading that folder", said=".+")


def test_without_network_a_name_is_refused(monkeypatch):
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    refused("nobody/nothing", tried="No such folder is here, and the hub", said=".+")


def test_without_transformers_the_message_says_what_to_install(monkeypatch):
    find = importlib.util.find_spec
    spec = find("counterpoise.torch.pretrained")
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "transformers" else find(name)
    )
    expected = (
        "counterpoise.torch.pretrained needs an optional dependency that is not installed. "
        "Install it with: pip install 'counterpoise[transformers]'"
    )
    with pytest.raises(MissingExtraError, match=f"^{re.escape(expected)}$"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
