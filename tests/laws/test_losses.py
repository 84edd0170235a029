"""What every loss must satisfy, in every framework; NumPy in float64 is the oracle."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise import losses as of
from counterpoise.losses.kernel_length import median_distance

some = settings(max_examples=5, deadline=None)
seeds = st.integers(0, 2**32 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Arrays of one framework; every loss takes what it needs."""

    scores: Any
    other: Any
    membership: Any
    memberships: Any
    labels: Any
    weights: Any

    def arrays(self):
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def map(self, change):
        return Batch(**{name: change(array) for name, array in self.arrays().items()})


Loss = Callable[[Any, Batch], Any]


def of_pairs(distance) -> Loss:
    return lambda xp, b: distance(xp, b.scores, b.other, b.weights)


def of_sides(loss, /, **options) -> Loss:
    return lambda xp, b: loss(xp, b.scores, b.membership, b.weights, **options)


def of_groups(loss, /, **options) -> Loss:
    return lambda xp, b: loss(xp, b.scores, b.memberships, b.weights, **options)


def penalty(constraint) -> Loss:
    def loss(xp, b):
        return of.rate_penalty(
            xp, b.scores, b.labels, b.memberships, constraint=constraint, weights=b.weights
        )[0]

    return loss


PAIRWISE = {
    "pairwise_squared": of_pairs(of.pairwise_squared),
    "pairwise_absolute": of_pairs(of.pairwise_absolute),
    "pairwise_cosine": of_pairs(of.pairwise_cosine),
}
BETWEEN_SIDES = {
    "mmd, gaussian": of_sides(of.mmd, kernel=of.gaussian(0.7)),
    "mmd, laplacian": of_sides(of.mmd, kernel=of.laplacian(0.7)),
    "mmd, median length": of_sides(of.mmd, kernel=of.gaussian("median")),
    "adjusted_mmd": of_sides(of.adjusted_mmd, kernel=of.laplacian(0.7)),
    "absolute_correlation": of_sides(of.absolute_correlation),
}
OVER_GROUPS = {
    f"over_groups, {reduction}": of_groups(
        of.over_groups, loss=partial(of.mmd, kernel=of.gaussian(0.7)), reduction=reduction
    )
    for reduction in ("mean", "sum", "largest")
} | {
    "group_dro": lambda xp, b: of.group_dro(
        xp, xp.square(b.scores), b.memberships, b.weights, step_size=0.5
    )[0],
    "fpr_gap <= 0.02": penalty("fpr_gap <= 0.02"),
    "tpr >= 0.9": penalty("tpr >= 0.9"),
}
EVERY = PAIRWISE | BETWEEN_SIDES | OVER_GROUPS
REMOVABLE = BETWEEN_SIDES | OVER_GROUPS
REPEATABLE = {name: loss for name, loss in REMOVABLE.items() if name != "adjusted_mmd"}
"""`adjusted_mmd` takes weights for importance: two rows tell more than one of weight 2."""


def each(losses):
    return pytest.mark.parametrize("loss", losses.values(), ids=losses)


def random_batch(seed, rows=24, dtype=np.float64):
    generator = np.random.default_rng(seed)
    memberships = generator.integers(0, 2, (rows, 3))
    return Batch(
        scores=generator.normal(size=rows),
        other=generator.normal(size=rows),
        membership=generator.integers(0, 2, rows).astype(float),
        memberships=memberships.astype(float),
        labels=generator.integers(0, 2, rows).astype(float),
        weights=generator.random(rows) * 2,
    ).map(lambda array: array.astype(dtype))


def of_rows(batch, rows):
    return batch.map(lambda array: array[rows])


def in_torch(losses, batch):
    """Value and gradient in the scores of every loss."""
    torch = pytest.importorskip("torch")
    tensors = batch.map(torch.tensor)
    scores = tensors.scores.requires_grad_()
    found = {}
    for name, loss in losses.items():
        value = loss(torch, tensors)
        (slope,) = torch.autograd.grad(value, scores)
        found[name] = value.item(), slope.numpy()
    return found


def in_jax(losses, batch, xp=None):
    """The same; all losses are compiled together, once for every shape of a batch."""
    jax = pytest.importorskip("jax")
    with jax.enable_x64(batch.scores.dtype == np.float64):
        arrays = batch.map(jax.numpy.asarray)
        values, slopes = compiled(tuple(losses), xp or jax.numpy)(arrays.scores, arrays.arrays())
    return {
        name: (float(values[place]), np.asarray(slopes[place])) for place, name in enumerate(losses)
    }


@cache
def compiled(names, xp):
    import jax

    def values_of(scores, arrays):
        batch = replace(Batch(**arrays), scores=scores)
        return jax.numpy.stack([EVERY[name](xp, batch) for name in names])

    def both(scores, arrays):
        # Keras on JAX is JAX once it is traced: its gradient need not be compiled again.
        slopes = jax.jacrev(values_of)(scores, arrays) if xp is jax.numpy else scores[None]
        return values_of(scores, arrays), slopes

    # Compiling takes longer than running: the compiler is told to hurry.
    return jax.jit(both, compiler_options={"xla_backend_optimization_level": 0})


def in_keras(losses, batch):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras")
    if keras.backend.backend() != "jax":
        pytest.skip("Keras does not run on JAX here")
    return in_jax(losses, batch, keras.ops)


def in_each(*frameworks):
    return pytest.mark.parametrize("framework", frameworks, ids=lambda one: one.__name__)


def finite_difference(loss, batch, step=1e-6):
    slope = np.zeros_like(batch.scores)
    for row in range(len(slope)):
        shift = np.zeros_like(slope)
        shift[row] = step
        low, high = (loss(np, replace(batch, scores=batch.scores + s)) for s in (-shift, shift))
        slope[row] = (high - low) / (2 * step)
    return slope


def with_constants_held(name, batch):
    """The loss with what is constant to its gradient held at what it is for the batch."""
    if name == "adjusted_mmd":
        plain = of_sides(of.mmd, kernel=of.laplacian(0.7))
        scale = EVERY[name](np, batch) / plain(np, batch)
        return lambda xp, b: scale * plain(xp, b)
    if name == "mmd, median length":
        length = float(median_distance(np, batch.scores[:, None], batch.weights))
        return of_sides(of.mmd, kernel=of.gaussian(length))
    if name == "group_dro":
        losses = np.square(batch.scores)
        _, state = of.group_dro(np, losses, batch.memberships, batch.weights, step_size=0.5)
        return lambda xp, b: of.group_dro(
            xp, xp.square(b.scores), b.memberships, b.weights, state=state, step_size=0.0
        )[0]
    return EVERY[name]


@in_each(in_torch, in_jax, in_keras)
def test_every_framework_equals_the_oracle(framework):
    batch = random_batch(1)
    for name, (value, _) in framework(EVERY, batch).items():
        assert value == pytest.approx(float(EVERY[name](np, batch)), rel=1e-12, abs=1e-14), name


@in_each(in_torch, in_jax)
def test_gradients_equal_finite_differences(framework):
    batch = random_batch(1)
    for name, (_, slope) in framework(EVERY, batch).items():
        expected = finite_difference(with_constants_held(name, batch), batch)
        np.testing.assert_allclose(slope, expected, rtol=1e-6, atol=1e-8, err_msg=name)


def hard_batches(rows=8):
    """What batches of real training hold now and then, in float32."""
    batch = random_batch(7, rows, np.float32)
    zeros, ones = np.zeros(rows, np.float32), np.ones(rows, np.float32)
    far = np.where(np.arange(rows) % 2, 1e4, -1e4).astype(np.float32)
    nobody, everybody = np.zeros((rows, 3), np.float32), np.ones((rows, 3), np.float32)
    return {
        "group absent": replace(batch, membership=zeros, memberships=nobody),
        "nobody outside": replace(batch, membership=ones, memberships=everybody),
        "membership unknown": replace(batch, membership=-ones, memberships=nobody - 1),
        "weights all 0": replace(batch, weights=zeros),
        "no positives": replace(batch, labels=zeros),
        "no negatives": replace(batch, labels=ones),
        "equal scores": replace(batch, scores=0.7 * ones, other=0.7 * ones),
        "scores all 0": replace(batch, scores=zeros, other=zeros),
        "extreme logits": replace(batch, scores=far, other=far[::-1].copy()),
        "one row": of_rows(batch, slice(1)),
        "no row": of_rows(batch, slice(0)),
    }


NOTHING_TO_COMPARE = ("group absent", "nobody outside", "membership unknown", "weights all 0")


# JAX compiles anew for every shape: one row is shown by PyTorch alone.
@pytest.mark.parametrize(
    ("framework", "hard"),
    [
        pytest.param(framework, hard, id=f"{framework.__name__}-{hard}")
        for framework in (in_torch, in_jax)
        for hard in hard_batches()
        if framework is not in_jax or hard != "one row"
    ],
)
def test_values_and_gradients_are_finite(framework, hard):
    for name, (value, slope) in framework(EVERY, hard_batches()[hard]).items():
        assert np.isfinite(value), name
        assert np.isfinite(slope).all(), name


@pytest.mark.parametrize("hard", [*NOTHING_TO_COMPARE, "equal scores", "one row", "no row"])
def test_sides_that_cannot_differ_cost_nothing(hard):
    for name, (value, slope) in in_torch(BETWEEN_SIDES, hard_batches()[hard]).items():
        assert value == pytest.approx(0, abs=1e-6), name
        if hard in NOTHING_TO_COMPARE:
            assert value == 0, name
            assert not slope.any(), name


@each(BETWEEN_SIDES)
def test_a_group_like_the_others_costs_nothing(loss):
    half = random_batch(3, 12)
    batch = half.map(lambda array: np.concatenate([array, array]))
    batch = replace(batch, membership=np.repeat([0.0, 1.0], 12))
    assert loss(np, batch) == pytest.approx(0, abs=1e-12)


@each({name: PAIRWISE[name] for name in ("pairwise_squared", "pairwise_absolute")})
def test_pairs_that_agree_cost_nothing(loss):
    batch = random_batch(3)
    assert loss(np, replace(batch, other=batch.scores)) == 0


def test_pairs_that_agree_cost_least_by_their_cosine():
    batch = random_batch(3)
    agreeing = replace(batch, other=batch.scores, weights=np.ones(24))
    assert PAIRWISE["pairwise_cosine"](np, agreeing) == pytest.approx(-1)


@each(EVERY)
@given(seed=seeds)
@some
def test_the_order_of_rows_is_irrelevant(loss, seed):
    batch = random_batch(seed)
    shuffled = of_rows(batch, np.random.default_rng(seed).permutation(24))
    assert loss(np, shuffled) == pytest.approx(loss(np, batch), rel=1e-9, abs=1e-12)


@each(PAIRWISE)
@given(seed=seeds)
@some
def test_the_sides_of_a_pair_can_be_exchanged(loss, seed):
    batch = random_batch(seed)
    exchanged = replace(batch, scores=batch.other, other=batch.scores)
    assert loss(np, exchanged) == pytest.approx(loss(np, batch), rel=1e-12)


@each(BETWEEN_SIDES)
@given(seed=seeds)
@some
def test_a_group_and_the_others_can_be_exchanged(loss, seed):
    batch = random_batch(seed)
    exchanged = replace(batch, membership=1 - batch.membership)
    assert loss(np, exchanged) == pytest.approx(loss(np, batch), rel=1e-9, abs=1e-12)


@each(EVERY)
def test_weight_1_is_no_weight(loss):
    batch = random_batch(5)
    weighted = loss(np, replace(batch, weights=np.ones(24)))
    assert weighted == pytest.approx(loss(np, replace(batch, weights=None)), rel=1e-12)


@each(REMOVABLE)
@given(seed=seeds)
@some
def test_weight_0_removes_a_row(loss, seed):
    batch = random_batch(seed)
    kept = np.random.default_rng(seed).random(24) < 0.7
    zeroed = replace(batch, weights=batch.weights * kept)
    zeroed = replace(zeroed, scores=np.where(kept, batch.scores, 1e6))
    removed = of_rows(batch, kept)
    assert loss(np, zeroed) == pytest.approx(loss(np, removed), rel=1e-9, abs=1e-12)


@each(REPEATABLE)
@given(seed=seeds)
@some
def test_an_integer_weight_repeats_a_row(loss, seed):
    batch = random_batch(seed, 12)
    times = np.random.default_rng(seed).integers(0, 4, 12)
    weighted = loss(np, replace(batch, weights=times.astype(float)))
    repeated = of_rows(batch, np.arange(12).repeat(times))
    repeated = replace(repeated, weights=np.ones(times.sum()))
    assert weighted == pytest.approx(loss(np, repeated), rel=1e-9, abs=1e-12)


@each(PAIRWISE)
def test_weights_of_pairs_add_up(loss):
    batch = random_batch(6)
    times = np.random.default_rng(6).integers(0, 4, 24)
    weighted = loss(np, replace(batch, weights=times.astype(float)))
    repeated = of_rows(replace(batch, weights=np.ones(24)), np.arange(24).repeat(times))
    assert 24 * weighted == pytest.approx(times.sum() * loss(np, repeated))


@each(REMOVABLE)
@given(scale=st.floats(1e-3, 1e3))
@some
def test_the_scale_of_weights_is_irrelevant(loss, scale):
    batch = random_batch(8)
    scaled = replace(batch, weights=scale * batch.weights)
    assert loss(np, scaled) == pytest.approx(loss(np, batch), rel=1e-9)


@each(PAIRWISE)
def test_weights_of_pairs_scale_their_loss(loss):
    batch = random_batch(8)
    scaled = replace(batch, weights=3 * batch.weights)
    assert loss(np, scaled) == pytest.approx(3 * loss(np, batch), rel=1e-12)


@each(EVERY)
def test_a_column_of_one_value_a_row_is_as_good_as_a_vector(loss):
    batch = random_batch(9)
    columns = batch.map(lambda array: array if array.ndim == 2 else array[:, None])
    assert loss(np, columns) == pytest.approx(loss(np, batch), rel=1e-12)


@each(OVER_GROUPS)
def test_the_order_of_groups_is_irrelevant(loss):
    batch = random_batch(10)
    turned = replace(batch, memberships=batch.memberships[:, ::-1])
    assert loss(np, turned) == pytest.approx(loss(np, batch), rel=1e-12)


KERAS_ON_TORCH = """
def in_runtime(loss, batch):
    tensors = batch.map(keras.ops.convert_to_tensor)
    tensors.scores.requires_grad_()
    value = loss(keras.ops, tensors)
    value.backward()
    return value.item(), tensors.scores.grad.numpy()
"""
KERAS_ON_TENSORFLOW = """
def in_runtime(loss, batch):
    import tensorflow as tf

    tensors = batch.map(keras.ops.convert_to_tensor)
    with tf.GradientTape() as tape:
        tape.watch(tensors.scores)
        value = loss(keras.ops, tensors)
    return float(value), tf.convert_to_tensor(tape.gradient(value, tensors.scores)).numpy()
"""
IN_A_PROCESS = f"""
import importlib.util, sys
import keras, numpy as np
spec = importlib.util.spec_from_file_location("laws", {__file__!r})
laws = sys.modules["laws"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(laws)
batch = laws.random_batch(1)
in_torch = laws.in_torch(laws.EVERY, batch)
for name, loss in laws.EVERY.items():
    value, slope = in_runtime(loss, batch)
    np.testing.assert_allclose(value, loss(np, batch), rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(slope, in_torch[name][1], rtol=1e-9, atol=1e-12, err_msg=name)
print("on", keras.backend.backend())
"""


@pytest.mark.parametrize(
    ("runtime", "code"),
    [("torch", KERAS_ON_TORCH), ("tensorflow", KERAS_ON_TENSORFLOW)],
    ids=["torch", "tensorflow"],
)
def test_keras_on_its_other_runtimes_equals_the_oracle(runtime, code):
    if not (find_spec("torch") and find_spec("keras") and find_spec(runtime)):
        pytest.skip(f"needs Keras, PyTorch and {runtime}")
    environment = {**os.environ, "KERAS_BACKEND": runtime, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", code + IN_A_PROCESS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"on {runtime}"
