"""TFRecord files written byte by byte from the specification, without the reader's libraries."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

import pytest

from counterpoise.errors import CounterpoiseError, DataError

Values = Sequence[bytes] | Sequence[float] | Sequence[int]


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


class Wire:
    """The wire format of protobuf and the framing of TFRecord, as the specifications say."""

    TABLE = _crc_table()

    @classmethod
    def masked_crc(cls, data: bytes) -> bytes:
        crc = 0xFFFFFFFF
        for byte in data:
            crc = (crc >> 8) ^ cls.TABLE[(crc ^ byte) & 0xFF]
        crc ^= 0xFFFFFFFF
        return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)

    @classmethod
    def record(cls, data: bytes) -> bytes:
        length = struct.pack("<Q", len(data))
        return length + cls.masked_crc(length) + data + cls.masked_crc(data)

    @staticmethod
    def varint(number: int) -> bytes:
        number &= (1 << 64) - 1
        out = b""
        while number > 0x7F:
            out += bytes([number & 0x7F | 0x80])
            number >>= 7
        return out + bytes([number])

    @classmethod
    def field(cls, number: int, data: bytes) -> bytes:
        return cls.varint(number << 3 | 2) + cls.varint(len(data)) + data

    @classmethod
    def feature(cls, values: Values | None, *, packed: bool = True) -> bytes:
        """None is a Feature with no kind; [] a bytes_list that holds nothing."""
        if values is None:
            return b""
        if all(isinstance(value, bytes) for value in values):
            return cls.field(1, b"".join(cls.field(1, value) for value in values))
        if isinstance(values[0], float):
            parts = [struct.pack("<f", value) for value in values]
            tag, kind = b"\x0d", 2
        else:
            parts = [cls.varint(int(value)) for value in values]
            tag, kind = b"\x08", 3
        if packed:
            return cls.field(kind, cls.field(1, b"".join(parts)))
        return cls.field(kind, b"".join(tag + part for part in parts))

    @classmethod
    def example(cls, features: Mapping[str, Values | None], *, packed: bool = True) -> bytes:
        pairs = (
            cls.field(1, cls.field(1, name.encode()) + cls.field(2, cls.feature(v, packed=packed)))
            for name, v in features.items()
        )
        return cls.field(1, b"".join(pairs))

    @classmethod
    def file(cls, rows: Sequence[Mapping[str, Values | None]], *, packed: bool = True) -> bytes:
        return b"".join(cls.record(cls.example(row, packed=packed)) for row in rows)


@pytest.fixture
def wire() -> type[Wire]:
    return Wire


Refuses = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def refuses() -> Refuses:
    """The whole message of a refusal, not a part of it."""

    def whole(
        message: str, error: type[CounterpoiseError] = DataError
    ) -> AbstractContextManager[object]:
        return pytest.raises(error, match=f"^{re.escape(message)}$")

    return whole
