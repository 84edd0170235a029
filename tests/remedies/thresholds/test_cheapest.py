import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.remedies.thresholds.cheapest import CheapestOf


@given(costs=st.lists(st.integers(0, 5), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_cheapest_of_every_range_is_that_of_a_plain_search(costs):
    found = CheapestOf.of(np.array(costs, dtype=np.float64))
    starts, ends = np.triu_indices(len(costs) + 1, 1)
    plain = [min(costs[start:end]) for start, end in zip(starts, ends, strict=True)]
    places = found.places(starts, ends)
    assert found.costs[places].tolist() == plain
    assert ((places >= starts) & (places < ends)).all()


@pytest.mark.parametrize(("start", "end"), [(2, 2), (3, 1), (3, 3), (0, 0)])
def test_an_empty_range_costs_without_end(start, end):
    found = CheapestOf.of(np.array([3.0, 1.0, 2.0]))
    place = found.places(np.array([start]), np.array([end]))
    assert found.costs[place].tolist() == [np.inf]
