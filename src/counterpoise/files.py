"""Files written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterpoise.errors import RunError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place if the block ends well.

    The content is flushed to disk before the rename, so that a reader sees the old file or the
    new one, never a part.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8, whole or not at all."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path` that takes its place if the block ends well.

    A folder that was there before is replaced, and stays untouched if the block fails.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    try:
        yield part
        part.chmod(0o777 & ~_umask())
        move_folder(part, path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


OURS = ("run.json", "report.json")
"""A folder that holds one of these was written by counterpoise, and may be replaced when asked."""


def check_vacant(target: Path, *, overwrite: bool) -> None:
    """Refuses a target that must not be replaced.

    Args:
        target: a folder to be made.
        overwrite: whether a folder that counterpoise wrote, or an empty one, may be replaced.

    Raises:
        RunError: something stands there that may not be replaced.
    """
    if not target.exists():
        return
    if not overwrite:
        raise RunError(
            f"{target} exists already. Choose another --out, or pass --overwrite to replace it "
            "once the new results are whole."
        )
    ours = target.is_dir() and any((target / name).is_file() for name in OURS)
    if not ours and not (target.is_dir() and not any(target.iterdir())):
        raise RunError(
            f"{target} is no folder of results: it holds none of {', '.join(OURS)}. "
            "It is left alone, --overwrite or not. Choose another --out."
        )


def move_folder(source: Path, target: Path) -> None:
    """Renames `source` to `target`; a folder of that name goes once it is out of the way."""
    for file in source.rglob("*"):
        if file.is_file():
            with file.open("rb") as written:
                os.fsync(written.fileno())
    old = target.with_name(f".{target.name}-old-{os.getpid()}")
    if target.exists():
        target.rename(old)
    source.rename(target)
    shutil.rmtree(old, ignore_errors=True)
