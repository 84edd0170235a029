"""COMPAS deciles: what calibration within groups and equal error rates cost each other.

Where a share p of a group is positive, its error rates are tied to its predictive value:

    FPR = p / (1 - p) * (1 - PPV) / PPV * (1 - FNR)                      (Chouldechova, 2017)

Groups of different p cannot share PPV, FNR and FPR; nor can they be calibrated and have equal mean
scores in either class, unless prediction is perfect (Kleinberg, Mullainathan and Raghavan, 2016).
The score is decile / 10: it puts people in order and is no probability. So what is looked at is
whether a decile means the same in every group, not whether 0.7 means 70 %.

    python examples/compas.py
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

import counterpoise as cp

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))
MEDIUM = 0.4
"""Score > 0.4 is a decile of 5 or more, which COMPAS calls medium or high risk."""
RATES = ["prevalence", "false_positive_rate", "false_negative_rate", "positive_predictive_value"]
LARGE = ["race=African-American", "race=Caucasian", "sex=Female", "sex=Male"]
NUMBERS = ("value", "lower", "upper")
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 160, "fmt_str_lengths": 80}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}


def forced_rate(prevalence: pl.Expr, *, predictive_value: float, missed: float) -> pl.Expr:
    """The FPR that this prevalence forces on a group of the given PPV and FNR."""
    odds = prevalence / (1 - prevalence)
    return odds * (1 - predictive_value) / predictive_value * (1 - missed)


def main() -> None:
    """Prints the rates and the deciles side by side, and what prevalence alone forces."""
    people = pl.read_parquet(DATA / "tabular" / "compas_two_years.parquet")
    # Rounded, because Polars divides by way of 0.1, which puts 3 / 10 just above the bin's edge.
    people = people.with_columns(score=(pl.col("decile_score") / 10).round(1))
    people = cp.read(people, label="two_year_recid", groups=["race", "sex"])
    report = cp.audit(people, {"compas": "score"}, thresholds=[MEDIUM], include=["calibration"])
    table = report.table().filter(pl.col("metric").is_in(RATES))
    large = pl.col("slice").is_in(LARGE)

    print("Rates at a decile of 5 or more")
    print(table.select("metric", "slice", *NUMBERS, "rows"))

    print("Against everyone else")
    gaps = report.gaps(against="rest").filter(large & pl.col("metric").is_in(RATES))
    print(gaps.select("metric", "slice", "difference", "lower", "upper", "adjusted_p_value"))

    print("Share charged again within two years, by decile")
    limits = [pl.col(name).round(2) for name in ("observed", "lower", "upper")]
    deciles = report.calibration(bins=10).filter(large)
    deciles = deciles.select("slice", decile="bin", share=pl.format("{} [{}, {}]", *limits))
    print(deciles.pivot("slice", index="decile", values="share"))

    print("FPR that a group's prevalence forces on it at the PPV and FNR of overall")
    overall = dict(table.filter(slice="overall").select("metric", "value").iter_rows())
    ppv, fnr = overall["positive_predictive_value"], overall["false_negative_rate"]
    forced = [forced_rate(pl.col(name), predictive_value=ppv, missed=fnr) for name in NUMBERS]
    print(table.filter(large, metric="prevalence").select("slice", *forced))


if __name__ == "__main__":
    with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
        main()
