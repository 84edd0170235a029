"""Texts as numbers: their words, the vectors of words, and any other embedding, checked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.text.embedding import Embedding, checked_embedding
    from counterpoise.text.learning import learn_vectors
    from counterpoise.text.tokens import Tokens, vocabulary, word_tokens
    from counterpoise.text.vector_file import read_vectors
    from counterpoise.text.vectors import WordVectors

__all__ = [
    "Embedding",
    "Tokens",
    "WordVectors",
    "checked_embedding",
    "learn_vectors",
    "read_vectors",
    "vocabulary",
    "word_tokens",
]

_HOMES = {
    "Embedding": "embedding",
    "Tokens": "tokens",
    "WordVectors": "vectors",
    "checked_embedding": "embedding",
    "learn_vectors": "learning",
    "read_vectors": "vector_file",
    "vocabulary": "tokens",
    "word_tokens": "tokens",
}


def __getattr__(name: str) -> Any:
    """The exported name, whose module (and SciPy) is imported only now."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
