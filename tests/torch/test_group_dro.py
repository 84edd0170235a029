import numpy as np
import pytest

from counterpoise.losses import GroupWeights, group_dro

torch = pytest.importorskip("torch")
from counterpoise.torch import GroupDRO  # noqa: E402

LOSSES = np.array([0.2, 0.4, 1.0])
MEMBERSHIPS = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]])
WEIGHTS = np.array([1.0, 2.0, 0.5])


def test_its_steps_are_those_of_the_formula():
    module, state = GroupDRO(3, step_size=0.5), None
    for _ in range(3):
        expected, state = group_dro(np, LOSSES, MEMBERSHIPS, WEIGHTS, state=state, step_size=0.5)
        losses = torch.tensor(LOSSES, requires_grad=True)
        loss = module(losses[:, None], torch.tensor(MEMBERSHIPS), torch.tensor(WEIGHTS))
        assert loss.item() == pytest.approx(expected, rel=1e-6)
        np.testing.assert_allclose(module.log_weights, state.log, rtol=1e-6)
        leaf = torch.tensor(LOSSES, requires_grad=True)
        held = GroupWeights(torch.tensor(state.log))
        group_dro(
            torch, leaf, torch.tensor(MEMBERSHIPS), torch.tensor(WEIGHTS), state=held, step_size=0.0
        )[0].backward()
        loss.backward()
        torch.testing.assert_close(losses.grad, leaf.grad, rtol=1e-6, atol=1e-8)


def test_its_weights_are_saved_and_stand_still_in_evaluation():
    module = GroupDRO(3, step_size=0.5)
    module(torch.tensor(LOSSES), torch.tensor(MEMBERSHIPS))
    copy = GroupDRO(3)
    copy.load_state_dict(module.state_dict())
    copy.eval()
    copy(torch.tensor(LOSSES), torch.tensor(MEMBERSHIPS))
    assert torch.equal(copy.log_weights, module.log_weights)
    assert not torch.equal(module.log_weights, GroupDRO(3).log_weights)
