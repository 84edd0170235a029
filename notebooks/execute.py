"""Executes notebooks in a fresh kernel and writes them back without what only one machine knows.

python notebooks/execute.py [NOTEBOOK ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""No version of Python, so that the same outputs give the same file."""


WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def without_widgets(notebook: nbformat.NotebookNode) -> None:
    """Takes out what shows a widget: its state, which may hold texts, is gone with the kernel."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def execute(path: Path) -> None:
    """Runs every cell, top to bottom, and writes the notebook with its outputs in place.

    Args:
        path: the notebook; left as it was where a cell fails.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message has its traceback.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
    ).execute()
    without_widgets(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


def main() -> None:
    """Executes the notebooks named, or all beside this file."""
    for name in sys.argv[1:] or sorted(HERE.glob("*.ipynb")):
        execute(Path(name))


if __name__ == "__main__":
    main()
