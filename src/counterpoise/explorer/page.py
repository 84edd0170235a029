"""The report as one self-contained page: no network, no library, text only as text."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from string import Template

from counterpoise.explorer.view import view
from counterpoise.files import write_text
from counterpoise.report import Report

SCRIPTS = ("data.js", "selection.js", "chart.js", "table.js", "main.js")
"""Parts of the page's one script, in the order they are joined."""


def save_page(report: Report, path: Path) -> Path:
    """Writes `report` as a page that any browser opens from disk; returns the path.

    The file is written whole or not at all.
    """
    write_text(path, page(report))
    return path


def page(report: Report) -> str:
    """The page as HTML, its data embedded as base64 JSON.

    The content-security policy allows exactly the page's own style and script, by their hashes,
    and nothing else: no image, no request, no evaluated text.
    """
    style = _part("page.css")
    script = "\n".join(_part(name) for name in SCRIPTS)
    return Template(_part("page.html")).substitute(
        policy=_policy(style=style, script=script),
        style=style,
        script=script,
        report=_base64(view(report)),
    )


def _part(name: str) -> str:
    return files("counterpoise.explorer").joinpath("page", name).read_text(encoding="utf-8")


def _base64(value: object) -> str:
    """JSON in ASCII (everything else escaped), so that the page needs no decoding of UTF-8."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(text.encode("ascii")).decode("ascii")


def _policy(*, style: str, script: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_source(script)}'",
            f"style-src '{_source(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
