import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.remedies.thresholds import DemographicParity, EqualizedOdds, SingleThreshold


@pytest.mark.parametrize("ratio", [0, -1, float("inf"), float("nan")])
@pytest.mark.parametrize("rule", [SingleThreshold, DemographicParity])
def test_a_price_that_is_none_is_refused(rule, ratio):
    expected = (
        f"`cost_ratio` must be a finite number above 0, got {ratio}. Give what a false positive "
        "costs where a false negative costs 1, such as 2."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        rule(cost_ratio=ratio)


@pytest.mark.parametrize("tolerance", [-0.1, 1.1, float("nan")])
def test_a_tolerance_outside_0_to_1_is_refused(tolerance):
    expected = (
        f"`tolerance` must be from 0 to 1, got {tolerance}. "
        "Give how far apart the groups' rates may be, such as 0.02."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        EqualizedOdds(tolerance=tolerance)
