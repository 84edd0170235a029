"""`predict`: what models say of new inputs."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments, told
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.feature_inputs import feature_inputs
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.model_runs import check_count, check_texts


def can_run(contents: Contents) -> bool:
    """Whether a model can be run on new inputs."""
    has_inputs = contents.examples.text is not None or bool(contents.examples.features)
    return bool(contents.runs.models) and has_inputs


def predict(contents: Contents, asked: Arguments) -> Frame:
    """`score<m>` [inputs] of every model that can be run; nan: no decision."""
    given = asked.need("inputs")
    if not isinstance(given, list):
        raise asked.wrong("inputs", must="be a list", do="Send for example [input]")
    check_count(len(given))
    kind, name = (str, "texts") if contents.examples.text is not None else (dict, "features")
    for one in given:
        if not isinstance(one, kind):
            raise PlanError(
                f"`inputs` of `predict` must be {name}, as the examples are, got {told(one)} among "
                "them. Send what the models read."
            )
    if kind is str:
        return Frame(columns=score_columns(contents, check_texts(given)))
    return Frame(columns=score_columns(contents, feature_inputs(given, contents.features)))


def score_columns(contents: Contents, inputs: pl.Series | pl.DataFrame) -> dict[str, np.ndarray]:
    """`score<m>` [inputs] of every model that can be run."""
    return {
        f"score{place}": contents.runs.scores(name, inputs)
        for place, name in enumerate(contents.names)
        if name in contents.runs.models
    }
