"""What a run of a generator asked for, what it cost, and which questions gave no pair."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from counterpoise.counterfactuals.generators.ledger import Cost

FAILURES: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "from_group": pl.String(),
    "to_group": pl.String(),
    "reason": pl.String(),
    "detail": pl.String(),
}
"""The columns of the questions that gave no pair."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Generation:
    """A run that made pairs.

    Attributes:
        generator: its name.
        version: its version.
        questions: what was to be asked; a text is asked about once for each other group.
        cost: calls, texts and tokens of the run. What earlier runs paid for is not in it.
        failures: the questions that gave no pair, a row each:

            - `source_id`: the example, as in `Pairs.frame`;
            - `from_group`, `to_group`: what was asked for;
            - `reason`: one of `counterpoise.counterfactuals.generators.REASONS`;
            - `detail`: what happened, "" where there is nothing to add.
    """

    generator: str
    version: str
    questions: int
    cost: Cost
    failures: pl.DataFrame

    @property
    def failed(self) -> dict[str, int]:
        """Reason -> questions that gave no pair for it; the most frequent first."""
        counts = self.failures["reason"].value_counts(name="questions")
        return dict(counts.sort("questions", "reason", descending=[True, False]).iter_rows())

    def __str__(self) -> str:
        failed = "".join(f", {count:,} {reason}" for reason, count in self.failed.items())
        spent = (
            f"{name.replace('_', ' ')} {number:,}"
            for name, number in asdict(self.cost).items()
            if number is not None
        )
        made_by = f"{self.generator} {self.version}"
        return f"{made_by}: questions {self.questions:,}{failed}; {', '.join(spent)}"

    def as_json(self) -> dict[str, Any]:
        """What `generation_of` reads."""
        return {
            "generator": self.generator,
            "version": self.version,
            "questions": self.questions,
            "cost": asdict(self.cost),
            "failures": self.failures.to_dict(as_series=False),
        }


def generation_of(said: Any) -> Generation:
    """The run that `Generation.as_json` wrote.

    Raises:
        TypeError, KeyError, ValueError, PolarsError: it is none.
    """
    return Generation(
        generator=str(said["generator"]),
        version=str(said["version"]),
        questions=int(said["questions"]),
        cost=Cost(**said["cost"]),
        failures=pl.DataFrame(said["failures"], schema=FAILURES),
    )
