import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import GroupDROTerm, RateTerm

KINDS = [GroupDROTerm, lambda **options: RateTerm(constraint="fpr <= 0.1", **options)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("groups", [0, 2.0, None])
def test_a_number_of_groups_that_is_none_is_refused(kind, groups):
    expected = (
        f"`groups` of a loss term must be a whole number >= 1, got {groups!r}. "
        "Pass the number of columns of the memberships."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        kind(groups=groups)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [-0.1, float("inf"), float("nan"), "small"])
def test_an_unsound_step_size_is_refused(kind, size):
    expected = (
        f"`step_size` of a loss term must be a finite number >= 0, got {size!r}. "
        "At 0 its state stands still."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        kind(groups=2, step_size=size)
