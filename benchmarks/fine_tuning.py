"""How fast a transformer of base size is fine-tuned with pairs and without, and in how much memory.

    python benchmarks/fine_tuning.py --bf16
    python benchmarks/fine_tuning.py --hidden 64 --layers 2 --heads 2 --length 32 --steps 5 --cpu

The network is BERT's, random, and so are its tokens: nothing is downloaded. `RemedyTrainer` takes
steps of `--batch` rows of `--length` tokens; with pairs, 15 % of the rows of a batch have one, and
both its texts go through the network beside it. Each run has a process of its own; its first steps
are left out of the time. Memory is the GPU's at its peak, else all that the process held.
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    TrainerCallback,
    TrainingArguments,
)

from counterpoise.torch import Pairing, PairInputs
from counterpoise.torch.trainer import RemedyTrainer

VOCABULARY = 30_522
POSITIONS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run.

    Attributes:
        seconds: of one step.
        memory: bytes at the peak.
    """

    seconds: float
    memory: int


class Clock(TrainerCallback):
    """The time of the steps after the first `warm`."""

    def __init__(self, warm: int) -> None:
        self.warm = warm
        self.start = self.end = 0.0

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Waits for the device only where the time is read."""
        if state.global_step in (self.warm, state.max_steps):
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            self.start, self.end = self.end, time.perf_counter()


def main() -> None:
    options = parser().parse_args()
    beside = round(options.share * options.batch)
    print(device(options))
    print(f"PyTorch {torch.__version__}, transformers {transformers.__version__}")
    precision = "bf16" if options.bf16 else "float32"
    print(f"batches of {options.batch} rows of {options.length} tokens, {precision}")
    print(f"{'':24}{'examples/s':>12}{'ms a step':>12}{'ratio':>8}{'peak MB':>10}")
    runs = {"without pairs": 0, f"with {beside} pairs a step": beside}
    found = {name: alone(options, pairs) for name, pairs in runs.items()}
    first = next(iter(found.values()))
    for name, one in found.items():
        print(
            f"{name:24}{options.batch / one.seconds:12,.1f}{1000 * one.seconds:12,.1f}"
            f"{one.seconds / first.seconds:8.2f}{one.memory / 1e6:10,.0f}"
        )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = made.add_argument
    add("--hidden", type=int, default=768)
    add("--layers", type=int, default=12)
    add("--heads", type=int, default=12)
    add("--batch", type=int, default=32)
    add("--length", type=int, default=128, help="tokens of every text")
    add("--share", type=float, default=0.15, help="of the rows of a batch that have a pair")
    add("--steps", type=int, default=100)
    add("--warm", type=int, default=5, help="steps before the clock starts")
    add("--bf16", action="store_true")
    add("--cpu", action="store_true", help="on the processor even where there is a GPU")
    return made


def device(options: argparse.Namespace) -> str:
    """Its name."""
    if torch.cuda.is_available() and not options.cpu:
        return torch.cuda.get_device_name()
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {torch.get_num_threads()} threads"


def alone(options: argparse.Namespace, pairs: int) -> Measured:
    """A run in a process of its own, so that its peak is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(measured, options, pairs).result()


def measured(options: argparse.Namespace, pairs: int) -> Measured:
    transformers.logging.set_verbosity_error()
    torch.manual_seed(0)
    clock = Clock(options.warm)
    with tempfile.TemporaryDirectory() as folder:
        trainer = RemedyTrainer(
            model=network(options),
            args=arguments(options, folder),
            train_dataset=rows(options),
            remedies=[pairing(options, pairs)] if pairs else [],
            callbacks=[clock],
        )
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
    return Measured(seconds=(clock.end - clock.start) / options.steps, memory=peak(options))


def network(options: argparse.Namespace) -> BertForSequenceClassification:
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=options.hidden,
        num_hidden_layers=options.layers,
        num_attention_heads=options.heads,
        intermediate_size=4 * options.hidden,
        max_position_embeddings=max(POSITIONS, options.length),
    )
    return BertForSequenceClassification(config)


def arguments(options: argparse.Namespace, folder: str) -> TrainingArguments:
    return TrainingArguments(
        output_dir=folder,
        max_steps=options.warm + options.steps,
        per_device_train_batch_size=options.batch,
        bf16=options.bf16,
        use_cpu=options.cpu or not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        save_strategy="no",
        logging_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )


def tokens(texts: int, length: int) -> dict[str, torch.Tensor]:
    """Texts of one length, without padding."""
    ids = torch.randint(1, VOCABULARY, (texts, length))
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def rows(options: argparse.Namespace) -> list[dict[str, torch.Tensor]]:
    """Rows for some steps; the Trainer goes round them as often as it must."""
    count = 20 * options.batch
    columns = {**tokens(count, options.length), "labels": torch.randint(0, 2, (count,))}
    return [{name: values[row] for name, values in columns.items()} for row in range(count)]


def pairing(options: argparse.Namespace, pairs: int) -> Pairing:
    original, other = (tokens(20 * pairs, options.length) for _ in range(2))
    return Pairing(pairs=PairInputs(original=original, counterfactual=other), size=pairs)


def peak(options: argparse.Namespace) -> int:
    """Bytes: of the GPU's allocator, or of the process."""
    if torch.cuda.is_available() and not options.cpu:
        return torch.cuda.max_memory_allocated()
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
