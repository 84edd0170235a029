import re

import pytest

from counterpoise import ablation_pairs, audit, substitution_pairs
from counterpoise.errors import DataError


def test_only_texts_that_hold_a_term_make_pairs(make_examples):
    examples = make_examples([0, 1, 0], texts=["he ran", "it ran", "her dog ran"])
    pairs = ablation_pairs(examples, "gender_50")
    assert pairs.frame.to_dict(as_series=False) == {
        "source": [0, 2],
        "counterfactual": ["ran", "dog ran"],
        "generator": ["ablation:gender_50"] * 2,
    }


def test_a_text_of_terms_alone_makes_no_pair_and_is_counted(make_examples):
    examples = make_examples([0, 0], texts=["He!", "her dog"])
    pairs = ablation_pairs(examples, "gender_50")
    assert pairs.sources.tolist() == [1]
    assert pairs.left_out == {"nothing left but punctuation": 1}


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
    assert sorted(pairs.sources.tolist()) == [0, 0, 2, 2]
    assert pairs.frame["generator"].unique().to_list() == ["substitution:religion"]
    assert set(pairs.frame["from_group"]) == {"muslim", "hindu"}
    assert all(text not in texts for text in pairs.texts)


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
