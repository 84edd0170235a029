"""How many rows a second `audit` takes, with `report.table()`, examples being read already.

    python benchmarks/audit.py --rows 5000000

Synthetic rows lie in each of 20 overlapping groups (4 list columns of 5 values) with the chance
`--share`; a tenth is positive. Our audit gives 11 rates at 5 thresholds, the prevalence and the
exact ROC AUC of 21 slices, all with intervals. Peers get less to do: scikit-learn the same areas
and the confusion matrices without intervals, from masks made beforehand; Polars the confusion
counts alone; fairlearn, where it is installed, three rates at one threshold of the groups, from
such masks, on a fiftieth of the rows.
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
from counterpoise.auditing import THRESHOLDS
from counterpoise.data import Examples
from counterpoise.data.lists import list_column

COLUMNS, VALUES = 4, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--share", type=float, default=0.1, help="chance of a row to be in a group")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{options.rows:,} rows, each in {COLUMNS * VALUES * options.share:.1f} of 20 groups")
    generator = np.random.default_rng(0)
    frame = rows(options.rows, options.share, generator)
    timings = ours(frame, generator, repeats=options.repeats)
    timings += [scikit_learn(frame), polars(frame, repeats=options.repeats)]
    if importlib.util.find_spec("fairlearn"):
        timings.append(fairlearn(frame.head(options.rows // 50)))
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
    return [
        timed(
            name,
            frame.height,
            lambda examples=examples, scores=scores: cp.audit(examples, {"m": scores}).table(),
            repeats=repeats,
        )
        for name, examples, scores in cases
    ]


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

    labels, decisions = frame["label"].to_numpy() > 0, frame["score"].to_numpy() > np.float32(0.5)
    rates = {"fpr": false_positive_rate, "tpr": hit_rate, "selected": selection_rate}
    inside = masks(frame)[1:]

    def run() -> None:
        for mask in inside:  # its groups cannot overlap: one call for each
            MetricFrame(metrics=rates, y_true=labels, y_pred=decisions, sensitive_features=mask)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return timed("fairlearn MetricFrame, 3 rates", frame.height, run, repeats=1)


if __name__ == "__main__":
    main()
