"""The checks that every set of pairs is put to unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from counterpoise.counterfactuals.checks.attacks import not_attacked
from counterpoise.counterfactuals.checks.lengths import length_ratio
from counterpoise.counterfactuals.checks.pejoratives import no_pejorative
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.counterfactuals.checks.shared_words import similarity

RULES: tuple[Check, ...] = (
    no_pejorative(),
    not_attacked(),
    length_ratio(0.5, 2.0),
    similarity(0.3),
)
"""The default checks, in order."""

BY_NAME: Mapping[str, Check] = MappingProxyType({rule.name: rule for rule in RULES})
"""The default checks by name, for whoever chooses among them."""
