"""The explorer: one page for reports and rows, in a browser, a notebook or a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.exports import lazy

if TYPE_CHECKING:
    from counterpoise.explorer.explorer import Explorer
    from counterpoise.explorer.report_explorer import ReportExplorer
    from counterpoise.explorer.report_page import save_report_page
    from counterpoise.explorer.server import ExplorerServer
    from counterpoise.explorer.serving import serve
    from counterpoise.explorer.static_page import save_static_page

_HOMES = {
    "Explorer": "counterpoise.explorer.explorer",
    "ExplorerServer": "counterpoise.explorer.server",
    "ReportExplorer": "counterpoise.explorer.report_explorer",
    "save_report_page": "counterpoise.explorer.report_page",
    "save_static_page": "counterpoise.explorer.static_page",
    "serve": "counterpoise.explorer.serving",
}
"""Public name -> the module it is imported from when first used."""

__all__ = [
    "Explorer",
    "ExplorerServer",
    "ReportExplorer",
    "save_report_page",
    "save_static_page",
    "serve",
]

__getattr__, __dir__ = lazy(__name__, _HOMES)
