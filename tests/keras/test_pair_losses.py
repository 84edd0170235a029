import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import (
    CounterfactualLoss,
    PairwiseAbsoluteDifferenceLoss,
    PairwiseCosineLoss,
    PairwiseMSELoss,
)
from counterpoise.keras.pair_losses import counterfactual_loss
from counterpoise.losses import pairwise_squared

ONE, OTHER = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[1.0, 4.0], [2.0, 3.0]])


def test_losses_give_what_the_formulas_say():
    assert float(PairwiseMSELoss()(ONE, OTHER)) == pytest.approx((4 / 2 + 4 / 2) / 2)
    assert float(PairwiseAbsoluteDifferenceLoss()(ONE, OTHER)) == pytest.approx((1 + 1) / 2)
    cosines = 9 / np.sqrt(5 * 17), 9 / (3 * np.sqrt(13))
    assert float(PairwiseCosineLoss()(ONE, OTHER)) == pytest.approx(-np.mean(cosines))


def test_a_scalar_weight_scales_the_loss():
    assert float(PairwiseMSELoss()(ONE, OTHER, 3.0)) == pytest.approx(6.0)


def test_integers_and_half_precision_are_taken_in_full_precision():
    half = np.array([[300.0]], dtype=np.float16)
    assert float(PairwiseMSELoss()(half, -half)) == 360_000.0
    assert float(PairwiseMSELoss()(np.array([[1]]), np.array([[3]]))) == 4.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pairwise_mse_loss", PairwiseMSELoss),
        ("PAIRWISE_MSE", PairwiseMSELoss),
        ("pairwise_absolute_difference_loss", PairwiseAbsoluteDifferenceLoss),
        ("pairwise_cosine_loss", PairwiseCosineLoss),
    ],
)
def test_losses_have_the_names_of_the_older_toolkit(name, kind):
    made = counterfactual_loss(name)
    assert type(made) is kind
    assert counterfactual_loss(made) is made
    assert kind.from_config(made.get_config()).name == made.name


def test_a_formula_is_a_loss():
    assert float(counterfactual_loss(pairwise_squared)(ONE, OTHER)) == pytest.approx(2.0)


def test_a_formula_is_not_saved():
    expected = (
        "The loss is the function `pairwise_squared`, which a saved model cannot hold. Pass a loss "
        "by its name, subclass `CounterfactualLoss`, or save `original_model` alone."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        counterfactual_loss(pairwise_squared).get_config()


def test_a_loss_of_ones_own_overrides_call():
    class Largest(CounterfactualLoss):
        def call(self, original, counterfactual, sample_weight=None):
            return abs(original - counterfactual).max()

    assert float(Largest()(ONE, OTHER)) == 2.0


def test_an_unknown_loss_is_refused():
    expected = (
        "`loss` of pairs must be a CounterfactualLoss or the name of one, got 'pairwise_mes_loss'. "
        "Did you mean `pairwise_mse_loss`? Available: `pairwise_mse_loss`, `pairwise_mse`, "
        "`pairwise_absolute_difference_loss`, `pairwise_absolute_difference`, "
        "`pairwise_cosine_loss`, `pairwise_cosine`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        counterfactual_loss("pairwise_mes_loss")
