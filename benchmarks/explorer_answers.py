"""How long Python takes for each question of the explorer's page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame

Question = tuple[str, str, dict[str, Any]]
"""What is asked, in words, as a method and its arguments."""


def show_answers(explorer: Explorer) -> None:
    """Prints CPU and wall seconds of every question, the first time and again."""
    head = ("first CPU s", "wall s", "again CPU s", "wall s", "MB")
    print(f"{'':44}" + "".join(f"{name:>13}" for name in head))
    for name, method, args in questions(explorer):
        asked = lambda method=method, args=args: explorer.handle(method, args)  # noqa: E731
        first, again = _timed(asked), _timed(asked)
        numbers = (*first[:2], *again[:2])
        line = "".join(f"{number:13.3f}" for number in numbers)
        print(f"{name:44}{line}{first[2] / 1e6:13.1f}", flush=True)


def questions(explorer: Explorer) -> Iterator[Question]:
    about = Frame.from_bytes(explorer.handle("describe")).value
    places = {metric["name"]: place for place, metric in enumerate(about["metrics"])}

    def intervals(metric: str, threshold: float) -> Question:
        args = {"metric": places[metric], "thresholds": [threshold]}
        return f"intervals, {metric} at {threshold:g}", "intervals", args

    yield "describe", "describe", {}
    yield "counts", "counts", {}
    yield intervals("false_positive_rate", 0.5)
    yield intervals("false_positive_rate", 0.537)
    yield intervals("false_negative_rate", 0.537)
    yield intervals("false_positive_rate", 0.612)
    yield intervals("roc_auc", 0.5)
    yield "rows", "rows", {}
    outcome = {"slices": [1], "outcome": "fp", "model": 0, "threshold": 0.5}
    yield "select, outcome in a slice", "select", {"predicate": outcome}
    square = {"x": ["score0", 0.2, 0.4], "y": ["score1", 0.5, 1]}
    yield "select, two columns", "select", {"predicate": square}
    yield "select, text", "select", {"predicate": {"search": "people made"}}
    if "compare" in about["methods"]:
        yield "compare", "compare", {"before": 0, "after": 1, "threshold": 0.5}
        yield "compare, other threshold", "compare", {"before": 0, "after": 1, "threshold": 0.537}
        yield "compare, other model", "compare", {"before": 0, "after": 2, "threshold": 0.537}
    yield "curve of overall", "curve", {"model": 0, "slice": 0}
    yield "curve of a slice", "curve", {"model": 0, "slice": 3}
    if "words" in about["distances"]:
        nearest = {"row": 5, "model": 0, "threshold": 0.5, "distance": "words"}
        yield "nearest by words", "nearest", nearest
        yield "nearest by words, another", "nearest", {**nearest, "row": 700}
    if about["texts"] != "none":
        yield "texts of 100 rows", "texts", {"rows": list(range(100))}
    for rule in ("SingleThreshold", "EqualizedOdds"):
        args = {"rule": rule, "family": 0, "model": 0}
        yield f"rule, {rule}", "rule", args
    yield "export, CSV of a slice", "export", {"predicate": {"slices": [5]}, "format": "csv"}
    yield "export, Parquet of all", "export", {"predicate": {}, "format": "parquet"}
    yield "slice_of", "slice_of", {"predicate": outcome, "name": "found"}
    yield intervals("false_positive_rate", 0.5)


def _timed(call: Callable[[], bytes]) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and the bytes that came."""
    cpu, wall = time.process_time(), time.perf_counter()
    size = len(call())
    return time.process_time() - cpu, time.perf_counter() - wall, size
