"""Whether data are made up: a page must say so before it shows a number."""

from __future__ import annotations

import re
from collections.abc import Mapping


def is_synthetic(facts: Mapping[str, str]) -> bool:
    """Whether a report's facts say so: as a key, or as a word of `data`.

    Example:
        >>> is_synthetic({"data": "synthetic comments"}), is_synthetic({"data": "comments.csv"})
        (True, False)
    """
    said = re.search(r"\bsynthetic\b", facts.get("data", ""), flags=re.IGNORECASE)
    return said is not None or "synthetic" in facts
