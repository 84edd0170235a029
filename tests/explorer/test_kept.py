"""Results that are kept: made once, by whoever asks first, and not forever."""

from __future__ import annotations

import threading

import pytest

from counterpoise.explorer.kept import Kept


def test_a_result_is_made_once_though_many_ask_at_once():
    made = []
    kept = Kept[int](most=2)

    def make():
        made.append(1)
        return 7

    found = []
    threads = [threading.Thread(target=lambda: found.append(kept.of("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8
    assert len(made) == 1


def test_what_was_made_first_goes_first():
    kept = Kept[str](most=2)
    for key in ("a", "b", "c"):
        kept.of(key, lambda key=key: key)
    assert kept.of("c", lambda: "new") == "c"
    assert kept.of("b", lambda: "new") == "b"
    assert kept.of("a", lambda: "new") == "new"


def test_what_could_not_be_made_is_tried_again():
    kept = Kept[int](most=1)
    with pytest.raises(ZeroDivisionError):
        kept.of("a", lambda: 1 // 0)
    assert kept.of("a", lambda: 3) == 3
