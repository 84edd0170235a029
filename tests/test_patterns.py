import numpy as np
import pytest

from counterpoise.patterns import Patterns


def patterns_of(make_examples, **groups):
    rows = len(next(iter(groups.values())))
    return Patterns.of(make_examples([0.0] * rows, **groups), list(groups))


def described(patterns):
    """Each pattern as, of every column, None or the groups that it holds."""
    found = []
    for place in range(len(patterns.held)):
        flags = [patterns.column(name)[place] for name in patterns.columns]
        found.append(
            tuple(
                [value for value, held in zip(known, of[1:], strict=True) if held]
                if of[0]
                else None
                for of, known in zip(flags, patterns.values, strict=True)
            )
        )
    return found


@pytest.mark.parametrize("more", [[], [["a", "b"]]])
def test_every_row_has_the_pattern_of_its_groups(make_examples, more):
    lists = [["b"], None, [], ["a"], ["b"], *more]
    patterns, places = patterns_of(make_examples, g=lists)
    known = described(patterns)
    assert [known[place][0] for place in places] == lists
    assert len(known) == 4 + len(more)


def test_patterns_stand_in_one_order_whatever_the_order_of_rows(make_examples):
    lists = [["b"], None, [], ["a"], ["c"], ["a", "c"]]
    forward, _ = patterns_of(make_examples, g=lists)
    back, _ = patterns_of(make_examples, g=lists[::-1])
    np.testing.assert_array_equal(forward.held, back.held)


def test_patterns_of_different_groups_unite_by_name(make_examples):
    one, _ = patterns_of(make_examples, g=[["a"], ["c"]], h=[["x"], None])
    two, _ = patterns_of(make_examples, g=[["b"], ["c"]], h=[[], None])
    both, mine, theirs = one.union(two)
    assert both.values == (("a", "b", "c"), ("x",))
    known = described(both)
    assert [known[place] for place in mine] == described(one)
    assert [known[place] for place in theirs] == described(two)
    assert len(known) == 3


def test_uniting_with_nothing_changes_nothing(make_examples):
    one, _ = patterns_of(make_examples, g=[["a"], ["c"]])
    both, mine, _ = one.union(Patterns.empty(["g"]))
    assert both.values == one.values
    np.testing.assert_array_equal(both.held, one.held)
    assert mine.tolist() == [0, 1]


def test_codes_stand_in_the_order_of_numbers(make_examples):
    one, _ = patterns_of(make_examples, g=[["10"], ["2"]])
    two, _ = patterns_of(make_examples, g=[["1"]])
    assert one.union(two)[0].values == (("1", "2", "10"),)


def test_rows_without_group_columns_share_one_pattern(make_examples):
    patterns, places = Patterns.of(make_examples([0, 1]), [])
    assert (len(patterns.held), places.tolist()) == (1, [0, 0])
    assert len(patterns.union(Patterns.empty([]))[0].held) == 1


def test_patterns_come_back_from_json(make_examples):
    names = [f"v{place}" for place in range(11)]
    patterns, _ = patterns_of(make_examples, g=[[name] for name in names], h=[["x"]] * 11)
    again = Patterns.from_object(patterns.to_object())
    assert (again.columns, again.values) == (patterns.columns, patterns.values)
    np.testing.assert_array_equal(again.held, patterns.held)
