"""Files of any of Beam's file systems: local paths, `gs://...`, `s3://...`, `hdfs://...`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from apache_beam.io.filesystem import BeamIOError, CompressionTypes, FileMetadata
from apache_beam.io.filesystems import FileSystems

from counterpoise.errors import DataError


def matched(patterns: Sequence[str]) -> list[FileMetadata]:
    """The files that addresses and globs name, each once, in the order of their names.

    Raises:
        DataError: nothing matches one of them, or a name holds what Beam reads as a glob.
    """
    found = {file.path: file for pattern in patterns for file in _matches(pattern)}
    for path in found:
        if any(mark in path for mark in "*?["):
            raise DataError(
                "Expected names of files without *, ? and [, which Beam reads as a glob, "
                f"but got `{path}`. Rename the file."
            )
    return [found[path] for path in sorted(found)]


def _matches(pattern: str) -> list[FileMetadata]:
    try:
        if FileSystems.get_scheme(pattern) is None:  # where workers stand, a path may differ
            pattern = os.path.abspath(os.path.expanduser(pattern))
        found = FileSystems.match([pattern])[0].metadata_list
    except (ValueError, BeamIOError) as error:
        raise DataError(
            f"Expected an address that Beam can look up, but got `{pattern}`: {error}"
        ) from error
    if not found:
        raise DataError(
            f"Expected at least one file to match `{pattern}`, but none does. "
            "Check the pattern and the working directory."
        )
    return found


def raw(address: str) -> BinaryIO:
    """The bytes of a file as they stand there, packed or not."""
    plain = CompressionTypes.UNCOMPRESSED
    return cast(BinaryIO, FileSystems.open(address, compression_type=plain))


@contextmanager
def on_disk(address: str) -> Iterator[Path]:
    """A file as a local path: its own, or that of a copy for as long as it is needed."""
    if FileSystems.get_scheme(address) is None:
        yield Path(address)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / FileSystems.split(address)[1]
        with raw(address) as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        yield path


@contextmanager
def renamed(path: Path, name: str) -> Iterator[None]:
    """Lets errors speak of `name` where they would speak of `path`."""
    try:
        yield
    except DataError as error:
        raise DataError(str(error).replace(str(path), name)) from error
