"""A gate's result for others to read: JUnit XML for a build server, Markdown for a pull request."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from counterpoise.gating.judging import GateResult, JudgedSlice, ScenarioResult
from counterpoise.verdicts import Verdict

NOT_PRINTABLE = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped (section 2.2, Char), or a terminal obeys."""

PLAIN = str.maketrans(
    {
        **{mark: f"\\{mark}" for mark in "\\`*_[]|~"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        **{mark: f"{mark}&#8203;" for mark in "@#"},
    }
)
"""What Markdown or HTML may read as more than itself -> what it is written as.

A space of no width keeps @name and #1 from calling a person or an issue.
"""

MARKS: dict[Verdict, str] = {
    "pass": "✅ pass",
    "fail": "❌ fail",
    "inconclusive": "❔ inconclusive",
}

ELEMENTS: dict[Verdict, str] = {"pass": "skipped", "fail": "failure", "inconclusive": "error"}
"""What the plan takes *inconclusive* for -> how JUnit calls such a case; none is plainly green."""


def junit(result: GateResult) -> str:
    """JUnit XML: a suite for each scenario, a case for each slice.

    A slice that fails is a `failure`. An inconclusive one is an `error`; a `failure` or `skipped`
    where the plan takes inconclusive for fail or pass. A character that XML cannot hold is
    written as its code point, `\\u0007`.
    """
    root = ElementTree.Element("testsuites", name="counterpoise gate")
    for scenario in result.scenarios:
        _suite(root, scenario)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(root: ElementTree.Element, result: ScenarioResult) -> None:
    name = printable(result.scenario.name)
    suite = ElementTree.SubElement(root, "testsuite", name=name)
    cases = result.slices
    for piece in cases:
        _case(suite, result, name=piece.name, verdict=piece.verdict, sentence=piece.sentence)
    if not cases:
        _case(suite, result, name="no slice", verdict="inconclusive", sentence=result.sentence)
    suite.set("tests", str(max(len(cases), 1)))
    for element, attribute in (
        ("failure", "failures"),
        ("error", "errors"),
        ("skipped", "skipped"),
    ):
        suite.set(attribute, str(len(suite.findall(f"./testcase/{element}"))))


def _case(
    suite: ElementTree.Element,
    result: ScenarioResult,
    *,
    name: str,
    verdict: Verdict,
    sentence: str,
) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=printable(result.scenario.name), name=printable(name)
    )
    if verdict != "pass":
        element = "failure" if verdict == "fail" else ELEMENTS[result.scenario.inconclusive]
        found = ElementTree.SubElement(case, element, message=printable(sentence))
        if element != "skipped":
            found.set("type", verdict)
    ElementTree.SubElement(case, "system-out").text = printable(sentence)


def printable(text: str) -> str:
    """`text` with what XML cannot hold, or a terminal obeys, written as code points."""
    return NOT_PRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def markdown(result: GateResult) -> str:
    """Markdown for a pull request: the verdict, then a table of slices for each scenario.

    Names are shown as they are: whatever Markdown or HTML could make of them is escaped.
    """
    parts = [f"## Bias gate: {MARKS[result.verdict]}\n"]
    for scenario in result.scenarios:
        model = plain(scenario.scenario.model)
        title = f"### {plain(scenario.scenario.name)}: {MARKS[scenario.verdict]}"
        rows = "\n".join(_row(piece) for piece in scenario.slices)
        head = (
            "| slice | verdict | value | interval | level | rows | |\n|---|---|--:|---|--:|--:|---|"
        )
        parts.append(f"{title}\n\nModel {model}: {plain(scenario.sentence)}.\n")
        if rows:
            parts.append(f"{head}\n{rows}\n")
    return "\n".join(parts)


def _row(piece: JudgedSlice) -> str:
    known = piece.value == piece.value
    cells = (
        plain(piece.name),
        MARKS[piece.verdict],
        f"{piece.value:.3f}" if known else "undefined",
        f"{piece.lower:.3f} to {piece.upper:.3f}" if known else "none",
        f"{100 * piece.confidence:.4g} %",
        f"{piece.rows:,}",
        plain(piece.sentence),
    )
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """`text` on one line, with all that Markdown or HTML could read as more than text escaped."""
    return " ".join(printable(text).split()).translate(PLAIN)
