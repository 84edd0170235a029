"""A sequence classifier of Hugging Face and its tokenizer, by folder or by name.

Needs the extra `transformers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

from counterpoise.errors import MissingExtraError, PlanError

if find_spec("transformers") is None:
    raise MissingExtraError(feature="counterpoise.torch.pretrained", extra="transformers")

from safetensors import SafetensorError
from transformers import AutoModelForSequenceClassification, AutoTokenizer

SAID = 300
"""How much of a reason is told, in characters."""


class Pretrained(NamedTuple):
    """A model and its tokenizer."""

    model: Any
    tokenizer: Any


def pretrained(name: str | Path, *, outputs: Sequence[str] = ()) -> Pretrained:
    """The model in float32 and its tokenizer; nothing of theirs is run or unpickled.

    A tokenizer that has no padding token gets the one that ends a text.

    Args:
        name: a folder, or a model's name on the hub; a folder is tried first, and needs no network.
        outputs: names of the classes of a last layer to be trained, negative before positive; the
            model's own, if it has as many, is kept to go on from. No names: the model as it was
            saved.

    Raises:
        PlanError: there is none, the hub cannot be reached, or it is no sequence classifier saved
            as safetensors.
    """
    folder = Path(name).expanduser()
    try:
        found = _loaded(str(folder) if folder.is_dir() else str(name), outputs)
    except (OSError, ValueError, SafetensorError) as error:
        raise _refusal(name, said=shorten(str(error), SAID).rstrip(".")) from error
    # Some kinds of tokenizers are made without their files, of special tokens alone.
    if len(found.tokenizer) <= len(found.tokenizer.all_special_tokens):
        raise _refusal(name, said="there are no words in its tokenizer")
    model, tokenizer = found
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    return found


def _loaded(place: str, outputs: Sequence[str]) -> Pretrained:
    options: dict[str, Any] = {"trust_remote_code": False}
    layer: dict[str, Any] = {}
    if outputs:
        layer = {
            "id2label": dict(enumerate(outputs)),
            "label2id": {label: number for number, label in enumerate(outputs)},
            "problem_type": "single_label_classification",
            "ignore_mismatched_sizes": True,
        }
    model = AutoModelForSequenceClassification.from_pretrained(
        place, dtype="float32", use_safetensors=True, **options, **layer
    )
    return Pretrained(model, AutoTokenizer.from_pretrained(place, **options))


def _refusal(name: str | Path, *, said: str) -> PlanError:
    tried = "No such folder is here, and the hub"
    if Path(name).expanduser().is_dir():
        tried = "Loading that folder"
    return PlanError(
        "Expected a sequence classifier saved as safetensors with its tokenizer, by folder or by "
        f"name on the hub, got `{name}`. {tried} gave: {said}. Check the name; without network, "
        "give a folder that `save_pretrained` or `hf download` wrote."
    )
