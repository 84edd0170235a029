"""Frames that are given in pieces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.explorer.frames import Frame
from counterpoise.explorer.pieces import Piece, Pieces

from .conftest import refusal

DROPPED = (
    "The rest of an answer was expected to be asked for, and too many others were asked for since. "
    "Ask again: run the cell again."
)


def test_a_short_frame_is_one_piece_and_is_not_kept():
    pieces = Pieces(size=4)
    assert pieces.first("a", b"1234") == Piece(at=0, size=4, data=b"1234")
    assert len(pieces) == 0


def test_a_long_frame_is_kept_until_its_last_piece():
    pieces = Pieces(size=4)
    assert pieces.first("a", b"123456789") == Piece(at=0, size=9, data=b"1234")
    assert pieces.next("a", 4) == Piece(at=4, size=9, data=b"5678")
    assert len(pieces) == 1
    assert pieces.next("a", 8) == Piece(at=8, size=9, data=b"9")
    assert len(pieces) == 0


def test_the_oldest_frame_is_dropped_for_a_new_one_and_its_rest_is_refused():
    pieces = Pieces(size=1, most=2)
    for name in ("a", "b", "c"):
        pieces.first(name, b"12")
    assert len(pieces) == 2
    assert pieces.next("a", 1).at == 0
    assert pieces.next("b", 1).data == b"2"


def test_what_is_not_kept_is_refused_as_a_frame_of_its_own():
    pieces = Pieces(size=1 << 10)
    piece = pieces.next("a", 4)
    assert (piece.at, piece.size) == (0, len(piece.data))
    assert refusal(Frame.from_bytes(piece.data)) == DROPPED
    pieces.first("b", bytes(1 << 11))
    for at in (-1, 0, 1 << 11):
        assert refusal(Frame.from_bytes(pieces.next("b", at).data)) == DROPPED


@settings(max_examples=50)
@given(frame=st.binary(min_size=1, max_size=60), size=st.integers(1, 20))
def test_the_pieces_laid_side_by_side_are_the_frame(frame, size):
    pieces = Pieces(size=size)
    piece = pieces.first("a", frame)
    found = piece.data
    while len(found) < piece.size:
        piece = pieces.next("a", len(found))
        assert 0 < len(piece.data) <= size
        found += piece.data
    assert found == frame
    assert len(pieces) == 0
