"""The default text classifier: word vectors, their mean scaled by sqrt(n), a small network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
from jaxtyping import Float

from counterpoise.errors import DataError, PlanError
from counterpoise.files import replacing_folder, write_text
from counterpoise.keras.network import copied, dense_network, loaded, probabilities
from counterpoise.keras.training import Pairing, Training, train
from counterpoise.progress import Progress, silent
from counterpoise.text import WordVectors, checked_embedding, learn_vectors
from counterpoise.text.embedding import Embedding
from counterpoise.text.tokens import Texts

FORMAT = {"format": "counterpoise.text_classifier", "version": 1}

UNTRAINED = "This classifier is not trained yet. Call `fit` first."


class TextClassifier:
    """text -> mean of word vectors times sqrt(n) (frozen) -> Dense 500, 100, ReLU -> logit.

    Args:
        embedding: `texts -> [rows, dim]`; None learns word vectors from the training texts.
        hidden: widths of the hidden layers.
        training: steps, batch size, learning rate, seed.

    Attributes:
        embedding: what turns texts into features; set by `fit` where it was None.
        network: the Keras model, [rows, dim] -> [rows, 1] logits; None before `fit`.
    """

    def __init__(
        self,
        *,
        embedding: Embedding | None = None,
        hidden: Sequence[int] = (500, 100),
        training: Training | None = None,
    ) -> None:
        self.embedding = embedding
        self.hidden = tuple(hidden)
        self.training = training or Training()
        self.network: keras.Model | None = None

    def fit(
        self,
        texts: Texts,
        labels: Float[np.ndarray, " rows"],
        *,
        weights: Float[np.ndarray, " rows"] | None = None,
        progress: Progress = silent,
    ) -> TextClassifier:
        """Learns the word vectors, if there are none, and the network; returns itself.

        Args:
            texts: [rows].
            labels: [rows], in [0, 1]; at least 0.5 counts as positive.
            weights: [rows], >= 0; label + 0.1 by default.
            progress: told how far learning and training have got.
        """
        if self.embedding is None:
            self.embedding = learn_vectors(texts, seed=self.training.seed, progress=progress)
        labels = np.asarray(labels, dtype=np.float64)
        features = checked_embedding(self.embedding, texts)
        weights = labels + 0.1 if weights is None else np.asarray(weights, dtype=np.float64)
        _check(features, labels, weights)
        return self.fit_features(
            features,
            labels >= 0.5,
            weights=weights,
            progress=progress,
        )

    def fit_features(
        self,
        features: Float[np.ndarray, "rows dim"],
        labels: np.ndarray,
        *,
        weights: Float[np.ndarray, " rows"],
        pairing: Pairing | None = None,
        start: TextClassifier | None = None,
        progress: Progress = silent,
        description: str = "training",
    ) -> TextClassifier:
        """Trains the network on features that are ready; returns itself.

        Args:
            features: [rows, dim], what `embedding` gives.
            labels: [rows], bool or 0 / 1.
            weights: [rows], >= 0.
            pairing: counterfactual pairs to train with.
            start: a trained classifier to go on from; fresh weights by default.
            progress: told after every step.
            description: what the progress line says.

        Raises:
            DataError: no rows, lengths that differ, a label outside [0, 1], a weight below 0.
        """
        labels = np.asarray(labels, dtype=np.float64)
        weights = np.asarray(weights, dtype=np.float64)
        _check(features, labels, weights)
        if start is None:
            self.network = dense_network(
                features.shape[1], hidden=self.hidden, seed=self.training.seed
            )
        else:
            self.network = copied(start.trained)
        train(
            self.network,
            features,
            labels,
            weights=weights,
            training=self.training,
            pairing=pairing,
            progress=progress,
            description=description,
        )
        return self

    @property
    def trained(self) -> keras.Model:
        """The network.

        Raises:
            PlanError: before `fit`.
        """
        if self.network is None:
            raise PlanError(UNTRAINED)
        return self.network

    def predict(self, texts: Texts) -> Float[np.ndarray, " rows"]:
        """[rows], float32 in [0, 1]: the probability that each text is positive."""
        if self.embedding is None:
            raise PlanError(UNTRAINED)
        return self.predict_features(checked_embedding(self.embedding, texts))

    def predict_features(
        self, features: Float[np.ndarray, "rows dim"]
    ) -> Float[np.ndarray, " rows"]:
        """[rows], float32 in [0, 1], from features that are ready."""
        return probabilities(self.trained, features)

    def save(self, path: str | Path) -> Path:
        """Writes the network, the word vectors and the settings as a folder; returns its path.

        Raises:
            PlanError: before `fit`.
        """
        network = self.trained
        with replacing_folder(Path(path)) as folder:
            network.save(folder / "network.keras")
            if isinstance(self.embedding, WordVectors):
                self.embedding.save(folder / "vectors.parquet")
            settings = {
                **FORMAT,
                "hidden": list(self.hidden),
                "training": {name: getattr(self.training, name) for name in Training.__slots__},
                "embedding": "word vectors"
                if isinstance(self.embedding, WordVectors)
                else "callable",
            }
            write_text(folder / "classifier.json", json.dumps(settings, indent=1))
        return Path(path)

    @staticmethod
    def load(path: str | Path, *, embedding: Embedding | None = None) -> TextClassifier:
        """The classifier that `save` wrote. Nothing in the folder is unpickled.

        Args:
            path: the folder.
            embedding: needed where the saved one was a callable, which no file can hold.

        Raises:
            DataError: no classifier there, or its embedding was a callable and none is given.
        """
        folder = Path(path)
        if not (folder / "classifier.json").exists():
            raise DataError(
                f"There is no classifier at {folder}. "
                "Give the folder that TextClassifier.save wrote."
            )
        settings = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        if {name: settings.get(name) for name in FORMAT} != FORMAT:
            raise DataError(
                f"{folder / 'classifier.json'} should say {FORMAT}, and does not. "
                "Give a folder that this version's TextClassifier.save wrote."
            )
        if embedding is None:
            if settings["embedding"] == "callable":
                raise DataError(
                    f"The classifier at {folder} was trained with a callable as its embedding, "
                    "which no file holds. Give it again: load(path, embedding=...)."
                )
            embedding = WordVectors.load(folder / "vectors.parquet")
        classifier = TextClassifier(
            embedding=embedding,
            hidden=settings["hidden"],
            training=Training(**settings["training"]),
        )
        classifier.network = loaded(folder / "network.keras")
        return classifier


def _check(features: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> None:
    if not len(features) or not len(features) == len(labels) == len(weights):
        raise DataError(
            "Training needs as many labels and weights as rows, and at least one row: got "
            f"{len(features)} rows, {len(labels)} labels, {len(weights)} weights. "
            "Pass arrays that describe the same rows."
        )
    for name, values, most in (("Labels", labels, 1.0), ("Weights", weights, np.inf)):
        wrong = ~((values >= 0) & (values <= most) & np.isfinite(values))
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            raise DataError(
                f"{name} must be finite numbers in [0, {most:g}], got {values[place]} at row "
                f"{place + 1}. Mend that row, or leave it out."
            )
