"""Pairs of more texts than fit into memory: made, judged and written a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from counterpoise.counterfactuals.draws import uniform_draws
from counterpoise.counterfactuals.pairs import files
from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.pairs.schema import COLUMNS
from counterpoise.counterfactuals.terms import Lexicon
from counterpoise.progress import Advance

SHOWN = 10
"""Pairs that are kept in memory to be shown, drawn from all valid ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPlan:
    """What is made of every batch of texts.

    Attributes:
        makers: generator -> what makes its pairs.
        judge: the pairs, those marked that should not count.
        each: valid pairs of a text at most, drawn at random; None: all.
        trained: the terms that are trained with; None: pairs are not marked.
        seed: of the draws.
    """

    makers: Mapping[str, Callable[[Originals], Pairs]]
    judge: Callable[[Pairs], Pairs]
    each: int | None = None
    trained: Lexicon | None = None
    seed: int = 0

    def pairs(self, made: Sequence[Pairs]) -> Pairs:
        """The pairs of one batch by all makers as one table."""
        pairs = self.judge(made[0].merged(*made[1:]))
        if self.each is not None:
            pairs = pairs.sampled(each=self.each, seed=self.seed)
        return pairs if self.trained is None else pairs.marked(self.trained)


@dataclass(slots=True, kw_only=True, eq=False)
class PairTally:
    """What was made so far; it changes with every batch.

    Attributes:
        comments: texts read, those that are null too.
        with_pair: texts with a valid pair.
        holding: generator -> texts that hold a term of it.
        valid: generator -> valid pairs.
        filtered: (generator, reason) -> pairs that are not valid.
        left_out: (generator, reason) -> texts that hold a term and gave no pair.
        twice: pairs that an earlier generator had made.
        trained: valid pairs that change trained terms alone.
        shown: some valid pairs, all sets of them equally likely.
    """

    comments: int = 0
    with_pair: int = 0
    holding: Counter[str] = field(default_factory=Counter)
    valid: Counter[str] = field(default_factory=Counter)
    filtered: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    twice: int = 0
    trained: int = 0
    shown: pl.DataFrame = field(default_factory=lambda: pl.DataFrame())

    @property
    def facts(self) -> files.PairFacts:
        """What the file says of them beside the rows."""
        left_out: Counter[str] = Counter()
        for (_, reason), texts in self.left_out.items():
            left_out[reason] += texts
        return files.PairFacts(examples=self.comments, left_out=left_out)

    def add(self, made: Mapping[str, Pairs], pairs: Pairs, *, texts: int, seed: int) -> None:
        """Counts one batch.

        Args:
            made: generator -> its pairs.
            pairs: all of them as one table.
            texts: of the batch.
            seed: of the draw of pairs to be shown.
        """
        self.comments += texts
        for name, part in made.items():
            self.left_out.update({(name, why): n for why, n in part.left_out.items() if n})
            self.holding[name] += part.frame["source"].n_unique() + sum(part.left_out.values())
        self.twice += sum(map(len, made.values())) - _distinct(made.values())
        valid = pairs.kept.frame
        self.with_pair += valid["source"].n_unique()
        self.valid.update(dict(valid["generator"].value_counts().iter_rows()))
        if "trained" in valid.columns:
            self.trained += int(valid["trained"].sum())
        bad = pairs.frame.filter(~pl.col("valid")).group_by("generator", "reason").len()
        self.filtered.update({(name, why): n for name, why, n in bad.iter_rows()})
        self.shown = _alone(_some(pl.concat([self.shown, _drawn(valid, seed)], how="diagonal")))


def write_pairs(
    batches: Iterable[Originals], plan: PairPlan, path: Path, *, advance: Advance
) -> PairTally:
    """Writes the pairs of all texts, whole or not at all; what was made.

    Memory holds what one batch takes, what the reader has read ahead, and the groups of rows that
    Parquet is at.

    Args:
        batches: the texts, in order.
        plan: what is made of them.
        path: the Parquet file.
        advance: told the texts that are done.

    Raises:
        CounterpoiseError: what reading a batch or making its pairs raises.
    """
    tally = PairTally()

    def frames(*_: object) -> Iterator[pl.DataFrame]:
        for originals in batches:
            made = {name: make(originals) for name, make in plan.makers.items()}
            pairs = plan.pairs(list(made.values()))
            tally.add(made, pairs, texts=len(originals), seed=plan.seed)
            yield _alone(pairs.frame)
            advance(len(originals))

    schema = COLUMNS | ({} if plan.trained is None else {"trained": pl.Boolean()})
    files.write(register_io_source(frames, schema=schema), path, facts=lambda: tally.facts)
    return tally


def _alone(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with a copy of its texts: as long as it is there, so is all that they are part of.

    Polars keeps chosen texts as places in the memory of all texts. Only a format without such
    places makes it copy them.
    """
    memory = BytesIO()
    frame.write_ipc_stream(memory, compat_level=pl.CompatLevel.oldest())
    memory.seek(0)
    return pl.read_ipc_stream(memory)


def _distinct(made: Iterable[Pairs]) -> int:
    keys = [part.frame.select("source", "counterfactual") for part in made]
    return keys[0].height if len(keys) == 1 else pl.concat(keys).n_unique()


def _drawn(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    nth = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).over("source")).to_series()
    # The third part makes these draws others than those of `sampled`, which chose among the pairs.
    apart = np.full(frame.height, SHOWN)
    draws = uniform_draws(frame["source"].to_numpy(), nth.to_numpy(), apart, seed=seed)
    return _some(frame.with_columns(draw=pl.Series(draws)))


def _some(drawn: pl.DataFrame) -> pl.DataFrame:
    """The rows with the smallest draws, rows of whole batches before among them."""
    return drawn.bottom_k(SHOWN, by="draw").sort("draw") if drawn.height else drawn
