import re
from itertools import permutations

import numpy as np
import pytest

from counterpoise import audit
from counterpoise.counterfactuals.templates import template_examples
from counterpoise.counterfactuals.templates.pairs import template_pairs
from counterpoise.errors import DataError, PlanError

OWN = """
[templates]
not_toxic = ["A {adjective} cook waves.", "This is {predicative}."]
[terms.team]
reds = [{ adjective = "red" }]
greens = [{ adjective = "olive" }]
[terms.age]
young = [{ adjective = "young" }]
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    return template_examples(file)


def test_every_term_is_paired_with_every_other_of_its_template(own):
    frame = template_pairs(own).frame
    assert len(frame) == 2 * 3 * 2
    assert frame.row(0, named=True) == {
        "source": 0,
        "source_id": "1:red",
        "text": "A red cook waves.",
        "counterfactual": "An olive cook waves.",
        "category": "team",
        "term": "red",
        "terms": ["red"],
        "from_group": "reds",
        "to_group": "greens",
        "changes": 1,
        "generator": "templates:terms",
        "weight": 0.5,
        "valid": True,
        "reason": None,
        "to_term": "olive",
        "counterpart": 1,
    }
    terms = list(zip(frame["term"], frame["to_term"], strict=True))
    assert sorted(terms) == sorted([*permutations(["red", "olive", "young"], 2)] * 2)


def test_a_term_is_paired_within_its_category(own):
    pairs = template_pairs(own, against="category")
    assert pairs.frame.select("source", "counterpart").rows() == [(0, 1), (1, 0), (3, 4), (4, 3)]
    assert pairs.left_out == {"no other term of the category in the same template": 2}


def test_a_term_is_paired_with_the_sentence_without_it(own):
    pairs = template_pairs(own, against="plain")
    assert pairs.sources.tolist() == [0, 1, 2]
    assert pairs.texts.to_list() == ["A cook waves."] * 3
    assert pairs.frame["counterpart"].to_list() == [None] * 3
    assert pairs.left_out == {"no sentence without the term": 3}


def test_a_counterpart_is_the_example_of_that_text():
    examples = template_examples(categories=["gender", "age"])
    pairs = template_pairs(examples)
    assert (examples.texts.gather(pairs.frame["counterpart"]) == pairs.texts).all()
    there = {*pairs.frame.select("source", "counterpart").iter_rows()}
    assert there == {(to, source) for source, to in there}
    labels = examples.labels
    assert (labels[pairs.sources] == labels[pairs.frame["counterpart"].to_numpy()]).all()


def test_each_text_has_at_most_so_many_counterparts(own):
    pairs = template_pairs(own, each=1, seed=3)
    assert pairs.sources.tolist() == list(range(6))
    assert pairs.frame.equals(template_pairs(own, each=1, seed=3).frame)
    sides = ["source", "counterpart"]
    assert {*pairs.frame.select(sides).rows()} <= {*template_pairs(own).frame.select(sides).rows()}
    assert pairs.frame["weight"].to_list() == [1.0] * 6
    assert template_pairs(own, each=9).frame.equals(template_pairs(own).frame)


def test_counterparts_are_drawn_evenly():
    examples = template_examples(categories=["religion"])
    drawn = [
        name
        for seed in range(20)
        for name in template_pairs(examples, each=1, seed=seed).frame["to_term"]
    ]
    shares = np.unique(drawn, return_counts=True)[1] / len(drawn)
    assert shares == pytest.approx(1 / 7, abs=0.015)


def test_filtered_examples_give_pairs_of_what_is_left(own):
    left = own.filter((own.frame["term"] != "red").to_numpy())
    assert template_pairs(left).frame.select("source", "counterpart").rows() == [
        *((0, 1), (1, 0), (2, 3), (3, 2))
    ]


def test_a_model_that_sees_the_term_alone_flips_and_a_blind_one_does_not():
    examples = template_examples(categories=["gender", "religion"])

    def leaning(texts):
        return [0.9 if "Muslim" in text else 0.1 for text in texts]

    def even(texts):
        return [0.9 if "stupid" in text else 0.1 for text in texts]

    report = audit(
        examples,
        {"leaning": leaning, "even": even},
        pairs=template_pairs(examples, against="category"),
        thresholds=[0.5],
    )
    table = report.table()
    flips = {
        (row["model"], row["slice"]): row["value"]
        for row in table.filter(metric="flip_rate").iter_rows(named=True)
    }
    assert flips["leaning", "religion=muslim"] == 1
    assert flips["leaning", "religion=jewish"] == pytest.approx(1 / 6)
    assert flips["leaning", "gender=female"] == flips["even", "overall"] == 0
    false_positives = {
        (row["model"], row["slice"]): row["value"]
        for row in table.filter(metric="false_positive_rate").iter_rows(named=True)
    }
    assert false_positives["leaning", "religion=muslim"] == 1
    assert false_positives["leaning", "religion=jewish"] == 0


REFUSED = [
    (
        {"against": "plan"},
        "`against` must be one of three, got `plan`. Did you mean `plain`? "
        "Available: `terms`, `category`, `plain`.",
    ),
    ({"each": 0}, "`each` must be at least 1, got 0. None gives every counterpart."),
    ({"seed": -1}, "`seed` must be at least 0, got -1. Any such integer will do."),
]


@pytest.mark.parametrize(("arguments", "expected"), REFUSED)
def test_an_argument_that_cannot_be_meant_is_refused(own, arguments, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        template_pairs(own, **arguments)


def test_examples_without_templates_are_refused(make_examples):
    examples = make_examples([0, 1], texts=["one", "two"])
    with pytest.raises(DataError, match=r"^There is no column `template` in <frame>\."):
        template_pairs(examples)
    expected = (
        "`against='plain'` needs the sentence without its term, and these examples have no "
        "column `plain`. Use against='terms', or examples from template_examples."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        template_pairs(examples, against="plain")
