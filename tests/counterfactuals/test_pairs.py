import doctest
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise import ablation_pairs, audit, read, substitution_pairs
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.counterfactuals.pairs.schema import COLUMNS
from counterpoise.counterfactuals.terms import GENDER_50, identity_terms
from counterpoise.errors import DataError, PlanError, RunError

OWN = pl.DataFrame(
    {
        "source": [0, 0, 2, 2, 2],
        "counterfactual": ["a dog", "a cat", "the ox", "the cow", "the hen"],
        "terms": [["bird"], ["bird"], ["fox", "bird"], ["fox"], None],
    }
)


@pytest.fixture
def own():
    return Pairs(frame=OWN, examples=4, left_out={"too short": 1})


def test_only_texts_that_hold_a_term_make_pairs(make_examples):
    examples = make_examples([0, 1, 0], texts=["A gay man, a gay dog", "it ran", "gay cats"])
    pairs = ablation_pairs(examples, ["gay"])
    assert pairs.frame.schema == COLUMNS
    row = {
        "category": "sexual_orientation",
        "from_group": "homosexual_gay_or_lesbian",
        "to_group": None,
        "generator": "ablation:custom",
        "weight": 1.0,
        "valid": True,
        "reason": None,
    }
    assert pairs.frame.to_dicts() == [
        {
            **row,
            "source": 0,
            "source_id": "0",
            "text": "A gay man, a gay dog",
            "counterfactual": "A man, a dog",
            "term": "gay",
            "terms": ["gay"],
            "changes": 2,
        },
        {
            **row,
            "source": 2,
            "source_id": "2",
            "text": "gay cats",
            "counterfactual": "cats",
            "term": "gay",
            "terms": ["gay"],
            "changes": 1,
        },
    ]


def test_a_source_is_called_by_its_id_and_without_one_by_its_row():
    frame = pl.DataFrame({"n": [70, None, 90], "y": [0, 0, 0], "t": ["it ran", "he ran", "she"]})
    named = read(frame, label="y", text="t", id="n")
    assert ablation_pairs(named, ["he", "it"]).frame["source_id"].to_list() == ["70", "1"]
    kept = read(frame, label="y", text="t").filter(np.array([False, True, True]))
    pairs = ablation_pairs(kept, ["he"])
    assert pairs.frame.select("source", "source_id").rows() == [(0, "1")]


def test_a_text_of_terms_alone_makes_no_pair_and_is_counted(make_examples):
    examples = make_examples([0, 0], texts=["Zork!", "her zork dog"])
    pairs = ablation_pairs(examples, ["zork"])
    assert pairs.sources.tolist() == [1]
    assert pairs.left_out["nothing left but punctuation"] == 1


def test_terms_are_named_in_every_way_that_a_user_has(make_examples):
    examples = make_examples([0, 0], texts=["my aunt", "A Muslim sang."])
    names = {
        "gender_50": "gender_50",
        "gender": "gender",
        "all": "identity_terms",
        "custom": ["aunt"],
        GENDER_50.name: GENDER_50,
        "identity_terms+religion": identity_terms().named("religion"),
    }
    for name, terms in names.items():
        pairs = ablation_pairs(examples, terms if name != "all" else "all")
        named = name if name != "all" else "identity_terms"
        assert pairs.frame["generator"].unique().to_list() == [f"ablation:{named}"]
    assert ablation_pairs(examples, "all").sources.tolist() == [0, 1]


def test_a_name_that_no_terms_have_is_refused(make_examples):
    expected = (
        "There are no terms called `genders`. Did you mean `gender`? Available: `gender_50`, "
        "`gender`, `sexual_orientation`, `religion`, `race_and_nationality`, `disability`, `age`, "
        "`all`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        ablation_pairs(make_examples([0], texts=["he"]), "genders")


def test_examples_without_text_are_refused(make_examples):
    expected = (
        "These examples have no text, and this needs it. "
        "Name the column that holds it: read(..., text='comment_text')."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        ablation_pairs(make_examples([0, 1]), "gender_50")


def test_substitution_makes_a_pair_for_every_other_group(make_examples):
    texts = ["A Muslim family moved in.", "Nobody moved in.", "The Hindu students won."]
    examples = make_examples([0, 0, 0], texts=texts)
    pairs = substitution_pairs(examples, "religion", targets=2)
    assert pairs.frame.schema == COLUMNS
    assert sorted(pairs.sources.tolist()) == [0, 0, 2, 2]
    assert pairs.frame["generator"].unique().to_list() == ["substitution:religion"]
    assert set(pairs.frame["from_group"]) == {"muslim", "hindu"}
    assert pairs.frame["weight"].to_list() == [0.5] * 4
    assert all(text not in texts for text in pairs.texts)


def test_substitution_tells_what_was_changed(make_examples):
    examples = make_examples([0], texts=["HER mother’s and her father's"])
    row = substitution_pairs(examples, "gender").frame.row(0, named=True)
    assert row["counterfactual"] == "HIS father’s and his mother's"
    assert (row["term"], row["terms"]) == ("her", ["her", "mother", "father"])
    assert (row["category"], row["from_group"], row["to_group"]) == ("gender", "female", "male")
    assert row["changes"] == 4


def test_substitution_pairs_are_audited_like_others(make_examples):
    examples = make_examples([0, 0], texts=["He ran.", "They ran."], g=[["a"], ["b"]])
    pairs = substitution_pairs(examples, "gender")
    report = audit(
        examples,
        {"m": lambda texts: [0.9 if "He" in text else 0.1 for text in texts]},
        pairs=pairs,
        thresholds=[0.5],
    )
    row = report.table().filter(metric="flip_rate", slice="overall").row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (1, 1)


def test_only_valid_pairs_are_audited_however_they_are_scored(make_examples):
    examples = make_examples([0, 0, 0], texts=["He ran.", "He sat.", "He lay."])
    pairs = substitution_pairs(examples, "gender").judged(pl.Series([None, "too short", None]))
    asked = []

    def model(texts):
        asked.extend(texts)
        return [0.9 if "ran" in text or "He" in text else 0.1 for text in texts]

    given = [0.9, 0.1, 0.1]
    for scores in ({}, {"m": np.array(given)}, {"m": pl.Series(given)}):
        report = audit(
            examples, {"m": model}, pairs=pairs, counterfactual_scores=scores, thresholds=[0.5]
        )
        row = report.table().filter(metric="flip_rate", slice="overall").row(0, named=True)
        assert (row["numerator"], row["denominator"]) == (1, 2)
    assert {"She ran.", "She lay."} <= {*asked}
    assert "She sat." not in asked


def test_a_score_of_a_pair_is_asked_for_and_named_by_its_place_among_all(make_examples):
    examples = make_examples([0, 0], texts=["He ran.", "He sat."])
    pairs = ablation_pairs(examples, ["he"]).judged(pl.Series(["too short", None]))
    with pytest.raises(DataError, match="pair 2"):
        audit(
            examples,
            {"m": lambda texts: [0.5 if "He" in text else 7.0 for text in texts]},
            pairs=pairs,
        )
    with pytest.raises(DataError, match="2"):
        audit(
            examples,
            {"m": lambda texts: [0.5 for _ in texts]},
            pairs=pairs,
            counterfactual_scores={"m": np.array([0.5])},
        )


def test_a_frame_of_your_own_is_filled_in(own):
    assert list(own.frame.schema) == list(COLUMNS)
    assert own.frame.schema == COLUMNS
    row = own.frame.row(4, named=True)
    assert row == {
        **dict.fromkeys(COLUMNS),
        "source": 2,
        "source_id": "2",
        "counterfactual": "the hen",
        "generator": "unnamed",
        "weight": 1 / 3,
        "valid": True,
    }


def test_further_columns_follow_and_weights_are_always_made_anew():
    frame = OWN.with_columns(weight=pl.lit(7.0), beside=pl.lit("x"))
    pairs = Pairs(frame=frame, examples=3)
    assert pairs.frame.columns == [*COLUMNS, "beside"]
    assert pairs.frame["weight"].to_list() == [1 / 2] * 2 + [1 / 3] * 3


def test_what_a_check_says_marks_pairs_and_drops_none(own):
    judged = own.judged(pl.Series(["short", None, None, "long", "short"]))
    assert len(judged) == 5
    assert judged.frame["valid"].to_list() == [False, True, True, False, False]
    assert judged.frame["weight"].to_list() == [0, 1, 1, 0, 0]
    assert judged.filtered == {"short": 2, "long": 1}
    assert judged.kept.texts.to_list() == ["a cat", "the ox"]
    assert judged.kept.examples == 4
    assert judged.kept.left_out == own.left_out
    again = judged.judged(pl.Series(["later", "later", None, None, None]))
    assert again.frame["reason"].to_list() == ["short", "later", None, "long", "short"]
    assert own.judged(pl.Series([None] * 5)).frame.equals(own.frame)


def test_merged_pairs_stand_once_by_the_first_that_made_them(make_examples):
    examples = make_examples([0, 0], texts=["A man ran.", "A woman ran."])
    first = substitution_pairs(examples, "gender")
    frame = pl.DataFrame(
        {"source": [1, 1], "counterfactual": ["A man ran.", "A person ran."], "beside": [1, 2]}
    )
    second = Pairs(frame=frame, examples=2, left_out={"why": 3})
    merged = first.merged(second)
    assert merged.frame.select("source", "counterfactual", "generator", "weight").rows() == [
        (0, "A woman ran.", "substitution:gender", 1.0),
        (1, "A man ran.", "substitution:gender", 0.5),
        (1, "A person ran.", "unnamed", 0.5),
    ]
    assert merged.frame["beside"].to_list() == [None, None, 2]
    assert merged.left_out == {"why": 3, "the same counterfactual by an earlier generator": 1}


def test_drawn_pairs_are_few_valid_and_of_every_source(own):
    judged = own.judged(pl.Series([None, None, "no", None, None]))
    drawn = judged.sampled(each=1, seed=4)
    assert drawn.sources.tolist() == [0, 2, 2]
    assert drawn.frame["weight"].to_list() == [1, 0, 1]
    assert own.sampled(each=3, seed=4).frame.equals(own.frame)


def test_all_sets_of_pairs_of_a_source_are_equally_likely():
    frame = pl.DataFrame({"source": np.repeat(np.arange(6_000), 4), "counterfactual": "x"})
    pairs = Pairs(frame=frame.with_columns(nth=pl.Series(np.tile(range(4), 6_000))), examples=6_000)
    drawn = pairs.sampled(each=2, seed=3).frame
    sets = drawn.group_by("source").agg("nth").group_by("nth").len()
    assert len(sets) == 6
    assert (sets["len"] / 6_000).to_list() == pytest.approx([1 / 6] * 6, abs=0.02)


def test_a_sample_holds_all_pairs_of_its_sources():
    frame = pl.DataFrame({"source": np.repeat(np.arange(100), 3), "counterfactual": "x"})
    pairs = Pairs(frame=frame, examples=200)
    sample = pairs.sample(sources=10, seed=1)
    assert sample.frame.group_by("source").len()["len"].to_list() == [3] * 10
    assert not sample.frame.equals(pairs.sample(sources=10, seed=2).frame)
    assert pairs.sample(sources=1_000, seed=1).frame.equals(pairs.frame)


def test_pairs_are_marked_that_change_trained_terms_alone(own):
    assert own.marked(["bird"]).frame["trained"].to_list() == [True, True, False, False, None]
    lexicon = identity_terms().named("gender")
    assert own.marked(lexicon).frame["trained"].to_list() == [False] * 4 + [None]
    marked = own.marked(["Bird", "fox"]).marked(["fox"])
    assert marked.frame["trained"].to_list() == [False, False, False, True, None]


REFUSED = [
    (
        lambda: Pairs(frame=OWN.drop("source"), examples=4),
        DataError,
        "Pairs need a column `source`, and these have none. Available: `counterfactual`, `terms`.",
    ),
    (
        lambda: Pairs(frame=OWN.with_columns(changes=pl.lit("x")), examples=4),
        DataError,
        "Column `changes` of pairs must be UInt32, but it is String. Cast it.",
    ),
    (
        lambda: Pairs(frame=OWN.with_columns(source=-pl.col("source")), examples=4),
        DataError,
        "Column `source` of pairs must be UInt32, but it is Int64 with values that do not fit. "
        "Cast it.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=2),
        DataError,
        "`source` must count the 2 examples from 0, but a pair has source 2. "
        "Make the pairs from these examples, or give their right number.",
    ),
    (
        lambda: Pairs(frame=OWN.with_columns(counterfactual=None), examples=4),
        DataError,
        "Column `counterfactual` of pairs must be known, but it is null in 5 of 5 rows. "
        "Fill it in, or leave these rows out.",
    ),
    (
        lambda: Pairs(frame=OWN.with_columns(valid=False), examples=4),
        DataError,
        "A pair must have a `reason` where it is not `valid`, and none where it is, but 5 of 5 "
        "rows say otherwise. Leave `valid` out: it follows from `reason`.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).judged(pl.Series([None])),
        PlanError,
        "`reasons` must be as many as the pairs, got 1 for 5. "
        "Give one for each pair, null for a valid one.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).merged(Pairs(frame=OWN, examples=5)),
        PlanError,
        "Pairs must be of the same examples to be merged, got 4 and 5 examples. "
        "Make them of the same ones.",
    ),
    (
        lambda: Pairs(frame=OWN.with_columns(text=pl.lit("a")), examples=4).merged(
            Pairs(frame=OWN.with_columns(text=pl.lit("b")), examples=4)
        ),
        PlanError,
        "Pairs must be of the same examples to be merged, but these have two texts for each of "
        "2 sources, 0 the first. Make them of the same ones.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sampled(each=0, seed=0),
        PlanError,
        "`each` must be at least 1, got 0. Leave the draw out for all.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sample(sources=0, seed=0),
        PlanError,
        "`sources` must be at least 1, got 0. Leave the draw out for all.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sampled(each=1.5, seed=0),
        PlanError,
        "`each` must be a whole number, at least 1, got 1.5. Leave the draw out for all.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sample(sources="2", seed=0),
        PlanError,
        "`sources` must be a whole number, at least 1, got '2'. Leave the draw out for all.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sample(sources=2, seed=0.5),
        PlanError,
        "`seed` must be a whole number in [0, 2^64), got 0.5. Any such integer will do.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).save("pairs.csv"),
        PlanError,
        "Pairs are written as Parquet, so the name of their file must end in .parquet, got "
        "`pairs.csv`. Call it `pairs.parquet`.",
    ),
    (
        lambda: Pairs(frame=OWN, examples=4).sampled(each=1, seed=-1),
        PlanError,
        "`seed` must be in [0, 2^64), got -1. Any such integer will do.",
    ),
]


@pytest.mark.parametrize(("call", "error", "expected"), REFUSED)
def test_what_cannot_be_meant_is_refused(call, error, expected):
    with pytest.raises(error, match=f"^{re.escape(expected)}$"):
        call()


def test_further_columns_of_two_types_are_not_merged():
    first = Pairs(frame=OWN.with_columns(beside=pl.lit(1)), examples=4)
    second = Pairs(frame=OWN.with_columns(beside=pl.lit("one")), examples=4)
    expected = (
        "A further column must have one type in all pairs to be merged, but `beside` is Int32 and "
        "String. Cast it or drop it."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        first.merged(second)
    unknown = Pairs(frame=OWN.with_columns(beside=None), examples=4)
    assert unknown.merged(second).frame["beside"].dtype == pl.String


def test_saved_pairs_are_the_same_when_they_are_loaded(own, tmp_path):
    kept = own.judged(pl.Series([None, "ж\n🙂", None, None, None])).marked(["bird"])
    path = tmp_path / "pairs.parquet"
    kept.save(path)
    loaded = Pairs.load(path)
    assert loaded.frame.equals(kept.frame)
    assert (loaded.examples, loaded.left_out) == (4, {"too short": 1})
    assert [file.name for file in tmp_path.iterdir()] == ["pairs.parquet"]


def test_pairs_are_saved_in_folders_that_are_made_and_over_pairs_alone(own, tmp_path):
    path = tmp_path / "new" / "pairs.parquet"
    own.save(path)
    own.marked(["bird"]).save(path)
    assert "trained" in Pairs.load(path).frame.columns
    other = tmp_path / "other.parquet"
    OWN.write_parquet(other)
    before = other.read_bytes()
    (tmp_path / "folder.parquet").mkdir()
    for place in (other, tmp_path / "folder.parquet"):
        expected = (
            f"Pairs may replace nothing but a file of pairs, and {place} is none. "
            "It is left alone; choose another name."
        )
        with pytest.raises(RunError, match=f"^{re.escape(expected)}$"):
            own.save(place)
    assert other.read_bytes() == before


def test_two_equal_texts_are_no_valid_pair():
    frame = pl.DataFrame(
        {
            "source": [0, 0, 1, 1],
            "text": ["a", "a", "b", None],
            "counterfactual": ["a", "x", "b", "b"],
            "reason": [None, None, "too short", None],
        }
    )
    pairs = Pairs(frame=frame, examples=2)
    assert pairs.frame["reason"].to_list() == ["unchanged", None, "too short", None]
    assert pairs.frame["valid"].to_list() == [False, True, False, True]
    assert pairs.frame["weight"].to_list() == [0, 1, 0, 1]
    said = Pairs(frame=frame.drop("reason").with_columns(valid=True), examples=2)
    assert said.filtered == {"unchanged": 2}


def test_unchanged_pairs_are_in_no_flip_rate(make_examples):
    examples = make_examples([0, 0], texts=["He ran.", "They ran."])
    frame = pl.DataFrame(
        {"source": [0, 1], "text": examples.texts, "counterfactual": ["He ran.", "He ran."]}
    )
    report = audit(
        examples,
        {"m": lambda texts: [0.9 if "They" in text else 0.1 for text in texts]},
        pairs=Pairs(frame=frame, examples=2),
        thresholds=[0.5],
    )
    row = report.table().filter(metric="flip_rate", slice="overall").row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (1, 1)


def test_a_file_that_holds_no_pairs_is_refused(tmp_path):
    path = tmp_path / "pairs.parquet"
    expected = f"Expected a file of pairs at `{path}`, but there is none. Check the path."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Pairs.load(path)
    files = {
        "it cannot be read as Parquet": lambda: path.write_text("source,counterfactual"),
        "its metadata has no `counterpoise.pairs`": lambda: OWN.write_parquet(path),
        "`counterpoise.pairs` in its metadata is no JSON": lambda: OWN.write_parquet(
            path, metadata={"counterpoise.pairs": "{"}
        ),
        "`counterpoise.pairs` in its metadata is not of version 1": lambda: OWN.write_parquet(
            path, metadata={"counterpoise.pairs": '{"version": 2}'}
        ),
    }
    for fault, write in files.items():
        write()
        expected = (
            f"Expected a file of pairs at `{path}`, but {fault}. "
            "Give one that `Pairs.save` or `counterpoise pairs` wrote."
        )
        with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
            Pairs.load(path)


def test_the_page_about_pairs_is_true():
    page = Path(__file__).parents[2] / "docs" / "pairs.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 15
    assert found.failed == 0
