"""`report.html`: what an audit or a run leaves to be looked at."""

from __future__ import annotations

from pathlib import Path

from counterpoise.auditing import Scores
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.explorer.answering import Answerer
from counterpoise.explorer.embedded import Texts
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.report_explorer import ReportExplorer
from counterpoise.explorer.static_page import save_static_page
from counterpoise.report import Report

MOST_ROWS = 2_000_000
"""With more rows the page is that of the report: their changes would take ten seconds and more."""

MANY = (
    f"This file holds no rows, for there are more than {MOST_ROWS:,}, and what was changed by a "
    "model has no interval. `counterpoise explore` on the folder of results shows them."
)


def save_report_page(
    report: Report,
    path: str | Path,
    *,
    examples: Examples | None = None,
    scores: Scores | None = None,
    pairs: Pairs | None = None,
    counterfactual_scores: Scores | None = None,
    texts: Texts = "none",
) -> Path:
    """Writes `report` as a page that any browser opens from disk; returns the path.

    The rows are not audited again. Of more than 500,000 the page holds none; of more than
    2,000,000 it is that of the report alone.

    Args:
        report: from `audit`.
        path: of the file, which is written whole or not at all.
        examples: the rows that were audited; None where there are none, of a scan for example.
        scores: as they were given to `audit`.
        pairs: as they were given to `audit`.
        counterfactual_scores: as they were given to `audit`.
        texts: how much raw text the page holds, which anyone can read who has the file.

    Raises:
        DataError: the report is of other rows.
        RunError: this installation holds no page.
    """
    explorer = _explorer(report, examples, scores or {}, pairs, counterfactual_scores)
    return save_static_page(explorer, path, texts=texts)


def _explorer(
    report: Report,
    examples: Examples | None,
    scores: Scores,
    pairs: Pairs | None,
    counterfactual_scores: Scores | None,
) -> Answerer:
    if examples is None:
        return ReportExplorer(report)
    if len(examples) > MOST_ROWS:
        return ReportExplorer(report, why=MANY)
    return Explorer.of_report(
        report, examples, scores, pairs=pairs, counterfactual_scores=counterfactual_scores
    )
