import pytest

import counterpoise.keras
from counterpoise.keras.remediation import counterfactual, min_diff


def names_of(space):
    for name, value in vars(space).items():
        if hasattr(value, "__module__") and not hasattr(value, "__dict__"):
            yield name, value
        elif type(value).__name__ == "SimpleNamespace":
            yield from names_of(value)
        else:
            yield name, value


@pytest.mark.parametrize("space", [counterfactual, min_diff])
def test_every_path_leads_to_what_the_package_calls_so(space):
    found = dict(names_of(space))
    assert len(found) > 7
    for name, value in found.items():
        assert getattr(counterpoise.keras, name) is value


def test_the_paths_of_published_code_exist():
    assert counterfactual.keras.CounterfactualModel is counterpoise.keras.CounterfactualModel
    assert counterfactual.keras.utils.pack_counterfactual_data
    assert counterfactual.losses.PairwiseMSELoss().name == "pairwise_mse_loss"
    assert min_diff.keras.MinDiffModel is counterpoise.keras.MinDiffModel
    assert min_diff.losses.MMDLoss
    assert min_diff.keras.utils.build_min_diff_dataset
