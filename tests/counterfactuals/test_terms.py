import re

import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import ablate
from counterpoise.counterfactuals.terms import (
    Lexicon,
    identity_terms,
    load_terms,
    pejorative_terms,
    split,
)
from counterpoise.counterfactuals.terms.contexts import CONTEXTS, is_context
from counterpoise.errors import DataError, PlanError

HEADER = "term,category,group,ambiguous,context\n"


@pytest.fixture
def terms_file(tmp_path):
    def write(text, name="terms.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(path, message):
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        load_terms(path)


def test_the_packaged_terms_cover_the_categories_of_civil_comments():
    terms = identity_terms()
    assert terms.categories == (
        *("gender", "sexual_orientation", "religion", "race_and_nationality"),
        *("disability", "age"),
    )
    assert not terms.frame["pejorative"].any()
    assert (terms.frame["source"] != "").all()


@pytest.mark.parametrize(
    "term",
    [
        "lesbian",
        "gay",
        "bisexual",
        "transgender",
        "trans",
        "queer",
        "lgbt",
        "lgbtq",
        "homosexual",
        "straight",
        "heterosexual",
        "male",
        "female",
        "nonbinary",
        "african",
        "african american",
        "black",
        "white",
        "european",
        "hispanic",
        "latino",
        "latina",
        "latinx",
        "mexican",
        "canadian",
        "american",
        "asian",
        "indian",
        "middle eastern",
        "chinese",
        "japanese",
        "christian",
        "muslim",
        "jewish",
        "buddhist",
        "catholic",
        "protestant",
        "sikh",
        "taoist",
        "old",
        "older",
        "young",
        "younger",
        "teenage",
        "millenial",
        "middle-aged",
        "elderly",
        "blind",
        "deaf",
        "paralyzed",
    ],
)
def test_the_fifty_terms_of_dixon_are_in(term):
    rows = identity_terms().frame.filter(pl.col("term") == term)
    assert "Dixon et al. 2018" in rows["source"].to_list()


def test_pejorative_terms_stand_apart_and_fill_no_slot():
    apart = pejorative_terms()
    assert apart.frame["pejorative"].all()
    assert (apart.frame["slot"] == "").all()
    assert not {*apart.terms} & {*identity_terms().terms}


def test_terms_of_one_category_and_slot_stand_for_each_other():
    terms = identity_terms()
    assert terms.counterparts("father") == ("mother",)
    assert {"christian", "jewish"} <= {*terms.counterparts("muslim")}
    assert {"christians", "jews"} <= {*terms.counterparts("muslims")}
    assert "christian" not in terms.counterparts("muslims")
    assert "catholic" not in terms.counterparts("christian")
    assert terms.counterparts("wheelchair") == ()


def test_a_pejorative_term_is_never_a_counterpart():
    frame = identity_terms().named("religion").frame
    bad = frame.filter(pl.col("term") == "jews").with_columns(pejorative=pl.lit(value=True))
    terms = Lexicon(name="x", frame=pl.concat([bad, frame.filter(pl.col("term") == "muslims")]))
    assert terms.counterparts("muslims") == ()
    assert terms.counterparts("jews") == ("muslims",)


def test_no_ambiguous_phrase_hides_a_shorter_term():
    assert not identity_terms().filter(pl.col("ambiguous")).frame["term"].str.contains(" ").any()


def test_a_lexicon_is_a_term_list_too():
    terms = identity_terms().named("religion").term_list
    assert ablate(pl.Series(["the Muslim artist"]), terms).to_list() == ["the artist"]
    assert terms.name == "identity_terms+religion"


def test_a_lexicon_without_terms_is_no_term_list():
    expected = (
        "A term list needs at least one term, but the lexicon `identity_terms` has none. "
        "Select fewer rows away."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        _ = identity_terms().filter(pl.lit(value=False)).term_list


def test_an_unknown_category_and_an_unknown_term_are_refused():
    expected = "The lexicon `identity_terms` has no category `genders`. Did you mean `gender`? "
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}"):
        identity_terms().named("genders")
    count = len(identity_terms().terms)
    expected = (
        f"The lexicon `identity_terms` has no term `cat`. It has {count} terms; "
        "ask for one of `lexicon.terms`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        identity_terms().counterparts("cat")


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("train", [0.01, 0.5, 0.7, 0.99])
def test_a_split_keeps_lemmas_whole_and_every_group_on_both_sides(seed, train):
    terms = identity_terms()
    trained, held_out = split(terms, train=train, seed=seed)
    assert not {*trained.frame["lemma"]} & {*held_out.frame["lemma"]}
    assert len(trained) + len(held_out) == len(terms)
    lemmas = terms.frame.group_by("category", "group").agg(pl.col("lemma").n_unique())
    for category, group, number in lemmas.iter_rows():
        here = (pl.col("category") == category) & (pl.col("group") == group)
        assert trained.filter(here).terms
        assert bool(held_out.filter(here).terms) == (number > 1)


def test_a_seed_gives_one_split_and_another_seed_another():
    first = split(identity_terms(), seed=1)[1].terms
    assert split(identity_terms(), seed=1)[1].terms == first
    assert split(identity_terms(), seed=2)[1].terms != first


def test_a_split_that_cannot_be_is_refused():
    for train in (0, 1):
        expected = (
            f"`train` must be inside (0, 1), but it is {train}. "
            "Give the fraction to train with, such as 0.7."
        )
        with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
            split(identity_terms(), train=train, seed=0)
    expected = "`seed` must be at least 0, but it is -1. Any such integer will do."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        split(identity_terms(), seed=-1)
    expected = (
        "`seed` must be a whole number of at least 0, but it is 'x'. Any such integer will do."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        split(identity_terms(), seed="x")
    expected = (
        "`train` must be a number inside (0, 1), but it is 'a'. "
        "Give the fraction to train with, such as 0.7."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        split(identity_terms(), train="a", seed=0)


def test_groups_that_share_all_lemmas_in_a_ring_are_refused(terms_file):
    ring = "x,c,a\ny,c,a\ny,c,b\nz,c,b\nx,c,d\nz,c,d\n"
    terms = load_terms(terms_file("term,category,group\n" + ring))
    with pytest.raises(PlanError, match=r"must have lemmas on both sides, but it shares all of"):
        split(terms, train=0.5, seed=0)


def test_a_csv_file_is_read(terms_file):
    text = "# mine\nterm,category,group,slot,ambiguous,context\n"
    text += "Red  Head,hair,red,head,,\nblonde,hair,blond,head,yes,{} people\n"
    frame = load_terms(terms_file(text)).frame
    assert frame["term"].to_list() == ["red head", "blonde"]
    assert frame["lemma"].to_list() == ["red head", "blonde"]
    assert frame["ambiguous"].to_list() == [False, True]
    assert frame.schema == identity_terms().frame.schema


def test_a_toml_file_says_the_same(terms_file):
    csv = load_terms(terms_file(HEADER + "blonde,hair,blond,true,people\n"))
    toml = '[[terms]]\nterm = "blonde"\ncategory = "hair"\ngroup = "blond"\n'
    toml += 'ambiguous = true\ncontext = "people"\n'
    assert load_terms(terms_file(toml, "terms.toml")).frame.equals(csv.frame)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "c++,skill,coder,,",
            "column `term` must hold a term that begins and ends with a letter or digit, but it "
            "holds 'c++'. Leave its punctuation out: whole words are matched.",
        ),
        (
            "x,,coder,,",
            "column `category` must hold something, but it holds ''. Fill it in.",
        ),
        (
            "x,skill,coder,maybe,",
            "column `ambiguous` must hold true or false, but it holds 'maybe'. Write one of them.",
        ),
        (
            "x,skill,coder,true,",
            "column `context` must hold a context where `ambiguous` is true, and none elsewhere, "
            f"but it holds ''. Give both or neither. Shared contexts: {', '.join(CONTEXTS)}.",
        ),
        (
            "x,skill,coder,true,{} (",
            "column `context` must hold a shared context or a regular expression that holds `{}`, "
            "but it holds '{} ('. Available: `people`, `people_or_being`, `group`, `age`.",
        ),
        (
            "a,b,c,,",
            "column `term` must hold each term once for a group and slot, but it holds 'a'. "
            "Row 2 may say the same; take one of the repeated rows out.",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(terms_file, row, message):
    path = terms_file(f"{HEADER}a,b,c,,\n{row}\n")
    number = 1 if row.startswith("a,b") else 2
    refused(path, f"{path}, row {number}: {message}")


def test_a_wrong_file_is_refused(terms_file, tmp_path):
    path = terms_file("term,category\nx,y\n")
    refused(
        path,
        f"{path}: expected a column `group`, but the columns are `term`, `category`. Add it.",
    )
    path = terms_file("term,category,group,lema\nx,y,z,x\n")
    with pytest.raises(DataError, match=r"there is no column `lema`\. Did you mean `lemma`\?"):
        load_terms(path)
    path = terms_file(HEADER)
    refused(path, f"{path}: expected at least one term, but it holds none. Add a row.")
    missing = tmp_path / "none.csv"
    refused(missing, f"There is no file `{missing}`. Look at the path.")
    path = terms_file("x", "terms.xlsx")
    refused(
        path,
        f"A file of terms must end in .csv or .toml, but it is `{path}`. Save it as one of these.",
    )
    with pytest.raises(DataError, match="expected terms as TOML, but it cannot be read: "):
        load_terms(terms_file("terms = 3", "terms.toml"))


def test_a_context_that_rust_cannot_read_is_none():
    assert not is_context("(?<=the ){}")
    assert is_context("people")
    assert not is_context("no place for the term")


def test_a_wrong_part_of_speech_is_refused_with_the_right_ones(terms_file):
    path = terms_file("term,category,group,part_of_speech\nx,skill,coder,noun\n")
    refused(
        path,
        f"{path}, row 1: column `part_of_speech` must hold a part of speech, or nothing, but it "
        "holds 'noun'. Did you mean `pronoun`? Available: `adjective`, `noun_singular`, "
        "`noun_plural`, `noun_mass`, `pronoun`, `title`.",
    )


def test_tables_of_another_name_are_refused(terms_file):
    path = terms_file('[[term]]\nterm = "x"\n', "terms.toml")
    refused(
        path,
        f"{path}: expected tables called `[[terms]]`, but it holds `term`. "
        "Write `[[terms]]` above each term.",
    )


def test_a_row_longer_than_the_header_is_refused_with_its_number(terms_file):
    path = terms_file("# mine\nterm,category,group\na,b,c\nx,y,z,w\n")
    refused(
        path,
        f"{path}, row 2: expected at most 3 values, one for each column of the header, but it has "
        "4. Put a value that holds a comma in double quotes.",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("term = 3", "column `term` must hold text, but it holds 3. Put it in quotes."),
        (
            'ambiguous = "yes"',
            "column `ambiguous` must hold true or false, but it holds 'yes'. "
            "Write one of them, without quotes.",
        ),
    ],
)
def test_a_value_of_another_type_in_toml_is_refused(terms_file, line, message):
    given = {"term": '"x"', "category": '"c"', "group": '"g"'}
    name, value = line.split(" = ")
    given[name] = value
    toml = "[[terms]]\n" + "".join(f"{key} = {value}\n" for key, value in given.items())
    path = terms_file(toml, "terms.toml")
    refused(path, f"{path}, row 1: {message}")


def test_a_file_that_cannot_be_parsed_is_refused_without_advice_that_nobody_can_take(terms_file):
    path = terms_file("", "terms.csv")
    refused(
        path, f"{path}: expected terms as CSV, but it cannot be read: empty CSV. Mend the file."
    )
