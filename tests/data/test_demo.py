"""The synthetic comments: the same for a seed, true to what was planted, inoffensive."""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib.resources import files

import polars as pl
import pytest
from scipy.stats import binom

from counterpoise.data import demo, demo_truth
from counterpoise.data.demo import demo_comments
from counterpoise.data.demo_truth import PLANTED, Mention, Planted
from counterpoise.errors import PlanError

FEMALE = """aunt daughter female girl grandma granny her ladies lady mom mother mum niece princess
    queen she sister waitress wife wives woman women"""
MALE = """boy brother dad father grandpa grandson he him his husband king knight lad lord man male
    nephew prince son uncle waiter"""
FORBIDDEN = """crap damn die dumb fat fool hate hell idiot idiots kill loser moron stupid sucks
    trash ugly vermin"""
COLUMNS = ("gender", "religion", "sexual_orientation")


@pytest.fixture(scope="module")
def comments() -> pl.DataFrame:
    return demo_comments()


def mentioning(frame: pl.DataFrame, group: str) -> pl.DataFrame:
    hits = [pl.col(name).list.contains(group).fill_null(value=False) for name in COLUMNS]
    return frame.filter(pl.any_horizontal(hits))


def positives(frame: pl.DataFrame) -> int:
    return int((frame["toxicity"] >= 0.5).sum())


def holding(frame: pl.DataFrame, terms: str) -> pl.Series:
    return frame["text"].str.contains(rf"(?i)\b(?:{'|'.join(terms.split())})\b")


def assert_binomial(hits: int, rows: int, rate: float) -> None:
    """`hits` lies within the exact binomial limits of `rate` at 99.9 %."""
    low, high = binom.ppf([0.0005, 0.9995], rows, rate)
    assert low <= hits <= high, f"{hits} of {rows}, expected {low} to {high}"


def words(*names: str) -> str:
    source = files("counterpoise.data").joinpath("demo.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)["words"]
    return " ".join(word for name in names for word in table[name])


def test_a_seed_always_gives_the_same_bytes(comments: pl.DataFrame):
    digest = hashlib.sha256(repr(comments.rows()).encode()).hexdigest()
    assert digest == "7d7ce27f5caa92c2c7ded598231d66588c48c4d1b3562501b1794d941dd585a9"


def test_asking_twice_gives_the_same_frame_and_another_seed_another_one():
    assert demo_comments(rows=300, seed=3).equals(demo_comments(rows=300, seed=3))
    assert not demo_comments(rows=300, seed=3).equals(demo_comments(rows=300, seed=4))


def test_the_columns_are_those_of_an_annotated_comment_set(comments: pl.DataFrame):
    groups = pl.List(pl.String)
    assert dict(comments.schema) == {
        "id": pl.String,
        "text": pl.String,
        "toxicity": pl.Float64,
        "gender": groups,
        "religion": groups,
        "sexual_orientation": groups,
        "split": pl.String,
    }
    assert comments.height == 6000
    assert comments["toxicity"].is_between(0, 1).all()
    assert comments.select("id", "text", "toxicity", "split").null_count().sum_horizontal()[0] == 0


def test_every_id_says_synthetic_and_is_unique(comments: pl.DataFrame):
    assert comments["id"][0] == "synthetic-00001"
    assert comments["id"].str.starts_with("synthetic-").all()
    assert comments["id"].is_unique().all()


def test_the_documentation_says_synthetic():
    for documented in (demo, demo_comments, demo_truth, Planted, Mention):
        assert "synthetic" in (documented.__doc__ or "").lower()


def test_one_comment_can_be_asked_for():
    assert demo_comments(rows=1).height == 1


def test_no_comments_cannot_be_asked_for():
    message = "`rows` must be at least 1, but it was 0. Ask for more comments."
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        demo_comments(rows=0)


def test_a_negative_seed_is_refused():
    message = "`seed` must be at least 0, but it was -1. Any such integer will do."
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        demo_comments(seed=-1)


def test_the_planted_shares_add_up_to_one():
    assert sum(mention.share for mention in PLANTED.mentions) == pytest.approx(1)


def test_the_planted_rates_follow_from_the_mentions():
    assert PLANTED.by_group["muslim"] == pytest.approx((0.03 * 0.08 + 0.01 * 0.5) / 0.04)
    assert PLANTED.shares["gay"] == pytest.approx(0.05 + 0.015 + 0.015)


def test_some_groups_are_planted_far_above_the_rest_and_the_others_near_it():
    planted = {group for group, rate in PLANTED.by_group.items() if rate > 2 * PLANTED.prevalence}
    assert planted == {"female", "male", "gay"}
    for group in PLANTED.by_group.keys() - planted:
        assert abs(PLANTED.by_group[group] - PLANTED.prevalence) < 0.08


@pytest.mark.parametrize("group", sorted(PLANTED.by_group))
def test_the_planted_rate_of_a_group_is_recovered(comments: pl.DataFrame, group: str):
    members = mentioning(comments, group)
    assert_binomial(positives(members), members.height, PLANTED.by_group[group])


@pytest.mark.parametrize("group", sorted(PLANTED.shares))
def test_the_planted_share_of_a_group_is_recovered(comments: pl.DataFrame, group: str):
    annotated = comments.filter(pl.col("gender").is_not_null())
    assert_binomial(mentioning(annotated, group).height, annotated.height, PLANTED.shares[group])


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_planted_prevalence_is_recovered_in_each_split(comments: pl.DataFrame, split: str):
    part = comments.filter(pl.col("split") == split)
    assert_binomial(positives(part), part.height, PLANTED.prevalence)


def test_the_planted_share_of_rows_is_annotated_in_all_columns_or_in_none(comments: pl.DataFrame):
    known = comments.select(pl.col(name).is_not_null() for name in COLUMNS)
    assert_binomial(int(known["gender"].sum()), comments.height, PLANTED.annotated)
    assert known["religion"].equals(known["gender"])
    assert known["sexual_orientation"].equals(known["gender"])


def test_two_rows_in_three_are_for_training(comments: pl.DataFrame):
    train = int((comments["split"] == "train").sum())
    assert_binomial(train, comments.height, PLANTED.train)


def test_identical_texts_are_never_in_both_splits(comments: pl.DataFrame):
    assert comments["text"].n_unique() < comments.height
    assert (comments.group_by("text").agg(pl.col("split").n_unique())["split"] == 1).all()


def test_tone_is_ambiguous_and_contradicts_the_label_as_often_as_planted(comments: pl.DataFrame):
    rude, kind = holding(comments, words("rude", "harsh")), holding(comments, words("kind", "warm"))
    assert not (rude & kind).any()
    clear = rude | kind
    assert_binomial(int((~clear).sum()), comments.height, PLANTED.ambiguous)
    contradicted = clear & (rude != (comments["toxicity"] >= 0.5))
    assert_binomial(int(contradicted.sum()), int(clear.sum()), PLANTED.noise)


def test_groups_overlap_within_a_column_and_across_columns(comments: pl.DataFrame):
    assert comments.filter(pl.col("gender") == ["female", "male"]).height > 100
    assert mentioning(mentioning(comments, "female"), "muslim").height > 20
    assert mentioning(mentioning(comments, "male"), "gay").height > 20


@pytest.mark.parametrize(("group", "terms"), [("female", FEMALE), ("male", MALE)])
def test_a_text_holds_gender_terms_exactly_where_that_gender_is_annotated(
    comments: pl.DataFrame, group: str, terms: str
):
    annotated = comments.filter(pl.col("gender").is_not_null())
    assert holding(annotated, terms).equals(annotated["gender"].list.contains(group))


@pytest.mark.parametrize(
    ("column", "group", "terms"),
    [
        ("sexual_orientation", "gay", "gay lesbian"),
        ("sexual_orientation", "bisexual", "bisexual"),
        ("sexual_orientation", "heterosexual", "straight"),
        ("religion", "buddhist", "Buddhist"),
        ("religion", "christian", "Christian"),
        ("religion", "jewish", "Jewish"),
        ("religion", "muslim", "Muslim"),
    ],
)
def test_a_text_names_a_group_exactly_where_that_group_is_annotated(
    comments: pl.DataFrame, column: str, group: str, terms: str
):
    annotated = comments.filter(pl.col(column).is_not_null())
    assert holding(annotated, terms).equals(annotated[column].list.contains(group))


def test_every_gender_term_occurs(comments: pl.DataFrame):
    terms = f"{FEMALE} {MALE} gay lesbian".split()
    assert [term for term in terms if not holding(comments, term).any()] == []


def test_lesbian_is_said_of_women_only(comments: pl.DataFrame):
    lesbian = comments.filter(holding(comments, "lesbian"))
    assert holding(lesbian, FEMALE).all()
    assert not holding(lesbian, MALE).any()


def test_no_comment_holds_a_forbidden_word(comments: pl.DataFrame):
    assert comments.filter(holding(comments, FORBIDDEN))["text"].to_list() == []


def test_every_slot_of_every_sentence_is_filled(comments: pl.DataFrame):
    assert comments.filter(pl.col("text").str.contains(r"[{}]|  |^\s|\s$"))["text"].to_list() == []


def test_texts_look_like_real_text(comments: pl.DataFrame):
    texts = comments["text"]
    assert len(set(re.findall(r"\w+", " ".join(texts).lower()))) > 500
    for pattern in (r"\n", r"[^\x00-\x7f]", r"[!?…]", r"^[^A-Z]*$"):
        assert 100 < texts.str.contains(pattern).sum() < comments.height
