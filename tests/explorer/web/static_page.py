"""A page that stands alone: the bundle and frames of an explorer, embedded as the protocol says."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from counterpoise.explorer.embedded_spans import embedded_spans
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.interval_grid import interval_frames
from counterpoise.explorer.static_page import frame_element

STATIC = Path(__file__).parents[3] / "src" / "counterpoise" / "explorer" / "static"


def static_page(explorer: Explorer) -> str:
    """The page as HTML, under a policy that lets it ask for nothing."""
    script = (STATIC / "explorer.js").read_text(encoding="utf-8")
    style = (STATIC / "explorer.css").read_text(encoding="utf-8")
    data = "\n".join(frame_element(name, frame) for name, frame in frames(explorer).items())
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src blob: data:; connect-src 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Explorer</title>
<style>{style}</style>
</head>
<body>
<div id="counterpoise-explorer" data-host="static"></div>
{data}
<script type="module">{script}</script>
</body>
</html>
"""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def frames(explorer: Explorer) -> dict[str, bytes]:
    """Name -> frame of all that this page holds."""

    def ask(method: str, **args: Any) -> Frame:
        return Frame.from_bytes(explorer.handle(method, args))

    about = ask("describe")
    held = ["describe", "counts", "intervals", "rows", "curve", "compare"]
    texts = about.value["texts"] != "none"
    value = {**about.value, "methods": [*held, "texts", "spans"] if texts else held}
    found = {"describe": replace(about, value=value), "counts": ask("counts"), "rows": ask("rows")}
    if texts:
        rows = np.arange(about.value["rows"], dtype=np.uint32)
        answer = ask("texts", rows=rows.tolist())
        found["texts"] = Frame(columns={"row": rows, "text": answer.columns["text"]})
        spans = embedded_spans(pl.Series(answer.columns["text"]), rows)
        found["spans"] = Frame.from_bytes(spans)
    for model in range(len(about.value["models"])):
        for place in range(len(about.value["slices"])):
            found[f"curve {model} {place}"] = ask("curve", model=model, slice=place)
    intervals = interval_frames(explorer.handle, about.value)
    return {name: frame.to_bytes() for name, frame in found.items()} | dict(intervals)
