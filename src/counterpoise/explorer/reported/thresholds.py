"""The thresholds that a report was made at."""

from __future__ import annotations

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.reported.contents import ReportContents


def own_threshold(contents: ReportContents, asked: Arguments) -> float:
    """The argument `threshold`.

    Raises:
        PlanError: it is missing, or none of the report's.
    """
    threshold, known = asked.number("threshold"), list(contents.report.thresholds)
    if threshold not in known:
        raise PlanError(
            f"`threshold` of `{asked.method}` must be one of the report's, {known}, got "
            f"{threshold}. Without rows there are no others."
        )
    return threshold
