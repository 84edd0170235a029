import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.tuning.frontier import frontier

NUMBERS = st.sampled_from([0.1, 0.2, 0.3, 0.4, float("nan")])


@given(trials=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12))
@settings(max_examples=100, deadline=None)
def test_nothing_on_it_is_bettered_and_everything_else_is(trials):
    quality, bias = np.array(trials, dtype=float).reshape(-1, 2).T
    found = frontier(quality, bias)
    for place, (q, b) in enumerate(trials):
        known = not (np.isnan(q) or np.isnan(b))
        bettered = any(
            (q_ >= q and b_ <= b and (q_ > q or b_ < b)) or ((q_, b_) == (q, b) and other < place)
            for other, (q_, b_) in enumerate(trials)
        )
        assert found[place] == (known and not bettered)
