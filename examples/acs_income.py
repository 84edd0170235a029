"""A model of income (American Community Survey) audited on 333,000 people by sex and race.

The model is trained on one half of the rows and audited on the other. Survey codes are replaced by
their names; a column of integers could be used as it is. The time of the audit is printed.

    python examples/acs_income.py
    python examples/acs_income.py --rows 20000    # of either half, for a quick look
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from time import perf_counter

import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier

import counterpoise as cp

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))
FEATURES = ["SCHL", "OCCP", "COW", "MAR", "WKHP", "AGEP"]
"""Schooling, occupation, class of worker, marital status, hours a week, age."""
SEX = {1: "male", 2: "female"}
RACE = {
    0: "white",
    1: "black",
    2: "american indian",
    3: "alaska native",
    4: "tribe not specified",
    5: "asian",
    6: "pacific islander",
    7: "other",
    8: "two or more",
}
"""The survey's RAC1P, less 1."""
SHOWN = ["false_positive_rate", "false_negative_rate"]
CROSSED = pl.col("slice").str.contains("&", literal=True)
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 160, "fmt_str_lengths": 80}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}


def people(rows: int | None) -> cp.Examples:
    """All rows, or the first `rows` of either half."""
    frame = pl.read_parquet(DATA / "tabular" / "acs_income_2splits.parquet")
    frame = frame if rows is None else frame.group_by("split", maintain_order=True).head(rows)
    frame = frame.with_columns(
        sex=pl.col("SEX").replace_strict(SEX, return_dtype=pl.Enum(list(SEX.values()))),
        race=pl.col("RAC1P").replace_strict(RACE, return_dtype=pl.Enum(list(RACE.values()))),
    )
    return cp.read(frame, label="PINCP", groups=["sex", "race"], features=FEATURES, split="split")


def main(rows: int | None) -> None:
    """Prints the time of the audit, rates, gaps and criteria."""
    examples = people(rows)
    train, test = examples.part("validation"), examples.part("test")
    model = HistGradientBoostingClassifier(random_state=0)
    model.fit(train.feature_frame.to_numpy(), train.positives)
    scores = {"trees": model.predict_proba(test.feature_frame.to_numpy())[:, 1]}

    start = perf_counter()
    report = cp.audit(test, scores, thresholds=[0.5], crossings=[("sex", "race")])
    seconds = perf_counter() - start
    slices = len(report.slices)
    print(f"Audit of {len(test):,} rows in {slices} slices: {seconds:.2f} s\n")

    print("Errors at score > 0.5")
    rates = cp.summary(report).filter(pl.col("metric").is_in(SHOWN))
    numbers = ("value", "lower", "upper", "rows", "uncertain")
    print(rates.filter(~CROSSED).select("metric", "slice", *numbers))

    print("Where most of those who earn more are missed, of 18 crossings")
    missed = rates.filter(CROSSED, metric="false_negative_rate")
    print(missed.sort("value", descending=True).head(6).select("slice", *numbers))

    print("Gaps against the rest")
    gaps = report.gaps(against="rest").filter(~CROSSED, metric="false_negative_rate")
    found = ("difference", "lower", "upper", "adjusted_p_value", "evidence")
    print(gaps.select("slice", *found))

    print("Largest less smallest rate among the groups of a family: 0 is equal")
    differences = ("demographic_parity_difference", "equal_opportunity_difference")
    criteria = report.criteria().filter(pl.col("metric").is_in(differences))
    print(criteria.select("family", "metric", "value"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, help="rows of either half; all by default")
    with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
        main(parser.parse_args().rows)
