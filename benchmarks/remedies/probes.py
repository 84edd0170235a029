"""Pairs to teach with and pairs to judge by: trained terms, held-out terms, other generators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

import counterpoise as cp
from benchmarks.remedies.tasks import Task, memberships, one_group
from counterpoise.counterfactuals.checks import checked
from counterpoise.counterfactuals.mentions import mentions
from counterpoise.counterfactuals.pairs import Pairs, ablation_pairs, substitution_pairs
from counterpoise.counterfactuals.templates import template_examples
from counterpoise.counterfactuals.templates.pairs import template_pairs
from counterpoise.counterfactuals.terms import Lexicon, split
from counterpoise.data.examples import Examples
from counterpoise.remedies.row_groups import RowGroups

Embed = Callable[[pl.Series], np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probe:
    """Pairs, as a classifier sees both sides of them.

    Attributes:
        pairs: valid ones.
        originals: [examples, dim], features of what they were made from.
        counterfactuals: [pairs, dim].
        before: group of every original, as thresholds by group see it.
        after: group of every counterfactual.
    """

    pairs: Pairs
    originals: np.ndarray
    counterfactuals: np.ndarray
    before: RowGroups
    after: RowGroups


@dataclass(frozen=True, kw_only=True)
class Probes:
    """All pairs of one task and one division of its terms, each made when first asked for.

    Attributes:
        task: the comments.
        seed: of the division of terms and of substitutions.
        embed: texts -> [rows, dim].
        features: part (train, validation, test) -> [rows, dim].
    """

    task: Task
    seed: int
    embed: Embed
    features: dict[str, np.ndarray]

    @cached_property
    def _terms(self) -> tuple[Lexicon, Lexicon]:
        return split(self.task.lexicon, train=0.7, seed=self.seed)

    @property
    def trained_terms(self) -> Lexicon:
        """The terms that models are taught with."""
        return self._terms[0]

    @cached_property
    def taught(self) -> tuple[np.ndarray, np.ndarray]:
        """Features of training comments without trained terms, and their sources."""
        pairs = _valid(ablation_pairs(self.task.train, self._terms[0]))
        return self.embed(pairs.texts), pairs.sources

    @cached_property
    def swapped(self) -> tuple[np.ndarray, np.ndarray]:
        """Features of training comments with trained terms swapped, and their sources."""
        pairs = substitution_pairs(self.task.train, self._terms[0], targets=1, seed=self.seed)
        kept = _valid(pairs)
        return self.embed(kept.texts), kept.sources

    @cached_property
    def chosen_on(self) -> Probe:
        """Validation comments without trained terms."""
        pairs = ablation_pairs(self.task.validation, self._terms[0])
        return self._of("validation", _valid(pairs))

    @cached_property
    def judged(self) -> dict[str, Probe]:
        """Test comments without trained and without held-out terms, swapped, and templates.

        A comment that holds terms of both kinds is among neither of the first two.
        """
        without = _valid(ablation_pairs(self.task.test, self.task.lexicon))
        swaps = substitution_pairs(self.task.test, self.task.lexicon, targets=1, seed=self.seed)
        trained, held_out = (_with_terms(without, terms) for terms in self._terms)
        return {
            "trained": self._of("test", trained),
            "held_out": self._of("test", held_out),
            "substitution": self._of("test", _valid(swaps)),
            "templates": self._templates(),
        }

    def _of(self, part: str, pairs: Pairs) -> Probe:
        examples: Examples = getattr(self.task, part)
        before = self.task.groups(examples)
        return Probe(
            pairs=pairs,
            originals=self.features[part],
            counterfactuals=self.embed(pairs.texts),
            before=before,
            after=self._groups_found(pairs.texts, like=before, sources=pairs.sources),
        )

    def _templates(self) -> Probe:
        categories = [name for name in self.task.lexicon.categories if name in CATEGORIES]
        examples = template_examples(categories=categories)
        pairs = template_pairs(examples, against="category", each=5, seed=self.seed)
        groups = one_group(memberships(examples, "gender"))
        counterparts = pairs.frame["counterpart"].to_numpy()
        features = self.embed(examples.texts)
        return Probe(
            pairs=pairs,
            originals=features,
            counterfactuals=features[counterparts],
            before=groups,
            after=RowGroups(names=groups.names, codes=groups.codes[counterparts]),
        )

    def _groups_found(self, texts: pl.Series, *, like: RowGroups, sources: np.ndarray) -> RowGroups:
        """Groups found by words are looked for again; annotated ones are those of the source."""
        if self.task.found_by is None:
            return RowGroups(names=like.names, codes=like.codes[sources])
        frame = pl.DataFrame({"text": texts, "label": np.zeros(len(texts))})
        examples = cp.read(frame, label="label", text="text")
        return self.task.groups(mentions(examples, self.task.found_by))


CATEGORIES = template_examples().groups
"""The categories that the package has templates for."""


def _valid(pairs: Pairs) -> Pairs:
    return checked(pairs).kept


def _with_terms(pairs: Pairs, terms: Lexicon) -> Pairs:
    marked = pairs.marked(terms).frame
    kept = marked.filter(pl.col("trained")).drop("trained")
    return Pairs(frame=kept, examples=pairs.examples, left_out=pairs.left_out)
