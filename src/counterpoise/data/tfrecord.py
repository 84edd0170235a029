"""The records of a TFRecord file, plain or gzip, both checksums of each one checked.

A record is its length (uint64), the length's checksum (uint32), the data, the data's checksum
(uint32), all little-endian; a checksum is a masked CRC-32C.
https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
"""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

import google_crc32c

from counterpoise.errors import DataError

_HEADER = struct.Struct("<QI")
_CHECKSUM = struct.Struct("<I")
_BUFFER = 1 << 20
_LONGEST = (1 << 31) - 1
"""Bytes of data in a record: what protobuf can hold."""


def tfrecords(path: Path) -> Iterator[bytes]:
    """The data of each record in turn.

    Raises:
        DataError: at the first record that is cut short or fails a checksum, and where the
            compression does.
    """
    with _opened(path) as file:
        try:
            yield from _records(file, path=path)
        except EOFError:
            got = "it ends too early"
        except (gzip.BadGzipFile, zlib.error):
            got = "it is damaged"
        else:
            return
    raise DataError(
        f"Expected `{path}` to be a whole gzip file, but {got}. Write or download it again."
    )


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
    # The first bytes of a length may happen to be those of gzip, but not with a right checksum.
    if header[:2] == b"\x1f\x8b" and not _is_header(header):
        return io.BufferedReader(gzip.open(path), _BUFFER)
    return path.open("rb", buffering=_BUFFER)


def _is_header(header: bytes) -> bool:
    return len(header) == _HEADER.size and _HEADER.unpack(header)[1] == _masked_crc(header[:8])


def _masked_crc(data: bytes) -> int:
    crc = google_crc32c.value(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def _records(file: IO[bytes], *, path: Path) -> Iterator[bytes]:
    number, offset = 1, 0
    while header := file.read(_HEADER.size):
        if len(header) < _HEADER.size:
            _cut_short(path, number=number, offset=offset, part="length")
        if not _is_header(header):
            _corrupt(path, number=number, offset=offset, part="length")
        length = _HEADER.unpack(header)[0]
        if length > _LONGEST:
            _corrupt(path, number=number, offset=offset, part="length")
        body = file.read(length + _CHECKSUM.size)
        if len(body) < length:
            _cut_short(path, number=number, offset=offset, part="data")
        if len(body) < length + _CHECKSUM.size:
            _cut_short(path, number=number, offset=offset, part="checksum of its data")
        data = body[:length]
        if _CHECKSUM.unpack_from(body, length)[0] != _masked_crc(data):
            _corrupt(path, number=number, offset=offset, part="data")
        yield data
        number, offset = number + 1, offset + _HEADER.size + len(body)


def _cut_short(path: Path, *, number: int, offset: int, part: str) -> NoReturn:
    raise DataError(
        f"{path}, row {number} (at byte {offset}): expected a whole row, "
        f"but the file ends within the {part}. Write or download the file again."
    )


def _corrupt(path: Path, *, number: int, offset: int, part: str) -> NoReturn:
    raise DataError(
        f"{path}, row {number} (at byte {offset}): expected TFRecord data, but the checksum "
        f"of the {part} is wrong. Write or download the file again, or name it by what it is."
    )
