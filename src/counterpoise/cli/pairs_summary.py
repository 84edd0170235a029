"""What `counterpoise pairs` prints: counts of pairs, what became of the rest, and a few of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from counterpoise.cli.table import printable
from counterpoise.counterfactuals.changed_parts import Part, parts
from counterpoise.counterfactuals.pairs.streaming import PairTally

AROUND = 40
"""Characters shown on either side of a change."""

WIDTH = 100
"""Columns of text that the summary may take; a narrower terminal wraps its lines."""

HIDDEN = "…"
"""Stands for what is not shown."""

WORD = r"[^\s.,;:!?()'’-]+"
"""What is shown or hidden as a whole; these marks say nothing by themselves."""


def show_summary(
    tally: PairTally,
    *,
    harmless: AbstractSet[str],
    show_text: bool,
    console: Console | None = None,
) -> None:
    """Prints the counts by generator and reason, and some valid pairs.

    Args:
        tally: what was made.
        harmless: words in lower case that may be printed.
        show_text: whether to print texts; otherwise no word is printed but harmless ones.
        console: where to; None: the standard output.
    """
    out = console or Console()
    if out.width < WIDTH:
        out = Console(width=WIDTH, file=out.file)
    for line in _totals(tally):
        out.print(Text(line))
    out.print(_by_generator(tally))
    for title, counts in (("not valid", tally.filtered), ("left out", tally.left_out)):
        if counts:
            out.print(_by_reason(title, counts))
    if tally.shown.height:
        said = "Some of the pairs" + (", removed [-so-], added {+so+}:" if show_text else ":")
        out.print(Text(said))
        for row in tally.shown.sort("source", "generator").iter_rows(named=True):
            out.print(_pair(row, harmless=None if show_text else harmless), soft_wrap=True)


def _totals(tally: PairTally) -> Iterator[str]:
    valid = sum(tally.valid.values())
    paired = _share(tally.with_pair, tally.comments)
    yield f"{tally.comments:,} comments; {paired} have a valid pair"
    yield f"{valid:,} valid pairs, {sum(tally.filtered.values()):,} that are not"
    if tally.twice:
        yield f"{tally.twice:,} pairs that an earlier generator had made stand once"
    if "trained" in tally.shown.columns:
        yield f"{_share(tally.trained, valid)} of the valid pairs change trained terms alone"


def _share(some: int, every: int) -> str:
    return f"{some:,} ({some / every:.1%})" if every else f"{some:,}"


def _table(*names: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(names[0], overflow="fold")
    for name in names[1:]:
        table.add_column(name, justify="right")
    return table


def _by_generator(tally: PairTally) -> Table:
    table = _table("generator", "comments with a term", "valid pairs", "not valid")
    for name, holding in tally.holding.items():
        bad = sum(pairs for (made_by, _), pairs in tally.filtered.items() if made_by == name)
        table.add_row(
            Text(printable(name)),
            _share(holding, tally.comments),
            f"{tally.valid[name]:,}",
            f"{bad:,}",
        )
    return table


def _by_reason(title: str, counts: Mapping[tuple[str, str], int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (f"{title}, by", "reason"):
        table.add_column(name, overflow="fold")
    table.add_column("pairs" if title == "not valid" else "comments", justify="right")
    for (generator, reason), number in sorted(counts.items(), key=lambda item: -item[1]):
        table.add_row(Text(printable(generator)), Text(printable(reason)), f"{number:,}")
    return table


def _pair(row: Mapping[str, Any], *, harmless: AbstractSet[str] | None) -> Text:
    """One pair on a line: what was changed by whom, and the change; None: with its text."""
    groups = f"{row['from_group'] or '?'} → {row['to_group'] or 'nobody'}"
    letters = len(row["text"])
    line = Text(printable(f"  {row['generator']}: {groups}, {letters:,} characters: "))
    found = parts(row["text"], row["counterfactual"])
    return line.append_text(_marked(found) if harmless is None else _changes(found, harmless))


def _marked(found: list[Part]) -> Text:
    """The text with what was removed and added, cut short where nothing changed."""
    line = Text()
    for place, part in enumerate(found):
        if not part.changed:
            ends = (place > 0, place < len(found) - 1)
            line.append(printable(_cut(part.before, keep_head=ends[0], keep_tail=ends[1])))
            continue
        if part.before:
            line.append(f"[-{printable(part.before)}-]", style="red strike")
        if part.after:
            line.append(f"{{+{printable(part.after)}+}}", style="green underline")
    return line


def _cut(text: str, *, keep_head: bool, keep_tail: bool) -> str:
    """The text's ends that touch a change."""
    room = AROUND * (keep_head + keep_tail)
    if len(text) <= room:
        return text
    head = text[:AROUND] if keep_head else ""
    return head + HIDDEN + (text[-AROUND:] if keep_tail else "")


def _changes(found: list[Part], harmless: AbstractSet[str]) -> Text:
    """The changes, each word shown if it is harmless."""
    changes = [
        f"{_shown(part.before, harmless) or HIDDEN} → {_shown(part.after, harmless) or 'nothing'}"
        for part in found
        if part.changed
    ]
    return Text(", ".join(changes))


def _shown(text: str, harmless: AbstractSet[str]) -> str:
    one_line = " ".join(text.lower().split())
    words = re.sub(WORD, lambda word: word[0] if word[0] in harmless else HIDDEN, one_line)
    return re.sub(rf"{HIDDEN}(?: {HIDDEN})+", HIDDEN, words)
