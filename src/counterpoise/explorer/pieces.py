"""Frames on their way to a page that takes them in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from counterpoise.explorer.frames import error_frame

PIECE = 1 << 20
"""Bytes of a piece: a tenth of what the websockets between notebook and kernel take by default."""

MOST_KEPT = 8
"""Frames on their way at once. The oldest are dropped: their page may be gone."""

DROPPED = (
    "The rest of an answer was expected to be asked for, and too many others were asked for since. "
    "Ask again: run the cell again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a frame.

    Attributes:
        at: where it begins.
        size: bytes of the whole frame.
        data: its bytes.
    """

    at: int
    size: int
    data: bytes


@final
class Pieces:
    """Frames of which a part is still to be asked for.

    Example:
        >>> pieces = Pieces(size=4)
        >>> pieces.first("a", b"123456").data, pieces.next("a", 4).data
        (b'1234', b'56')
    """

    def __init__(self, *, size: int = PIECE, most: int = MOST_KEPT) -> None:
        self._size, self._most = size, most
        self._kept: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def first(self, name: str, frame: bytes) -> Piece:
        """The piece that a frame begins with; the frame is kept as `name` where more follow."""
        if len(frame) > self._size:
            self._kept[name] = frame
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return self._piece(frame, 0)

    def next(self, name: str, at: int) -> Piece:
        """The piece of the frame `name` that begins at a byte; with its last a frame is dropped.

        Of a frame that is not kept it is the first piece of an error instead.
        """
        frame = self._kept.get(name)
        if frame is None or not 0 < at < len(frame):
            return self._piece(error_frame(DROPPED).to_bytes(), 0)
        if at + self._size >= len(frame):
            del self._kept[name]
        return self._piece(frame, at)

    def _piece(self, frame: bytes, at: int) -> Piece:
        return Piece(at=at, size=len(frame), data=frame[at : at + self._size])
