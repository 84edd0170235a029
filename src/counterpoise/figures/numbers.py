"""Numbers as the texts of a figure."""

from __future__ import annotations

import math

from matplotlib import rcParams


def with_interval(value: float, lower: float, upper: float, *, signed: bool = False) -> str:
    """`0.312 [0.241, 0.393]`; of nan nothing, of an interval of nan the value alone."""
    if math.isnan(value):
        return ""
    shown, low, high = (with_minus(_number(n, signed=signed)) for n in (value, lower, upper))
    return shown if math.isnan(lower) else f"{shown} [{low}, {high}]"


def p_value(value: float) -> str:
    """`0.012`, `< 0.001`; of nan nothing."""
    if math.isnan(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def with_minus(text: str) -> str:
    """`text` with the minus sign that Matplotlib puts on the axes."""
    return text.replace("-", "\N{MINUS SIGN}") if rcParams["axes.unicode_minus"] else text


def _number(value: float, *, signed: bool) -> str:
    """With three decimals, or with three digits where it is large."""
    sign = "+" if signed else ""
    return f"{value:{sign}.3f}" if abs(value) < 1000 else f"{value:{sign}.3g}"
