"""`Audit`: any split of the rows into bundles, as Beam may make it, is one report."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import apache_beam as beam
import numpy as np
import polars as pl
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.beam import Audit, AuditRows
from counterpoise.beam.audit import ROWS
from counterpoise.beam.summing import Summed
from counterpoise.data import Quantiles, where
from counterpoise.errors import DataError, PlanError
from counterpoise.report import Report

seeds = st.integers(0, 2**32 - 1)


def bundled(audit: Audit, elements: list, generator: np.random.Generator) -> Report:
    """What a runner makes of the elements in random bundles, sent and merged in random order."""
    accumulators = []
    bundles = np.array_split(np.arange(len(elements)), generator.integers(1, 6))
    for bundle in bundles:
        accumulator = audit.create_accumulator()
        for place in bundle:
            accumulator = audit.add_input(accumulator, elements[place])
        accumulators.append(pickle.loads(pickle.dumps(audit.compact(accumulator))))
    while len(accumulators) > 1:
        generator.shuffle(accumulators)
        taken = generator.integers(2, len(accumulators) + 1)
        merged = audit.merge_accumulators(accumulators[:taken])
        accumulators = [merged, *accumulators[taken:]]
    return audit.extract_output(accumulators[0])


@pytest.mark.parametrize("weighted", [False, True])
@given(seed=seeds)
@settings(max_examples=3, deadline=None)
def test_any_bundles_merged_in_any_order_are_one_report(weighted, seed, sample) -> None:
    generator = np.random.default_rng(seed)
    fold, rows = sample.fold(weighted=weighted), sample.rows(seed)
    cuts = np.sort(generator.integers(0, len(rows) + 1, 4)).tolist()
    frames = [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    generator.shuffle(frames)
    found, local = bundled(Audit(fold), frames, generator), sample.report(fold, rows)
    sample.assert_same(found, local)
    if not weighted:  # the same sums, and so the same redrawings to the last digit
        asked = {"intervals": "resampled", "draws": 200, "seed": 5}
        assert found.gaps(**asked).equals(local.gaps(**asked))


@pytest.mark.parametrize("weighted", [False, True])
def test_frames_rows_and_sums_mix(weighted, sample, parts) -> None:
    fold = sample.fold(weighted=weighted)
    one, two, three = parts
    elements = [one, *two.to_dicts(), Summed.of(three.to_arrow(), fold=fold)]
    found = bundled(Audit(fold), elements, np.random.default_rng(0))
    sample.assert_same(found, sample.report(fold, *parts))


def test_rows_leave_out_what_they_do_not_have(sample) -> None:
    fold, rows = sample.fold(), sample.rows(5)
    present = [
        {name: value for name, value in row.items() if value is not None} for row in rows.to_dicts()
    ]
    alone = [name[0] if name and len(name) == 1 else name for name in rows["gender"].to_list()]
    for row, name in zip(present, alone, strict=True):
        row |= {} if name is None else {"gender": name}
    found = bundled(Audit(fold), present, np.random.default_rng(1))
    sample.assert_same(found, sample.report(fold, rows))


def test_many_single_rows_do_not_pile_up(sample) -> None:
    audit, row = Audit(sample.fold()), sample.rows(0, 1).fill_null(0).to_dicts()[0]
    accumulator = audit.create_accumulator()
    for _ in range(ROWS + 3):
        accumulator = audit.add_input(accumulator, row)
    assert len(accumulator.waiting) == 3


def test_a_column_that_no_row_has_is_no_column(sample) -> None:
    audit = Audit(sample.fold())
    frames = [sample.rows(0).drop("score"), sample.rows(1).drop("score", "faith")]
    accumulator = audit.create_accumulator()
    for frame in frames:
        accumulator = audit.add_input(accumulator, frame)
    message = (
        "There is no column `score` in any of the rows. "
        "Available: `faith`, `gender`, `label`, `single`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        audit.extract_output(accumulator)


def test_a_column_that_one_batch_lacks_is_null_there(sample) -> None:
    fold, one, two = sample.fold(), sample.rows(0), sample.rows(1).drop("score", "gender")
    found = bundled(Audit(fold), [one, two], np.random.default_rng(0))
    sample.assert_same(found, sample.report(fold, one, two))


@pytest.mark.parametrize(
    "predicate",
    [
        *("length(comment) > 5", "age >= 10 AND length(comment) > 5", "flag", "comment IS NULL"),
        pl.col("comment").str.contains("o") | (pl.col("age") > 3),
    ],
)
def test_a_predicate_holds_over_batches_without_a_value_to_compare(predicate, sample) -> None:
    some = sample.rows(4, 40).with_columns(age=pl.lit(12), flag=pl.lit(True))
    none = sample.rows(5, 40).drop("comment")
    fold = sample.fold(groups=("gender", "faith", where("w", predicate)))
    elements = [some, *none.to_dicts()]
    found = bundled(Audit(fold), elements, np.random.default_rng(2))
    sample.assert_same(found, sample.report(fold, some, none))


def test_an_element_that_is_no_frame_is_refused(sample) -> None:
    audit = Audit(sample.fold())
    message = (
        "Expected batches of rows as pandas, Polars or PyArrow frames, or rows as mappings "
        "(dict), but got int. Map the elements to one of them."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        audit.add_input(audit.create_accumulator(), 3)


def test_quantiles_are_refused(sample) -> None:
    fold = sample.fold(groups=("gender", "faith", Quantiles(name="q", column="weight", parts=4)))
    message = (
        "Group column `q` is made of quantiles, which need all rows at once. "
        "Write Bins(name='q', column='weight', edges=[...])."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        AuditRows(fold)


def test_a_batch_without_a_label_only_counts_what_is_left_out(sample) -> None:
    fold, rows = sample.fold(), sample.rows(2)
    without = rows[:7].with_columns(label=pl.lit(None))
    found = bundled(Audit(fold), [without, rows], np.random.default_rng(0))
    assert found.left_out["no label"] == 7 + rows["label"].null_count()
    assert (
        found.models[0].counts.rows.sum() == sample.report(fold, rows).models[0].counts.rows.sum()
    )


def test_no_rows_are_an_error(sample) -> None:
    audit = Audit(sample.fold())
    with pytest.raises(DataError, match="There is no column `label` in any of the rows"):
        audit.extract_output(audit.create_accumulator())


def test_packed_sums_are_small_and_the_same(sample, parts) -> None:
    summed = Summed.of(pl.concat(parts), fold=sample.fold())
    packed = pickle.dumps(summed)
    plain = sum(
        sums.ranking.rows.nbytes + sums.ranking.weight.nbytes
        for sums in summed.sums.models.values()
    )
    assert len(packed) < plain / 10
    fold = sample.fold()
    again = fold.report(pickle.loads(packed).sums)
    sample.assert_same(again, fold.report(summed.sums))


def test_a_pipeline_of_frames_gives_the_report(sample, parts, tmp_path) -> None:
    fold = sample.fold(weighted=True)
    frames = [part[first : first + 50] for part in parts for first in range(0, 200, 50)]
    # One worker: several threads of Beam's own runner can read one bundle without end.
    options = PipelineOptions(direct_num_workers=1, save_main_session=False)
    with beam.Pipeline(FnApiRunner(), options=options) as pipeline:
        _ = (
            pipeline
            | beam.Create(frames)
            | beam.Reshuffle()
            | AuditRows(fold, facts={"data": "frames"})
            | beam.Map(Report.save, tmp_path / "report.json")
        )
    report = Report.load(tmp_path / "report.json")
    assert report.facts == {"data": "frames"}
    sample.assert_same(report, sample.report(fold, *parts))


def test_each_key_has_its_own_report(sample, parts, tmp_path: Path) -> None:
    fold = sample.fold()
    keyed = [(f"part {number}", row) for number in (1, 2) for row in parts[number].to_dicts()]
    with beam.Pipeline(FnApiRunner()) as pipeline:
        _ = (
            pipeline
            | beam.Create(keyed)
            | beam.CombinePerKey(Audit(fold))
            | beam.MapTuple(lambda key, report: report.save(tmp_path / f"{key}.json"))
        )
    for number in (1, 2):
        found = Report.load(tmp_path / f"part {number}.json")
        sample.assert_same(found, sample.report(fold, parts[number]))
