"""The frames that a page holds when it stands alone: what can be asked of it without Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
import polars as pl

from counterpoise.explorer.embedded_spans import embedded_spans
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.interval_grid import Ask, interval_frames

MOST_ROWS = 200_000
"""With more rows the page holds their counts alone."""

SAMPLE = 2000
"""Texts of a sample."""

AT_ONCE = 4096
"""Texts of one question."""

COARSE = 100
MOST_COUNTS = 1 << 19
"""Score bins of many slices, and how many numbers they may be before they are hundredths."""

MOST_EXTRA = 4 << 20
"""Bytes of comparisons and flips; what has no room is left to the server."""

BY = ("slice", "term", "direction", "category", "generator", "trained")

EXTRAS = ("compare", "flips")
"""Methods whose answers are left out where they have no room."""

HELD = ("describe", "counts", "rows", "texts", "intervals", "flips", "compare")
"""Methods whose answers a page can hold."""

MANY = f"This file holds the counts alone, for there are more than {MOST_ROWS:,} rows."
NO_TEXTS = "This file was made without texts."
NO_ROOM = "It has no room in this file. `counterpoise explore` on the results shows it."

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
    many = about["rows"] > MOST_ROWS
    reasons = {"rows": MANY, "texts": NO_TEXTS, **dict.fromkeys(EXTRAS, MANY if many else NO_ROOM)}
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
    """Comparisons and flips, until those of a kind have no room."""
    found: dict[str, bytes] = {}
    room, full = MOST_EXTRA, set[str]()
    for name, method, args in _wanted(about):
        if method in full:
            continue
        answer = ask(method, args)
        if len(answer) > room:
            full.add(method)
        elif not _is_refused(answer):
            found[name] = answer
            room -= len(answer)
    return found


def _wanted(about: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, method and arguments of frames that may be left out."""
    models, methods, baseline = range(len(about["models"])), about["methods"], about["baseline"]
    many = "rows" in methods and about["rows"] > MOST_ROWS  # their areas would take long
    for threshold in about["thresholds"]:
        for after in models if "compare" in methods and not many else ():
            if after != baseline:
                args = {"before": baseline, "after": after, "threshold": threshold}
                yield f"compare {baseline} {after} {threshold:g}", "compare", args
        for by in BY if "flips" in methods else ():
            yield f"flips {by} {threshold:g}", "flips", {"by": by, "threshold": threshold}
