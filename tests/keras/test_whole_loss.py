import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import GroupDROTerm, PairTerm
from counterpoise.keras.whole_loss import check_terms, whole_loss

TERMS = {
    "gender": GroupDROTerm(groups=2, weight=0.5),
    "race": GroupDROTerm(groups=2, weight=0.25),
    "pairs": PairTerm(weight=3.0),
}


def found(own=10.0, of_layers=(), **distances):
    return float(whole_loss(own, of_layers, TERMS, distances))


def test_group_dro_takes_its_share_and_other_terms_are_added():
    assert found(gender=4.0) == 0.5 * 10 + 0.5 * 4
    assert found(gender=4.0, race=8.0, pairs=1.0) == 0.25 * 10 + 0.5 * 4 + 0.25 * 8 + 3
    assert found(pairs=1.0) == 13.0


def test_a_term_without_data_has_no_share():
    assert found() == 10.0


def test_what_layers_add_stays_whole():
    # Of the 10, the layers added 1 and 2.
    assert found(of_layers=(1.0, [0.5, 1.5]), gender=4.0) == 0.5 * 7 + 3 + 0.5 * 4


def test_a_mean_loss_that_does_not_count_may_be_infinite():
    alone = {"dro": GroupDROTerm(groups=2)}
    assert float(whole_loss(float("inf"), (1.0,), alone, {"dro": 4.0})) == 5.0


def test_group_dro_cannot_stand_in_the_place_of_more_than_the_task():
    expected = (
        "The weights of group DRO are shares of the model's own loss and must add up to at most "
        "1, got `gender` 1.0, `race` 0.5. Make them smaller."
    )
    terms = {"gender": GroupDROTerm(groups=2), "race": GroupDROTerm(groups=3, weight=0.5)}
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        check_terms(terms)
    check_terms({name: GroupDROTerm(groups=2, weight=0.1) for name in "abcdefghij"})
