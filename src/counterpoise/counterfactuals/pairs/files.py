"""Pairs as a Parquet file: a table with the number of its examples and what was left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from counterpoise.counterfactuals.pairs.generation import Generation, generation_of
from counterpoise.errors import DataError, PlanError, RunError
from counterpoise.files import replacing

KEY = "counterpoise.pairs"
"""Where the facts stand in the file's metadata."""

VERSION = 1

SUFFIX = ".parquet"

ROW_GROUP = 32_768
"""Rows that Parquet holds in memory before it writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """What is known of pairs beside their rows.

    Attributes:
        examples: number of the examples that `source` counts in.
        left_out: reason -> texts that hold a term and gave no pair.
        generations: the runs of generators that the pairs came from.
    """

    examples: int
    left_out: Mapping[str, int]
    generations: tuple[Generation, ...] = ()


def write(frame: pl.LazyFrame, path: Path, *, facts: Callable[[], PairFacts]) -> None:
    """Writes the rows as they come, whole or not at all; asks for the facts after the last row."""

    def metadata(_: object) -> dict[str, str]:
        known = facts()
        said = {
            "version": VERSION,
            "examples": known.examples,
            "left_out": dict(known.left_out),
            "generations": [run.as_json() for run in known.generations],
        }
        return {KEY: json.dumps(said)}

    # On an interrupt Polars raises one in the thread that waits for it, and Python another in the
    # main thread: were they the same, the second would break into the cleaning up after the first.
    with replacing(path) as part, part.open("wb") as file, ThreadPoolExecutor(1) as writer:
        sink = partial(frame.sink_parquet, file, metadata=metadata, row_group_size=ROW_GROUP)
        writer.submit(sink).result()


def check_name(path: Path) -> None:
    """Refuses a name that promises another format than the one that is written.

    Raises:
        PlanError: the name does not end in `SUFFIX`.
    """
    if path.suffix.lower() != SUFFIX:
        raise PlanError(
            f"Pairs are written as Parquet, so the name of their file must end in {SUFFIX}, got "
            f"`{path.name}`. Call it `{path.with_suffix(SUFFIX).name}`."
        )


def check_ours(path: Path) -> None:
    """Refuses to replace what is no file of pairs.

    Raises:
        RunError: something else stands there.
    """
    if path.exists() and not _holds_pairs(path):
        raise RunError(
            f"Pairs may replace nothing but a file of pairs, and {path} is none. It is left alone; "
            "choose another name."
        )


def check_vacant(path: Path, *, overwrite: bool) -> None:
    """Refuses a path where pairs must not be written.

    Args:
        path: of a file to be made.
        overwrite: whether a file of pairs that is there may be replaced.

    Raises:
        RunError: something stands there that may not be replaced.
    """
    if not path.exists():
        return
    if not overwrite:
        raise RunError(
            f"{path} exists already. Choose another --out, or pass --overwrite to replace it once "
            "the new pairs are whole."
        )
    if not _holds_pairs(path):
        raise RunError(
            f"{path} is no file of pairs. It is left alone, --overwrite or not. "
            "Choose another --out."
        )


def _holds_pairs(path: Path) -> bool:
    try:
        return path.is_file() and KEY in pl.read_parquet_metadata(path)
    except pl.exceptions.PolarsError:
        return False


def read(path: Path) -> tuple[pl.DataFrame, PairFacts]:
    """The rows and the facts.

    Raises:
        DataError: there is no such file, or it is no file of pairs.
    """
    if not path.is_file():
        raise DataError(f"Expected a file of pairs at `{path}`, but there is none. Check the path.")
    try:
        facts = _facts(pl.read_parquet_metadata(path).get(KEY), path)
        return pl.read_parquet(path, glob=False), facts
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(_no_pairs(path, "it cannot be read as Parquet")) from error


def _facts(said: str | None, path: Path) -> PairFacts:
    if said is None:
        raise DataError(_no_pairs(path, f"its metadata has no `{KEY}`"))
    try:
        known = json.loads(said)
    except ValueError as error:
        raise DataError(_no_pairs(path, f"`{KEY}` in its metadata is no JSON")) from error
    match known:
        case {"version": 1, "examples": int(examples), "left_out": dict(left_out)} if all(
            isinstance(texts, int) for texts in left_out.values()
        ):
            generations = _generations(known.get("generations", []), path)
            return PairFacts(examples=examples, left_out=left_out, generations=generations)
        case _:
            raise DataError(_no_pairs(path, f"`{KEY}` in its metadata is not of version {VERSION}"))


def _generations(said: Any, path: Path) -> tuple[Generation, ...]:
    try:
        return tuple(map(generation_of, said))
    except (TypeError, KeyError, ValueError, pl.exceptions.PolarsError) as error:
        fault = f"`{KEY}` in its metadata tells of runs that cannot be read"
        raise DataError(_no_pairs(path, fault)) from error


def _no_pairs(path: Path, fault: str) -> str:
    return (
        f"Expected a file of pairs at `{path}`, but {fault}. "
        "Give one that `Pairs.save` or `counterpoise pairs` wrote."
    )
