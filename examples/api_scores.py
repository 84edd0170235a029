"""Two published systems audited on the same 1,000 posts, by the group that a post is about.

The scores of Perspective and of a prompted Claude come with the posts (HateXplain); nothing is
trained. A post is positive where at least two of three annotators called it hateful or offensive.

    python examples/api_scores.py
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

import counterpoise as cp

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))
SCORES = {"perspective": "perspective_score", "claude": "claude_score"}
GROUPS = ["gender", "sexual_orientation", "religion", "race", "other_identity"]
FEWEST = 20
"""Rows behind a rate for it to be printed; every group stays in the report."""
ERRORS = ["false_positive_rate", "false_negative_rate"]
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 160, "fmt_str_lengths": 80}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}


def scored_posts() -> cp.Examples:
    """The posts that both systems scored, without their text."""
    posts = pl.read_parquet(DATA / "api_scores_hatexplain.parquet")
    both = posts.drop_nulls(list(SCORES.values()))
    print(f"{posts.height - both.height} of {posts.height} posts lack a score and are left out\n")
    return cp.read(both, label="hatexplain_toxicity", groups=GROUPS)


def main() -> None:
    """Prints rates, gaps and changes at score > 0.5."""
    posts = scored_posts()
    report = cp.audit(posts, SCORES, thresholds=[0.5])
    rates, printed = cp.summary(report), pl.col("rows") >= FEWEST
    errors = printed & pl.col("metric").is_in(ERRORS)
    numbers = ("value", "lower", "upper", "rows")

    print("Errors at score > 0.5: FPR of posts not hateful or offensive, FNR of the others")
    print(rates.filter(errors).select("metric", "model", "slice", *numbers, "uncertain"))

    print("FPR against the rest (posts not about the group)")
    gaps = report.gaps(against="rest").filter(printed, metric="false_positive_rate")
    found = ("difference", "lower", "upper", "adjusted_p_value", "evidence", "rows_enough")
    print(gaps.select("model", "slice", *found))

    print("ROC AUC, which needs no threshold")
    print(rates.filter(metric="roc_auc", slice="overall").select("model", *numbers))

    print("Claude held against Perspective on the same posts; up to 0.02 for the worse is let pass")
    changes = cp.compare(posts, SCORES, baseline="perspective", margin=0.02).table()
    changes = changes.filter(errors | ((pl.col("metric") == "roc_auc") & printed))
    print(changes.select("metric", "slice", "change", "lower", "upper", "p_value", "verdict"))


if __name__ == "__main__":
    with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
        main()
