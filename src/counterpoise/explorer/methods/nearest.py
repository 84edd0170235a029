"""`nearest`: the row most like another of those that a model decides otherwise."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.nearness import embedding_distances, feature_distances


def possible_distances(contents: Contents) -> list[str]:
    """The distances that can be taken of these rows."""
    has_text = contents.examples.text is not None
    return [
        *(["L1", "L2"] if contents.examples.features else []),
        *(["words"] if has_text else []),
        *(["embedding"] if has_text and contents.embedding is not None else []),
    ]


def nearest(contents: Contents, asked: Arguments) -> Frame:
    """{row, distance}; None where no row is decided otherwise. Of equal ones the first."""
    row = asked.place("row", of=len(contents.examples), what="rows")
    model = asked.place("model", of=len(contents.models), what="models")
    called = contents.called(model, asked.number("threshold"))
    distance = asked.choice("distance", possible_distances(contents))
    decided = contents.models[model].examples.decided
    if not decided[row]:
        raise PlanError(
            f"`row` of `nearest` must have a decision, and model `{contents.names[model]}` gave "
            f"row {row} none. Choose another row or model."
        )
    others = np.flatnonzero(decided & (called != called[row]))
    if not len(others):
        return Frame()
    found = _distances(contents, row, distance)[others]
    first = int(np.argmin(found))
    return Frame(value={"row": int(others[first]), "distance": float(found[first])})


def _distances(contents: Contents, row: int, distance: str) -> Float[np.ndarray, " rows"]:
    if distance == "words":
        return contents.word_sets.distances(row)
    if distance == "embedding":
        return embedding_distances(contents.vectors, row)
    power = "L1" if distance == "L1" else "L2"
    return feature_distances(contents.features, row, power=power)
