import numpy as np
import pytest

from counterpoise import losses as formulas

torch = pytest.importorskip("torch")
from counterpoise import torch as cpt  # noqa: E402

NAMES = ("absolute_correlation", "adjusted_mmd", "mmd")


def batch(dtype=torch.float64):
    generator = np.random.default_rng(0)
    scores = torch.tensor(generator.normal(size=12)).to(dtype)
    return scores, torch.tensor([0, 1] * 6), torch.tensor(generator.random(12))


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_is_the_formula_without_its_namespace(name):
    arrays = batch()
    expected = getattr(formulas, name)(np, *(array.numpy() for array in arrays))
    assert getattr(cpt, name)(*arrays).item() == pytest.approx(expected)
    assert getattr(cpt, name).__doc__ == getattr(formulas, name).__doc__


@pytest.mark.parametrize("loss", [formulas.mmd, cpt.mmd])
def test_losses_over_groups_take_formulas_and_losses_of_tensors(loss):
    scores, membership, weights = batch()
    found = cpt.over_groups(scores, membership[:, None], weights, loss=loss)
    assert found.item() == pytest.approx(cpt.mmd(scores, membership, weights).item())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_logits_in_half_precision_do_not_overflow(dtype):
    # 300 squared is above the largest float16.
    one, other = torch.tensor([300.0, 1.0], dtype=dtype), torch.zeros(2, dtype=dtype)
    one.requires_grad_()
    loss = cpt.pairwise_squared(one, other) + cpt.mmd(one, torch.tensor([0, 1]))
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx((300.0**2 + 1) / 2 + 2)
    loss.backward()
    assert one.grad.isfinite().all()


def test_autocast_changes_nothing():
    scores, membership, _ = batch(torch.float32)
    expected = cpt.mmd(scores, membership)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert cpt.mmd(scores, membership) == expected


def test_losses_stay_on_the_device_of_their_inputs():
    # The meta device computes nothing and refuses tensors of another device.
    scores, membership, weights = (array.to("meta") for array in batch())
    groups = torch.stack([membership, 1 - membership], 1)
    found = [
        getattr(cpt, name)(scores, membership, weights, kernel=formulas.gaussian("median"))
        for name in ("mmd", "adjusted_mmd")
    ]
    found.append(cpt.absolute_correlation(scores, membership, weights))
    found.append(cpt.over_groups(scores, groups, weights, loss=formulas.mmd))
    found.append(cpt.pairwise_cosine(scores, scores, weights))
    loss, state = cpt.group_dro(scores, groups, weights)
    found += [loss, state.log, cpt.group_dro(scores, groups, weights, state=state)[0]]
    loss, multipliers = cpt.rate_penalty(scores, membership, groups, constraint="fpr_gap <= 0.1")
    found += [loss, multipliers.values]
    assert {str(one.device) for one in found} == {"meta"}
