"""Counterfactual texts written by any callable or an LLM, asked in batches and paid for once.

`generated` is the one way in. What it asks is a `Generator`: a callable from texts and instructions
to texts, with a name and a version. `named` makes one of any function.
"""

from counterpoise.counterfactuals.generators.asking import Retries
from counterpoise.counterfactuals.generators.interface import (
    Answer,
    Generator,
    Instruction,
    NamedGenerator,
    named,
)
from counterpoise.counterfactuals.generators.ledger import Cost
from counterpoise.counterfactuals.generators.outcomes import REASONS, Outcome, Reason
from counterpoise.counterfactuals.generators.running import (
    Generated,
    GenerationStoppedError,
    generated,
)

__all__ = [
    "REASONS",
    "Answer",
    "Cost",
    "Generated",
    "GenerationStoppedError",
    "Generator",
    "Instruction",
    "NamedGenerator",
    "Outcome",
    "Reason",
    "Retries",
    "generated",
    "named",
]
