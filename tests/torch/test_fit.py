import re

import pytest

from counterpoise.errors import DataError, PlanError

torch = pytest.importorskip("torch")
from counterpoise.torch import MinDiff, Pairing, PairInputs, binary_task, fit  # noqa: E402


def data(rows=64):
    """The label is the first feature's sign; the second is a term that says as much in training."""
    generator = torch.Generator().manual_seed(0)
    first = torch.randn(rows, generator=generator)
    labels = (first > 0).float()
    return torch.stack([first, labels], 1), labels


def trained(remedies, **options):
    torch.manual_seed(0)
    inputs, labels = data()
    model = torch.nn.Linear(2, 1)
    batches = [
        (inputs[start : start + 16], labels[start : start + 16]) for start in (0, 16, 32, 48)
    ]
    descent = torch.optim.Adam(model.parameters(), lr=0.1)
    return model, fit(model, batches, optimizer=descent, remedies=remedies, epochs=15, **options)


def pairing(**options):
    inputs, _ = data()
    without = inputs * torch.tensor([1.0, 0.0])
    with_term = without + torch.tensor([0.0, 1.0])
    return Pairing(pairs=PairInputs(original=with_term, counterfactual=without), size=8, **options)


def test_it_learns_the_task():
    model, epochs = trained([])
    inputs, labels = data()
    assert ((model(inputs).reshape(-1) > 0) == (labels > 0.5)).float().mean() > 0.9
    assert len(epochs) == 15
    assert epochs[-1].task < 0.3 * epochs[0].task
    assert epochs[-1].remedies == {}


def test_pairs_take_the_weight_from_the_term():
    plain, _ = trained([])
    paired, epochs = trained([pairing(weight=10.0)])
    assert plain.weight[0, 1].item() > 1.0
    assert abs(paired.weight[0, 1].item()) < 0.1
    assert epochs[-1].remedies["pairs"] < 0.1


def test_min_diff_brings_two_groups_together():
    inputs, _ = data()
    remedy = MinDiff(
        members=inputs[inputs[:, 1] > 0.5], others=inputs[inputs[:, 1] < 0.5], weight=5
    )
    _, plain = trained([MinDiff(members=remedy.members, others=remedy.others, weight=0)])
    model, epochs = trained([remedy])
    probabilities = torch.sigmoid(model(inputs)).reshape(-1)
    assert abs((probabilities[inputs[:, 1] > 0.5].mean() - probabilities.mean()).item()) < 0.1
    assert plain[-1].remedies["min_diff"] == 0
    assert epochs[-1].remedies["min_diff"] > 0


def test_a_remedy_of_weight_0_changes_nothing():
    (plain, _), (watched, _) = trained([]), trained([pairing(weight=0.0)])
    torch.testing.assert_close(plain.weight, watched.weight)


def test_mixed_precision_trains_too():
    model, epochs = trained([pairing(weight=10.0)], autocast=torch.bfloat16)
    assert model.weight.dtype == torch.float32
    assert epochs[-1].task < epochs[0].task
    assert abs(model.weight[0, 1].item()) < 0.2


def test_weights_of_examples_reach_the_task():
    losses = binary_task(torch.zeros(2, 1), torch.tensor([0.0, 1.0]), torch.tensor([3.0, 0.0]))
    assert losses.item() == pytest.approx(3 * 0.6931472 / 2)
    model = torch.nn.Linear(2, 1)
    batch = (torch.zeros(2, 2), torch.tensor([0.0, 1.0]), torch.tensor([0.0, 0.0]))
    (epoch,) = fit(model, [batch], optimizer=torch.optim.SGD(model.parameters()))
    assert epoch.task == 0


@pytest.mark.parametrize(
    ("batch", "got"), [(torch.zeros(2), "Tensor"), ((torch.zeros(2),), "tuple of 1")]
)
def test_batches_of_another_form_are_refused(batch, got):
    model = torch.nn.Linear(2, 1)
    expected = (
        f"`batches` must hold (inputs, labels) or (inputs, labels, weights), got {got}. "
        "Put a collate function into the DataLoader."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        fit(model, [batch], optimizer=torch.optim.SGD(model.parameters()))


def test_no_batches_are_refused():
    model = torch.nn.Linear(2, 1)
    expected = (
        "`batches` must hold at least one batch each time they are gone over, got none. "
        "Pass a DataLoader or a list, not a generator that ends."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        fit(model, [], optimizer=torch.optim.SGD(model.parameters()))


def test_no_epochs_are_refused():
    model = torch.nn.Linear(2, 1)
    expected = "`epochs` must be at least 1, got 0. Go over the batches once."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        fit(model, [], optimizer=torch.optim.SGD(model.parameters()), epochs=0)
