"""How far apart the two sides of a loss term were, averaged over an epoch."""

from __future__ import annotations

from typing import Any

import keras


class Distance(keras.metrics.Mean):
    """Mean of the distances seen; nan where none was, for 0 would say that the sides agree."""

    @property
    def seen(self) -> bool:
        """Whether there was any; not to be asked in a compiled step."""
        count: Any = keras.ops.convert_to_numpy(self.count)
        return bool(count > 0)

    def result(self) -> Any:
        """The mean, a scalar."""
        total: Any = keras.ops.convert_to_tensor(self.total)
        count: Any = keras.ops.convert_to_tensor(self.count)
        mean = total / keras.ops.maximum(count, 1.0)
        return keras.ops.where(count > 0, mean, float("nan"))
