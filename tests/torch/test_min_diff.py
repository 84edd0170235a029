import re

import pytest

from counterpoise.errors import DataError, PlanError

torch = pytest.importorskip("torch")
from counterpoise.torch import MinDiff, mmd  # noqa: E402

MEMBERS, OTHERS = torch.arange(2.0)[:, None], torch.arange(10.0, 15.0)[:, None]


def test_as_many_rows_of_each_side_are_drawn():
    min_diff = MinDiff(members=MEMBERS, others=OTHERS)
    assert min_diff.rows == 5
    members, others = min_diff.parts(min_diff.drawn(torch.tensor([4, 0, 3])))
    assert members.reshape(-1).tolist() == [0, 0, 1]
    assert others.reshape(-1).tolist() == [14, 10, 13]


def test_the_cost_is_the_weighted_loss_of_probabilities_or_logits():
    sides = torch.tensor([[0.5], [2.0]]), torch.tensor([[-1.0], [0.0]])
    logits, membership = torch.cat(sides).reshape(-1), torch.tensor([1, 1, 0, 0])
    for scores, expected in (("probability", logits.sigmoid()), ("logit", logits)):
        min_diff = MinDiff(members=MEMBERS, others=OTHERS, weight=2.0, scores=scores)
        cost = min_diff.cost(None, sides)
        assert cost.item() == pytest.approx(2 * mmd(expected, membership).item())


def test_several_outputs_are_refused():
    expected = (
        "Logits of a binary classifier must have the shape [rows], [rows, 1] or [rows, 2], got "
        "[4, 3]. Take the output of the class that is to be fair."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        MinDiff(members=MEMBERS, others=OTHERS).cost(None, (torch.zeros(4, 3),) * 2)


def test_an_empty_side_is_refused():
    expected = (
        "MinDiff needs rows of the group and of the others, got 0 and 5. Give at least one of each."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        MinDiff(members=MEMBERS[:0], others=OTHERS)


def test_unknown_scores_are_refused():
    expected = (
        "`scores` of MinDiff cannot be 'logits'. Did you mean `logit`? "
        "Available: `probability`, `logit`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        MinDiff(members=MEMBERS, others=OTHERS, scores="logits")
