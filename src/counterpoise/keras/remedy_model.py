"""A model in training with loss terms over further data beside its examples."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import keras
import numpy as np

from counterpoise.errors import DataError
from counterpoise.keras.distance import Distance
from counterpoise.keras.example_rows import ExampleRows
from counterpoise.keras.forward import one_pass
from counterpoise.keras.packed import StepInputs, StepOutputs, closed, opened
from counterpoise.keras.packed_arrays import packed_arrays
from counterpoise.keras.packed_batches import PackedBatches
from counterpoise.keras.packing import BATCH_SIZE
from counterpoise.keras.shared_batches import SharedBatches
from counterpoise.keras.sources import converted, is_source
from counterpoise.keras.step_batches import place_of, plain_batch, plain_inputs, step_batch
from counterpoise.keras.terms import ExampleTerm, Term
from counterpoise.keras.whole_loss import check_terms, whole_loss


@keras.saving.register_keras_serializable(package="counterpoise")
class RemedyModel(keras.Model):
    """A model whose loss is its own plus `weight * distance` of every loss term.

    The weight of a `GroupDROTerm` is its share of the model's own loss, in the place of which it
    stands. States of terms stand still in `evaluate` and are saved with the model.

    The examples and the rows of all terms go through `original_model` in one pass, so that what
    its layers add to the loss (regularisers, activity) counts once, batch normalisation moves its
    averages once, over the rows of the pass, and every row sees the same `training`.

    Compile and use it as any Keras model. `fit` takes what `pack_counterfactual_data`,
    `pack_min_diff_data` or `pack_remedy_data` give, or any source of batches in one of the packed
    forms; `evaluate` and `predict` take plain data as well. The mended model is `original_model`.

    Args:
        original_model: the model to train.
        terms: name -> `PairTerm`, `GroupTerm`, `GroupDROTerm` or `RateTerm`. Its distance is the
            metric `<name>_loss`, without the weight.
        **options: of `keras.Model`.

    Raises:
        PlanError: no term; terms of group DRO whose weights add up to more than 1.

    Example:
        >>> import numpy as np
        >>> from counterpoise.keras import PairTerm, RemedyModel, pack_remedy_data
        >>> x, y = np.random.default_rng(0).normal(size=(32, 3)).astype("f4"), np.zeros((32, 1))
        >>> model = RemedyModel(
        ...     keras.Sequential([keras.layers.Dense(1)]), {"pairs": PairTerm(weight=2.0)}
        ... )
        >>> model.compile(loss="mse")
        >>> data = pack_remedy_data((x, y), {"pairs": (x[:8], x[8:16])}, batch_size=16)
        >>> sorted(model.fit(data, verbose=0).history)
        ['loss', 'pairs_loss']
    """

    def __init__(
        self, original_model: keras.Model, terms: Mapping[str, Term], **options: Any
    ) -> None:
        # Weights and labels of pairs are no inputs: they keep their precision.
        options = {"dtype": original_model.dtype_policy, "autocast": False} | options
        super().__init__(**options)
        check_terms(terms)
        self._original_model = original_model
        # A proxy, because Keras would wrap a dict in one of its own.
        self._terms = MappingProxyType(dict(terms))
        self._distances = {name: Distance(name=self.metric_name(name)) for name in self._terms}
        self._states = MappingProxyType(
            {name: self._state(of) for name, of in terms.items() if isinstance(of, ExampleTerm)}
        )
        # What has to be built is original_model, which Keras sees to.
        self.built = True

    @property
    def original_model(self) -> keras.Model:
        """The model that is trained, to be used without any remedy."""
        return self._original_model

    @property
    def terms(self) -> Mapping[str, Term]:
        """Name -> loss term."""
        return self._terms

    @property
    def term_states(self) -> Mapping[str, np.ndarray]:
        """Name -> state [groups] of every term that has one.

        Of a `GroupDROTerm` the logarithms of the groups' weights, of a `RateTerm` its multipliers.
        """
        return {
            name: np.asarray(keras.ops.convert_to_numpy(state))
            for name, state in self._states.items()
        }

    @property
    def output_names(self) -> list[str]:
        """The names of the outputs, where the model has such."""
        return self._original_model.output_names

    def metric_name(self, term: str) -> str:
        """What the distance of a loss term is called in logs."""
        return f"{term}_loss"

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: FBT001
        """The predictions of the examples; what is packed beside them is left aside."""
        if isinstance(inputs, StepInputs):
            return one_pass(self._original_model, inputs, training=training)
        return self._original_model(plain_inputs(inputs), training=training)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,  # noqa: FBT001, FBT002 - keras's signature
    ) -> Any:
        """The model's own loss and the weighted distance of every term that has data."""
        if not isinstance(y_pred, StepOutputs):
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        own = super().compute_loss(x.examples, y, y_pred.examples, sample_weight, training)
        examples = ExampleRows(
            predictions=y_pred.examples, labels=y, weights=sample_weight, loss=self.loss
        )
        distances = {}
        for name, term in self._terms.items():
            place = place_of(name, term.kind, x.blocks)
            if place is not None:
                block, predictions = x.blocks[place], y_pred.blocks[place]
                distances[name] = (
                    self._stepped(name, term, block, examples, training=training)
                    if isinstance(term, ExampleTerm)
                    else term.distance(block, predictions)
                )
                self._distances[name].update_state(distances[name])
        return whole_loss(own, self.losses, self._terms, distances)

    def _stepped(
        self, name: str, term: ExampleTerm, block: Any, examples: ExampleRows, *, training: bool
    ) -> Any:
        """The distance of a term with a state, which takes a step in training."""
        state = self._states[name]
        before = keras.ops.convert_to_tensor(state)
        distance, after = term.distance(block, examples, before, training=training)
        if training:
            state.assign(after)
        return distance

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The metrics, of the examples alone."""
        if isinstance(y_pred, StepOutputs):
            x, y_pred = x.examples, y_pred.examples
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        **options: Any,
    ) -> Any:
        """Trains on packed data; see `keras.Model.fit`.

        Args:
            x: packed batches or packed arrays.
            y: labels, where x is packed arrays that hold none.
            batch_size: examples in a batch, where x is packed arrays; None: 32.
            epochs: how often the examples are gone through.
            **options: of `keras.Model.fit`.

        Raises:
            DataError: data without what the loss terms need.
        """
        labels = (y, options.pop("sample_weight", None))
        shuffle = bool(options.pop("shuffle", True))
        packed = packed_arrays(x, *labels, batch_size=batch_size, shuffle=shuffle)
        if not is_source(packed):
            raise DataError(
                f"`fit` needs data for the loss terms {self._names}, got examples alone "
                f"({type(x).__name__}). Put it beside them with `pack_remedy_data` or one of its "
                "forms."
            )
        if options.get("validation_data") is not None:
            size = options.pop("validation_batch_size", None) or batch_size
            options["validation_data"] = self._validation(options["validation_data"], size)
        training = converted(packed, self._training_batch)
        # Only Keras's own datasets can be shuffled; of others it warns that it does not.
        options["shuffle"] = shuffle and isinstance(training, keras.utils.PyDataset)
        return super().fit(training, epochs=epochs, **options)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        *,
        return_dict: bool = False,
        **options: Any,
    ) -> Any:
        """Loss and metrics of packed or plain data; see `keras.Model.evaluate`.

        Rows of loss terms are taken in order, as many as fit the batches of examples. A distance
        for which there is no data is left out.
        """
        if not options.get("_use_cached_eval_dataset"):
            weights = options.pop("sample_weight", None)
            x, y, weights = self._evaluated(x, y, weights, batch_size)
            batch_size = None if is_source(x) else batch_size
            options["sample_weight"] = weights
        logs = super().evaluate(x, y, batch_size=batch_size, return_dict=True, **options)
        unseen = [of.name for of in self._distances.values() if not of.seen]
        logs = {name: value for name, value in logs.items() if name not in unseen}
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    def predict(self, x: Any, batch_size: int | None = None, **options: Any) -> Any:
        """Predictions of the examples of packed or plain data; see `keras.Model.predict`."""
        if isinstance(x, (PackedBatches, SharedBatches)):
            x = x.in_order()
        if is_source(x):
            x = converted(x, plain_batch)
        else:
            x, batch_size = plain_batch(x)[0], batch_size or BATCH_SIZE
        return super().predict(x, batch_size=batch_size, **options)

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, **options: Any
    ) -> Any:
        """Trains on one packed batch; see `keras.Model.train_on_batch`."""
        batch = self._training_batch(closed(x, y, sample_weight))
        return super().train_on_batch(*batch, **options)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, **options: Any
    ) -> Any:
        """Loss and metrics of one packed or plain batch; see `keras.Model.test_on_batch`."""
        return super().test_on_batch(*self._batch(closed(x, y, sample_weight)), **options)

    def predict_on_batch(self, x: Any) -> Any:
        """Predictions of the examples of one packed or plain batch."""
        return super().predict_on_batch(plain_batch(x)[0])

    def save_original_model(
        self, filepath: Any, *args: Any, save_format: str | None = None, **options: Any
    ) -> None:
        """Saves the mended model alone; see `keras.Model.save`.

        Args:
            filepath: ends in `.keras`.
            *args: of `keras.Model.save`.
            save_format: of older code; `tf` exports a SavedModel, for serving, to a folder.
            **options: of `keras.Model.save`.
        """
        if save_format == "tf":
            self._original_model.export(filepath, verbose=False)
        else:
            self._original_model.save(filepath, *args, **options)

    def get_config(self) -> dict[str, Any]:
        """What the model is made again from."""
        return {
            "name": self.name,
            "original_model": keras.saving.serialize_keras_object(self._original_model),
            "terms": {
                name: keras.saving.serialize_keras_object(term)
                for name, term in self._terms.items()
            },
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> RemedyModel:
        """The model that `get_config` describes."""
        with keras.saving.custom_object_scope(custom_objects):
            model, terms = unpacked_config(config)
        return cls(model, terms, name=config["name"])

    @property
    def _names(self) -> str:
        return ", ".join(f"`{name}`" for name in self._terms)

    def _state(self, term: ExampleTerm) -> Any:
        return self.add_weight(
            shape=(term.groups,),
            initializer=keras.initializers.Constant(term.first_state),
            dtype=keras.config.floatx(),
            trainable=False,
            name="term_state",
        )

    def _batch(self, batch: Any) -> tuple[Any, ...]:
        return step_batch(batch, {name: term.kind for name, term in self._terms.items()})

    def _training_batch(self, batch: Any) -> tuple[Any, ...]:
        """The batch as a step reads it; all loss terms must have data."""
        opened_batch = self._batch(batch)
        x = opened_batch[0]
        missing = [
            f"`{name}`"
            for name, term in self._terms.items()
            if not isinstance(x, StepInputs) or place_of(name, term.kind, x.blocks) is None
        ]
        if missing:
            raise DataError(
                f"A batch to train with has no data for the loss terms {', '.join(missing)}. "
                "Put it beside the examples with `pack_remedy_data` or one of its forms."
            )
        return opened_batch

    def _validation(self, data: Any, batch_size: int | None) -> Any:
        """Validation data as `keras.Model.fit` takes it."""
        x, y, weights = self._evaluated(*opened(data), batch_size)
        return x if is_source(x) else closed(x, y, weights)

    def _evaluated(self, x: Any, y: Any, weights: Any, batch_size: int | None) -> Any:
        """A source of step batches, or plain arrays, for evaluation: not shuffled."""
        packed = packed_arrays(x, y, weights, batch_size=batch_size, shuffle=False)
        if not is_source(packed):
            return x, y, weights
        in_order = (
            packed.in_order() if isinstance(packed, (PackedBatches, SharedBatches)) else packed
        )
        return converted(in_order, self._batch), None, None


def unpacked_config(config: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The original model and the terms of `RemedyModel.get_config`."""
    terms = {
        name: keras.saving.deserialize_keras_object(term) for name, term in config["terms"].items()
    }
    return keras.saving.deserialize_keras_object(config["original_model"]), terms
