"""How the process gives memory back: set once, at the edge, by commands that run for long."""

from __future__ import annotations

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENAS = -1, -3, -8
"""Parameters of glibc's `mallopt`: source, its header malloc.h."""

KEPT = 1 << 17
"""Bytes from which on freed memory goes back to the system, instead of waiting to be used again."""


def give_memory_back() -> None:
    """Lets memory that is freed go back at once, where the system is Linux with glibc.

    glibc keeps a pool of freed memory for every thread, and ever larger pieces of it: a command
    that makes batch after batch would hold twice what it needs after a million rows.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is None:  # another C library
        return
    for option, value in ((TRIM_THRESHOLD, KEPT), (MMAP_THRESHOLD, KEPT), (ARENAS, 1)):
        set_option(option, value)
