import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import Lexicon, identity_terms
from counterpoise.errors import DataError, PlanError


def lexicon(*terms, contexts=None):
    contexts = contexts or {}
    return Lexicon(
        name="test",
        frame=pl.DataFrame(
            {
                "term": terms,
                "category": ["category"] * len(terms),
                "group": [f"group of {term}" for term in terms],
                "lemma": terms,
                "slot": [""] * len(terms),
                "part_of_speech": [""] * len(terms),
                "ambiguous": [term in contexts for term in terms],
                "context": [contexts.get(term, "") for term in terms],
                "pejorative": [False] * len(terms),
                "source": [""] * len(terms),
            }
        ),
    )


def found(text, terms, **options):
    return matches(pl.Series([text]), terms, **options)["text"].to_list()


BY_HAND = [
    ("The Muslim's house", ["Muslim"]),
    ("the Muslim’s house", ["Muslim"]),
    ("the muslims' house, all muslims’ houses", ["muslims", "muslims"]),
    ("a gay-friendly bar, my ex-wife", ["gay", "wife"]),
    ("GAY Gay gAy", ["GAY", "Gay", "gAy"]),
    ("“gay” (gay) gay—gay…gay", ["gay"] * 5),
    ("égay gayé gay\u0301 gay_ gay1 gays2", []),
    ("日本 gay日本 日本gay", []),
    ("one\nwoman\r\ntwo\twoman", ["woman", "woman"]),
    ("African-American, african\n american", ["African-American", "african\n american"]),
    ("down's syndrome, Down’s Syndrome", ["down's syndrome", "Down’s Syndrome"]),
    ("gay mental gay men", ["gay", "gay", "men"]),
    ("a trans woman ran", ["trans woman"]),
    ("İ gay kadın, gaı, WİFE", ["gay"]),
    ("ſon, \u212aing", []),
    ("gay", ["gay"]),
    ("ga", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_whole_words_are_found(text, expected):
    spans = matches(pl.Series([text]), identity_terms())
    assert spans.unique("start", maintain_order=True)["text"].to_list() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the black cat", []),
        ("a black man", ["black"]),
        ("a black gay man", ["black"]),
        ("black and white people", ["black", "white"]),
        ("a black-and-white film", ["black", "white"]),
        ("black lives matter", ["black"]),
        ("the whites left", ["whites"]),
        ("egg whites", []),
        ("I'm black", ["black"]),
        ("I’m white", ["white"]),
        ("She is black, they were white", ["black", "white"]),
        ("the cat is black", []),
        ("a white house", []),
    ],
)
def test_an_ambiguous_term_counts_in_its_contexts(text, expected):
    assert found(text, identity_terms().named("race_and_nationality")) == expected


def test_a_context_of_ones_own_reads_words_before_and_after():
    terms = lexicon("roma", contexts={"roma": r"\bthe {}|{} people"})
    assert found("roma tomatoes, the roma, Roma people", terms) == ["roma", "Roma"]


def test_a_mark_in_the_text_makes_no_context():
    terms = lexicon("roma", contexts={"roma": "{} people"})
    assert found("\uf8ff people ate roma", terms) == []


def test_a_control_character_makes_no_context():
    terms = lexicon("roma", contexts={"roma": "{} people"})
    assert found("\x1a people ate roma", terms) == []


def test_two_contexts_of_a_term_give_one_match():
    first = lexicon("roma", contexts={"roma": "the {}"})
    second = first.filter(pl.lit(value=True))
    other = second.frame.with_columns(slot=pl.lit("adjective"), context=pl.lit("{} people"))
    both = first.joined(Lexicon(name="other", frame=other))
    assert found("the roma people", both) == ["roma"]


def test_the_first_of_overlapping_terms_counts_and_then_the_longest():
    terms = lexicon("old man", "man of", "of war", "old", "man")
    assert found("the old man of war", terms) == ["old man", "of war"]
    assert found("old old man man of of war", terms) == ["old", "old man", "man of", "of war"]


def test_terms_are_escaped_and_may_hold_any_letter():
    terms = lexicon("a.b", "señora", "élan", "женщина", "日本人")
    text = "a.b axb SEÑORA señoras Élan vélan ЖЕНЩИНА 日本人"
    assert found(text, terms) == ["a.b", "SEÑORA", "Élan", "ЖЕНЩИНА", "日本人"]


def test_thousands_of_terms_are_no_hindrance():
    terms = [f"{letter}{number}" for number in range(2500) for letter in ("x", "señor")]
    text = "x7 señor2499 x2499 y1 x25000"
    assert found(text, lexicon(*terms)) == ["x7", "señor2499", "x2499"]


def test_a_term_that_names_two_groups_gives_a_row_for_each():
    rows = matches(pl.Series(["", "a latina"]), identity_terms())
    assert rows.to_dict(as_series=False) == {
        "row": [1, 1],
        "start": [2, 2],
        "end": [8, 8],
        "text": ["latina", "latina"],
        "term": ["latina", "latina"],
        "group": ["female", "latino"],
        "category": ["gender", "race_and_nationality"],
    }


def test_a_missing_text_no_text_and_no_terms_hold_nothing():
    nothing = matches(pl.Series([None, "x"], dtype=pl.String), identity_terms())
    assert nothing.height == 0
    assert matches(pl.Series([], dtype=pl.String), identity_terms()).schema == nothing.schema
    none = identity_terms().filter(pl.lit(value=False))
    assert matches(pl.Series(["gay"]), none, disguised=True).schema == nothing.schema


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gaaay GAAAYYY", ["gaaay", "GAAAYYY"]),
        ("gaay maan", []),
        ("queeeer queer", ["queeeer", "queer"]),
        ("g.a.y g-a-y g*a*y g_a_y", ["g.a.y", "g-a-y", "g*a*y", "g_a_y"]),
        ("g@y, @sian. musl1m!", ["g@y", "@sian", "musl1m"]),
        (
            "g\u200bay mus\u00adlim g\u200da\u200dy",
            ["g\u200bay", "mus\u00adlim", "g\u200da\u200dy"],
        ),
        ("wo-man", ["wo-man"]),
        ("gaaaylord g@ymer hhheee 50n", []),
        ("gay-gay", ["gay", "gay"]),
        ("é g@y, é gaaay's", ["g@y", "gaaay"]),
    ],
)
def test_words_in_disguise_are_found_when_asked_for(text, expected):
    terms = identity_terms().filter(~pl.col("ambiguous"))
    assert found(text, terms, disguised=True) == expected
    rows = matches(pl.Series([text]), terms, disguised=True)
    cut = [text.encode()[start:end].decode() for start, end in rows["start", "end"].iter_rows()]
    assert cut == expected


PIECES = st.sampled_from(
    [
        *("gay", "GAY", "gay men", "men", "man of war", "war", "élan", "he", "her", "o'neil"),
        *(" ", "  ", "-", "'s", "’", "’s", "\n", "\u200b", "\u200d", "é", "\u0301", "_", "1", "."),
        *("mental", "İ", "ſ", "😀", "日本", "—", "\x00", "\uf8ff"),
    ]
)
TERMS = ("gay", "gay men", "men", "man of war", "war", "he", "her", "o'neil")
FOREIGN = (*TERMS, "élan", "mán")


def slowly(text, terms):
    """Spans in bytes by Python's regular expressions, with Rust's idea of a letter."""
    letter = "[\\w\u0300-\u036f\u200c\u200d]"
    parts = [
        f"(?{'ai' if term.isascii() else 'ui'}:{_pattern(term)})"
        for term in sorted(terms, key=len, reverse=True)
    ]
    pattern = rf"(?<!{letter})(?:{'|'.join(parts)})(?!{letter})"
    return [
        (len(text[: hit.start()].encode()), len(text[: hit.end()].encode()))
        for hit in re.finditer(pattern, text)
    ]


def _pattern(term):
    gaps = re.escape(term).replace(r"\ ", r"(?u:[\s\-‐‑]{1,4})")
    return gaps.replace("'", "['’]")


@settings(deadline=None)
@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=5))
def test_matching_equals_pythons_regular_expressions(texts):
    rows = matches(pl.Series(texts, dtype=pl.String), lexicon(*TERMS))
    expected = [(row, *span) for row, text in enumerate(texts) for span in slowly(text, TERMS)]
    assert rows["row", "start", "end"].rows() == expected


@settings(deadline=None)
@given(st.lists(PIECES.filter(lambda piece: piece != "ſ"), max_size=8).map("".join))
def test_matching_terms_outside_ascii_equals_pythons_regular_expressions(text):
    rows = matches(pl.Series([text]), lexicon(*FOREIGN))
    assert rows["start", "end"].rows() == slowly(text, FOREIGN)


ALIKE = (
    *("american", "americans", "american indian", "americanism", "trans", "trans-gender", "a.b"),
    *("homosexual", "homosexual man", "down's syndrome", "down", "mp3 player", "7th day"),
)
ALIKE_PIECES = st.sampled_from(
    [
        *("american", "American", "AMERICANS", "americanism", "americanisms", "indian", "Indian"),
        *("trans", "gender", "homosexual", "homosexuals", "man", "down", "syndrome", "s", "mp3"),
        *("player", "7th", "day", "7", "a", "b", "a.b", "x"),
        *(
            " ",
            "  ",
            "-",
            "\n",
            "\t ",
            "'",
            "’",
            "'s ",
            "\xa0",
            "‑",
            " -",
            "_",
            ".",
            ", ",
            "é",
            "—",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(st.lists(ALIKE_PIECES, max_size=8).map("".join), max_size=4))
def test_terms_that_begin_alike_are_told_apart_as_by_pythons_regular_expressions(texts):
    rows = matches(pl.Series(texts, dtype=pl.String), lexicon(*ALIKE))
    expected = [(row, *span) for row, text in enumerate(texts) for span in slowly(text, ALIKE)]
    assert rows["row", "start", "end"].rows() == expected


@pytest.mark.parametrize("size", [64, 100, 257])
def test_where_bytes_are_parted_makes_no_difference(monkeypatch, size):
    texts = pl.Series(["é GAY men", "", "a man of war, gay", None, "o’neil " * 40, "war"] * 3)
    whole = matches(texts, lexicon(*FOREIGN))
    monkeypatch.setattr("counterpoise.counterfactuals.matching.candidates._BLOCK", size)
    monkeypatch.setattr("counterpoise.counterfactuals.matching.laid._BATCH", size)
    assert whole.height == 3 * (1 + 2 + 40 + 1)
    assert matches(texts, lexicon(*FOREIGN)).equals(whole)


@settings(deadline=None)
@given(st.lists(st.text() | st.lists(PIECES | st.text(max_size=2)).map("".join), max_size=4))
def test_spans_lie_between_characters_in_order_and_hold_their_text(texts):
    rows = matches(pl.Series(texts, dtype=pl.String), identity_terms(), disguised=True)
    spans = rows.unique(["row", "start"], maintain_order=True)
    last = (0, 0)
    for row, start, end, text in spans["row", "start", "end", "text"].iter_rows():
        data = texts[row].encode()
        assert data[start:end].decode() == text
        assert data[:start].decode() + text + data[end:].decode() == texts[row]
        assert (row, start) >= last
        last = (row, end)


def test_matching_equals_pythons_regular_expressions_on_real_comments(shared_data):
    texts = pl.read_parquet(shared_data / "toxicity_pool.parquet", columns=["text"])["text"]
    texts = texts.sample(3_000, seed=1)
    terms = identity_terms().filter(pl.col("term").str.contains(r"^\w+$") & ~pl.col("ambiguous"))
    rows = matches(texts, terms).unique(["row", "start"], maintain_order=True)
    expected = [
        (row, *span)
        for row, text in enumerate(texts.to_list())
        for span in slowly(text, terms.terms)
    ]
    got = rows["row", "start", "end"].rows()
    assert [here for here in got if here not in {*expected}] == []
    assert len(got) == len(expected)


REFUSED = [
    (
        (["a woman"], identity_terms()),
        PlanError,
        "`texts` must be a Polars series, got list. Give pl.Series(texts).",
    ),
    (
        (pl.Series([1]), identity_terms()),
        DataError,
        "`texts` must hold texts, but they are Int64. Give the column that holds them, or cast it "
        "to pl.String.",
    ),
    (
        (pl.Series(["a woman"]), "gender"),
        PlanError,
        "`lexicon` must be a Lexicon, got the text 'gender'. Take the terms of a category: "
        "identity_terms().named('gender'), or of a file: load_terms('own.csv').",
    ),
    (
        (pl.Series(["a woman"]), ["woman"]),
        PlanError,
        "`lexicon` must be a Lexicon, got list. Take identity_terms(), or load_terms('own.csv').",
    ),
]


@pytest.mark.parametrize(("arguments", "error", "expected"), REFUSED)
def test_what_is_no_text_or_no_lexicon_is_refused(arguments, error, expected):
    with pytest.raises(error, match=f"^{re.escape(expected)}$"):
        matches(*arguments)


def test_texts_may_be_categories_or_all_missing():
    texts = pl.Series(["a woman", None, "a woman"])
    found = matches(texts, identity_terms())
    assert matches(texts.cast(pl.Categorical), identity_terms()).equals(found)
    assert matches(pl.Series([None, None]), identity_terms()).height == 0
