import json
import re

import keras
import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import (
    AbsoluteCorrelationLoss,
    AdjustedMMDLoss,
    GaussianKernel,
    LaplacianKernel,
    MinDiffLoss,
    MMDLoss,
)
from counterpoise.keras.group_losses import min_diff_loss

MADE = {
    "mmd": lambda kernel: MMDLoss(kernel),
    "adjusted_mmd": lambda kernel: AdjustedMMDLoss(kernel),
    "abs_corr": lambda kernel: AbsoluteCorrelationLoss(),
}
KERNELS = {"gaussian": GaussianKernel, "laplacian": LaplacianKernel, None: lambda length: None}


def test_the_values_are_those_of_the_older_toolkit(oracles):
    cases = json.loads((oracles / "remediation_losses.json").read_text(encoding="utf-8"))["cases"]
    # Every formula is held against every case in the tests of losses: a few are enough here.
    some = {(case["loss"], case.get("kernel")): case for case in cases if case["loss"] in MADE}
    assert len(some) == 5
    for case in some.values():
        loss = MADE[case["loss"]](KERNELS[case.get("kernel")](case.get("kernel_length")))
        weights = None if case["weights"] is None else np.array(case["weights"])
        value = loss(np.array(case["membership"]), np.array(case["predictions"]), weights)
        assert float(value) == pytest.approx(case["value"], rel=2e-3, abs=2e-4), case


def test_a_transform_of_the_predictions_comes_first():
    logits, membership = np.array([-1.0, 0.0, 2.0]), np.array([0, 0, 1])
    probabilities = 1 / (1 + np.exp(-logits))
    with_transform = MMDLoss(predictions_transform=keras.ops.sigmoid)
    assert float(with_transform(membership, logits)) == pytest.approx(
        float(MMDLoss()(membership, probabilities)), rel=1e-5
    )


def test_several_groups_are_each_set_against_the_rest():
    scores = np.array([0.1, 0.4, 0.3, 0.3])
    memberships = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]])
    one_by_one = [float(MMDLoss()(memberships[:, group], scores)) for group in (0, 1)]
    # The third group is absent and does not count in the mean.
    assert float(MMDLoss()(memberships, scores)) == pytest.approx(np.mean(one_by_one), rel=1e-5)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mmd", MMDLoss),
        ("MMD_loss", MMDLoss),
        ("maximum_mean_discrepancy", MMDLoss),
        ("adjusted_mmd", AdjustedMMDLoss),
        ("abs_corr", AbsoluteCorrelationLoss),
        ("absolute_correlation_loss", AbsoluteCorrelationLoss),
    ],
)
def test_losses_have_the_names_of_the_older_toolkit(name, kind):
    made = min_diff_loss(name)
    assert type(made) is kind
    assert made.name == kind().name
    assert min_diff_loss(made) is made


def test_a_loss_is_made_again_from_its_config():
    made = MMDLoss(LaplacianKernel(0.3), predictions_transform=keras.ops.sigmoid, name="mine")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(made))
    assert type(again.kernel) is LaplacianKernel
    assert again.kernel.kernel.length == 0.3
    assert again.name == "mine"
    arguments = np.array([0, 1, 1]), np.array([0.1, 0.5, 0.8])
    assert float(again(*arguments)) == float(made(*arguments))


def test_a_loss_of_ones_own_overrides_call():
    class Means(MinDiffLoss):
        def call(self, membership, predictions, sample_weight=None):
            inside = keras.ops.mean(predictions[membership == 1])
            return abs(inside - keras.ops.mean(predictions[membership == 0]))

    assert float(Means()(np.array([1, 0, 0]), np.array([3.0, 1.0, 2.0]))) == 1.5


def test_an_unknown_loss_is_refused():
    expected = (
        "`loss` of groups must be a MinDiffLoss or the name of one, got 'mdm'. Did you mean `mmd`? "
        "Available: `mmd`, `mmd_loss`, `maximum_mean_discrepancy`, "
        "`maximum_mean_discrepancy_loss`, `adjusted_mmd`, `adjusted_mmd_loss`, `abs_corr`, "
        "`abs_corr_loss`, `absolute_correlation`, `absolute_correlation_loss`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        min_diff_loss("mdm")
