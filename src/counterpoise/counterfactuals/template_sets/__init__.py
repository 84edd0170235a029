"""Published template sets, read as examples."""

from counterpoise.counterfactuals.template_sets.reading import HATECHECK_TARGETS, hatecheck, madlibs

__all__ = [
    "HATECHECK_TARGETS",
    "hatecheck",
    "madlibs",
]
