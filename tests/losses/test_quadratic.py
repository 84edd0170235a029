import tracemalloc

import numpy as np
import pytest

from counterpoise.losses import gaussian, laplacian
from counterpoise.losses.quadratic import quadratic_form

KERNELS = [gaussian(0.5), laplacian(0.5)]


def batch(rows, outputs=2):
    generator = np.random.default_rng(1)
    return generator.normal(size=(rows, outputs)), generator.normal(size=rows) / rows


@pytest.mark.parametrize("kernel", KERNELS)
def test_it_is_the_double_sum(kernel):
    points, coefficients = batch(5)
    expected = 0.0
    for one, left in zip(points, coefficients, strict=True):
        for other, right in zip(points, coefficients, strict=True):
            distance = np.linalg.norm(one - other) / 0.5
            power = distance**2 if kernel.shape == "gaussian" else distance
            expected += left * right * np.exp(-power)
    found = quadratic_form(np, points, coefficients, kernel=kernel, length=0.5)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("at_once", [1, 100, 1000])
def test_blocks_give_the_value_and_the_gradient_of_the_whole(kernel, at_once):
    torch = pytest.importorskip("torch")
    points, coefficients = (torch.tensor(array) for array in batch(17))
    points[3] = points[5]
    found = []
    for size in (10_000, at_once):
        leaf = points.clone().requires_grad_()
        value = quadratic_form(torch, leaf, coefficients, kernel=kernel, length=0.5, at_once=size)
        value.backward()
        found.append((value.item(), leaf.grad))
    (whole, gradient), (blocked, blocked_gradient) = found
    assert blocked == pytest.approx(whole, rel=1e-12)
    torch.testing.assert_close(blocked_gradient, gradient, rtol=1e-10, atol=1e-14)


def test_blocks_need_memory_for_rows_and_not_for_pairs():
    peaks = []
    for rows in (1_000, 4_000):
        points, coefficients = batch(rows, 1)
        tracemalloc.start()
        quadratic_form(np, points, coefficients, kernel=gaussian(0.5), length=0.5, at_once=100_000)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
    assert peaks[1] < 4_000**2


def test_blocks_keep_nothing_but_rows_for_the_backward_pass():
    torch = pytest.importorskip("torch")
    points, coefficients = (torch.tensor(array) for array in batch(1_000, 1))
    kept = []

    def keep(tensor):
        kept.append(tensor.numel())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        quadratic_form(
            torch,
            points.requires_grad_(),
            coefficients,
            kernel=gaussian(0.5),
            length=0.5,
            at_once=100_000,
        )
    assert 0 < sum(kept) <= 4_000
