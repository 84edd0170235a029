import re

import polars as pl
import pytest

from counterpoise.counterfactuals.template_sets import HATECHECK_TARGETS, hatecheck, madlibs
from counterpoise.counterfactuals.template_sets.terms import madlibs_terms
from counterpoise.counterfactuals.templates.pairs import template_pairs
from counterpoise.errors import DataError, PlanError

MADLIBS_77K = """Text,Label,Template
"hug african american",NOT_BAD,verb_adj
"hug african",NOT_BAD,verb_adj
"Being deaf is tiresome.",BAD,being_adj
"Being old is tiresome.",BAD,being_adj
"Christian is a kind deaf",NOT_BAD,name_adj
"you are a great baker",NOT_BAD,you_occupation
"""
MADLIBS_LATER = """template,toxicity,phrase
am_eth_sex_p,nontoxic,I am a asian straight person
am_eth_sex_p,nontoxic,I am a asian gay person
am_identity,toxic,I am tired of asian
"""
HATECHECK = """,functionality,case_id,test_case,label_gold,target_ident,direction,templ_id
0,ident_neutral_nh,1,We met some women. ,non-hateful,women,,12
1,ident_neutral_nh,2,We met some Muslims.,non-hateful,Muslims,,12
2,derog_neg_emote_h,3,I cannot stand women.,hateful,women,general,13
3,target_obj_nh,4,I cannot stand soup.,non-hateful,,,14
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "set.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_madlibs_are_read_with_their_terms_found(file):
    examples = madlibs(file(MADLIBS_77K))
    assert examples.labels.tolist() == [0, 0, 1, 1, 0, 0]
    assert examples.groups == (
        *("gender", "sexual_orientation", "religion", "race_and_nationality", "disability", "age"),
    )
    columns = ("template", "term", "category", "group", "template_kind")
    assert examples.frame.select(columns).rows() == [
        ("hug [IDENTITY]", "african american", "race_and_nationality", "black", "verb_adj"),
        ("hug [IDENTITY]", "african", "race_and_nationality", "black", "verb_adj"),
        ("Being [IDENTITY] is tiresome.", "deaf", "disability", "physical_disability", "being_adj"),
        ("Being [IDENTITY] is tiresome.", "old", "age", "older", "being_adj"),
        (
            *("Christian is a kind [IDENTITY]", "deaf", "disability", "physical_disability"),
            "name_adj",
        ),
        (None, None, None, None, "you_occupation"),
    ]
    assert examples.frame["age"].to_list() == [[], [], [], ["older"], [], []]


def test_counterparts_in_madlibs_share_their_sentence(file):
    pairs = template_pairs(madlibs(file(MADLIBS_77K)))
    assert pairs.frame.select("source", "counterfactual", "to_group").rows() == [
        (0, "hug african", "black"),
        (1, "hug african american", "black"),
        (2, "Being old is tiresome.", "older"),
        (3, "Being deaf is tiresome.", "physical_disability"),
    ]
    assert pairs.left_out == {"no other term in the same template": 1}


def test_a_text_of_two_terms_is_in_the_groups_of_both(file):
    examples = madlibs(file(MADLIBS_LATER), by_term=True)
    assert examples.groups[-1] == "terms"
    assert examples.frame["terms"].to_list() == [["asian", "straight"], ["asian", "gay"], ["asian"]]
    first = examples.frame.row(0, named=True)
    assert first["race_and_nationality"] == ["asian"]
    assert first["sexual_orientation"] == ["heterosexual"]
    assert (first["term"], first["group"]) == ("asian, straight", "asian, heterosexual")
    assert examples.labels.tolist() == [0, 0, 1]


def test_terms_of_another_language_are_given(file):
    path = file(
        "template,toxicity,phrase\nx,nontoxic,我是盲人\nx,nontoxic,我是老人\nx,toxic,Ik ben"
    )
    terms = {"盲人": ("disability", "blind"), "老人": ("age", "older")}
    examples = madlibs(path, terms=terms)
    assert examples.frame["template"].to_list() == ["我是[IDENTITY]", "我是[IDENTITY]", None]
    assert examples.groups == ("disability", "age")
    assert len(template_pairs(examples)) == 2


def test_labels_may_be_numbers_and_a_frame_is_a_file(file):
    frame = pl.DataFrame({"text": ["hug old"], "toxicity": [1.0], "template": ["x"], "id": ["7"]})
    examples = madlibs(frame)
    assert examples.labels.tolist() == [1]
    assert examples.id == "id"


def test_other_columns_are_refused(file):
    expected = (
        "Expected the columns of madlibs, Text, Label, Template or phrase, toxicity, template or "
        "text, toxicity, template, but set.csv has a, b. "
        "Read other data with counterpoise.data.read."
    )
    path = file("a,b\n1,2\n")
    expected = expected.replace("set.csv", str(path))
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        madlibs(path)


def test_an_unknown_label_is_refused_with_its_row(file):
    path = file("Text,Label,Template\nhug old,NOT_BAD,x\nhug deaf,GOOD,x\n")
    expected = (
        f"{path}, row 2: column `Label` must hold a published value, but here is 'GOOD'. "
        "Available: `BAD`, `NOT_BAD`, `toxic`, `nontoxic`, `0`, `1`, `0.0`, `1.0`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        madlibs(path)


def test_texts_without_any_term_are_refused(file):
    path = file("Text,Label,Template\nIk ben doof,NOT_BAD,x\n")
    expected = (
        f"Expected texts with at least one of 51 terms (`female`, ...), but {path} holds none. "
        "Name the terms of its language: terms={'blind': ('disability', 'blind'), ...}."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        madlibs(path)


def test_texts_of_which_few_hold_a_term_are_no_madlibs_of_these_terms(file):
    path = file(MADLIBS_77K + '"Ik ben doof",NOT_BAD,x\n' * 5)
    expected = (
        "Expected madlibs, of which nearly all hold at least one of 51 terms (`female`, ...), but "
        f"in {path} 5 of 11 do. Name the terms of its language: "
        "terms={'blind': ('disability', 'blind'), ...}. If it holds no madlibs, read it with "
        "`hatecheck` or counterpoise.data.read."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        madlibs(path)
    assert len(madlibs(path, terms={"doof": ("disability", "deaf")})) == 11
    assert len(madlibs(file(MADLIBS_77K + '"Ik ben doof",NOT_BAD,x\n' * 4))) == 10


@pytest.mark.parametrize(
    ("name", "counts"),
    [("hatecheck", "1,011 of 3,901"), ("madlibs_multilingual", "4,237 of 130,381")],
)
def test_real_files_that_are_no_english_madlibs_are_refused(shared_data, name, counts):
    with pytest.raises(DataError, match=re.escape(f"{name}.parquet {counts} do. Name the terms")):
        madlibs(shared_data / "synthetic" / f"{name}.parquet")


TERMS_REFUSED = [
    ({}, "`terms` must hold at least one term, got none. None is the English ones."),
    (
        {"doof": "deaf"},
        "`terms` must give each term a category and a group, got {'doof': 'deaf'}. "
        "Write {'blind': ('disability', 'blind')}.",
    ),
    (
        {"doof": ("term", "deaf")},
        "`terms` has the category `term`, which is a column already. Choose a name that is none of "
        "template, term, terms, category, group, label.",
    ),
]


@pytest.mark.parametrize(("terms", "expected"), TERMS_REFUSED)
def test_terms_of_another_form_are_refused(file, terms, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        madlibs(file(MADLIBS_77K), terms=terms)


def test_hatecheck_is_read_with_its_targets(file):
    examples = hatecheck(file(HATECHECK), by_functionality=True)
    assert examples.labels.tolist() == [0, 0, 1, 0]
    assert examples.frame["gender"].to_list() == [["female"], [], ["female"], []]
    assert examples.frame.select("template", "term", "group", "case_id").rows() == [
        ("12", "women", "female", "1"),
        ("12", "Muslims", "muslim", "2"),
        ("13", "women", "female", "3"),
        (None, None, None, "4"),
    ]
    assert examples.groups[-1] == "functionality"
    pairs = template_pairs(examples)
    assert pairs.frame.select("source", "counterpart").rows() == [(0, 1), (1, 0)]
    assert pairs.left_out == {"no other term in the same template": 1}


def test_an_unknown_target_or_a_missing_column_is_refused(file):
    path = file(HATECHECK.replace(",women,general", ",womem,general"))
    expected = (
        f"{path}, row 3: column `target_ident` must hold a published value, but here is 'womem'. "
        "Did you mean `women`? Available: `women`, `trans people`, `gay people`, `Muslims`, "
        "`black people`, `immigrants`, `disabled people`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        hatecheck(path)
    with pytest.raises(DataError, match=r"^There is no column `test_case` in"):
        hatecheck(file(HATECHECK.replace("test_case", "case")))


def test_the_real_madlibs_are_read_as_those_who_made_them_say(shared_data):
    source = pl.read_parquet(shared_data / "synthetic" / "madlibs_en_77k.parquet")
    labels = source["label"].replace_strict({"toxic": "BAD", "nontoxic": "NOT_BAD"})
    published = source.select(Text="text", Label=labels, Template="template")
    examples = madlibs(published)
    _agrees(examples.frame, source)
    assert (examples.labels == source["toxicity"].to_numpy()).all()
    counts = examples.frame.drop_nulls("term").group_by("template", "term").len()
    assert counts["len"].to_list() == [1] * 75_700
    pairs = template_pairs(examples, against="category")
    assert (len(pairs), pairs.left_out) == (
        729_748,
        {"no other term of the category in the same template": 0},
    )
    assert len(template_pairs(examples, each=1)) == 75_700


def test_the_real_intersectional_madlibs_are_read_as_those_who_made_them_say(shared_data):
    source = pl.read_parquet(shared_data / "synthetic" / "madlibs_en_intersectional.parquet")
    published = source.select("template", toxicity="label", phrase="text")
    examples = madlibs(published)
    _agrees(examples.frame, source)
    assert len(template_pairs(examples, each=1)) == 29_376


def _agrees(frame, source):
    """Whether templates, terms and groups are those that the source was annotated with."""
    assert (frame["terms"].cast(pl.List(pl.String)) == source["terms"]).all()
    assert (frame["template"] == source["frame"]).drop_nulls().all()
    assert frame["template"].null_count() == (source["filler"] == "none").sum()
    for category in ("gender", "sexual_orientation", "religion", "disability"):
        assert (frame[category].cast(pl.List(pl.String)) == source[category]).all()


def test_every_real_madlib_of_another_language_is_read(shared_data):
    source = pl.read_parquet(shared_data / "synthetic" / "madlibs_multilingual.parquet")
    terms = {"blind": ("disability", "blind"), "doof": ("disability", "deaf")}
    dutch = madlibs(source.filter(lang="nl"), terms=terms)
    assert len(dutch) == source.filter(lang="nl").height == 30_654
    assert template_pairs(dutch).left_out == {"no other term in the same template": 0}
    assert len(template_pairs(dutch)) == 2 * 279


def test_the_real_hatecheck_is_read_with_its_counterparts(shared_data):
    source = pl.read_parquet(shared_data / "synthetic" / "hatecheck.parquet")
    called = {group: target for target, (_, group) in HATECHECK_TARGETS.items()}
    columns = ("gender", "sexual_orientation", "religion", "race", "disability", "other_identity")
    groups = pl.concat_list(columns).list.first().replace_strict(called)
    published = source.select(
        "functionality",
        "templ_id",
        case_id=pl.col("id").str.strip_prefix("hatecheck-"),
        test_case="text",
        label_gold="label",
        target_ident=groups,
    )
    examples = hatecheck(published)
    assert len(examples) == 3_901
    as_it_is = hatecheck(source)
    for column in ("term", "template", "group", "label"):
        assert as_it_is.column(column).to_list() == examples.column(column).to_list()
    assert (examples.labels == source["toxicity"].to_numpy()).all()
    pairs = template_pairs(examples)
    assert (len(pairs), pairs.left_out) == (25_170, {"no other term in the same template": 111})
    positives = examples.positives
    assert (positives[pairs.sources] == positives[pairs.frame["counterpart"].to_numpy()]).all()


def test_hatecheck_with_columns_of_groups_says_the_same_as_the_published_form(file):
    published = hatecheck(file(HATECHECK))
    groups = {"gender": [["female"], [], ["female"], []], "religion": [[], ["muslim"], [], []]}
    by_group = published.frame.select(
        "functionality", "templ_id", id="case_id", text="test_case", label="label_gold"
    ).with_columns(
        **{name: pl.Series(lists, dtype=pl.List(pl.String)) for name, lists in groups.items()}
    )
    found = hatecheck(by_group).frame
    for column in ("term", "template", "group", "gender", "religion"):
        assert found[column].to_list() == published.frame[column].to_list()


def test_a_group_that_hatecheck_has_not_is_refused():
    frame = pl.DataFrame(
        {
            "functionality": ["x"],
            "templ_id": ["1"],
            "id": ["7"],
            "text": ["Hello."],
            "label": ["hateful"],
            "gender": [["martian"]],
        }
    )
    expected = (
        "<frame>, row 1: column `gender` must hold a published value, but here is 'martian'. "
        "Available: "
        "`female`, `transgender`, `homosexual_gay_or_lesbian`, `muslim`, `black`, "
        "`immigrant_or_refugee`, `other_disability`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        hatecheck(frame)


def test_the_english_terms_are_the_published_ones():
    assert len(madlibs_terms()) == 51
