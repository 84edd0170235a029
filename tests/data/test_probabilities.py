"""Scores of every make, and what is no column of probabilities."""

from __future__ import annotations

import array

import numpy as np
import polars as pl
import pytest

from counterpoise.data import check_probabilities, probabilities, read


class Model:
    """A model, which NumPy would take for a list of its steps."""

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> str:
        return ["step"][index]


def pairs(values: object, rows: int = 2) -> np.ndarray:
    return probabilities(
        values,  # pyright: ignore[reportArgumentType]
        name="model",
        rows=rows,
        place=lambda index: f"pair {index + 1}",
    )


def test_probabilities_keep_their_own_precision() -> None:
    examples = read(pl.DataFrame({"y": [1, 0]}), label="y")
    cases = [
        (np.array([0.1, 1.0], dtype=np.float32), np.float32),
        (np.array([0.1, 1.0]), np.float64),
        (np.array([0, 1]), np.float64),
        (pl.Series([0.1, 1.0], dtype=pl.Float32), np.float32),
        (pl.Series([True, False]), np.float64),
    ]
    for given, dtype in cases:
        found = check_probabilities(given, name="model", examples=examples)
        assert found.dtype == dtype
        np.testing.assert_array_equal(found, given)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bad", [1.5, -1.0, float("nan")])
def test_a_score_that_is_no_probability_is_refused(bad: float, dtype: type, refuses) -> None:
    examples = read(pl.DataFrame({"y": [None, 1, 0]}), label="y")
    with refuses(
        "<frame>, row 3: score `model` must be a probability from 0 to 1, "
        f"but here it is {bad}. Score every row, and pass logits through a sigmoid first."
        + ("" if np.isnan(bad) else " Scores of a regression are out of scope.")
    ):
        check_probabilities(np.array([0.5, bad], dtype=dtype), name="model", examples=examples)


def test_a_missing_score_is_refused(refuses) -> None:
    examples = read(pl.DataFrame({"y": [1, 0]}), label="y")
    with refuses(
        "<frame>, row 1: score `model` must be a probability from 0 to 1, "
        "but here it is missing. Score every row, and pass logits through a sigmoid first."
    ):
        check_probabilities(pl.Series([None, 0.5]), name="model", examples=examples)


@pytest.mark.parametrize(
    ("scores", "got"),
    [
        (np.zeros((2, 3)), "it has 3, as if one for each class"),
        (pl.Series([[0.1, 0.9], [0.5, 0.5]]), "it holds List(Float64), lists of numbers"),
    ],
)
def test_scores_of_many_classes_are_out_of_scope(scores, got: str, refuses) -> None:
    examples = read(pl.DataFrame({"y": [1, 0]}), label="y")
    with refuses(
        f"Score `model` must have one number for each row, but {got}. Multi-class scores are out "
        "of scope: judge one class against the rest, with its own column of scores and labels."
    ):
        check_probabilities(scores, name="model", examples=examples)


@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 2), (2, 1, 1)])
def test_scores_of_another_shape_are_refused(shape: tuple[int, ...], refuses) -> None:
    examples = read(pl.DataFrame({"y": [1, 0]}), label="y")
    with refuses(
        f"Score `model` must have one number for each of the 2 rows, but its shape is {shape}. "
        "Score exactly these rows."
    ):
        check_probabilities(np.zeros(shape), name="model", examples=examples)


@pytest.mark.parametrize(
    "given",
    [
        [0, 0.5],
        (False, 0.5),
        [[0.0], [0.5]],
        np.array([[0.0], [0.5]]),
        np.array([0.0, 0.5], dtype=">f8"),
        np.array([0.0, 0.5], dtype=np.float16),
        np.array([0.0, 0.5], dtype=object),
        array.array("d", [0.0, 0.5]),
        pl.Series(["0", "0.5"]),
    ],
)
def test_whatever_numpy_reads_as_a_column_is_scores(given) -> None:
    found = pairs(given)
    assert found.dtype == np.float64
    assert found.tolist() == [0.0, 0.5]


def test_no_scores_of_no_rows_are_scores() -> None:
    assert pairs([], rows=0).tolist() == []


def test_arrays_of_other_libraries_are_scores() -> None:
    pandas = pytest.importorskip("pandas")
    torch = pytest.importorskip("torch")
    assert pairs(pandas.Series([0.0, 0.5])).tolist() == [0.0, 0.5]
    assert pairs(torch.tensor([0.0, 0.5])).dtype == np.float32


def test_jax_arrays_are_scores() -> None:
    jax = pytest.importorskip("jax")
    assert pairs(jax.numpy.array([0.0, 0.5])).tolist() == [0.0, 0.5]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (Model(), "Model"),
        (0.5, "float"),
        (np.float64(0.5), "float64"),
        ("0.5", "str"),
        ({0: 0.5}, "dict"),
        (None, "NoneType"),
    ],
)
def test_what_is_no_array_is_refused(given, kind: str, refuses) -> None:
    with refuses(
        f"Score `model` must be an array of one number for each row, but it is a {kind}. "
        "Give model.predict_proba(x)[:, 1], or a callable that returns that."
    ):
        pairs(given)


def test_a_pipeline_is_refused(refuses) -> None:
    pipeline = pytest.importorskip("sklearn.pipeline")
    with refuses(
        "Score `model` must be an array of one number for each row, but it is a Pipeline. "
        "Give model.predict_proba(x)[:, 1], or a callable that returns that."
    ):
        pairs(pipeline.Pipeline([("step", "passthrough")]))


def test_a_frame_is_refused(refuses) -> None:
    for frame in (pl.DataFrame({"a": [0.5, 1]}), pl.LazyFrame({"a": [0.5, 1]})):
        with refuses(
            "Score `model` must be one column of numbers, but it is a "
            f"{type(frame).__name__}. Name the column: frame['score']."
        ):
            pairs(frame)


def test_the_columns_of_both_classes_are_refused(refuses) -> None:
    with refuses(
        "Score `model` must have one number for each of the 2 rows, but it has two, as if one for "
        "each class. Give the positive class alone: model.predict_proba(x)[:, 1]."
    ):
        pairs(np.array([[0.5, 0.5], [0.1, 0.9]]))


def test_a_tensor_that_requires_a_gradient_is_refused(refuses) -> None:
    torch = pytest.importorskip("torch")
    with refuses(
        "Score `model` must be a tensor that NumPy can read, but it is one that requires a "
        "gradient. Give tensor.detach().cpu().numpy()."
    ):
        pairs(torch.tensor([0.0, 0.5], requires_grad=True))


def test_a_tensor_on_another_device_is_refused(refuses) -> None:
    torch = pytest.importorskip("torch")
    with refuses(
        "Score `model` must be a tensor that NumPy can read, but it is on meta. "
        "Give tensor.detach().cpu().numpy()."
    ):
        pairs(torch.empty(2, device="meta"))


@pytest.mark.parametrize(("given", "dtype"), [(["0", "0.5"], "<U3"), ([0j, 1j], "complex128")])
def test_an_array_of_no_numbers_is_refused(given: list, dtype: str, refuses) -> None:
    with refuses(
        f"Score `model` must hold numbers, but it is an array of {dtype}. "
        "Give one probability from 0 to 1 for each row."
    ):
        pairs(given)


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"^Score `model` must be an array of numbers, but NumPy cannot read list: .*\. "
        r"Give one probability from 0 to 1 for each row\.$",
    ):
        pairs([[0.5], [0.5, 0.5]])


@pytest.mark.parametrize(("bad", "shown"), [(None, "missing"), (float("nan"), "nan"), (1.5, "1.5")])
def test_a_bad_score_is_named_by_the_place_that_was_given(bad, shown: str, refuses) -> None:
    with refuses(
        f"pair 2: score `model` must be a probability from 0 to 1, but here it is {shown}. "
        "Score every row, and pass logits through a sigmoid first."
        + (" Scores of a regression are out of scope." if shown == "1.5" else "")
    ):
        pairs([0.5, bad])
