"""The patterns of the group columns that a remedy names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.patterns import Patterns


def group_patterns(
    examples: Examples, columns: Sequence[str] | None = None
) -> tuple[Patterns, Int[np.ndarray, " rows"]]:
    """The patterns of `columns` (all group columns by default), and the place of each row's.

    Raises:
        PlanError: a column that is no group column.
    """
    names = examples.groups if columns is None else tuple(columns)
    for name in names:
        if name not in examples.groups:
            raise PlanError(
                f"There is no group column `{name}` in these examples. "
                f"{choices(examples.groups, name)}"
            )
    patterns, atoms = Patterns.of(examples, names)
    return patterns, atoms.astype(np.int64)
