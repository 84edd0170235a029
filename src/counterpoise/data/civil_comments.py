"""Civil Comments in each of its published forms as `Examples`.

Borkan et al. 2019, "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification", https://arxiv.org/abs/1903.04561
"""

from __future__ import annotations

import polars as pl

from counterpoise.data.columns import Columns
from counterpoise.data.examples import Examples
from counterpoise.data.formats import Wanted
from counterpoise.data.groups import Thresholded
from counterpoise.data.read import examples_of
from counterpoise.data.sources import Source, Table, table_of
from counterpoise.errors import DataError, choices

LABEL = "toxicity"
TEXT = "comment_text"
IDENTITIES = {
    "gender": ("male", "female", "transgender", "other_gender"),
    "sexual_orientation": (
        "heterosexual",
        "homosexual_gay_or_lesbian",
        "bisexual",
        "other_sexual_orientation",
    ),
    "religion": (
        "christian",
        "jewish",
        "muslim",
        "hindu",
        "buddhist",
        "atheist",
        "other_religion",
    ),
    "race": ("black", "white", "asian", "latino", "other_race_or_ethnicity"),
    "disability": (
        "physical_disability",
        "intellectual_or_learning_disability",
        "psychiatric_or_mental_illness",
        "other_disability",
    ),
}
"""Group column -> its groups, in the published order."""

_KAGGLE_LABEL = "target"
_AT = 0.5


def civil_comments(path: Source) -> Examples:
    """Civil Comments, its form known by its columns.

    Raw forms, one column of rater fractions for each of 24 identities, empty or absent where
    nobody was asked: Kaggle's train.csv (label `target`), all_data.csv (label `toxicity`, with
    `split`), and the raw TFRecords. A comment belongs to a group where at least half of its
    raters said so, and is not annotated (null) where none of the category's columns is filled.

    Processed forms, five columns of group names: the CSV with cells such as `['male', 'female']`,
    and the processed TFRecords. They lost the difference between a comment that nobody was asked
    about and one in no group; both are read as annotated, in no group ([]).

    Args:
        path: as for `read`.

    Returns:
        Label `toxicity`, positive at >= 0.5, text `comment_text`, and the group columns gender,
        sexual_orientation, religion, race and disability, each of which knows all its published
        groups, in their order. `id` and `split` where the form has them.

    Raises:
        DataError: when the columns are of none of these forms, or a value is not what it must be.
    """
    categories = frozenset(IDENTITIES)
    wanted = Wanted(
        strings=categories | {TEXT, "id", "split"},
        lists=categories,
        texts=categories | {TEXT, LABEL, "id", "split"},
    )
    table = _labelled(table_of(path, wanted=wanted))
    columns = set(table.frame.columns)
    processed = categories <= columns
    table = _processed(table) if processed else _raw(table)
    groups = [
        name if processed else Thresholded(name=name, columns=identities, threshold=_AT)
        for name, identities in IDENTITIES.items()
    ]
    named = Columns(
        label=LABEL,
        text=TEXT,
        groups=groups,
        id="id" if "id" in columns else None,
        split="split" if "split" in columns else None,
    )
    return examples_of(table, columns=named, positive_at=_AT)


def _labelled(table: Table) -> Table:
    columns = table.frame.columns
    if LABEL in columns or _KAGGLE_LABEL not in columns:
        return table
    return _with_frame(table, frame=table.frame.rename({_KAGGLE_LABEL: LABEL}))


def _with_frame(table: Table, *, frame: pl.DataFrame) -> Table:
    return Table(frame=frame, origin=table.origin, sparse=table.sparse)


def _raw(table: Table) -> Table:
    """The table with all 24 identity columns."""
    identities = [identity for known in IDENTITIES.values() for identity in known]
    missing = [identity for identity in identities if identity not in table.frame.columns]
    if len(missing) == len(identities) or (missing and not table.sparse):
        raise DataError(
            "Expected the 24 identity columns of Civil Comments, or its five group columns "
            f"({', '.join(IDENTITIES)}), but {', '.join(table.origin.names)} lacks "
            f"`{missing[0]}`. {choices(table.frame.columns, missing[0])} "
            "Read other data with counterpoise.data.read."
        )
    # No record of a TFRecord was annotated for what is missing here.
    empty = [pl.lit(None, dtype=pl.Float32).alias(identity) for identity in missing]
    return _with_frame(table, frame=table.frame.with_columns(empty))


def _processed(table: Table) -> Table:
    """The table with group names as lists of the published groups."""
    made = [_published(table, name=name, known=known) for name, known in IDENTITIES.items()]
    return _with_frame(table, frame=table.frame.with_columns(made))


def _published(table: Table, *, name: str, known: tuple[str, ...]) -> pl.Series:
    lists = table.frame[name]
    if lists.dtype == pl.String:
        # A list as Python prints it: "['male', 'female']".
        lists = lists.str.replace_all(r"[\[\]'\"\s]", "").str.split(",")
        lists = lists.list.eval(pl.element().filter(pl.element() != ""))
    lists = lists.cast(pl.List(pl.String)).fill_null(pl.lit([], dtype=pl.List(pl.String)))
    stray = sorted(set(lists.explode().drop_nulls().unique()) - set(known))
    if stray:
        value = stray[0]
        row = int(lists.list.contains(value).arg_true()[0])
        raise DataError(
            f"{table.origin.place(row)}: column `{name}` must hold groups of Civil Comments, "
            f"but here is '{value[:40]}'. {choices(known, value)}"
        )
    return lists.cast(pl.List(pl.Enum(known)))
