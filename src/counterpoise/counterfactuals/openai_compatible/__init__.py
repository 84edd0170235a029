"""Counterfactual texts from any endpoint that speaks OpenAI's protocol."""

from counterpoise.counterfactuals.openai_compatible.generator import OpenAICompatible

__all__ = [
    "OpenAICompatible",
]
