"""The page's own files, as the local server gives them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

INDEX = "index.html"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""End of a file's name -> its content type; others are not given."""

NOT_BUILT = b"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>counterpoise</title></head>
<body>
<h1>The explorer's page was not built</h1>
<p>This installation of counterpoise holds no page. Build it in its source folder with
<code>cd web</code>, <code>npm ci</code> and <code>npm run build</code>, or install a released
wheel.</p>
</body>
</html>
"""

File = tuple[str, bytes]
"""Content type and content."""


def bundle() -> Mapping[str, File]:
    """Path in an address -> the file; `/` is the page. Read once: no path is looked up on disk."""
    folder = files("counterpoise.explorer").joinpath("static")
    found = {} if not folder.is_dir() else _files(folder)
    page = found.get(f"/{INDEX}", (TYPES[".html"], NOT_BUILT))
    return {**found, "/": page}


def _files(folder: Traversable) -> dict[str, File]:
    return {
        f"/{file.name}": (TYPES[suffix], file.read_bytes())
        for file in folder.iterdir()
        if (suffix := _suffix(file.name)) in TYPES and file.is_file()
    }


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}"
