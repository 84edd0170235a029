"""`curve`: ROC and precision-recall curves of a model in a slice, over all scores."""

from __future__ import annotations

import numpy as np

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.remedies.thresholds.candidates import Candidates
from counterpoise.stats.intervals import ratio

MOST_POINTS = 2000
"""Points of a curve; of more scores so many, evenly by rank."""


def curve(contents: Contents, asked: Arguments) -> Frame:
    """`threshold fpr tpr precision recall` [points], thresholds rising; nan where undefined.

    The first threshold is 0, or -inf where a score is 0: there every row is called positive.
    """
    model = asked.place("model", of=len(contents.models), what="models")
    place = asked.place("slice", of=len(contents.slice_names), what="slices")
    scored = contents.models[model].examples
    here = contents.rows_in(place) & scored.decided
    weights = contents.examples.weights
    found = Candidates.of(
        scored.values[here],
        contents.examples.positives[here],
        np.ones(int(here.sum())) if weights is None else weights[here],
    ).thinned(MOST_POINTS)
    recall = ratio(found.true_positives, np.full_like(found.true_positives, found.positives))
    called = found.true_positives + found.false_positives
    return Frame(
        columns={
            "threshold": found.thresholds,
            "fpr": ratio(
                found.false_positives, np.full_like(found.false_positives, found.negatives)
            ),
            "tpr": recall,
            "precision": ratio(found.true_positives, called),
            "recall": recall,
        }
    )
