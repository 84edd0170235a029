"""`describe`: what there is to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.description import report_description
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.counts import bin_count
from counterpoise.explorer.methods.nearest import possible_distances


def describe(
    contents: Contents, asked: Arguments, *, methods: Sequence[str], absent: Mapping[str, str]
) -> Frame:
    """The answer; `methods` are those that can be answered, `absent` why others cannot."""
    report, examples = contents.report, contents.examples
    said = report_description(report, contents.own.table(report.thresholds))
    return Frame(
        value={
            **said,
            "rows": contents.row_count,
            "models": [
                {**model, "runs": model["name"] in contents.runs.models} for model in said["models"]
            ],
            "families": contents.families,
            "slices": contents.entries,
            "bins": bin_count(contents),
            "features": [
                {"name": feature.name, "kind": feature.kind, "levels": feature.levels}
                for feature in contents.features
            ],
            "texts": "none" if examples.text is None else "all",
            "pairs": 0 if contents.own.pairs is None else len(contents.own.pairs),
            "distances": possible_distances(contents),
            "methods": methods,
            "absent": absent,
            "saved": contents.saved_names,
            "state": contents.state,
        }
    )
