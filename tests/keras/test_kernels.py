import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import GaussianKernel, LaplacianKernel, MMDLoss
from counterpoise.keras.kernels import min_diff_kernel

X = np.array([[0.0], [0.3]])


def test_kernels_fall_with_distance():
    e = np.exp
    gaussian = np.asarray(GaussianKernel(0.1)(X))
    np.testing.assert_allclose(gaussian, [[1, e(-9)], [e(-9), 1]], rtol=1e-5)
    laplacian = np.asarray(LaplacianKernel(0.1)(X, X[:1]))
    np.testing.assert_allclose(laplacian, [[1], [e(-3)]], rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("gaussian", GaussianKernel), ("Gauss", GaussianKernel), ("laplace", LaplacianKernel)],
)
def test_kernels_have_the_names_of_the_older_toolkit(name, kind):
    assert type(min_diff_kernel(name)) is kind
    assert type(MMDLoss(name).kernel) is kind


def test_an_unknown_kernel_is_refused():
    expected = (
        "`kernel` must be a MinDiffKernel or the name of one, got 'gausian'. "
        "Did you mean `gaussian`? Available: `gaussian`, `laplacian`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        MMDLoss("gausian")
