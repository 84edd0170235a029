"""The models of a run: each trained once, scored on the test rows and pairs, and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from counterpoise.errors import PlanError
from counterpoise.keras import Pairing, TextClassifier, Training
from counterpoise.progress import Progress
from counterpoise.remedies.weights import label_weights, upweighted
from counterpoise.runs.features import Features, Split
from counterpoise.runs.folder import RunFolder
from counterpoise.runs.plan import ModelPlan, PairingPlan, Plan
from counterpoise.text import WordVectors, learn_vectors, read_vectors


class TrainedModels:
    """Trains what a plan names; a model whose step is finished is read back instead.

    Attributes:
        scores: model -> [test rows] probabilities.
        pair_scores: model -> [test pairs] probabilities of the counterfactual texts.
    """

    def __init__(self, *, plan: Plan, folder: RunFolder, progress: Progress) -> None:
        self._plan = plan
        self._folder = folder
        self._progress = progress
        self.scores: dict[str, np.ndarray] = {}
        self.pair_scores: dict[str, np.ndarray] = {}

    def train_all(self, *, train: Split, test: Split) -> None:
        """Trains every model of the plan, controls included, in order."""
        vectors = self._vectors(train)
        features = Features(train=train, test=test, embed=vectors, progress=self._progress)
        for place, model in enumerate(self._plan.with_controls()):
            files = _ModelFiles(self._folder.part, place)
            if f"model {model.name}" not in self._folder.finished_steps:
                with self._folder.step(f"model {model.name}"):
                    self._train(model, features, vectors, files)
            self.scores[model.name] = np.load(files.scores, allow_pickle=False)
            self.pair_scores[model.name] = np.load(files.pair_scores, allow_pickle=False)

    def _vectors(self, train: Split) -> WordVectors:
        settings = self._plan.classifier
        if settings.vectors is not None:
            with self._progress("reading word vectors", 1) as advance:
                vectors = read_vectors(Path(self._plan.folder) / settings.vectors)
                advance(1)
            return vectors
        kept = self._folder.part / "vectors.parquet"
        if "vectors" not in self._folder.finished_steps:
            with self._folder.step("vectors"):
                learn_vectors(
                    train.examples.texts,
                    dim=settings.dim,
                    seed=self._plan.seed,
                    progress=self._progress,
                ).save(kept)
        return WordVectors.load(kept)

    def _train(
        self, model: ModelPlan, features: Features, vectors: WordVectors, files: _ModelFiles
    ) -> None:
        settings = self._plan.classifier
        examples = features.train.examples
        base = label_weights(examples, offset=settings.weight_offset)
        classifier = TextClassifier(
            embedding=vectors,
            hidden=settings.hidden,
            training=Training(
                steps=settings.steps,
                batch_size=settings.batch_size,
                learning_rate=settings.learning_rate,
                seed=self._plan.seed,
            ),
        ).fit_features(
            features.train_texts,
            examples.positives,
            weights=upweighted(examples, model.upweight, base=base),
            pairing=None if model.pairing is None else _pairing(model.pairing, features),
            start=None if model.start is None else self._started(model.start),
            progress=self._progress,
            description=f"training {model.name}",
        )
        classifier.save(files.classifier)
        np.save(files.scores, classifier.predict_features(features.test_texts))
        np.save(files.pair_scores, classifier.predict_features(features.test_counterfactuals))

    def _started(self, name: str) -> TextClassifier:
        names = [model.name for model in self._plan.with_controls()]
        return TextClassifier.load(_ModelFiles(self._folder.part, names.index(name)).classifier)


class _ModelFiles:
    """Where one model's files stand; numbered, since a name may hold anything."""

    def __init__(self, folder: Path, place: int) -> None:
        home = folder / "models" / f"{place + 1}"
        home.mkdir(parents=True, exist_ok=True)
        self.classifier = home / "classifier"
        self.scores = home / "scores.npy"
        self.pair_scores = home / "pair_scores.npy"


def _pairing(plan: PairingPlan, features: Features) -> Pairing:
    sources = features.train.pairs.sources
    counterfactual = features.train_counterfactuals
    if plan.where == "negative":
        kept = ~features.train.examples.positives[sources]
        sources, counterfactual = sources[kept], counterfactual[kept]
    if not len(sources):
        raise PlanError(
            "Pairing needs training texts that hold a term of [counterfactuals] terms, and none "
            "does. Choose terms that the texts use, or take the pairing out of the plan."
        )
    return Pairing(
        counterfactual=counterfactual,
        sources=sources,
        loss_weight=plan.loss_weight,
        pairs_per_step=plan.pairs_per_step,
    )
