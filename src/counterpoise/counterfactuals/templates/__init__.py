"""Sentences with a place for a term: balanced probes, toxic and not."""

from counterpoise.counterfactuals.templates.examples import template_examples, template_set
from counterpoise.counterfactuals.templates.pairs import template_pairs

__all__ = [
    "template_examples",
    "template_pairs",
    "template_set",
]
