"""The page: what was done, the tables, the aims and the frontier, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from string import Template

import numpy as np
import polars as pl
from scipy.stats import t

from benchmarks.remedies import aims
from benchmarks.remedies.aims import Reached
from benchmarks.remedies.settings import BASELINE, CONTROL, EQUAL, HALF, JUDGED, ORDER
from benchmarks.remedies.tables import Tables
from benchmarks.remedies.wording import CALLED, DECIDED, PAIRS_CALLED

DECISIONS = {
    "AUC": "roc_auc",
    "FPR": "fpr",
    "FNR": "fnr",
    "largest FPR gap": "fpr_gap",
    "largest FNR gap": "fnr_gap",
    "BPSN AUC": "bpsn_auc",
    "worst-group accuracy": "worst_group_accuracy",
}
AT_EQUAL = {
    "FPR": "fpr",
    "FNR": "fnr",
    "largest FPR gap": "fpr_gap",
    "largest FNR gap": "fnr_gap",
    "worst-group accuracy": "worst_group_accuracy",
    **{f"flips, {PAIRS_CALLED[name]}": f"flip_{name}" for name in JUDGED},
}
PAIRS = {
    **{f"flips, {PAIRS_CALLED[name]}": f"flip_{name}" for name in JUDGED},
    **{f"CTF gap, {PAIRS_CALLED[name]}": f"ctf_gap_{name}" for name in JUDGED},
}
FRONTIER = {
    "strength": "strength",
    "epochs": "times",
    "AUC": "roc_auc",
    "FPR": "fpr",
    "FNR": "fnr",
    "FPR gap": "fpr_gap",
    "FNR gap": "fnr_gap",
    "flips, trained": "flip_trained",
    "held out": "flip_held_out",
    "swapped": "flip_substitution",
}


UNMENDED = (BASELINE, CONTROL)


def page(tables: Tables) -> str:
    """The whole page."""
    names = tables.runs["data"].unique(maintain_order=True).to_list()
    template = Template((Path(__file__).parent / "template.md").read_text(encoding="utf-8"))
    return template.substitute(
        data=_data(tables.runs, names),
        aims=_aims(tables, names),
        tasks="\n\n".join(_task(tables.runs.filter(data=name), name) for name in names),
        frontier=_frontier(tables.frontier, names),
        intervals=_intervals(tables.intervals, names),
    )


def _data(runs: pl.DataFrame, names: Sequence[str]) -> str:
    rows = []
    for name in names:
        mine = runs.filter(data=name, remedy=CONTROL, decided=HALF)
        counts = [
            f"{mine[f'{count}_{group}'][0]:,}"
            for group in ("female", "male")
            for count in ("negatives", "positives")
        ]
        pairs = [_span(mine[f"pairs_{pairs}"]) for pairs in JUDGED]
        rows.append([name, str(mine.height), *counts, *pairs])
    head = ["data", "seeds"]
    head += ["women: negatives", "positives", "men: negatives", "positives"]
    head += [f"pairs, {PAIRS_CALLED[name]}" for name in JUDGED]
    return _table(head, rows)


def _task(runs: pl.DataFrame, name: str) -> str:
    half, equal = (runs.filter(decided=decided) for decided in (HALF, EQUAL))
    chosen = half.group_by("remedy", maintain_order=True).first()
    strengths = ", ".join(
        f"{CALLED[row['remedy']]} {row['strength']:g}"
        for row in chosen.iter_rows(named=True)
        if row["strength"] is not None and row["remedy"] != "notebook_rule"
    )
    return "\n\n".join(
        [
            f"## {name}",
            f"Strengths chosen on validation rows: {strengths}.",
            DECIDED[HALF],
            _means(half, DECISIONS),
            _means(half, PAIRS),
            DECIDED[EQUAL],
            _means(equal, AT_EQUAL),
        ]
    )


def _means(runs: pl.DataFrame, columns: dict[str, str]) -> str:
    rows = []
    for remedy in ORDER:
        mine = runs.filter(remedy=remedy)
        rows.append([CALLED[remedy], *(_mean(mine[column]) for column in columns.values())])
    return _table(["", *columns], rows)


def _mean(values: pl.Series) -> str:
    """Mean and half the 95 % t-interval over seeds."""
    known = values.drop_nulls().to_numpy()
    if not len(known):
        return "–"
    if len(known) == 1:
        return f"{known[0]:.3f}"
    half = t.ppf(0.975, len(known) - 1) * known.std(ddof=1) / np.sqrt(len(known))
    return f"{known.mean():.3f} ± {half:.3f}"


def _aims(tables: Tables, names: Sequence[str]) -> str:
    head = ["aim", "data", "remedies as chosen, all seeds", "any strength, first seed"]
    rows = []
    for title, judge, said in _asked():
        for name in names:
            cells = []
            for frame in (tables.runs, tables.frontier):
                found = judge(frame.filter(data=name))
                cells.append(_verdict(found, said))
            rows.append([title, name, *cells])
    return _table(head, rows)


Said = Callable[[Reached], str]


def _asked() -> list[tuple[str, Callable[[pl.DataFrame], list[Reached]], Said]]:
    return [
        (
            "flips of trained terms −90 %, AUC loss under 0.005",
            lambda rows: aims.flips(rows.filter(decided=HALF), "trained"),
            _flips_said,
        ),
        (
            "flips of held-out terms −50 %, AUC loss under 0.005",
            lambda rows: aims.flips(rows.filter(decided=HALF), "held_out"),
            _flips_said,
        ),
        (
            "FPR of women and men within 10 % of overall, FNR up at most 0.02, at 0.5",
            lambda rows: aims.rates(rows.filter(decided=HALF)),
            _rates_said,
        ),
        (
            "the same at equal overall FPR",
            lambda rows: aims.rates(rows.filter(decided=EQUAL)),
            _rates_said,
        ),
    ]


def _verdict(found: list[Reached], said: Said) -> str:
    """The three cheapest that meet an aim, or what comes near it."""
    if not found:
        return "too few pairs"
    met = sorted((one for one in found if one.met), key=lambda one: one.price)
    if any(one.remedy == CONTROL for one in met):
        control = next(one for one in met if one.remedy == CONTROL)
        return f"the control meets it ({said(control)})"
    mended = [one for one in met if one.remedy not in UNMENDED]
    if mended:
        return "**met**: " + "; ".join(f"{_called(one)} ({said(one)})" for one in mended[:3])
    others = [one for one in found if one.remedy not in UNMENDED]
    cheap = next((one for one in others if one.cheap), None)
    parts = [] if cheap is None else [f"at that price {_called(cheap)} ({said(cheap)})"]
    if others and others[0] != cheap:
        parts.append(f"at any price {_called(others[0])} ({said(others[0])})")
    return "**missed**: " + "; ".join(parts)


def _called(one: Reached) -> str:
    strength = "" if one.strength is None else f" {one.strength:g}"
    longer = "" if one.times == 1 else f", {one.times} times as long"
    return f"{CALLED[one.remedy]}{strength}{longer}"


def _flips_said(one: Reached) -> str:
    return f"flips {-100 * one.gain:+.0f} %, AUC {-one.price:+.4f}".replace("-", "−") + _seeds(one)


def _rates_said(one: Reached) -> str:
    return f"within {-100 * one.gain:.0f} %, FNR {one.price:+.3f}".replace("-", "−") + _seeds(one)


def _seeds(one: Reached) -> str:
    return "" if one.seeds == 1 or not one.met else f", {one.seeds_met} of {one.seeds} seeds"


def _frontier(frontier: pl.DataFrame, names: Sequence[str]) -> str:
    sections: list[str] = []
    for name in names:
        rows = [
            [CALLED[row["remedy"]], *(_number(row[column]) for column in FRONTIER.values())]
            for row in frontier.filter(data=name, decided=HALF).iter_rows(named=True)
        ]
        sections += [f"{name}, at 0.5:", _table(["", *FRONTIER], rows)]
    return "\n\n".join(sections)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if value < 1 and value not in (0.3, 0.1, 0.2, 0.4) else f"{value:g}"


def _intervals(intervals: pl.DataFrame, names: Sequence[str]) -> str:
    columns = {
        "AUC": "roc_auc",
        "AUC against the control": "roc_auc change",
        "FPR": "false_positive_rate",
        "FNR": "false_negative_rate",
        "flips avoided, trained, %": "flip reduction, trained",
        "held out, %": "flip reduction, held_out",
        "swapped, %": "flip reduction, substitution",
    }
    sections: list[str] = []
    for name in names:
        mine = intervals.filter(data=name, slice="overall")
        rows = [
            [
                CALLED[remedy],
                *(_interval(mine, remedy, metric) for metric in columns.values()),
            ]
            for remedy in ORDER
        ]
        sections += [f"{name}:", _table(["", *columns], rows)]
    return "\n\n".join(sections)


def _interval(intervals: pl.DataFrame, remedy: str, metric: str) -> str:
    found = intervals.filter(remedy=remedy, metric=metric)
    if not found.height:
        return ""
    row = found.row(0, named=True)
    digits = 0 if "reduction" in row["metric"] else 3
    sign = "+" if "change" in row["metric"] else ""
    values = [row[name] for name in ("value", "lower", "upper")]
    if any(value is None or np.isnan(value) for value in values):
        return "–"
    value, lower, upper = (f"{one:{sign}.{digits}f}" for one in values)
    return f"{value} [{lower}, {upper}]"


def _span(values: pl.Series) -> str:
    least, most = values.min(), values.max()
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
