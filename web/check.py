"""Types, lint, unit tests and size of the page, with the machine's Node or the one from PyPI.

python web/check.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).parent
sys.path.insert(0, str(WEB.parent))

from hatch_build import node_and_npm  # noqa: E402 - it stands at the root

STEPS = (
    ("ci", "--no-audit", "--no-fund"),
    *(("run", "--silent", name) for name in ("check", "lint", "build", "test", "size")),
)


def main() -> int:
    """Runs the steps; returns the exit status of the first that fails, or 0."""
    node, npm = node_and_npm()
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
    for step in STEPS:
        done = subprocess.run([*npm, *step], cwd=WEB, env={**os.environ, "PATH": path}, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
