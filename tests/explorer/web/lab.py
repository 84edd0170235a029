"""A JupyterLab of its own: loopback, a token, empty folders, nothing asked of the network."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

MOST_SECONDS = 40
KERNEL = {"name": "python3"}
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "apputils-extension/notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
    "extensionmanager-extension/plugin": {"enabled": False},
}
"""The extension's settings file -> what is set in it."""

NEEDLESS = ("jupyter_lsp", "jupyter_server_terminals", "notebook", "notebook_shim")
"""Extensions of the server that only take time to start."""


@dataclass(frozen=True, kw_only=True)
class JupyterLab:
    """A server that runs.

    Attributes:
        folder: what it serves.
        port: the port.
        token: what it asks for.
    """

    folder: Path
    port: int
    token: str

    def address(self, notebook: str) -> str:
        """Where a notebook is shown; without a workspace, so that nothing of others is restored."""
        place = f"http://127.0.0.1:{self.port}/lab/workspaces/{secrets.token_hex(4)}/tree/"
        return f"{place}{notebook}?token={self.token}&reset"

    def write(self, notebook: str, cells: Sequence[str]) -> None:
        """Writes a notebook of code cells."""
        nbformat = pytest.importorskip("nbformat")
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, self.folder / notebook)

    def start_kernel(self, notebook: str) -> None:
        """Starts the kernel of a notebook, which is then found running: while the page loads."""
        kernel = {"path": notebook, "name": notebook, "type": "notebook", "kernel": KERNEL}
        with self.asked("sessions", body=json.dumps(kernel).encode()):
            pass

    def asked(self, what: str, *, body: bytes | None = None) -> AbstractContextManager[object]:
        """An answer of the server's own interface."""
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        place = f"http://127.0.0.1:{self.port}/api/{what}"
        question = urllib.request.Request(place, data=body, headers=headers)
        return urllib.request.urlopen(question, timeout=MOST_SECONDS)


@contextmanager
def jupyterlab(folder: Path) -> Iterator[JupyterLab]:
    """A JupyterLab that keeps all it writes in `folder`."""
    served = folder / "notebooks"
    served.mkdir()
    _write_configuration(folder / "config")
    _write_settings(folder / "config" / "lab" / "user-settings" / "@jupyterlab")
    lab = JupyterLab(folder=served, port=_free_port(), token=secrets.token_hex(16))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            _command(lab), env=_environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(lab, process, folder / "log")
            yield lab
        finally:
            process.terminate()
            process.wait(timeout=20)


def _command(lab: JupyterLab) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={lab.port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={lab.folder}",
        f"--IdentityProvider.token={lab.token}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True",
    ]


def _environment(folder: Path) -> dict[str, str]:
    own = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    for name in own.values():
        (folder / name).mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return {**kept, **{name: str(folder / place) for name, place in own.items()}}


def _write_settings(folder: Path) -> None:
    for name, value in SETTINGS.items():
        file = folder / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")


def _write_configuration(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    server = {"jpserver_extensions": dict.fromkeys(NEEDLESS, False)}
    told = json.dumps({"ServerApp": server})
    (folder / "jupyter_server_config.json").write_text(told, encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(lab: JupyterLab, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with lab.asked("status"):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(f"JupyterLab did not start: {log.read_text(encoding='utf-8')[-2000:]}")
