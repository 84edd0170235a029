"""Where texts hold identity terms."""

from counterpoise.counterfactuals.matching.finding import matches

__all__ = [
    "matches",
]
