"""A model of income (UCI Adult) audited by sex, race and their crossing, mended, audited again.

The model sees neither sex nor race, yet misses more of the women who earn above 50,000 USD than of
the men. The remedy adds weight to these women in training; how much is chosen on training rows held
out for it, and both models are then held against each other on the same test rows.

    python examples/adult.py
    python examples/adult.py --rows 4000    # fewer rows of either split, for a quick look
    python examples/adult.py --explore      # then both models and their rows in a browser
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

import counterpoise as cp
from counterpoise.explorer import serve

Model = Callable[[pl.DataFrame], np.ndarray]
"""A table of features -> [rows] probabilities."""

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", BESIDE))
WORDS = ["workclass", "education", "marital_status", "occupation", "relationship"]
NUMBERS = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
ADDED = (0, 0.25, 0.5, 1, 2)
"""Weights tried; a plain row weighs 1."""
SHOWN = pl.col("metric").is_in(["false_positive_rate", "false_negative_rate"])
TABLES = {"tbl_rows": -1, "tbl_cols": -1, "tbl_width_chars": 160, "fmt_str_lengths": 80}
PLAIN = {"tbl_formatting": "NOTHING", "tbl_hide_dataframe_shape": True, "float_precision": 3}


def trained(train: cp.Examples, *, add: float) -> Model:
    """Boosted trees that score features, `add` added to the weight of women who earn more."""
    rule = cp.Upweight(column="sex", contains="Female", label="positive", add=add)
    weights = cp.upweighted(train, [rule], base=np.ones(len(train)))
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((codes, WORDS), remainder="passthrough")
    trees = HistGradientBoostingClassifier(max_iter=60, random_state=0)
    model = make_pipeline(columns, trees)
    rows = {"histgradientboostingclassifier__sample_weight": weights}
    model.fit(train.feature_frame, train.positives, **rows)
    return lambda people: model.predict_proba(people)[:, 1]


def chosen(train: cp.Examples) -> float:
    """The weight that leaves the smallest gap in missed positives on every other training row."""
    odd = np.arange(len(train)) % 2 == 1
    fitted, held_out = train.filter(~odd), train.filter(odd)
    tried = {f"{add:g}": trained(fitted, add=add) for add in ADDED}
    gaps = cp.audit(held_out, tried, thresholds=[0.5]).criteria()
    gaps = gaps.filter(family="sex", metric="equal_opportunity_difference")
    print("Weight added, and the gap in true positive rate by sex that it leaves (held-out rows)")
    print(gaps.select(weight="model", gap="value"))
    return float(gaps.sort("value")["model"][0])


def main(rows: int | None, *, explore: bool) -> None:
    """Prints the choice of weight, the audit of both models, the criteria, and the change."""
    people = pl.read_parquet(DATA / "tabular" / "adult.parquet")
    people = people.with_columns(pl.col(WORDS).fill_null("unknown"))
    people = people if rows is None else people.group_by("split", maintain_order=True).head(rows)
    features = [*WORDS, *NUMBERS]
    people = cp.read(
        people, label="label", groups=["sex", "race"], features=features, split="split"
    )
    train, test = people.part("train"), people.part("test")
    models = {
        "plain": trained(train, add=0),
        "mended": trained(train, add=chosen(train)),
    }
    report = cp.audit(test, models, thresholds=[0.5], crossings=[("sex", "race")])

    print("Rates at score > 0.5")
    numbers = ("value", "lower", "upper", "rows", "uncertain")
    print(cp.summary(report).filter(SHOWN).select("metric", "model", "slice", *numbers))

    print("Women against men")
    women = report.gaps(against="rest").filter(SHOWN, slice="sex=Female")
    found = ("difference", "lower", "upper", "adjusted_p_value", "evidence")
    print(women.select("metric", "model", *found))

    print("Largest less smallest rate among the groups of a family: 0 is equal")
    differences = ("demographic_parity_difference", "equal_opportunity_difference")
    criteria = report.criteria().filter(pl.col("metric").is_in(differences))
    print(criteria.pivot("model", index=["family", "metric"], values="value"))

    print("What mending changed on the same rows: by sex, then the price overall")
    changes = cp.compare(test, models, baseline="plain", margin=0.02).table()
    by_sex = changes.filter(SHOWN & pl.col("slice").str.starts_with("sex="))
    sizes = changes.filter(pl.col("metric").str.ends_with("_gap_size"), slice="sex=Female")
    price = changes.filter(~pl.col("metric").str.contains("_gap"), slice="overall")
    numbers = ("baseline_value", "value", "change", "lower", "upper", "verdict")
    print(pl.concat([by_sex, sizes, price]).select("metric", "slice", *numbers))

    if explore:
        facts = {"title": "Income above 50,000 USD (UCI Adult)"}
        serve(cp.Explorer(test, models, crossings=[("sex", "race")], facts=facts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, help="rows of either split; all by default")
    parser.add_argument("--explore", action="store_true", help="open the explorer at the end")
    with pl.Config(**TABLES, **PLAIN, tbl_hide_column_data_types=True):
        asked = parser.parse_args()
        main(asked.rows, explore=asked.explore)
