import re

import numpy as np
import polars as pl
import pytest

import counterpoise as cp
from counterpoise.errors import DataError, PlanError

FRAME = pl.DataFrame(
    {
        "toxic": [1, 0, None, 0, 1, 0, 1],
        "gender": ["male", "female", "male", None, "female", "", "other"],
        "code": ["1", "2", "10", "1", "2", "10", "1"],
        "age": [20, 30, 40, 50, None, 35, 61],
        "weight": [1.0, 2.0, 1.0, 0.5, 1.0, 1.0, 3.0],
        "score": [0.9, 0.8, 0.3, 0.6, 0.2, 0.5, 0.7],
        "after": [0.1, None, 0.3, 0.6, 0.9, 0.5, None],
        "note": ["a,b", 'say "x"', "two\nlines", "", "é", "x", "y"],
    }
)
GROUPS = ["gender", "code", cp.Bins(name="age_bin", column="age", edges=[35])]
WRITERS = {
    ".parquet": lambda frame, path: frame.write_parquet(path),
    ".csv": lambda frame, path: frame.write_csv(path),
    ".tsv": lambda frame, path: frame.write_csv(path, separator="\t"),
    ".ndjson": lambda frame, path: frame.write_ndjson(path),
    ".arrow": lambda frame, path: frame.write_ipc(path),
}


def tables(examples):
    report = cp.audit(examples, {"m": "score"}, thresholds=[0.5], crossings=[("gender", "code")])
    rates = report.table().filter(pl.col("metric") != "roc_auc")
    return rates, report.left_out, report.not_annotated


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_scan_gives_what_reading_gives(suffix, batch, tmp_path):
    path = tmp_path / f"rows{suffix}"
    WRITERS[suffix](FRAME, path)
    columns = {"label": "toxic", "groups": GROUPS, "weight": "weight"}
    scanned = tables(cp.scan(path, batch=batch, **columns))
    whole = tables(cp.read(path, **columns))
    assert scanned[1:] == whole[1:]
    assert scanned[0]["slice"].to_list() == whole[0]["slice"].to_list()
    for name in ("value", "lower", "upper", "numerator", "denominator", "rows"):
        np.testing.assert_allclose(scanned[0][name], whole[0][name], rtol=1e-12)


def test_many_files_and_a_lazy_frame_are_one_scan(tmp_path):
    for place in range(3):
        FRAME[place::3].write_parquet(tmp_path / f"part-{place}.parquet")
    shards = tables(cp.scan(tmp_path / "*.parquet", label="toxic", groups=["gender", "code"]))
    lazy = tables(cp.scan(FRAME.lazy(), label="toxic", groups=["gender", "code"]))
    assert shards[0].equals(lazy[0])


@pytest.mark.parametrize("batch", [2, 100])
def test_predicates_compare_what_a_csv_spells(batch, tmp_path):
    path = tmp_path / "rows.csv"
    FRAME.write_csv(path)
    groups = [cp.where("older", "age >= 35"), cp.where("first", pl.col("code") == 1)]
    scanned = cp.audit(
        cp.scan(path, label="toxic", groups=groups, batch=batch), {"m": "score"}
    ).table()
    rows = scanned.filter(metric="prevalence")
    assert dict(rows.select("slice", "rows").iter_rows()) == {
        "overall": 6,
        "older=yes": 3,
        "first=yes": 3,
    }


def test_a_text_that_comes_late_in_a_compared_column_is_refused(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("toxic,age,score\n" + "1,30,0.5\n" * 10_000 + "0,old,0.5\n")
    scanned = cp.scan(path, label="toxic", groups=[cp.where("older", "age >= 35")])
    expected = (
        f"{path}, row 10001: column `age`, which a predicate compares, held Int64 in the first "
        "10,000 rows, but here is the text 'old'. "
        "Write the column alike, or save it as Parquet with a type."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        cp.audit(scanned, {"m": "score"})


def test_pairs_are_columns_beside_the_scores(tmp_path):
    path = tmp_path / "rows.parquet"
    FRAME.write_parquet(path)
    report = cp.audit(
        cp.scan(path, label="toxic", groups=["gender"], batch=2),
        {"m": "score"},
        counterfactual_scores={"m": "after"},
        thresholds=[0.5],
    )
    found = report.table().filter(metric="flip_rate", slice="overall").row(0, named=True)
    # Of the five pairs one side has a label for four: 0.9 -> 0.1 and 0.2 -> 0.9 flip.
    assert (found["numerator"], found["denominator"]) == (2, 4)


def test_errors_name_the_row_of_the_file(tmp_path):
    path = tmp_path / "rows.parquet"
    FRAME.with_columns(
        weight=pl.when(pl.col("age") == 61).then(-1).otherwise("weight")
    ).write_parquet(path)
    scanned = cp.scan(path, label="toxic", weight="weight", batch=2)
    with pytest.raises(DataError, match=rf"^{re.escape(str(path))}, row 7: column `weight`"):
        cp.audit(scanned, {"m": "score"})


def test_a_short_row_of_a_csv_is_refused(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("toxic,score,note\n1,0.5,x\n0,0.5\n")
    with pytest.raises(DataError, match="line 3: expected 3 fields, as in the header, but got 2"):
        cp.audit(cp.scan(path, label="toxic"), {"m": "score"})


def test_a_missing_column_is_named_with_those_that_exist(tmp_path):
    path = tmp_path / "rows.parquet"
    FRAME.write_parquet(path)
    with pytest.raises(DataError, match=r"^There is no column `scores` in .*Did you mean `score`"):
        cp.audit(cp.scan(path, label="toxic"), {"m": "scores"})


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match="to be a Parquet file, but it is damaged"):
        cp.audit(cp.scan(path, label="toxic"), {"m": "score"})


def test_rows_that_are_all_left_out_are_refused(tmp_path):
    path = tmp_path / "rows.parquet"
    FRAME.with_columns(toxic=pl.lit(None, dtype=pl.Float64)).write_parquet(path)
    expected = (
        "Expected rows to audit, but there are none (no label: 7). "
        "Look at the files and at the columns that were named."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        cp.audit(cp.scan(path, label="toxic", batch=3), {"m": "score"})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"scores": {"m": np.zeros(7)}}, "^The scores of `m` must be the name of a column"),
        (
            {"operating_points": [cp.OperatingPoint(rate="positive_rate", target=0.1)]},
            "^`operating_points` need all scores at once",
        ),
        ({"counterfactual_scores": {"n": "after"}}, "^`counterfactual_scores` must name models"),
    ],
)
def test_what_needs_all_rows_at_once_is_refused(asked, expected):
    scanned = cp.scan(FRAME.lazy(), label="toxic")
    with pytest.raises(PlanError, match=expected):
        cp.audit(scanned, **({"scores": {"m": "score"}} | asked))


def test_quantiles_and_no_batch_are_refused():
    quartiles = cp.Quantiles(name="q", column="age", parts=4)
    with pytest.raises(PlanError, match="made of quantiles, which need all rows at once"):
        cp.scan(FRAME.lazy(), label="toxic", groups=[quartiles])
    with pytest.raises(PlanError, match=r"^`batch` must be at least 1 row, but it is 0"):
        cp.scan(FRAME.lazy(), label="toxic", batch=0)
