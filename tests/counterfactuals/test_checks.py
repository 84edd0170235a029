import re

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.checks import BY_NAME, RULES, check, checked
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError


def frame(*rows):
    return pl.DataFrame(rows, schema=["text", "counterfactual"], orient="row")


def pairs(*rows):
    made = frame(*rows).with_row_index("source")
    return Pairs(frame=made, examples=len(rows))


TWO = frame(("a man", "a woman"), ("a boy", "a girl"))


@pytest.mark.parametrize(
    "answer",
    [
        pl.Series([True, False]),
        np.array([True, False]),
        [True, False],
        (True, False),
    ],
)
def test_a_function_may_answer_with_any_row_of_booleans(answer):
    assert check(lambda _: answer, name="mine")(TWO).to_list() == [True, False]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            [True],
            "Check `mine` must answer for each pair, 2 in all, but it gave 1 answers. "
            "Return one Boolean for each row of the frame, in its order.",
        ),
        (
            [True, None],
            "Check `mine` must answer for each pair, but 1 of 2 answers are null, the first for "
            "pair 2. Decide what they are: answer.fill_null(False), for example.",
        ),
        (
            np.array([0.1, 0.9]),
            "Check `mine` must answer with Booleans, but it gave Float64. "
            "Return True where the label is expected to hold and False elsewhere.",
        ),
        (
            [None, None],
            "Check `mine` must answer with Booleans, but it gave Null. "
            "Return True where the label is expected to hold and False elsewhere.",
        ),
        (
            True,
            "Check `mine` must answer with a series, an array or a list of Booleans, but it gave "
            "bool. Return one Boolean for each row of the frame.",
        ),
        (
            np.ones((2, 1), dtype=bool),
            "Check `mine` must answer with a series, an array or a list of Booleans, but it gave "
            "ndarray. Return one Boolean for each row of the frame.",
        ),
    ],
)
def test_an_answer_that_is_none_is_refused(answer, message):
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        check(lambda _: answer, name="mine")(TWO)


def test_a_check_is_a_function_with_a_name():
    message = (
        "`judge` must be a function of the pairs' frame, got list. "
        "Give one that returns a Boolean for each pair."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        check([True], name="mine")
    message = (
        "`name` must not be empty, got '': pairs are counted under it. "
        "Give one, such as name='short'."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        check(lambda _: [True], name="")


def starts_with(letter):
    return check(
        lambda frame: frame["counterfactual"].str.starts_with(letter), name=f"begins with {letter}"
    )


def test_the_first_check_that_fails_is_the_reason_and_no_pair_goes():
    judged = checked(
        pairs(("x", "ab"), ("x", "bb"), ("x", "ac")),
        [
            starts_with("a"),
            check(lambda frame: frame["counterfactual"].str.ends_with("b"), name="ends with b"),
        ],
    )
    assert len(judged) == 3
    assert judged.frame["valid"].to_list() == [True, False, False]
    assert judged.frame["reason"].to_list() == [None, "fails begins with a", "fails ends with b"]
    assert judged.filtered == {"fails begins with a": 1, "fails ends with b": 1}


def test_a_check_sees_only_the_pairs_that_are_left():
    seen = []

    def look(frame):
        seen.append(frame["counterfactual"].to_list())
        return [True] * frame.height

    before = pairs(("x", "ab"), ("x", "bb"), ("x", "ac")).judged(
        pl.Series(["known to be bad", None, None], dtype=pl.String)
    )
    judged = checked(before, [starts_with("a"), check(look, name="look")])
    assert seen == [["ac"]]
    assert judged.filtered == {"fails begins with a": 1, "known to be bad": 1}


def test_a_text_that_gives_one_pair_less_gives_the_others_more_weight():
    frame = pl.DataFrame({"source": [0, 0], "text": ["x", "x"], "counterfactual": ["a", "b"]})
    judged = checked(Pairs(frame=frame, examples=1), [starts_with("a")])
    assert judged.frame["weight"].to_list() == [1.0, 0.0]


def test_no_pairs_pass_every_check():
    judged = checked(pairs())
    assert len(judged) == 0
    assert judged.filtered == {}


def test_no_checks_change_nothing():
    before = pairs(("a man", "a woman"))
    assert checked(before, []).frame.equals(before.frame)


def test_the_rules_are_known_by_name():
    assert tuple(BY_NAME) == ("no_pejorative", "not_attacked", "length_ratio", "similarity")
    assert tuple(BY_NAME.values()) == RULES


@pytest.mark.parametrize("name", BY_NAME)
def test_an_original_that_is_not_known_is_refused(name):
    unknown = frame(("a man", "a woman"), (None, "a girl")).with_columns(
        terms=pl.lit(None, dtype=pl.List(pl.String))
    )
    message = (
        "Checks compare each counterfactual with its original, but `text` is null for 1 of 2 "
        "pairs, the first being pair 2. Fill in `text`, or leave this check out."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        BY_NAME[name](unknown)


def test_pairs_of_many_sorts_are_judged_by_the_rules():
    made = pairs(
        ("The woman lost her bag.", "The man lost his bag."),
        ("I can't stand old people.", "I can't stand young people."),
        ("The man ran.", "The man ran and ran and ran and ran and ran."),
        ("The man ran to the bus.", "My cup holds hot tea now."),
    )
    assert checked(made).frame["reason"].to_list() == [
        None,
        "fails not_attacked",
        "fails length_ratio",
        "fails similarity",
    ]


def test_default_checks_may_be_called_by_their_names():
    made = pairs(("a man ran", "a"), ("a man ran", "a woman ran"))
    named = checked(made, ["length_ratio", "similarity"])
    same = checked(made, [BY_NAME["length_ratio"], BY_NAME["similarity"]])
    assert named.frame.equals(same.frame)
    assert named.filtered == {"fails length_ratio": 1}


NO_CHECKS = [
    (
        ["length"],
        "There is no check `length`. Did you mean `length_ratio`? Available: `no_pejorative`, "
        "`not_attacked`, `length_ratio`, `similarity`.",
    ),
    (
        [len],
        "`checks` must hold checks or names of them, got builtin_function_or_method. "
        "Make one of a function: check(function, name='short').",
    ),
    (
        "similarity",
        "`checks` must be a list of checks, got one str alone. Put it into a list: [...].",
    ),
    (
        BY_NAME["similarity"],
        "`checks` must be a list of checks, got one Check alone. Put it into a list: [...].",
    ),
]


@pytest.mark.parametrize(("checks", "expected"), NO_CHECKS)
def test_what_is_no_check_is_refused(checks, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        checked(pairs(("a man", "a woman")), checks)
