"""Pairs: an original and a counterfactual text of it, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import files
from counterpoise.counterfactuals.pairs.alignment import aligned_frame, check_origin
from counterpoise.counterfactuals.pairs.generation import Generation
from counterpoise.counterfactuals.pairs.merging import merged_frame, merged_left_out
from counterpoise.counterfactuals.pairs.sampling import drawn, drawn_sources
from counterpoise.counterfactuals.pairs.schema import whole
from counterpoise.counterfactuals.pairs.term_choice import chosen_terms
from counterpoise.counterfactuals.terms import Lexicon, TermList
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Counterfactual texts, each of one example.

    Made by `ablation_pairs`, `substitution_pairs`, `template_pairs`, `generated_pairs`, or of a
    frame of your own: it needs `source` and `counterfactual`, and columns that it lacks are filled
    in.

    Attributes:
        frame: one row a pair, with the columns

            - `source`: UInt32, index of the example;
            - `source_id`: String, the example's id if it has one, else its row, counted from 0;
            - `text`: String, the original; null: not known, as in all columns but `source`,
              `source_id`, `counterfactual`, `generator`, `weight` and `valid`;
            - `counterfactual`: String;
            - `category`: String, such as gender;
            - `term`: String, the first term changed, in lower case;
            - `terms`: List(String), all different terms changed, in their order;
            - `from_group`: String, whom the original names;
            - `to_group`: String, whom the counterfactual names instead; null: nobody;
            - `changes`: UInt32, number of places changed;
            - `generator`: String, what made it, such as ablation:gender;
            - `weight`: Float64, 1 / (valid pairs of the source), so that each source counts once;
              0 for a pair that is not valid;
            - `valid`: Boolean, whether both sides should have the same label;
            - `reason`: String, why it is not valid; null where it is;

            and further ones that some generators know.
        examples: number of the examples that `source` counts in.
        left_out: reason -> texts that hold a term and gave no pair.
        generations: the runs of generators that these pairs came from, with what they cost; empty
            for pairs that were made by rule.

    Raises:
        DataError: when made of a frame that cannot be a table of pairs.
    """

    frame: pl.DataFrame
    examples: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    generations: tuple[Generation, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", whole(self.frame, examples=self.examples))

    def __len__(self) -> int:
        return self.frame.height

    def __str__(self) -> str:
        """Counts, what was left out and what it cost: no text is shown."""
        return "\n".join(
            [
                f"pairs: {len(self):,} of {self.examples:,} examples, "
                f"{int(self.frame['valid'].sum()):,} of them valid",
                *(f"not valid: {count:,} {reason}" for reason, count in self.filtered.items()),
                *(f"left out: {count:,} {why}" for why, count in self.left_out.items() if count),
                *map(str, self.generations),
            ]
        )

    @property
    def sources(self) -> np.ndarray:
        """[pairs], index of the example that each pair was made from."""
        return self.frame["source"].cast(pl.Int64).to_numpy()

    @property
    def texts(self) -> pl.Series:
        """[pairs], the counterfactual texts."""
        return self.frame["counterfactual"]

    @property
    def kept(self) -> Pairs:
        """The valid pairs."""
        return self if self.frame["valid"].all() else self._of(self.frame.filter("valid"))

    @property
    def filtered(self) -> dict[str, int]:
        """Reason -> pairs that are not valid for it; the most frequent first."""
        counts = self.frame["reason"].drop_nulls().value_counts(name="pairs")
        return dict(counts.sort("pairs", "reason", descending=[True, False]).iter_rows())

    def judged(self, reasons: pl.Series) -> Pairs:
        """The same pairs, those with a reason against them not valid any more.

        Args:
            reasons: [pairs], String: why each is not valid; null where nothing speaks against it.
                A pair that was not valid before stays so, for the reason that it had.

        Raises:
            PlanError: not as many reasons as pairs.

        Example:
            >>> frame = pl.DataFrame({"source": [0, 0], "counterfactual": ["a dog", "a"]})
            >>> pairs = Pairs(frame=frame, examples=1).judged(pl.Series([None, "one word left"]))
            >>> pairs.frame["weight"].to_list(), pairs.filtered
            ([1.0, 0.0], {'one word left': 1})
        """
        if len(reasons) != len(self):
            raise PlanError(
                f"`reasons` must be as many as the pairs, got {len(reasons)} for {len(self)}. "
                "Give one for each pair, null for a valid one."
            )
        given = pl.Series("given", reasons, dtype=pl.String)
        reason = self.frame.select(pl.coalesce("reason", given)).to_series().alias("reason")
        return self._of(self.frame.with_columns(reason, valid=reason.is_null()))

    def check_made_from(self, examples: Examples) -> None:
        """Refuses examples that these pairs were not made from.

        Number, texts and ids are compared, the latter two where both sides know them.

        Raises:
            PlanError: the examples are others.
        """
        check_origin(self.frame, made_from=self.examples, examples=examples)

    def aligned(self, examples: Examples) -> Pairs:
        """The pairs whose source is one of these examples, with `source` counted among them.

        For pairs that were made from other rows of the same data: of a whole file, by
        `counterpoise pairs`, where `read` kept those with a label; or of all examples, where
        `examples.part("test")` is to be audited. Sources are found by `source_id`: the id, or the
        row where there is none. A text that the pairs do not hold is taken from its example.

        `left_out` and `generations` stay as they are: of all that the pairs were made from.

        Args:
            examples: read with the ids that the pairs were made with, or without any both times.

        Raises:
            PlanError: no source is one of the examples, an id names two of them, or one of another
                text.
            DataError: ids that are lists, structs or bytes.

        Example:
            >>> from counterpoise import ablation_pairs, read
            >>> rows = pl.DataFrame({"y": [0, 0], "t": ["A gay cat.", "A gay dog."], "n": [7, 8]})
            >>> every = ablation_pairs(read(rows, label="y", text="t", id="n"), ["gay"])
            >>> second = every.aligned(read(rows[1:], label="y", text="t", id="n"))
            >>> second.frame.select("source", "source_id", "counterfactual").rows()
            [(0, '8', 'A dog.')]
        """
        return replace(self, frame=aligned_frame(self.frame, examples), examples=len(examples))

    def merged(self, *others: Pairs) -> Pairs:
        """These pairs and those that others made of the same examples, in the order of the sources.

        A counterfactual that two of them made of one source stays once, as the first made it;
        `left_out` counts those that went.

        Raises:
            PlanError: pairs of other examples.
        """
        for other in others:
            if other.examples != self.examples:
                raise PlanError(
                    f"Pairs must be of the same examples to be merged, got {self.examples} and "
                    f"{other.examples} examples. Make them of the same ones."
                )
        frame = merged_frame([self.frame, *(other.frame for other in others)])
        before = len(self) + sum(map(len, others))
        left_out = [self.left_out, *(other.left_out for other in others)]
        return replace(
            self,
            frame=frame,
            left_out=merged_left_out(left_out, twice=before - frame.height),
            generations=tuple(run for pairs in (self, *others) for run in pairs.generations),
        )

    def sampled(self, *, each: int, seed: int) -> Pairs:
        """At most `each` valid pairs of every source, all sets of them equally likely.

        Pairs that are not valid count for nothing and stay.

        Args:
            each: at least 1.
            seed: of the draw, at least 0. What is drawn of a source hangs on the seed, the source
                and its pairs alone.

        Raises:
            PlanError: a number out of range.
        """
        return self._of(drawn(self.frame, each=each, seed=seed))

    def sample(self, *, sources: int, seed: int) -> Pairs:
        """All pairs of so many sources, all sets of sources equally likely; all if there are fewer.

        Args:
            sources: at least 1.
            seed: of the draw, at least 0.

        Raises:
            PlanError: a number out of range.
        """
        return self._of(drawn_sources(self.frame, sources=sources, seed=seed))

    def marked(self, trained: str | Sequence[str] | TermList | Lexicon) -> Pairs:
        """The same pairs with a column `trained`, for reports of trained and held-out terms.

        Args:
            trained: the terms that were trained with, as for `ablation_pairs`; a pair is `trained`
                if all terms that it changes are among them, null if they are not known.

        Raises:
            PlanError: an unknown term list.
        """
        known = pl.Series(chosen_terms(trained).terms, dtype=pl.String)
        among = pl.col("terms").list.eval(pl.element().is_in(known.implode())).list.all()
        told = pl.when(pl.col("terms").is_not_null()).then(among)
        return self._of(self.frame.with_columns(trained=told))

    def save(self, path: str | Path) -> None:
        """Writes the pairs as Parquet, whole or not at all; missing folders are made.

        `examples`, `left_out` and `generations` stand in the file's metadata. It holds the texts:
        keep it as you keep them.

        Args:
            path: its name must end in .parquet. A file of pairs that is there is replaced.

        Raises:
            PlanError: the name has another ending.
            RunError: what stands there is no file of pairs.
        """
        files.check_name(Path(path))
        files.check_ours(Path(path))
        facts = files.PairFacts(
            examples=self.examples, left_out=self.left_out, generations=self.generations
        )
        files.write(self.frame.lazy(), Path(path), facts=lambda: facts)

    @staticmethod
    def load(path: str | Path) -> Pairs:
        """The pairs of a file that `save` or `counterpoise pairs` wrote.

        Raises:
            DataError: there is no such file, or it is no file of pairs.
        """
        frame, facts = files.read(Path(path))
        return Pairs(
            frame=frame,
            examples=facts.examples,
            left_out=facts.left_out,
            generations=facts.generations,
        )

    def _of(self, frame: pl.DataFrame) -> Pairs:
        return replace(self, frame=frame)
