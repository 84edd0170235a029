"""The frames that a page holds when it stands alone: what can be asked of it without Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
import polars as pl

from counterpoise.explorer.embedded_spans import embedded_spans
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.interval_grid import Ask, interval_frames

MOST_ROWS = 500_000
"""With more rows the page holds none: packed, a row of three models takes 16 bytes."""

MOST_PAIRED = 4_000_000
"""Rows times pairs of models that are compared: a million takes two seconds."""

SAMPLE = 2000
"""Texts of a sample."""

AT_ONCE = 4096
"""Texts of one question."""

COARSE = 100
MOST_COUNTS = 1 << 19
"""Score bins of many slices, and how many numbers they may be before they are hundredths."""

ROOM = {"compare": 8 << 20, "flips": 4 << 20, "curve": 3 << 20}
"""Method -> bytes of its frames; what has no room is left to the server.

Packed, comparisons and flips take a fifth of it, curves nearly all.
"""

BY = ("slice", "term", "direction", "category", "generator", "trained")

HELD = ("describe", "counts", "rows", "texts", "intervals", *ROOM)
"""Methods whose answers a page can hold."""

MANY = (
    f"This file holds no rows, for there are more than {MOST_ROWS:,}. `counterpoise explore` on "
    "the results shows them."
)
NO_TEXTS = "This file was made without texts."
LEFT_OUT = (
    "It was left out of this file, which would be large or long in the making. `counterpoise "
    "explore` on the results shows it."
)

Texts = Literal["none", "sample", "all"]


def embedded_frames(ask: Ask, *, texts: Texts, seed: int = 0) -> dict[str, bytes]:
    """Name -> frame of all that a page by itself can show, named as `web/PROTOCOL.md` says.

    Args:
        ask: who answers.
        texts: how much raw text the page holds: none, those of 2,000 rows, or all.
        seed: of the sample.
    """
    found: dict[str, bytes] = {}
    about, found["counts"] = _counts(ask, _described(ask))
    if "rows" in about["methods"] and about["rows"] <= MOST_ROWS:
        found["rows"] = ask("rows", {})
        if texts != "none" and about["texts"] != "none":
            found["texts"] = _texts(ask, about["rows"], texts, seed)
            held = Frame.from_bytes(found["texts"]).columns
            found["spans"] = embedded_spans(pl.Series(held["text"]), np.asarray(held["row"]))
    found |= dict(interval_frames(ask, about))
    found |= _extras(ask, about)
    return {"describe": _told(about, found, texts).to_bytes(), **found}


def _told(about: Mapping[str, Any], found: Mapping[str, bytes], texts: Texts) -> Frame:
    """The description of what is held."""
    held = ["describe", *dict.fromkeys(name.partition(" ")[0] for name in found)]
    reasons = {"rows": MANY, "texts": NO_TEXTS, **dict.fromkeys(ROOM, LEFT_OUT)}
    absent = {**reasons, **about["absent"]}
    return Frame(
        value={
            **about,
            "methods": held,
            "absent": {name: absent[name] for name in HELD if name in absent and name not in held},
            "texts": texts if "texts" in found else "none",
            "models": [{**model, "runs": False} for model in about["models"]],
        }
    )


def _counts(ask: Ask, about: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The counts, in hundredths where they would be many; and the description that says so."""
    answer, bins = ask("counts", {}), about["bins"]
    numbers = len(about["models"]) * len(about["slices"]) * 2 * bins
    if numbers <= MOST_COUNTS or bins == COARSE:
        return about, answer
    columns = {
        name: _coarse(np.asarray(column), bins) if name.startswith("model") else column
        for name, column in Frame.from_bytes(answer).columns.items()
    }
    return {**about, "bins": COARSE}, Frame(columns=columns).to_bytes()


def _coarse(column: np.ndarray, bins: int) -> np.ndarray:
    """[slices · 2 · 100] of [slices · 2 · bins]."""
    return column.reshape(-1, COARSE, bins // COARSE).sum(axis=2, dtype=column.dtype).ravel()


def _described(ask: Ask) -> dict[str, Any]:
    return Frame.from_bytes(ask("describe", {})).value


def _is_refused(answer: bytes) -> bool:
    value = Frame.from_bytes(answer).value
    return isinstance(value, dict) and "error" in value


def _texts(ask: Ask, rows: int, texts: Texts, seed: int) -> bytes:
    """Places of rows, and their texts."""
    places = np.arange(rows)
    if texts == "sample" and rows > SAMPLE:
        places = np.sort(np.random.default_rng(seed).choice(rows, SAMPLE, replace=False))
    parts = [places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE)]
    answers = [answer for part in parts for answer in _text_parts(ask, part)]
    known = np.concatenate([np.zeros(0, dtype=bool), *(known for known, _ in answers)])
    held = pl.concat([pl.Series(dtype=pl.String), *(found for _, found in answers)])
    columns = {"row": places[known].astype(np.uint32), "text": held.filter(pl.Series(known))}
    return Frame(columns=columns).to_bytes()


def _text_parts(ask: Ask, places: np.ndarray) -> Iterator[tuple[np.ndarray, pl.Series]]:
    """Which texts of these rows are known, and they; in halves where they are long."""
    answer = ask("texts", {"rows": places.tolist()})
    if not _is_refused(answer):
        columns = Frame.from_bytes(answer).columns
        yield np.asarray(columns["known"]), pl.Series(columns["text"])
    elif len(places) == 1:
        yield np.zeros(1, dtype=bool), pl.Series([""])
    else:
        for half in np.array_split(places, 2):
            yield from _text_parts(ask, half)


def _extras(ask: Ask, about: Mapping[str, Any]) -> dict[str, bytes]:
    """Comparisons, flips and curves, until those of a kind have no room."""
    found: dict[str, bytes] = {}
    room = dict(ROOM)
    for name, method, args in _wanted(about):
        answer = ask(method, args) if method in room else b""
        if not answer or _is_refused(answer):
            continue
        frame = _narrow_curve(answer) if method == "curve" else answer
        if len(frame) > room[method]:
            del room[method]
        else:
            found[name] = frame
            room[method] -= len(frame)
    return found


def _narrow_curve(answer: bytes) -> bytes:
    """The curve in single precision, which is finer than any screen; its recall is `tpr`."""
    columns = Frame.from_bytes(answer).columns.items()
    narrow = {name: np.asarray(one, np.float32) for name, one in columns if name != "recall"}
    return Frame(columns=narrow).to_bytes()


def _wanted(about: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, method and arguments of frames that may be left out."""
    methods, baseline = about["methods"], about["baseline"]
    models, slices = range(len(about["models"])), range(len(about["slices"]))
    others = [model for model in models if model != baseline] if _is_compared(about) else []
    for threshold in about["thresholds"]:
        for after in others:
            args = {"before": baseline, "after": after, "threshold": threshold}
            yield f"compare {baseline} {after} {threshold:g}", "compare", args
        for by in BY if "flips" in methods else ():
            yield f"flips {by} {threshold:g}", "flips", {"by": by, "threshold": threshold}
    for place in slices if "curve" in methods else ():
        for model in models:
            yield f"curve {model} {place}", "curve", {"model": model, "slice": place}


def _is_compared(about: Mapping[str, Any]) -> bool:
    """Whether models are compared: of a report alone at once, of rows in time for each."""
    methods, pairs = about["methods"], len(about["models"]) - 1
    quick = "rows" not in methods or about["rows"] * pairs <= MOST_PAIRED
    return "compare" in methods and quick
