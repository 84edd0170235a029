"""What a person looks at of a report whose rows are elsewhere, or were never kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, final

from counterpoise.explorer.answering import answered
from counterpoise.explorer.cell_page import CellPage
from counterpoise.explorer.named_state import Names, state_of_names
from counterpoise.explorer.reported.contents import NO_ROWS, ReportContents
from counterpoise.explorer.reported.table import METHODS, set_state
from counterpoise.explorer.state import first_state
from counterpoise.report import Report

if TYPE_CHECKING:
    from counterpoise.explorer.widget import ExplorerWidget


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
        self._page = CellPage(self)

    @property
    def report(self) -> Report:
        """The audit."""
        return self._contents.report

    @property
    def state(self) -> dict[str, Any]:
        """What the page shows, as that of `Explorer`; it can be set, by names too."""
        return dict(self._contents.state)

    @state.setter
    def state(self, value: Mapping[str, Any]) -> None:
        contents = self._contents
        names = Names(
            models=contents.names,
            metrics=contents.metrics,
            slices=contents.slice_names,
            families=contents.families,
        )
        set_state(state_of_names(value, names), contents)
        self._page.tell()

    def widget(self, *, height: int | None = None) -> ExplorerWidget:
        """The page for a notebook, as that of `Explorer`; a cell that ends in this shows it.

        Args:
            height: pixels of the page in its cell; None leaves it as it is.

        Raises:
            MissingExtraError: anywidget is not installed.
            RunError: the page was not built.
        """
        return self._page.widget(height=height)

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, Any]:
        rows, models = self._contents.row_count, len(self._contents.names)
        return self._page.bundle(f"Explorer of a report on {rows:,} rows, {models} models.")

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
