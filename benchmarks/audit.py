"""How many rows a second `audit` takes, with `report.table()`, examples being read already.

    python benchmarks/audit.py --rows 5000000
    python benchmarks/audit.py --rows 1000000 --slices 1000

Synthetic rows lie in each of 20 overlapping groups (4 list columns of 5 values) with the chance
`--share`; a tenth is positive. Our audit gives 11 rates at 5 thresholds, the prevalence and the
exact ROC AUC of 21 slices, all with intervals; further lines add the gaps of all rates with
intervals from 2,000 redraws of the rows, the three bias AUCs of 20 groups, and slices crossed from
three columns (`--slices`, about that many). Peers get less to do: scikit-learn the same areas and
the confusion matrices without intervals, from masks made beforehand; Polars the confusion counts
alone; fairlearn and Aequitas, where they are installed (`pip install fairlearn aequitas`), rates
of 20 groups at 5 thresholds without intervals or areas: three by fairlearn, twelve by Aequitas.
"""

from __future__ import annotations

import argparse
import importlib.util
import warnings

import numpy as np
import polars as pl
from sklearn.metrics import confusion_matrix, roc_auc_score
from timing import Timing, table, timed

import counterpoise as cp
from counterpoise.audit_plan import THRESHOLDS
from counterpoise.data import Examples
from counterpoise.data.lists import list_column

COLUMNS, VALUES = 4, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--share", type=float, default=0.1, help="chance of a row to be in a group")
    parser.add_argument("--slices", type=int, default=1000, help="crossed from three columns")
    parser.add_argument("--peer-rows", type=int, default=50_000, help="at most, for peers")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{options.rows:,} rows, each in {COLUMNS * VALUES * options.share:.1f} of 20 groups")
    generator = np.random.default_rng(0)
    frame = rows(options.rows, options.share, generator)
    timings = ours(frame, generator, repeats=options.repeats)
    timings += [scikit_learn(frame), polars(frame, repeats=options.repeats)]
    timings.append(crossed(frame, options.slices, generator, repeats=options.repeats))
    few = frame.head(options.peer_rows)
    peers = {"fairlearn": fairlearn, "aequitas": aequitas}
    timings += [peer(few) for name, peer in peers.items() if importlib.util.find_spec(name)]
    print(table(timings, unit="rows"))


def rows(count: int, share: float, generator: np.random.Generator) -> pl.DataFrame:
    positives = generator.random(count) < 0.1
    logits = generator.normal(size=count) + 1.5 * positives - 1
    columns = [
        pl.Series("label", positives.astype(np.float64)),
        pl.Series("weight", generator.random(count)),
        pl.Series("score", (1 / (1 + np.exp(-logits))).astype(np.float32)),
    ]
    return pl.DataFrame(
        columns + [group_column(f"g{place}", count, share, generator) for place in range(COLUMNS)]
    )


def group_column(name: str, count: int, share: float, generator: np.random.Generator) -> pl.Series:
    values = [f"v{value}" for value in range(VALUES)]
    of_row, codes = np.nonzero(generator.random((count, VALUES), dtype=np.float32) < share)
    known = pl.Series(name, values, dtype=pl.Enum(values))
    return list_column(rows=of_row, values=known.gather(codes), present=np.ones(count, dtype=bool))


def groups() -> list[str]:
    return [f"g{place}" for place in range(COLUMNS)]


def ours(frame: pl.DataFrame, generator: np.random.Generator, *, repeats: int) -> list[Timing]:
    plain = cp.read(frame, label="label", groups=groups())
    weighted = cp.read(frame, label="label", groups=groups(), weight="weight")
    single, double = frame["score"].to_numpy(), generator.random(frame.height)
    cases: list[tuple[str, Examples, np.ndarray]] = [
        ("audit, float32 scores", plain, single),
        ("audit, float32, weights", weighted, single),
        ("audit, float64 scores", plain, double),
        ("audit, float32, 2 decimals", plain, single.round(2)),
    ]
    timings = [
        timed(
            name,
            frame.height,
            lambda examples=examples, scores=scores: cp.audit(examples, {"m": scores}).table(),
            repeats=repeats,
        )
        for name, examples, scores in cases
    ]

    def redrawn() -> None:
        report = cp.audit(plain, {"m": single})
        report.table()
        report.gaps(intervals="resampled")

    def biased() -> None:
        cp.audit(plain, {"m": single}, include=["bias_auc"]).table()

    timings.append(timed("audit, gaps by 2,000 redraws", frame.height, redrawn, repeats=repeats))
    return [*timings, timed("audit, bias AUCs", frame.height, biased, repeats=repeats)]


def crossed(
    frame: pl.DataFrame, slices: int, generator: np.random.Generator, *, repeats: int
) -> Timing:
    """About as many slices by crossing three columns of as many values each."""
    values = round(slices ** (1 / 3))
    names = ["one", "two", "three"]
    columns = {
        name: pl.Series(generator.integers(0, values, frame.height)).cast(pl.String)
        for name in names
    }
    examples = cp.read(frame.with_columns(**columns), label="label", groups=names)
    scores = frame["score"].to_numpy()

    def run() -> None:
        cp.audit(examples, {"m": scores}, crossings=[names]).table()

    name = f"audit, {1 + 3 * values + values**3:,} slices"
    return timed(name, frame.height, run, repeats=repeats)


def masks(frame: pl.DataFrame) -> list[np.ndarray]:
    inside = [
        frame[name].list.contains(f"v{value}").to_numpy()
        for name in groups()
        for value in range(VALUES)
    ]
    return [np.ones(frame.height, dtype=bool), *inside]


def scikit_learn(frame: pl.DataFrame) -> Timing:
    labels, scores, inside = frame["label"].to_numpy() > 0, frame["score"].to_numpy(), masks(frame)

    def run() -> None:
        for mask in inside:
            y, s = labels[mask], scores[mask]
            roc_auc_score(y, s)
            for threshold in THRESHOLDS:
                confusion_matrix(y, s > np.float32(threshold))

    return timed("scikit-learn, slice by slice", frame.height, run, repeats=1)


def polars(frame: pl.DataFrame, *, repeats: int) -> Timing:
    positive = pl.col("label") > 0
    counts = [
        (side & (pl.col("score") > threshold)).sum().alias(f"{name}{threshold}")
        for threshold in THRESHOLDS
        for name, side in (("tp", positive), ("fp", ~positive))
    ]
    counts += [pl.len(), positive.sum().alias("positives")]

    def run() -> None:
        for name in groups():
            frame.select("label", "score", name).explode(name).group_by(name).agg(counts)

    return timed("Polars, confusion counts only", frame.height, run, repeats=repeats)


def fairlearn(frame: pl.DataFrame) -> Timing:
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate
    from fairlearn.metrics import true_positive_rate as hit_rate

    labels, scores = frame["label"].to_numpy() > 0, frame["score"].to_numpy()
    rates = {"fpr": false_positive_rate, "tpr": hit_rate, "selected": selection_rate}
    inside = masks(frame)[1:]

    def run() -> None:
        for threshold in THRESHOLDS:
            called = scores > np.float32(threshold)
            for mask in inside:  # its groups cannot overlap: one call for each
                MetricFrame(metrics=rates, y_true=labels, y_pred=called, sensitive_features=mask)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return timed("fairlearn MetricFrame, 3 rates", frame.height, run, repeats=1)


def aequitas(frame: pl.DataFrame) -> Timing:
    from aequitas.group import Group

    inside = {f"in_{place}": mask.astype(str) for place, mask in enumerate(masks(frame)[1:])}
    rows = pl.DataFrame(
        {"score": frame["score"], "label_value": frame["label"].cast(pl.Int64), **inside}
    ).to_pandas()

    def run() -> None:  # its groups cannot overlap: a column for each
        limits = {"score_val": list(THRESHOLDS)}
        Group().get_crosstabs(rows, score_thresholds=limits, attr_cols=list(inside))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return timed("Aequitas Group, 12 rates", frame.height, run, repeats=1)


if __name__ == "__main__":
    main()
