"""What a person looks at of a report whose rows are elsewhere, or were never kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

from counterpoise.explorer.answering import answered
from counterpoise.explorer.reported.contents import NO_ROWS, ReportContents
from counterpoise.explorer.reported.table import METHODS
from counterpoise.explorer.state import first_state
from counterpoise.report import Report


@final
class ReportExplorer:
    """A report alone, behind the same questions as an `Explorer`.

    It shows every metric of every slice with its interval, at the report's own thresholds and, of
    rates, at every hundredth. It has no rows, and a change between models has no interval.
    """

    def __init__(self, report: Report, *, why: str = NO_ROWS) -> None:
        """Makes nothing anew.

        Args:
            report: from `audit`, of rows in memory or scanned, or from `Report.load`.
            why: there are no rows, in a sentence for who looks at the page.
        """
        self._contents = ReportContents(report, why=why)
        self._contents.state = first_state(self._contents.shown)

    @property
    def report(self) -> Report:
        """The audit."""
        return self._contents.report

    def handle(self, method: str, args: Mapping[str, Any] | None = None) -> bytes:
        """The answer to one question of the page, as the bytes of a frame; never raises.

        Args:
            method: its name.
            args: JSON values by name.

        Example:
            >>> import polars as pl
            >>> from counterpoise import audit, read
            >>> from counterpoise.explorer.frames import Frame
            >>> frame = pl.DataFrame({"toxic": [0, 1], "score": [0.2, 0.9]})
            >>> explorer = ReportExplorer(audit(read(frame, label="toxic"), {"model": "score"}))
            >>> Frame.from_bytes(explorer.handle("describe")).value["rows"]
            2
        """
        return answered(METHODS, self._contents, method, args)
