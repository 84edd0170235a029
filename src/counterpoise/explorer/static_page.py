"""The explorer as one file that any browser opens from disk: no network, no Python."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import get_args

from counterpoise.errors import PlanError, RunError, choices
from counterpoise.explorer.answering import Answerer
from counterpoise.explorer.bundle import bundle
from counterpoise.explorer.embedded import Ask, Texts, embedded_frames
from counterpoise.explorer.frames import Frame
from counterpoise.files import write_text

SCRIPT, STYLE = "/explorer.js", "/explorer.css"
AMOUNTS: tuple[Texts, ...] = get_args(Texts)
NAME = "report.html"
"""What the file is called, where nobody names it."""

TITLE = "Rates by group"
"""Of a report that has none."""

LEVEL = 6
"""How hard frames are packed: more takes twice the time for a hundredth of the size."""

PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>$style</style>
</head>
<body>
<noscript><p>This page draws with JavaScript, which is switched off. All that it needs is in this \
file: it fetches and sends nothing.</p></noscript>
<div id="counterpoise-explorer" data-host="static"></div>
<footer class="explorer"><p>$held</p></footer>
$frames
<script type="module">$script</script>
</body>
</html>
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPage:
    """A page that stands alone.

    Attributes:
        html: the file.
        held: how much raw text it holds, in a sentence that stands in its footer.
    """

    html: str
    held: str


def save_static_page(
    explorer: Answerer, path: str | Path, *, texts: Texts = "none", seed: int = 0
) -> Path:
    """Writes `static_page`, whole or not at all; returns the path."""
    write_text(Path(path), static_page(explorer, texts=texts, seed=seed))
    return Path(path)


def static_page(explorer: Answerer, *, texts: Texts = "none", seed: int = 0) -> str:
    """The page with what it shows embedded, as HTML.

    Its content-security policy allows the page's own script and style, by their hashes, and no
    request. What needs a model cannot be done in it.

    Args:
        explorer: an `Explorer` in its `state`, or a `ReportExplorer`.
        texts: how much raw text the page holds, which anyone can read who has the file: none,
            those of 2,000 rows drawn at random, or all. The page says which.
        seed: of the draw.

    Raises:
        PlanError: `texts` is none of these.
        RunError: this installation holds no page.
    """
    return page_of(explorer.handle, texts=texts, seed=seed).html


def page_of(ask: Ask, *, texts: Texts, seed: int = 0) -> StaticPage:
    """The page of what `ask` answers; otherwise as `static_page`."""
    if texts not in AMOUNTS:
        raise PlanError(f"`texts` cannot be {texts!r}. {choices(AMOUNTS, str(texts))}")
    check_built()
    script, style = _part(SCRIPT), _part(STYLE)
    frames = embedded_frames(ask, texts=texts, seed=seed)
    about = Frame.from_bytes(frames["describe"]).value
    held = _held(frames, about["rows"])
    page = PAGE.substitute(
        policy=_policy(script=script, style=style),
        title=html.escape(about["title"] or TITLE),
        script=script,
        style=style,
        held=html.escape(held),
        frames="\n".join(frame_element(name, data) for name, data in frames.items()),
    )
    return StaticPage(html=page, held=held)


def check_built() -> None:
    """Refuses to go on where a page is wanted at the end and cannot be made.

    Raises:
        RunError: this installation holds no page.
    """
    if not {SCRIPT, STYLE} <= set(bundle()):
        raise RunError(
            "This installation of counterpoise should hold the explorer's page, and it was not "
            "built. Build it in the source folder: cd web, npm ci, npm run build."
        )


def _held(frames: Mapping[str, bytes], rows: int) -> str:
    """How much raw text the page holds, in a sentence."""
    if "texts" not in frames:
        return f"This file holds no text of its {rows:,} rows."
    count = len(Frame.from_bytes(frames["texts"]).columns["row"])
    which = f"all {rows:,} rows" if count == rows else f"{count:,} of {rows:,} rows"
    return f"This file holds the texts of {which}. Whoever has it can read them."


def _part(name: str) -> str:
    """A file of the bundle, which must not end the element that it stands in."""
    text = bundle()[name][1].decode("utf-8")
    assert "</script" not in text.lower()
    assert "</style" not in text.lower()
    return text


def frame_element(name: str, frame: bytes) -> str:
    """A frame packed into an element of the page; the same bytes for the same frame.

    Args:
        name: of the frame, as `web/PROTOCOL.md` says.
        frame: as `Explorer.handle` gives it.
    """
    packed = gzip.compress(frame, compresslevel=LEVEL, mtime=0)
    data = base64.b64encode(packed).decode("ascii")
    return f'<script type="text/plain" data-frame="{name}" data-coding="gzip">{data}</script>'


def _policy(*, script: str, style: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src blob: data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
