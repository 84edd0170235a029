import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.remedies.just_train_twice import error_weights

SCORES = np.array([0.9, 0.4, 0.5, 0.1])
POSITIVES = np.array([True, True, True, False])


def test_errors_count_times_as_much_and_the_mean_is_one():
    # A tie with the threshold is a negative decision, so rows 2 and 3 are errors.
    weights = error_weights(SCORES, POSITIVES, times=3)
    assert weights.tolist() == pytest.approx([0.5, 1.5, 1.5, 0.5])


def test_the_threshold_says_what_an_error_is():
    weights = error_weights(SCORES, POSITIVES, times=3, threshold=0.0)
    assert weights.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])


def test_once_is_no_change():
    base = np.array([2.0, 1.0, 1.0, 0.0])
    assert error_weights(SCORES, POSITIVES, times=1, base=base).tolist() == base.tolist()


@pytest.mark.parametrize("times", [0.5, float("inf"), float("nan")])
def test_less_than_once_is_refused(times):
    expected = (
        f"`times` must be a finite number >= 1, got {times}. "
        "Give how much more an error of the first model counts, such as 20."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        error_weights(SCORES, POSITIVES, times=times)
