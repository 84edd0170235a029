"""The frames that a page holds when it stands alone: what can be asked of it without Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import polars as pl

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame

THRESHOLDS = tuple(place / 20 for place in range(1, 20))
"""Where intervals are held, beside the thresholds of the report."""

MOST_ROWS = 200_000
"""With more rows the page holds their counts alone."""

SAMPLE = 2000
"""Texts of a sample."""

MOST_EXTRA = 4 << 20
"""Bytes of curves, comparisons and flips; what has no room is left to the server."""

BY = ("slice", "term", "direction", "category", "generator", "trained")

Texts = Literal["none", "sample", "all"]


def embedded_frames(explorer: Explorer, *, texts: Texts, seed: int = 0) -> dict[str, bytes]:
    """Name -> frame of all that a page by itself can show, named as `web/PROTOCOL.md` says.

    Args:
        explorer: who answers.
        texts: how much raw text the page holds: none, those of 2,000 rows, or all.
        seed: of the sample.
    """
    about = _asked(explorer, "describe")
    assert about is not None
    found = {"counts": explorer.handle("counts")}
    if about.value["rows"] <= MOST_ROWS:
        found["rows"] = explorer.handle("rows")
        if texts != "none" and about.value["texts"] != "none":
            found["texts"] = _texts(explorer, about.value["rows"], texts, seed)
    found |= dict(_intervals(explorer, about.value))
    room = MOST_EXTRA
    for name, data in _extras(explorer, about.value):
        room -= len(data)
        if room < 0:
            break
        found[name] = data
    held = list(dict.fromkeys(name.partition(" ")[0] for name in found))
    told: dict[str, Any] = {
        **about.value,
        "methods": ["describe", *held],
        "texts": texts if "texts" in found else "none",
        "models": [{**model, "runs": False} for model in about.value["models"]],
    }
    return {"describe": replace(about, value=told).to_bytes(), **found}


def _asked(explorer: Explorer, method: str, **args: Any) -> Frame | None:
    """The answer; None where there is none."""
    frame = Frame.from_bytes(explorer.handle(method, args))
    refused = isinstance(frame.value, dict) and "error" in frame.value
    return None if refused else frame


def _texts(explorer: Explorer, rows: int, texts: Texts, seed: int) -> bytes:
    """Places of rows, and their texts."""
    places = np.arange(rows)
    if texts == "sample" and rows > SAMPLE:
        places = np.sort(np.random.default_rng(seed).choice(rows, SAMPLE, replace=False))
    found = explorer.texts(places)
    known = found.is_not_null().to_numpy()
    held = found.filter(pl.Series(known))
    return Frame(columns={"row": places[known].astype(np.uint32), "text": held}).to_bytes()


def _intervals(explorer: Explorer, about: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    limits = sorted({*THRESHOLDS, *about["thresholds"]})
    for place, metric in enumerate(about["metrics"]):
        shown = limits if metric["at_threshold"] else limits[:1]
        yield (
            f"intervals {place}",
            explorer.handle("intervals", {"metric": place, "thresholds": shown}),
        )


def _extras(explorer: Explorer, about: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Frames that may be left out, the most wanted first."""
    models, methods = range(len(about["models"])), about["methods"]
    for threshold in about["thresholds"]:
        for after in models if "compare" in methods else ():
            if after != about["baseline"]:
                args = {"before": about["baseline"], "after": after, "threshold": threshold}
                name = f"compare {args['before']} {after} {threshold:g}"
                yield name, explorer.handle("compare", args)
        for by in BY if "flips" in methods else ():
            answer = _asked(explorer, "flips", by=by, threshold=threshold)
            if answer is not None:
                yield f"flips {by} {threshold:g}", answer.to_bytes()
    for place in range(len(about["slices"])):
        for model in models:
            args = {"model": model, "slice": place}
            yield f"curve {model} {place}", explorer.handle("curve", args)
