"""What a row brings to a loss, in the shapes that models and data give it."""

from __future__ import annotations

from typing import Any

from counterpoise.errors import DataError


def points(xp: Any, scores: Any) -> Any:
    """[rows, outputs] of scores [rows] or [rows, outputs].

    Raises:
        DataError: scores of another number of axes.
    """
    axes = len(scores.shape)
    if axes not in (1, 2):
        raise DataError(
            f"`scores` must have the shape [rows] or [rows, outputs], got {_shape(scores)}. "
            "Reshape them to one row for each example."
        )
    return xp.reshape(scores, (-1, 1)) if axes == 1 else scores


def column(xp: Any, values: Any, *, name: str, like: Any) -> Any:
    """[rows] of values [rows] or [rows, 1].

    Args:
        xp: the namespace.
        values: [rows] or [rows, 1].
        name: the argument, for the message.
        like: [rows, ...], what the values belong to.

    Raises:
        DataError: another shape, which would be broadcast to one value for each pair of rows.
    """
    rows, shape = like.shape[0], tuple(values.shape)
    if shape not in ((rows,), (rows, 1)):
        raise DataError(
            f"`{name}` must have the shape [rows] or [rows, 1] with {rows} rows, got "
            f"{_shape(values)}. Pass one value for each row."
        )
    return xp.reshape(values, (-1,))


def row_weights(xp: Any, weights: Any, *, points: Any) -> Any:
    """[rows], the weights as a column; 1 each where there are none."""
    if weights is None:
        return xp.ones_like(points[:, 0])
    return column(xp, weights, name="weights", like=points)


def membership_columns(xp: Any, memberships: Any, *, like: Any) -> list[Any]:
    """One column [rows] for each group of memberships [rows, groups].

    Raises:
        DataError: another shape.
    """
    shape = tuple(memberships.shape)
    if len(shape) != 2 or shape[0] != like.shape[0] or shape[1] == 0:
        raise DataError(
            f"`memberships` must have the shape [rows, groups] with {like.shape[0]} rows, got "
            f"{_shape(memberships)}. Pass one column for each group, and at least one."
        )
    return [memberships[:, group] for group in range(shape[1])]


def _shape(values: Any) -> str:
    return f"[{', '.join(str(size) for size in values.shape)}]"
