"""Whether pairs are of the examples at hand, and those of them that are, counted anew."""

from __future__ import annotations

import polars as pl

from counterpoise.counterfactuals.pairs.names import names_of, rows_of
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError

REMEDY = (
    "Make them of these examples, or take those that are of them by their ids: "
    "pairs.aligned(examples)."
)
"""What to do about pairs of other examples."""


def check_origin(frame: pl.DataFrame, *, made_from: int, examples: Examples) -> None:
    """Refuses pairs of other examples.

    They are told by their number, by their texts, and by their ids; each is compared where both
    sides know it.

    Args:
        frame: of pairs.
        made_from: number of the examples that its `source` counts in.
        examples: those that it should count in.

    Raises:
        PlanError: the examples are others.
    """
    if made_from != len(examples):
        raise PlanError(
            f"`pairs` were made from {made_from} examples, but these are {len(examples)}. {REMEDY}"
        )
    _check_texts(frame, examples, remedy=REMEDY)
    _check_ids(frame, examples)


def aligned_frame(frame: pl.DataFrame, examples: Examples) -> pl.DataFrame:
    """The pairs whose `source_id` is the name of an example, with `source` counted among these.

    A text that was not known is that of its example.

    Raises:
        PlanError: no name is one of an example, one names two, or a text is another.
        DataError: ids that are lists, structs or bytes.
    """
    places = _places(frame, examples)
    mine = frame.drop("source").join(places, on="source_id", maintain_order="left")
    if frame.height and not mine.height:
        raise PlanError(
            f"`pairs` are aligned by `source_id`, such as `{frame['source_id'][0]}`, but none is "
            f"the name of one of these {len(examples)} examples. Read them with the ids that the "
            "pairs were made with: read(..., id=...)."
        )
    remedy = "Read the examples with ids that name the same texts: read(..., id=...)."
    _check_texts(mine, examples, remedy=remedy)
    return mine if examples.text is None else mine.with_columns(_filled(mine, examples))


def _places(frame: pl.DataFrame, examples: Examples) -> pl.DataFrame:
    """`source_id` and `source` of every example that pairs name."""
    names = names_of(examples).alias("source_id").to_frame().with_row_index("source")
    named = frame.select("source_id", "source").unique()
    places = names.join(named, on="source_id", how="semi")
    for sources, whose in ((places, "these examples"), (named, "the examples before")):
        twice = sources.filter(pl.col("source_id").is_duplicated())["source_id"]
        if len(twice):
            raise PlanError(
                f"`pairs` are aligned by `source_id`, but `{twice.min()}` names "
                f"{int((twice == twice.min()).sum())} of {whose}. "
                "Name a column of ids that differ when reading: read(..., id=...)."
            )
    return places


def _filled(frame: pl.DataFrame, examples: Examples) -> pl.Series:
    """[pairs], `text`: those of the examples where the pairs hold none."""
    texts = frame["text"]
    return texts.zip_with(texts.is_not_null(), examples.texts.gather(frame["source"]))


def _check_texts(frame: pl.DataFrame, examples: Examples, *, remedy: str) -> None:
    if examples.text is None:
        return
    other = (frame["text"] != examples.texts.gather(frame["source"])).fill_null(value=False)
    if other.any():
        row = int(other.arg_true()[0])
        raise PlanError(
            f"`pairs` must be of these examples, but {int(other.sum())} of {frame.height} hold "
            f"another text than their example does, the first of them pair {row + 1}, of example "
            f"{frame['source'][row] + 1}. {remedy}"
        )


def _check_ids(frame: pl.DataFrame, examples: Examples) -> None:
    if examples.id is None:
        return
    here = pl.DataFrame({"name": names_of(examples), "row": rows_of(examples)})
    said = here[frame["source"].to_numpy()].with_columns(frame["source_id", "source"])
    # Pairs that were made without ids are called by their rows, or by their places.
    known = (pl.col("name"), pl.col("row"), pl.col("source").cast(pl.String))
    same = pl.any_horizontal(pl.col("source_id") == name for name in known)
    some = said.with_row_index("pair").filter(~same)
    if some.height:
        pair = some.row(0, named=True)
        raise PlanError(
            f"`pairs` must be of these examples, but {some.height} of {frame.height} have another "
            f"`source_id` than the id of their example, the first of them pair {pair['pair'] + 1} "
            f"`{pair['source_id']}` instead of `{pair['name']}`. {REMEDY}"
        )
