import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.substitution import (
    BOUND,
    INSULT,
    MIXED,
    NAMED,
    NO_COUNTERPART,
    NOBODY,
    UNSWAPPED,
    every_substitution,
    substitutions,
    with_lexicon_names,
)
from counterpoise.counterfactuals.substitution.terms import (
    swap_table,
    swap_table_of,
    swap_tables_of,
)
from counterpoise.counterfactuals.terms import identity_terms, load_terms
from counterpoise.errors import PlanError

SWAP = {"male": "female", "female": "male"}


def changed(text, change=SWAP, table="gender"):
    return substitutions(pl.Series([text]), change, table=table).frame["counterfactual"].to_list()


def test_a_counterfactual_comes_with_its_row_groups_and_number_of_changes():
    texts = pl.Series(["It rains.", None, "She lost her bag.", "A man and his wife"])
    made = substitutions(texts, SWAP, table="gender")
    assert made.frame.to_dicts() == [
        {
            "row": 2,
            "counterfactual": "He lost his bag.",
            "category": "gender",
            "term": "she",
            "terms": ["she", "her"],
            "from_group": "female",
            "to_group": "male",
            "changes": 2,
        },
        {
            "row": 3,
            "counterfactual": "A woman and her husband",
            "category": "gender",
            "term": "man",
            "terms": ["man", "his", "wife"],
            "from_group": "male",
            "to_group": "female",
            "changes": 3,
        },
    ]
    assert made.left_out == {}


def test_texts_left_out_are_counted_once_each_by_reason():
    texts = pl.Series(
        [
            "It rains.",
            "That bitch lost her keys.",
            "She met him.",
            "Her midwife called.",
            "you guys and mother nature",
            "She left.",
            "Mary lost her keys.",
            "A pregnant woman sat down.",
        ]
    )
    made = substitutions(texts, {"female": "male"}, table="gender")
    assert made.frame["row"].to_list() == [5]
    assert made.left_out == {
        INSULT: 1,
        MIXED: 1,
        NO_COUNTERPART: 1,
        NAMED: 1,
        BOUND: 1,
        NOBODY: 1,
    }


def test_no_text_gives_no_counterfactual():
    made = substitutions(pl.Series([], dtype=pl.String), SWAP, table="gender")
    assert made.frame.schema == substitutions(pl.Series(["he"]), SWAP, table="gender").frame.schema
    assert len(made) == 0
    nothing = every_substitution(pl.Series([None, "x"], dtype=pl.String), table="religion")
    assert len(nothing) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an actor, A waiter, An ACTOR", "an actress, A waitress, An ACTRESS"),
        ("an uncle and “a nephew”", "an aunt and “a niece”"),
        ("HER MA’AM", "HIS SIR"),
        ("éhe heé señhe", None),
        ("she\u0301 said", None),
        ("my fiancé, MY FIANCÉ", "my fiancée, MY FIANCÉE"),
        ("see https://x.org/the-woman and @she_ran, he said", None),
        ("Let her go.", "Let him go."),
        ("Let her dog go.", "Let his dog go."),
        ("S/he and (s)he", None),
        ("We man the boats.", None),
        ("her\r\n\r\nNext", "him\r\n\r\nNext"),
        ("the stewards' room, the steward's room", "the stewardesses' room, the stewardess's room"),
        ("gentlemen’s", "ladies’"),
        ("GENTLEMEN'S", "LADIES'"),
    ],
)
def test_gender_by_hand(text, expected):
    got = changed(text)
    if "https" in text:
        expected = text.replace("he said", "she said")
    assert got == ([] if expected is None else [expected])


def test_an_article_follows_the_sound_of_the_new_word():
    atheist = {"muslim": "atheist", "atheist": "muslim"}
    text = "a Muslim man, “a Muslim”, an atheist, AN ATHEIST, A MUSLIM"
    there = "an atheist man, “an atheist”, a Muslim, A MUSLIM, AN ATHEIST"
    assert changed(text, atheist, "religion") == [there]
    assert changed(there, atheist, "religion") == [text]


def test_every_ordered_pair_gives_a_counterfactual():
    made = every_substitution(pl.Series(["A blind man sang."]), table="disability")
    assert made.frame.select("from_group", "to_group", "counterfactual").rows() == [
        ("blind", "deaf", "A deaf man sang."),
        ("blind", "disabled", "A disabled man sang."),
        ("blind", "autistic", "An autistic man sang."),
    ]


def test_a_text_that_names_both_groups_is_swapped_once_or_left():
    texts = pl.Series(["She met him."])
    swapped = every_substitution(texts, table="gender")
    assert swapped.frame.select("counterfactual", "from_group").rows() == [
        ("He met her.", "female")
    ]
    left = every_substitution(texts, table="gender", mixed="leave")
    assert len(left) == 0
    assert left.left_out == {MIXED: 1}


def test_targets_are_drawn_for_each_text_by_the_seed():
    texts = pl.Series(["Muslims and Jews spoke.", "Atheists spoke."] * 50)
    drawn = every_substitution(texts, table="religion", targets=2, seed=1)
    assert drawn.frame.group_by("row").len()["len"].unique().to_list() == [2]
    assert drawn.frame["to_group"].n_unique() == 8
    again = every_substitution(texts, table="religion", targets=2, seed=1)
    assert drawn.frame.equals(again.frame)
    other = every_substitution(texts, table="religion", targets=2, seed=2)
    assert not drawn.frame.equals(other.frame)
    every = every_substitution(texts, table="religion").frame.drop("terms").rows()
    assert set(drawn.frame.drop("terms").rows()) <= set(every)


def test_a_table_of_your_own_serves():
    frame = pl.DataFrame(
        {"group": ["cat", "dog"], "slot": ["pet", "pet"], "term": ["cat", "Irish setter"]}
    )
    table = swap_table_of(frame, category="pets")
    assert changed("A cat!", {"cat": "dog"}, table) == ["An Irish setter!"]


def test_two_groups_with_the_same_term_make_no_pair():
    frame = pl.DataFrame({"group": ["a", "b"], "slot": ["x", "x"], "term": ["temple", "temple"]})
    table = swap_table_of(frame, category="places")
    assert changed("the temple", {"a": "b"}, table) == []


def test_every_table_has_a_counterpart_wherever_a_group_has_one():
    frame = pl.concat(
        [
            swap_table(c).frame
            for c in ("gender", "religion", "race_and_nationality", "disability", "age")
        ]
    )
    assert frame.select("group", "slot", "key").is_duplicated().sum() == 0


ONE_TO_ONE = {
    "he": "she",
    "himself": "herself",
    "uncle": "aunt",
    "waiters": "waitresses",
    "duke": "duchess",
    "actor": "actress",
    "nephew": "niece",
    "men": "women",
    "boy": "girl",
}
BOTH = ONE_TO_ONE | {new: old for old, new in ONE_TO_ONE.items()}
CASES = (str.lower, str.title, str.upper)
no_letters = st.text(st.characters(exclude_categories=["L", "Cs"]), max_size=6)
gaps = st.one_of(no_letters.map(" {} ".format), st.sampled_from([" a ", " an ", "-", "\n"]))
terms = st.tuples(st.sampled_from(sorted(BOTH)), st.sampled_from(CASES))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(terms, gaps), min_size=1, max_size=6), gaps)
def test_only_the_terms_change_and_back_is_the_same_text(parts, first):
    text = first + "".join(case(term) + gap for (term, case), gap in parts)
    there = first + "".join(case(BOTH[term]) + gap for (term, case), gap in parts)
    made = substitutions(pl.Series([text]), SWAP, table="gender").frame
    assert made["counterfactual"].to_list() == [there]
    assert made["changes"].to_list() == [len(parts)]
    assert changed(there) == [text]


pieces = st.one_of(
    st.text(max_size=8),
    st.sampled_from([*BOTH, "her", "his ", " him", "a ", " an", "Her", "’s", "man", "ladies' "]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(pieces, max_size=8).map("".join), min_size=1, max_size=4))
def test_any_text_gives_valid_text_unlike_it_whatever_stands_beside_it(texts):
    made = substitutions(pl.Series(texts, dtype=pl.String), SWAP, table="gender").frame
    for row, new in made.select("row", "counterfactual").iter_rows():
        assert new != texts[row]
        assert new.encode().decode() == new
        assert changed(texts[row]) == [new]
    untouched = set(range(len(texts))) - set(made["row"].to_list())
    assert all(changed(texts[row]) == [] for row in untouched)
    again = substitutions(pl.Series(texts, dtype=pl.String), SWAP, table="gender").frame
    assert made.equals(again)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: changed("he", SWAP, "sex"),
            "There is no swap table for `sex`. Available: `gender`, `religion`, "
            "`sexual_orientation`, `race_and_nationality`, `disability`, `age`. Make one of your "
            "own with swap_table_of(frame, category=...).",
        ),
        (
            lambda: changed("he", {"male": "femal"}),
            "The swap table of `gender` has no group `femal`. Did you mean `female`? "
            "Available: `male`, `female`.",
        ),
        (
            lambda: changed("he", {"male": "male"}),
            "`change` must map a group to another, got `male` to itself.",
        ),
        (lambda: changed("he", {}), "`change` must map at least one group to another, got {}."),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", targets=0),
            "`targets` must be at least 1, or None for every one, got 0.",
        ),
        (
            lambda: swap_table_of(pl.DataFrame({"group": ["a"], "slot": ["b"]}), category="c"),
            "A swap table needs the columns group, slot and term, and lacks `term`. "
            "Available: `group`, `slot`.",
        ),
        (
            lambda: swap_table_of(
                pl.DataFrame({"group": ["a"], "slot": ["b"], "term": [" "]}), category="c"
            ),
            "The swap table of `c` must have rows, each with a term, got 1 rows with 1 blank "
            "terms.",
        ),
        (
            lambda: swap_table_of(
                pl.DataFrame({"group": [], "slot": [], "term": []}), category="c"
            ),
            "The swap table of `c` must have rows, each with a term, got 0 rows with 0 blank "
            "terms.",
        ),
        (
            lambda: swap_table_of(
                pl.DataFrame({"group": ["a"], "slot": ["b"], "term": [3]}), category="c"
            ),
            "The column `term` of a swap table must be String, got Int64. Cast it.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", targets=1.5),
            "`targets` must be a whole number, or None for every one, got 1.5. "
            "Give one of at least 1.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", targets=True),
            "`targets` must be a whole number, or None for every one, got True. "
            "Give one of at least 1.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", mixed="zz"),
            "`mixed` must be `swap` or `leave`, got 'zz'. Available: `swap`, `leave`.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", seed=-3),
            "`seed` must be in [0, 2^64), got -3. Any such integer will do.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", seed="x"),
            "`seed` must be in [0, 2^64), got 'x'. Any such integer will do.",
        ),
        (
            lambda: every_substitution(pl.Series(["he"]), table="gender", first=-1),
            "`first` must be a whole number of at least 0, got -1. "
            "Give the index of the first text.",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(call, message):
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        call()


OWN_TERMS = """term,category,group,slot,ambiguous,context,pejorative
red,team,reds,colour,true,{} (?:fans|players),false
reds,team,reds,fans,false,,false
red star,team,reds,club,false,,false
green,team,greens,colour,true,{} (?:fans|players),false
greens,team,greens,fans,false,,false
olive city,team,greens,club,false,,false
offside trap,team,greens,,false,,false
reddo,team,reds,,false,,true
captain,office,captains,,false,,false
"""


@pytest.fixture
def own_tables(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(OWN_TERMS)
    return swap_tables_of(load_terms(path))


def test_a_lexicon_gives_a_table_for_each_category_with_groups_that_share_a_slot(own_tables):
    assert [table.category for table in own_tables] == ["team"]
    assert own_tables[0].groups == ("reds", "greens")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Reds beat a red  star.", "The Greens beat an olive city."),
        ("red players in red shirts", "green players in red shirts"),
        ("red\u00a0fans; RED FANS", "green\u00a0fans; GREEN FANS"),
        ("red stars are no red star", "red stars are no olive city"),
        ("a red dress", None),
        ("the reds, you reddo", None),
    ],
)
def test_terms_of_a_lexicon_are_swapped_as_phrases_and_in_their_contexts(
    own_tables, text, expected
):
    change = {"reds": "greens"}
    assert changed(text, change, own_tables[0]) == ([] if expected is None else [expected])


def test_what_a_lexicon_cannot_swap_is_left_out_with_its_reason(own_tables):
    texts = pl.Series(["a red dress", "the reds, you reddo", "greens in an offside trap"])
    made = every_substitution(texts, table=own_tables[0])
    assert len(made) == 0
    assert made.left_out == {INSULT: 1, NO_COUNTERPART: 1, NOBODY: 1}


def test_a_lexicon_without_counterparts_is_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("term,category,group,slot\nred,team,reds,colour\nhat,wear,hats,colour\n")
    expected = (
        "A lexicon must have terms of two groups with the same category and slot, so that they "
        "can stand in each other's place, and `own` has none. Fill in `slot`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        swap_tables_of(load_terms(path))


def test_what_is_drawn_of_a_text_hangs_on_its_index_not_on_the_texts_beside_it():
    texts = pl.Series(["Atheists spoke."] * 40)
    whole = every_substitution(texts, table="religion", targets=2, seed=5).frame
    late = every_substitution(texts[30:], table="religion", targets=2, seed=5, first=30).frame
    assert late["to_group"].to_list() == whole.filter(pl.col("row") >= 30)["to_group"].to_list()


def test_terms_of_the_lexicon_that_the_table_does_not_know_are_counted():
    texts = pl.Series(
        ["Those Americans left.", "A Mexican cook sang.", "The Chinese student won.",
         "An immigrant came.", "A black man sat.", "It rained."]
    )  # fmt: skip
    made = every_substitution(texts, table="race_and_nationality")
    assert made.frame["row"].unique().to_list() == [4]
    assert made.left_out == {UNSWAPPED: 4}


@pytest.mark.parametrize(
    ("table", "text", "left_out"),
    [
        ("gender", "A transgender student won.", {UNSWAPPED: 1}),
        ("gender", "The trans station", {}),
        ("gender", "Trans people vote.", {UNSWAPPED: 1}),
        ("disability", "He has autism.", {UNSWAPPED: 1}),
        ("age", "Teenagers ran.", {UNSWAPPED: 1}),
        ("age", "a middle-aged cook", {UNSWAPPED: 1}),
        ("age", "a middle aged cook", {UNSWAPPED: 1}),
        ("age", "an old boat", {NOBODY: 1}),
        ("race_and_nationality", "Native-American food", {UNSWAPPED: 1}),
        ("sexual_orientation", "That bitch of a queer play.", {UNSWAPPED: 1}),
    ],
)
def test_every_text_with_a_term_of_the_lexicon_has_a_reason(table, text, left_out):
    made = every_substitution(pl.Series([text]), table=table)
    assert len(made) == 0
    assert made.left_out == left_out


def test_a_change_of_chosen_groups_counts_terms_of_these_alone():
    made = substitutions(pl.Series(["A transgender student won."]), SWAP, table="gender")
    assert made.left_out == {}


def test_an_unknown_term_hides_no_known_one():
    assert changed("The Asian American man", {"asian": "white"}, "race_and_nationality") == [
        "The white American man"
    ]
    made = every_substitution(pl.Series(["Asian-American food"]), table="race_and_nationality")
    assert made.left_out == {NOBODY: 1}
    made = every_substitution(pl.Series(["A middle-aged old man"]), table="age")
    assert made.frame["counterfactual"].to_list() == ["A middle-aged young man"]


def test_a_text_that_would_come_out_as_it_was_is_counted():
    frame = pl.DataFrame({"group": ["a", "b"], "slot": ["x", "x"], "term": ["temple", "temple"]})
    table = swap_table_of(frame, category="places")
    made = every_substitution(pl.Series(["the temple", "a hill"]), table=table)
    assert (len(made), made.left_out) == (0, {NO_COUNTERPART: 1})


def test_a_word_for_men_that_may_name_anybody_is_written_and_not_looked_for():
    assert changed("A hostess") == ["A host"]
    assert changed("A host") == []
    table = swap_table("gender")
    assert {*table.unsought["key"]}.isdisjoint(table.sought["key"])


def test_the_groups_of_every_table_have_names_of_the_lexicon():
    for category in ("gender", "religion", "sexual_orientation", "race_and_nationality",
                     "disability", "age"):  # fmt: skip
        table = swap_table(category)
        named = {table.names.get(group, group) for group in table.groups}
        assert named <= {*identity_terms().groups(category)}


def test_groups_by_the_names_of_the_lexicon_stay_apart():
    table = swap_table("disability")
    made = every_substitution(pl.Series(["A blind man sang."]), table=table).frame
    named = with_lexicon_names(made, table)
    assert named.select("from_group", "to_group").rows() == [
        ("blind", "deaf"),
        ("physical_disability", "other_disability"),
        ("physical_disability", "intellectual_or_learning_disability"),
    ]
    assert named.drop("from_group", "to_group").equals(made.drop("from_group", "to_group"))
