"""Fine-tuning with Hugging Face's Trainer, with pairs, MinDiff or group DRO.

Needs the extra `transformers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from counterpoise.errors import DataError, MissingExtraError, PlanError
from counterpoise.torch.beside import Asides, Remedy
from counterpoise.torch.group_dro import GroupDRO
from counterpoise.torch.inputs import parted, row_count
from counterpoise.torch.one_pass import costs_of, total
from counterpoise.torch.padding import padded_together
from counterpoise.torch.scores import logits_of
from counterpoise.torch.task_loss import row_losses

if find_spec("transformers") is None or find_spec("accelerate") is None:
    raise MissingExtraError(feature="counterpoise.torch.trainer", extra="transformers")

from safetensors.torch import load_file, save_file
from transformers import Trainer

if TYPE_CHECKING:
    _Base = Trainer
else:
    # A mixin: what it stands before is chosen by the class that takes both.
    _Base = object

DRO_FILE = "group_dro.safetensors"
"""Where a checkpoint keeps the groups' weights."""

MEMBERSHIPS = "memberships"
"""Column of the training data that says, for each group, whether a row is in it: 1 or 0."""


def features(tokenizer: Any, texts: Sequence[str], **options: Any) -> list[dict[str, Any]]:
    """What a tokenizer makes of each text, not padded: the `encode` of `PairInputs.of`.

    Args:
        tokenizer: of Hugging Face.
        texts: [rows].
        options: of the tokenizer, such as `max_length`; texts are truncated to it.
    """
    found = tokenizer(list(texts), truncation=True, **options)
    return [{name: found[name][row] for name in found} for row in range(len(texts))]


class RemedyMixin(_Base):
    """What `RemedyTrainer` adds, for a Trainer of your own: `class Mine(RemedyMixin, Trainer)`.

    Args:
        remedies: `Pairing`, `MinDiff`, whose inputs are lists of features (`features`) or dicts of
            tensors. Rows of them stand beside every batch of training, in one forward pass; the
            Trainer's collator pads them. Evaluation is as ever.
        dro: takes the place of the task's loss in training; the training data must have a column
            `memberships` of lists of 0 and 1, one for each group.
        task: (logits, labels) -> scalar in the place of the model's own loss in training.
        seed: of the drawing beside the batches.
        args: of the Trainer.
        kwargs: of the Trainer.

    Raises:
        PlanError: a `compute_loss_func` beside them, `dro` beside `task`.
    """

    def __init__(
        self,
        *args: Any,
        remedies: Sequence[Remedy] = (),
        dro: GroupDRO | None = None,
        task: Callable[[Tensor, Tensor], Tensor] | None = None,
        seed: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.compute_loss_func is not None or (dro is not None and task is not None):
            raise PlanError(
                "A Trainer with remedies takes one loss for its task: `task`, `dro`, or neither "
                "for the model's own, got two or a `compute_loss_func`. Pass the loss as `task`."
            )
        # Its loss is the mean over a batch: the Trainer divides it by the batches of a step.
        self.model_accepts_loss_kwargs = False
        self.remedies = tuple(remedies)
        self.dro = None if dro is None else dro.to(self.args.device)
        self.task = task
        self._seed = seed
        self._asides: Asides | None = None
        self._costs: dict[str, list[Tensor]] = defaultdict(list)

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,  # noqa: FBT001, FBT002 - the Trainer's signature
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """The loss of a batch and, in training, of what stands beside it."""
        inputs = dict(inputs)
        memberships = inputs.pop(MEMBERSHIPS, None)
        if not model.training:
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        labels = inputs.pop("labels")
        asides = self._drawn()
        parts = [inputs]
        for remedy, drawn in asides:
            parts.extend(self._collated(part) for part in remedy.parts(drawn))
        outputs = model(**self._together(parts))
        counts = [row_count(part, name="inputs") for part in parts]
        logits, *sides = parted(logits_of(outputs), counts)
        costs = costs_of(asides, sides)
        for name, cost in costs.items():
            self._costs[name].append(cost.detach())
        loss = self._task_loss(model, logits, labels, memberships) + total(costs, like=logits)
        return (loss, {"loss": loss, "logits": logits}) if return_outputs else loss

    def prediction_step(self, model: nn.Module, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """As the Trainer's, without the memberships, which the model does not know."""
        known = {name: value for name, value in inputs.items() if name != MEMBERSHIPS}
        return super().prediction_step(model, known, *args, **kwargs)

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """As the Trainer's, with what each remedy added on average since the last time."""
        if "loss" in logs:
            logs = logs | {
                f"loss_{name}": torch.stack(costs).mean().item()
                for name, costs in self._costs.items()
            }
            self._costs.clear()
        super().log(logs, *args, **kwargs)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        if self.dro is not None and self.args.should_save:
            folder = Path(self._get_output_dir(trial)) / f"checkpoint-{self.state.global_step}"
            save_file(self.dro.state_dict(), folder / DRO_FILE)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        super()._load_from_checkpoint(resume_from_checkpoint, model)
        saved = Path(resume_from_checkpoint) / DRO_FILE
        if self.dro is not None and saved.exists():
            self.dro.load_state_dict(load_file(saved))

    def _set_signature_columns_if_needed(self) -> None:
        # The Trainer drops columns that the model does not take.
        super()._set_signature_columns_if_needed()
        if MEMBERSHIPS not in self._signature_columns:
            self._signature_columns = [*self._signature_columns, MEMBERSHIPS]

    def _drawn(self) -> list[Any]:
        if self._asides is None:
            taken = self.state.global_step * self.args.gradient_accumulation_steps
            self._asides = Asides(self.remedies, seed=self._seed, step=taken)
        return self._asides.next()

    def _collated(self, part: Any) -> dict[str, Tensor]:
        batch = self.data_collator(part) if isinstance(part, list) else part
        return self._prepare_inputs(batch)

    def _together(self, parts: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
        if len(parts) == 1:
            return parts[0]
        tokenizer = self.processing_class
        pad = getattr(tokenizer, "pad_token_id", None)
        if pad is None:
            pad = getattr(getattr(self.model, "config", None), "pad_token_id", None)
        left = getattr(tokenizer, "padding_side", "right") == "left"
        fill = {"input_ids": pad or 0}
        return padded_together(parts, fill=fill, side="left" if left else "right")

    def _task_loss(
        self, model: nn.Module, logits: Tensor, labels: Tensor, memberships: Tensor | None
    ) -> Tensor:
        if self.task is not None:
            return self.task(logits, labels)
        if self.dro is not None:
            return self.dro(row_losses(logits, labels), _known(memberships))
        if self.label_smoother is not None:
            return self.label_smoother({"logits": logits}, labels)
        inner: Any = self.accelerator.unwrap_model(model)
        if not hasattr(inner, "loss_function"):
            raise PlanError(
                f"The model should have a loss of its own, and {type(inner).__name__} has none. "
                "Pass `task`, such as counterpoise.torch.binary_task."
            )
        return inner.loss_function(labels=labels, pooled_logits=logits, config=inner.config)


class RemedyTrainer(RemedyMixin, Trainer):
    """Hugging Face's Trainer with pairs, MinDiff or group DRO; see `RemedyMixin`."""


def _known(memberships: Tensor | None) -> Tensor:
    if memberships is None:
        raise DataError(
            f"`dro` needs a column `{MEMBERSHIPS}` in the training data, and there is none. Add "
            "to each row a list of 0 and 1, one for each group."
        )
    return memberships
