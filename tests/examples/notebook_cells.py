"""Notebooks as tests see them: their cells, what those print and show, and a run of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

Cell = dict[str, Any]


def code_cells(path: Path) -> dict[str, Cell]:
    """Name of a cell -> the cell, in order."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}


def printed(cell: Cell) -> str:
    """What the cell printed."""
    streams = [one for one in cell["outputs"] if one["output_type"] == "stream"]
    return "".join("".join(one["text"]) for one in streams)


def shown(cell: Cell, kind: str = "text/plain") -> str:
    """What the cell shows of that kind."""
    return "".join("".join(one.get("data", {}).get(kind, "")) for one in cell["outputs"])


def kinds(cell: Cell) -> list[str]:
    """What kinds of things the cell shows."""
    return [kind for one in cell["outputs"] for kind in sorted(one.get("data", {}))]


def texts(cells: dict[str, Cell]) -> Iterator[str]:
    """Everything that is shown of the cells' outputs but pictures."""
    for cell in cells.values():
        yield printed(cell)
        for kind in kinds(cell):
            if not kind.startswith("image/"):
                yield shown(cell, kind)


def run(notebook: Path, *, folder: Path) -> dict[str, Cell]:
    """The cells of a copy after a run in a fresh kernel, without anybody's settings or data."""
    copy = Path(shutil.copy(notebook, folder))
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "TMPDIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
    }
    environment.pop("COUNTERPOISE_DATA", None)
    done = subprocess.run(
        [sys.executable, NOTEBOOKS / "execute.py", copy],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    return code_cells(copy)
