"""What a step descends on: the model's own loss and its loss terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import keras

from counterpoise.errors import PlanError
from counterpoise.keras.pair_losses import in_full
from counterpoise.keras.terms import Term, share_of_task


def whole_loss(
    own: Any, of_layers: Iterable[Any], terms: Mapping[str, Term], distances: Mapping[str, Any]
) -> Any:
    """(1 - s) own + s added + sum_t weight_t distance_t, s the share of group DRO.

    What layers add, such as regularisers, is no part of the task: it stays whole.

    Args:
        own: the model's own loss, a scalar, with what its layers add.
        of_layers: what its layers add.
        terms: name -> loss term.
        distances: name -> scalar, of the terms that have data.
    """
    share = min(sum(share_of_task(terms[name]) for name in distances), 1.0)
    loss = own
    if share > 0:
        added = sum(map(_total, of_layers))
        # Not 0 times the mean loss: that is nan where the mean loss is infinite.
        loss = added if share == 1 else (1.0 - share) * own + share * added
    return loss + sum(terms[name].weight * of for name, of in distances.items())


def check_terms(terms: Mapping[str, Term]) -> None:
    """Refuses terms that make no loss.

    Raises:
        PlanError: none, or group DRO in the place of more than the whole task.
    """
    if not terms:
        raise PlanError(
            "`terms` must hold at least one loss term, got none. Pass a dict from a name to a "
            "`PairTerm`, `GroupTerm`, `GroupDROTerm` or `RateTerm`."
        )
    shares = {name: share_of_task(term) for name, term in terms.items() if share_of_task(term)}
    # What is more by rounding is let through.
    if sum(shares.values()) > 1 + 1e-9:
        listed = ", ".join(f"`{name}` {share}" for name, share in shares.items())
        raise PlanError(
            "The weights of group DRO are shares of the model's own loss and must add up to at "
            f"most 1, got {listed}. Make them smaller."
        )


def _total(added: Any) -> Any:
    return keras.ops.sum(in_full(added))
