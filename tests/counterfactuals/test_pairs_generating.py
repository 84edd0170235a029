import re
from collections import Counter

import polars as pl
import pytest

from counterpoise.counterfactuals.generators import GenerationStoppedError, Retries, named
from counterpoise.counterfactuals.pairs import PairsStoppedError, generated_pairs
from counterpoise.counterfactuals.pairs.schema import COLUMNS
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import PlanError

TERMS = identity_terms()
SEXES = TERMS.filter(pl.col("group").is_in(["male", "female"]))
ONCE = Retries(times=0)


def swapped(texts, told):
    """The term replaced by the name of the other group; None where the text says no."""
    return [
        None if "no" in text else text.replace(said.term, said.to_group)
        for text, said in zip(texts, told, strict=True)
    ]


def generator(answering, name="swapping"):
    return named(answering, name=name, version="1")


def test_a_generator_is_asked_for_texts_with_a_term_and_its_answers_are_pairs(make_examples):
    texts = ["It rains.", "My aunt met an aunt and her son.", "no man", "a man"]
    examples = make_examples([0] * 4, texts=texts)
    pairs = generated_pairs(examples, generator(swapped), SEXES)
    assert pairs.frame.schema == COLUMNS
    assert pairs.frame.row(0, named=True) == {
        "source": 1,
        "source_id": "1",
        "text": texts[1],
        "counterfactual": "My male met an male and her son.",
        "category": "gender",
        "term": "aunt",
        "terms": ["aunt", "her"],
        "from_group": "female",
        "to_group": "male",
        "changes": 2,
        "generator": "swapping",
        "weight": 1.0,
        "valid": True,
        "reason": None,
    }
    assert pairs.sources.tolist() == [1, 3]
    assert pairs.left_out == {"refused": 1}


def test_the_generator_is_told_in_plain_words(make_examples):
    heard = []

    def listening(texts, told):
        heard.extend(told)
        return texts

    examples = make_examples([0], texts=["A Canadian and the Canadians"])
    lexicon = TERMS.filter(pl.col("group").is_in(["nationality_canadian", "middle_eastern"]))
    pairs = generated_pairs(examples, generator(listening), lexicon)
    assert (len(pairs), pairs.left_out) == (0, {"unchanged": 1})
    (told,) = heard
    assert (told.from_group, told.to_group) == ("nationality_canadian", "middle_eastern")
    assert told.term == "canadian"
    assert told.sentence == (
        "Rewrite the text so that it is about another race and nationality: middle eastern instead "
        'of canadian. Change "canadian", "canadians" and whatever else must agree with that, and '
        "leave the rest as it is."
    )


def test_other_groups_are_drawn_by_the_seed_and_the_text_alone(make_examples):
    lexicon = TERMS.named("religion")
    examples = make_examples([0] * 700, texts=["a muslim sang"] * 700)
    one = generated_pairs(examples, generator(swapped), lexicon, seed=1)
    counts = Counter(one.frame["to_group"])
    assert set(counts) == {*lexicon.groups("religion")} - {"muslim"}
    assert max(counts.values()) < 170
    few = generated_pairs(
        make_examples([0] * 2, texts=["a muslim sang"] * 2), generator(swapped), lexicon, seed=1
    )
    assert few.frame["to_group"].to_list() == one.frame["to_group"].head(2).to_list()
    three = generated_pairs(examples, generator(swapped), lexicon, targets=3, seed=1)
    assert three.frame.group_by("source").len()["len"].unique().to_list() == [3]
    assert three.frame.unique(["source", "to_group"]).height == 2100
    assert three.frame["weight"].unique().to_list() == [1 / 3]


def test_a_text_whose_group_is_alone_in_its_category_is_left_out(make_examples):
    lexicon = TERMS.filter(pl.col("group") == "muslim")
    pairs = generated_pairs(
        make_examples([0], texts=["A Muslim sang."]), generator(swapped), lexicon
    )
    assert (len(pairs), pairs.left_out) == (0, {"no other group in the category": 1})


def test_a_run_that_stops_keeps_its_pairs_and_the_next_one_asks_for_the_rest(
    make_examples, tmp_path
):
    texts = [f"A man sang {n} songs." for n in range(6)]
    asked = []

    def failing(texts, told):
        if len(asked) == 4:
            raise PlanError("The money is spent.")
        asked.extend(texts)
        return swapped(texts, told)

    def going_on(texts, told):
        asked.extend(texts)
        return swapped(texts, told)

    examples = make_examples([0] * 6, texts=texts)
    options = {"cache": tmp_path / "answers", "batch": 2, "retries": ONCE}
    with pytest.raises(PairsStoppedError, match=r"^The money is spent\. ") as stopped:
        generated_pairs(examples, generator(failing), SEXES, **options)
    assert isinstance(stopped.value, GenerationStoppedError)
    assert stopped.value.pairs.sources.tolist() == [0, 1, 2, 3]
    assert stopped.value.pairs.left_out == {"not asked": 2}
    pairs = generated_pairs(examples, generator(going_on), SEXES, **options)
    assert pairs.sources.tolist() == list(range(6))
    assert sorted(asked) == texts


def test_asking_for_no_other_group_is_refused(make_examples):
    expected = "`targets` must be at least 1, got 0. Ask for one other group."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        generated_pairs(make_examples([0], texts=["he"]), generator(swapped), SEXES, targets=0)
