"""Example weights solved for: a scikit-learn pipeline on the embedded synthetic comments.

The plain model calls three times as many harmless comments toxic where they mention women or men as
it does overall. How much weight harmless comments about them must gain is searched on validation
rows, under three constraints; the choice is then held against the plain model on test rows.

    python examples/sklearn_weights.py
    python examples/sklearn_weights.py --trials 60 --study weights.sqlite    # stop it, start again
    python examples/sklearn_weights.py --figure frontier.pdf
"""

from __future__ import annotations

import argparse

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

import counterpoise as cp
from counterpoise.tuning import WeightSearch, estimator_fit, tune

CONSTRAINTS = [
    "largest gender false_positive_rate gap <= 0.15",
    "roc_auc loss <= 0.02",
    "false_negative_rate rise <= 0.08",
]
SHOWN = ("false_positive_rate", "false_negative_rate", "roc_auc")
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 120, "fmt_str_lengths": 60}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}


def pipeline() -> Pipeline:
    """An untrained classifier of texts."""
    return make_pipeline(CountVectorizer(binary=True), LogisticRegression(max_iter=500))


def main(*, trials: int, study: str | None, figure: str | None) -> None:
    """Prints the outcome in words, the constraints, the frontier and the change on test rows."""
    comments = cp.read(
        cp.demo_comments(), label="toxicity", text="text", groups=["gender"], split="split"
    )
    every_third = np.arange(len(comments.part("train"))) % 3 == 0
    train = comments.part("train").filter(~every_third)
    validation, test = comments.part("train").filter(every_third), comments.part("test")
    search = WeightSearch(
        train=train,
        fit=estimator_fit(pipeline, train, argument="logisticregression__sample_weight"),
        column="gender",
        most=3,
    )
    found = tune(
        search,
        search.space,
        validation=validation,
        test=test,
        constraints=CONSTRAINTS,
        trials=trials,
        study=study,
    )

    print("\n".join(found.sentences))
    print("\nConstraints: on the rows that they were chosen on, and on test rows")
    print(found.constraints)
    print("\nThe frontier: what less bias costs (validation rows)")
    print(found.frontier.drop("trial", "on_frontier", "roc_auc loss"))
    print("\nWhat was changed on the test rows, with 95 % intervals")
    table = found.report.table().filter(pl.col("metric").is_in(SHOWN))
    numbers = ("value", "lower", "upper", "rows")
    print(table.sort("metric", "slice", "model").select("metric", "slice", "model", *numbers))
    if figure is not None:
        from counterpoise.figures import save
        from counterpoise.figures.frontier_plot import frontier_plot

        save(frontier_plot(found.trials, quality=found.quality, bias=found.bias), figure)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--trials", type=int, default=30, help="how many weights are tried")
    parser.add_argument("--study", help="SQLite file that keeps the trials")
    parser.add_argument("--figure", help="PDF, SVG or PNG of the frontier")
    with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
        main(**vars(parser.parse_args()))
