import pytest

torch = pytest.importorskip("torch")
from counterpoise.torch import Beside, Pairing, PairInputs  # noqa: E402
from counterpoise.torch.draws import Draws  # noqa: E402


def numbered(rows, **options):
    numbers = torch.arange(float(rows))[:, None]
    return Pairing(pairs=PairInputs(original=numbers, counterfactual=-numbers), **options)


def joined(lists):
    return [number for one in lists for number in one]


def drawn(beside):
    return [asides[0].drawn.original.reshape(-1).tolist() for _, asides in beside]


def test_a_few_pairs_stand_beside_every_batch():
    beside = Beside(["a", "b"], [numbered(5, size=2), numbered(3, size=1)])
    batches = list(beside)
    assert [batch for batch, _ in batches] == ["a", "b"]
    assert [[len(aside.drawn) for aside in asides] for _, asides in batches] == [[2, 1], [2, 1]]
    assert len(beside) == 2


def test_both_sides_of_a_pair_stay_together():
    for _, ((_, pairs),) in Beside(range(3), [numbered(5, size=4)]):
        assert torch.equal(pairs.original, -pairs.counterfactual)


def test_every_pair_is_seen_once_before_any_is_seen_twice_and_in_another_order_then():
    seen = joined(drawn(Beside(range(10), [numbered(8, size=4)], seed=3)))
    rounds = [seen[start : start + 8] for start in range(0, 40, 8)]
    assert all(sorted(one) == list(range(8)) for one in rounds)
    assert len({tuple(one) for one in rounds}) == 5


def test_fewer_pairs_than_are_asked_for_are_used_again():
    (seen,) = drawn(Beside(range(1), [numbered(3, size=7)]))
    assert sorted(seen[:3]) == sorted(seen[3:6]) == [0, 1, 2]


def test_the_next_epoch_goes_on_where_the_last_one_ended():
    beside = Beside(range(2), [numbered(8, size=2)], seed=1)
    two_epochs = drawn(beside) + drawn(beside)
    assert two_epochs == drawn(Beside(range(4), [numbered(8, size=2)], seed=1))
    assert sorted(joined(two_epochs)) == list(range(8))


def test_the_seed_decides():
    one, same, other = (
        drawn(Beside(range(3), [numbered(50, size=4)], seed=seed)) for seed in (1, 1, 2)
    )
    assert one == same != other


def test_processes_share_one_order():
    ranks = [Draws(12, size=3, seed=0, rank=rank, ranks=2) for rank in (0, 1)]
    seen = [draws.at(step).tolist() for step in range(2) for draws in ranks]
    assert sorted(joined(seen)) == list(range(12))
