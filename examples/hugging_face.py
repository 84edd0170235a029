"""Fine-tunes a sequence classifier with a remedy, and holds it against one without.

Both start from the same weights, take as many steps over the same rows, and are audited on the same
test rows and pairs. The model is any of Hugging Face for sequence classification, by name, or by
folder without any network; the rows are any file that `counterpoise.read` reads, or the embedded
synthetic comments.

    python examples/hugging_face.py --model distilbert-base-uncased --out results/tuned
    python examples/hugging_face.py comments.parquet --label toxic --text comment --groups gender \\
        --groups religion --model ./bert --remedy mindiff --mend gender=female --bf16 \\
        --out results/mindiff

Remedies: `pairs` (a training text that holds a term and the same text without it should score
alike), `mindiff` (so should negatives inside and outside of each group that `--mend` names), `dro`
(the loss of that group and label that do worst counts most), `none` (the control alone). Needs the
extra `transformers`. Called again, an interrupted run goes on with the model that it was at.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

import counterpoise as cp
from counterpoise.cli.progress import bars
from counterpoise.cli.table import show
from counterpoise.errors import CounterpoiseError, DataError, PlanError
from counterpoise.explorer.report_page import save_report_page
from counterpoise.explorer.static_page import check_built
from counterpoise.files import check_vacant
from counterpoise.runs.folder import RunFolder
from counterpoise.runs.identity import SYNTHETIC, fingerprint, versions
from counterpoise.runs.scores import save_scores

if TYPE_CHECKING:
    from transformers import TrainingArguments

    from counterpoise.torch import GroupDRO, Remedy
    from counterpoise.torch.pretrained import Pretrained

DEMO_GROUPS = ["gender", "religion", "sexual_orientation"]
CONTROL = "control"
BY = ["overall", "generator", "trained"]
CHANGED = ["false_positive_rate", "false_negative_rate", "roc_auc"]
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 160, "fmt_str_lengths": 80}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}

Encode = Callable[[list[str]], list[dict[str, Any]]]
"""texts -> what the tokenizer makes of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What a model is trained with besides its rows; nothing for the control.

    Attributes:
        remedies: what stands beside the batches.
        dro: what takes the place of the loss.
        memberships: [rows, groups], 1 in the group; what `dro` needs.
        summary: what was found for it.
    """

    remedies: Sequence[Remedy] = ()
    dro: GroupDRO | None = None
    memberships: np.ndarray | None = None
    summary: str = "no remedy"


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, audits and prints; returns 2 where something was refused, in one line."""
    options = parser().parse_args(arguments)
    try:
        with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
            run(options)
    except CounterpoiseError as error:
        print(f"hugging_face.py: {error}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = made.add_argument
    add("data", nargs="*", help="files or globs; the embedded synthetic comments without any")
    add("--model", required=True, help="folder of a model, or its name on the hub")
    add("--out", required=True, type=Path, help="folder to be made")
    add("--overwrite", action="store_true", help="replace the folder if it is there")
    add("--remedy", choices=REMEDIES, default="pairs")
    add("--label", default="toxicity", help="column of labels: 0, 1 or a fraction between")
    add("--text", default="text", help="column of texts")
    add("--groups", action="append", default=[], help="group column; repeat")
    add("--delimiter", help="what parts the groups in text columns, such as ';'")
    add("--split", default="split", help="column that says which rows train and which test")
    add("--train", default="train", help="what it says of rows to train on")
    add("--test", default="test", help="what it says of rows to test on")
    add("--terms", default="gender_50", help="terms of the pairs to train with")
    add("--test-terms", default="gender", help="terms of the pairs to test with")
    add("--swap", default="gender", help="category whose groups stand in for another in the test")
    add("--mend", action="append", default=[], help="group for mindiff and dro, column=value; all")
    add("--loss-weight", type=float, default=1.0, help="of pairs or mindiff, beside the task's 1")
    add("--beside", type=int, default=16, help="pairs, or rows of each side, beside a batch")
    add("--dro-step", type=above_zero, default=0.01, help="step size of dro's ascent")
    add("--epochs", type=at_least_one, default=1, help="times over the training rows")
    add("--steps", type=at_least_one, help="steps, in the place of epochs")
    add("--batch-size", type=at_least_one, default=32)
    add("--learning-rate", type=above_zero, default=2e-5)
    add("--max-length", type=at_least_one, default=128, help="tokens that texts are cut to")
    add("--bf16", action="store_true", help="train in mixed precision")
    add("--cpu", action="store_true", help="train on the processor even where there is a GPU")
    add("--seed", type=int, default=0)
    return made


def at_least_one(text: str) -> int:
    """The number that an option was given."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, got {text!r}")
    return int(text)


def above_zero(text: str) -> float:
    """The number that an option was given."""
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")
    return number


def run(options: argparse.Namespace) -> None:
    """Everything that can be refused is refused before any training."""
    check_vacant(options.out, overwrite=options.overwrite)
    check_built()
    train, test = examples_of(options)
    pairs = tested_pairs(test, options)
    mending = mending_of(train, options)
    arguments_of(options, options.out)
    plan = {name: of for name, of in vars(options).items() if name not in ("out", "overwrite")}
    data = {"train": fingerprint(train), "test": fingerprint(test)}
    identity = {"plan": plan, "data": data, "versions": versions()}
    folder = RunFolder.open(options.out, identity=identity, overwrite=options.overwrite)
    models = {CONTROL: Mending(), options.remedy: mending}
    if options.remedy == "none":
        del models["none"]
    for name, of in models.items():
        if name not in folder.finished_steps:
            print(f"{name}: {len(train):,} training rows, {of.summary}", flush=True)
            with folder.step(name):
                fine_tune(train, of, options, folder.part / name)
    with folder.step("audit"):
        audit(test, pairs, list(models), options, folder.part)
    print(f"Report: {folder.finish({}) / 'report.html'}")


def examples_of(options: argparse.Namespace) -> tuple[cp.Examples, cp.Examples]:
    """The rows to train on and those to test on."""
    columns = options.groups if options.groups or options.data else DEMO_GROUPS
    groups = [
        cp.Delimited(column=name, delimiter=options.delimiter) if options.delimiter else name
        for name in columns
    ]
    examples = cp.read(
        options.data or cp.demo_comments(),
        label=options.label,
        text=options.text,
        groups=groups,
        split=options.split,
    )
    return examples.part(options.train), examples.part(options.test)


def tested_pairs(test: cp.Examples, options: argparse.Namespace) -> cp.Pairs:
    """Pairs of two generators, with terms to train with and others, and marked so."""
    ablated = cp.ablation_pairs(test, options.test_terms)
    swapped = cp.substitution_pairs(test, options.swap, targets=1, seed=options.seed)
    return ablated.merged(swapped).marked(options.terms)


def mending_of(train: cp.Examples, options: argparse.Namespace) -> Mending:
    """What the remedy that was asked for trains with."""
    from counterpoise.torch.pretrained import pretrained

    return REMEDIES[options.remedy](train, encoder(pretrained(options.model), options), options)


def encoder(found: Pretrained, options: argparse.Namespace) -> Encode:
    """texts -> features, of as many tokens as the model takes."""
    from counterpoise.torch import token_limit
    from counterpoise.torch.trainer import features

    longest = token_limit(found.model, found.tokenizer, at_most=options.max_length)
    return lambda texts: features(found.tokenizer, texts, max_length=longest)


def pairing(train: cp.Examples, encode: Encode, options: argparse.Namespace) -> Mending:
    """Training texts that hold a term, beside the same texts without it."""
    from counterpoise.torch import Pairing, PairInputs

    pairs = cp.ablation_pairs(train, options.terms).kept
    if not len(pairs):
        raise DataError(
            f"`--terms {options.terms}` must be held by some training texts, and none of "
            f"{len(train):,} makes a pair. Name others, such as --terms all."
        )
    inputs = PairInputs.of(pairs, encode)
    remedy = Pairing(pairs=inputs, weight=options.loss_weight, size=options.beside)
    return Mending(
        remedies=[remedy], summary=f"{options.beside} of {len(pairs):,} pairs beside each batch"
    )


def min_diff(train: cp.Examples, encode: Encode, options: argparse.Namespace) -> Mending:
    """Negative rows inside and outside of each group, to close gaps in false positive rates."""
    from counterpoise.torch import min_diffs

    weight, size = options.loss_weight, options.beside
    found = min_diffs(train, encode, groups=options.mend, weight=weight, size=size)
    rows = 2 * size * len(found)
    return Mending(
        remedies=found, summary=f"{rows:,} rows of {len(found)} groups beside each batch"
    )


def group_dro(train: cp.Examples, encode: Encode, options: argparse.Namespace) -> Mending:
    """Each group and label; the worst counts most."""
    from counterpoise.torch import GroupDRO, memberships

    inside = memberships(train, groups=options.mend)
    dro = GroupDRO(inside.shape[1], step_size=options.dro_step)
    return Mending(dro=dro, memberships=inside, summary=f"the worst of {inside.shape[1]} groups")


def no_remedy(train: cp.Examples, encode: Encode, options: argparse.Namespace) -> Mending:
    """Nothing: the control alone is trained."""
    return Mending()


REMEDIES = {"pairs": pairing, "mindiff": min_diff, "dro": group_dro, "none": no_remedy}


def fine_tune(
    train: cp.Examples, mending: Mending, options: argparse.Namespace, folder: Path
) -> None:
    """Trains the model from its start, and saves it with its tokenizer in `folder`."""
    from transformers import set_seed

    from counterpoise.torch.pretrained import pretrained
    from counterpoise.torch.trainer import RemedyTrainer

    set_seed(options.seed)  # the new last layer of both models begins with the same weights
    found = pretrained(options.model, outputs=(f"not {options.label}", options.label))
    columns = {"labels": train.positives.astype(int).tolist()}
    if mending.memberships is not None:
        columns["memberships"] = mending.memberships.tolist()
    rows = encoder(found, options)(train.texts.to_list())
    for name, values in columns.items():
        rows = [{**row, name: value} for row, value in zip(rows, values, strict=True)]
    trainer = RemedyTrainer(
        model=found.model,
        args=arguments_of(options, folder),
        train_dataset=rows,
        processing_class=found.tokenizer,
        remedies=mending.remedies,
        dro=mending.dro,
        seed=options.seed,
    )
    trainer.train()
    found.model.save_pretrained(folder)
    found.tokenizer.save_pretrained(folder)


def arguments_of(options: argparse.Namespace, folder: Path) -> TrainingArguments:
    """Settings for transformers, which chooses the device."""
    import torch
    from transformers import TrainingArguments

    settings = {
        "output_dir": str(folder),
        "num_train_epochs": options.epochs,
        "max_steps": options.steps or -1,
        "per_device_train_batch_size": options.batch_size,
        "learning_rate": options.learning_rate,
        "bf16": options.bf16,
        "use_cpu": options.cpu,
        "seed": options.seed,
        "save_strategy": "no",
        "dataloader_pin_memory": torch.cuda.is_available(),
        "report_to": [],
        "logging_steps": 0.1,  # of all steps
        "disable_tqdm": not sys.stderr.isatty(),
    }
    try:
        return TrainingArguments(**settings)
    except ValueError as error:
        raise PlanError(
            "Settings must be such that transformers can train with them here, got: "
            f"{error} Leave --bf16 out, or train on the processor: --cpu."
        ) from error


def audit(
    test: cp.Examples, pairs: cp.Pairs, names: list[str], options: argparse.Namespace, folder: Path
) -> None:
    """Scores the saved models, writes reports and scores beside them, and prints both."""
    device = arguments_of(options, folder).device
    scores, pair_scores = {}, {}
    with bars("scoring", len(names)) as advance:
        for name in names:
            model = saved_model(folder / name, device, options)
            scores[name] = model(test.texts.to_list())
            pair_scores[name] = model(pairs.texts.to_list())
            advance(1)
    report = cp.audit(
        test,
        scores,
        pairs=pairs,
        counterfactual_scores=pair_scores,
        controls=dict.fromkeys(names[1:], CONTROL),
        facts={
            "title": f"{options.model}, fine-tuned",
            "data": ", ".join(options.data) or SYNTHETIC,
            "trained on": str(device),
            **{name: str(getattr(options, name)) for name in ("terms", "loss_weight", "seed")},
        },
    )
    flips = cp.audit_pairs(
        pairs, scores, examples=test, counterfactual_scores=pair_scores, thresholds=[0.5]
    )
    report.save(folder / "report.json")
    save_report_page(
        report,
        folder / "report.html",
        examples=test,
        scores=scores,
        pairs=pairs,
        counterfactual_scores=pair_scores,
    )
    flips.save(folder / "pairs.json")
    save_scores(test, scores, folder / "scores.parquet")
    show(report, threshold=0.5)
    if len(names) > 1:
        print_changes(test, scores, flips, names[1])


def saved_model(
    folder: Path, device: Any, options: argparse.Namespace
) -> Callable[[Sequence[str]], np.ndarray]:
    """texts -> probabilities, of a model that `fine_tune` saved."""
    from counterpoise.torch import scorer
    from counterpoise.torch.pretrained import pretrained

    model, tokenizer = pretrained(folder)
    size = 4 * options.batch_size
    return scorer(model.to(device), tokenizer, batch_size=size, max_length=options.max_length)


def print_changes(
    test: cp.Examples, scores: dict[str, np.ndarray], flips: cp.PairReport, name: str
) -> None:
    """What the remedy changed from the control, on the same rows and the same pairs."""
    numbers = ("baseline_value", "value", "change", "lower", "upper", "p_value")
    changes = cp.compare(test, scores, baseline=CONTROL).table()
    rows = changes.filter(pl.col("metric").is_in(CHANGED))
    print(f"\nWhat {name} changed from the control, with 95 % intervals")
    print(rows.select("metric", "slice", *numbers, "rows", "verdict"))
    print("\nFlip rates by generator of the pairs, and by whether their terms were trained with")
    parted = [family for family in BY if family in flips.families]
    print(
        flips.compare(CONTROL, name, metrics=["flip_rate"], by=parted).select(
            "family", "slice", *numbers, "pairs"
        )
    )


if __name__ == "__main__":
    sys.exit(main())
