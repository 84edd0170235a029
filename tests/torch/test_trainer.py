import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("accelerate")
from transformers import (  # noqa: E402
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainingArguments,
)

from counterpoise.torch import GroupDRO, MinDiff, Pairing, PairInputs, binary_task  # noqa: E402
from counterpoise.torch.trainer import RemedyMixin, RemedyTrainer, features  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = ["she was kind", "he was rude", "what a lovely song", "he was awful", "she was lovely"] * 4
LABELS = [0, 1, 0, 1, 0] * 4


def network(tokenizer):
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        num_labels=2,
    )
    return BertForSequenceClassification(config)


def rows(tokenizer, **columns):
    encoded = features(tokenizer, TEXTS)
    return [
        {**row, "labels": label, **{name: values[place] for name, values in columns.items()}}
        for place, (row, label) in enumerate(zip(encoded, LABELS, strict=True))
    ]


def pairing(tokenizer, **options):
    frame = pl.DataFrame(
        {
            "source": [0, 1, 3],
            "text": [TEXTS[0], TEXTS[1], TEXTS[3]],
            "counterfactual": ["he was kind", "she was rude", "what a rude awful song was she"],
        }
    )
    pairs = Pairs(frame=frame, examples=len(TEXTS))
    inputs = PairInputs.of(pairs, lambda texts: features(tokenizer, texts), labels=LABELS)
    return Pairing(pairs=inputs, size=3, **options)


def trainer_of(tokenizer, folder, data, kind=RemedyTrainer, model=None, settings=(), **options):
    arguments = TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=5,
        learning_rate=1e-2,
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
        **{"max_steps": 12, "logging_steps": 4, "save_strategy": "no", **dict(settings)},
    )
    return kind(
        model=model or network(tokenizer),
        args=arguments,
        train_dataset=data,
        eval_dataset=data,
        processing_class=tokenizer,
        **options,
    )


def gap(model, tokenizer):
    model.eval()
    with torch.no_grad():
        one, other = (
            model(**tokenizer([text], return_tensors="pt")).logits[0].softmax(0)[1].item()
            for text in ("she was kind", "he was kind")
        )
    return abs(one - other)


def logged(trainer, name):
    return [entry[name] for entry in trainer.state.log_history if name in entry]


def test_pairs_bring_the_two_sides_together(tokenizer, tmp_path):
    plain = trainer_of(tokenizer, tmp_path, rows(tokenizer))
    plain.train()
    paired = trainer_of(
        tokenizer, tmp_path, rows(tokenizer), remedies=[pairing(tokenizer, weight=5.0)]
    )
    paired.train()
    assert gap(paired.model, tokenizer) < 0.5 * gap(plain.model, tokenizer)
    assert len(logged(paired, "loss_pairs")) == 3
    assert logged(plain, "loss_pairs") == []


def test_without_remedies_it_trains_and_evaluates_as_the_trainer(tokenizer, tmp_path):
    losses = []
    for kind in (Trainer, RemedyTrainer):
        trainer = trainer_of(tokenizer, tmp_path, rows(tokenizer), kind=kind)
        trainer.train()
        losses.append((logged(trainer, "loss"), trainer.evaluate()["eval_loss"]))
    np.testing.assert_allclose(losses[0][0], losses[1][0], rtol=1e-5)
    assert losses[0][1] == pytest.approx(losses[1][1], rel=1e-4)


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_pass_gives_what_three_would(tokenizer, tmp_path, side, monkeypatch):
    monkeypatch.setattr(tokenizer, "padding_side", side)
    trainer = trainer_of(
        tokenizer, tmp_path, rows(tokenizer), remedies=[pairing(tokenizer, weight=2.0)]
    )
    batch = next(iter(trainer.get_train_dataloader()))
    found = trainer.compute_loss(trainer.model.train(), dict(batch))
    task = trainer.model(**batch).loss
    pairs = pairing(tokenizer).pairs
    one, other = (
        trainer.model(**trainer.data_collator(part)).logits
        for part in (pairs.original, pairs.counterfactual)
    )
    distance = ((one[:, 1] - one[:, 0]) - (other[:, 1] - other[:, 0])).square().mean()
    assert found.item() == pytest.approx((task + 2 * distance).item(), rel=1e-4)


def test_min_diff_stands_beside_the_batches(tokenizer, tmp_path):
    remedy = MinDiff(
        members=features(tokenizer, ["she was kind", "she was lovely"]),
        others=features(tokenizer, ["what a lovely song"]),
        size=2,
    )
    trainer = trainer_of(tokenizer, tmp_path, rows(tokenizer), remedies=[remedy])
    trainer.train()
    assert len(logged(trainer, "loss_min_diff")) == 3


def test_dro_takes_the_place_of_the_loss(tokenizer, tmp_path):
    memberships = [[float("she" in text), float("he" in text.split())] for text in TEXTS]
    dro = GroupDRO(2, step_size=0.1)
    before = dro.log_weights.clone()
    trainer = trainer_of(tokenizer, tmp_path, rows(tokenizer, memberships=memberships), dro=dro)
    trainer.train()
    assert not torch.equal(dro.log_weights, before)
    assert dro.log_weights.exp().sum().item() == pytest.approx(1)
    # Evaluation knows the column too, and is not minded by it.
    assert np.isfinite(trainer.evaluate()["eval_loss"])


def test_training_goes_on_from_a_checkpoint_as_if_it_had_not_stopped(tokenizer, tmp_path):
    memberships = [[float("she" in text), float("he" in text.split())] for text in TEXTS]
    settings = {"max_steps": 4, "save_strategy": "steps", "save_steps": 2, "data_seed": 1}

    def trainer():
        return trainer_of(
            tokenizer,
            tmp_path,
            rows(tokenizer, memberships=memberships),
            settings=settings,
            dro=GroupDRO(2, step_size=0.1),
            remedies=[replace(pairing(tokenizer), size=2)],
        )

    whole, rest = trainer(), trainer()
    whole.train()
    rest.train(resume_from_checkpoint=str(tmp_path / "checkpoint-2"))
    torch.testing.assert_close(rest.dro.log_weights, whole.dro.log_weights)
    torch.testing.assert_close(rest.model.classifier.weight, whole.model.classifier.weight)


def test_dro_without_memberships_is_refused(tokenizer, tmp_path):
    trainer = trainer_of(tokenizer, tmp_path, rows(tokenizer), dro=GroupDRO(2))
    expected = (
        "`dro` needs a column `memberships` in the training data, and there is none. "
        "Add to each row a list of 0 and 1, one for each group."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        trainer.train()


def test_batches_of_a_step_count_as_one(tokenizer, tmp_path):
    weights = []
    for settings in ({"gradient_accumulation_steps": 2}, {"per_device_train_batch_size": 10}):
        options = {"max_steps": 2, "optim": "sgd", "seed": 3, **settings}
        size = options.pop("per_device_train_batch_size", 5)
        trainer = trainer_of(
            tokenizer,
            tmp_path,
            rows(tokenizer),
            settings=options,
            remedies=[pairing(tokenizer)],
        )
        trainer._train_batch_size = trainer.args.per_device_train_batch_size = size
        trainer.train()
        weights.append(trainer.model.classifier.weight.detach())
    torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-6)


def test_a_task_of_ones_own_and_a_trainer_of_ones_own(tokenizer, tmp_path):
    class Mine(RemedyMixin, Trainer):
        pass

    trainer = trainer_of(
        tokenizer,
        tmp_path,
        rows(tokenizer),
        kind=Mine,
        settings={"max_steps": 1, "bf16": True},
        remedies=[pairing(tokenizer)],
        task=binary_task,
    )
    assert np.isfinite(trainer.train().training_loss)


def test_two_losses_of_a_task_are_refused(tokenizer, tmp_path):
    expected = (
        "A Trainer with remedies takes one loss for its task: `task`, `dro`, or neither for the "
        "model's own, got two or a `compute_loss_func`. Pass the loss as `task`."
    )
    for options in (
        {"dro": GroupDRO(2), "task": binary_task},
        {"compute_loss_func": lambda outputs, labels, **_: outputs.logits.mean()},
    ):
        with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
            trainer_of(tokenizer, tmp_path, rows(tokenizer), **options)
