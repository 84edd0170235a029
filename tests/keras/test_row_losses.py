import re

import keras
import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras.row_losses import row_losses

LOGITS = np.array([[0.5], [2.0], [-1.0]])
LABELS = np.array([1.0, 0.0, 1.0])
SQUARES = [0.25, 4.0, 4.0]


def distance(labels, predictions):
    return keras.ops.square(labels - predictions)


class OfAllRows(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return keras.ops.mean(y_true - y_pred)


@pytest.mark.parametrize(
    "loss", ["mse", "MeanSquaredError", keras.losses.MeanSquaredError(reduction="sum"), distance]
)
@pytest.mark.parametrize(
    ("labels", "logits"),
    [(LABELS, LOGITS), (LABELS[:, None], LOGITS), (LABELS, LOGITS[:, 0]), (LABELS[:, None],) * 2],
)
def test_each_row_has_its_loss(loss, labels, logits):
    expected = np.zeros(3) if labels is logits else SQUARES
    np.testing.assert_allclose(np.asarray(row_losses(loss, labels, logits)), expected)


def test_further_axes_are_averaged():
    wide = np.broadcast_to(LOGITS[:, :, None], (3, 2, 2))
    np.testing.assert_allclose(
        np.asarray(row_losses(distance, np.zeros((3, 2, 2)), wide)), LOGITS[:, 0] ** 2
    )


def test_classes_may_be_given_by_number():
    logits = np.log([[0.2, 0.8], [0.5, 0.5]])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    np.testing.assert_allclose(
        np.asarray(row_losses(loss, np.array([1, 0]), logits)), -np.log([0.8, 0.5]), rtol=1e-6
    )


def test_integer_labels_and_half_precision_are_taken_in_full():
    found = row_losses("mse", np.array([0]), np.array([[300.0]], dtype=np.float16))
    assert float(np.asarray(found)[0]) == 90_000.0


def test_a_loss_of_all_rows_is_refused():
    loss = OfAllRows()
    expected = (
        f"`loss` of group DRO must give a value for each row, got one number from {loss!r}. "
        "Pass a loss of Keras, or one whose `call` takes no mean over the rows."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        row_losses(loss, LABELS, LOGITS)
