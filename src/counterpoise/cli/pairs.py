"""`counterpoise pairs`: counterfactual pairs of a file of comments."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

BATCH = 25_000
"""Comments in memory at once, unless told otherwise."""


@click.command("pairs")
@click.argument("comments", nargs=-1, required=True)
@click.option("--text", default="text", help="Column of texts.", show_default=True)
@click.option("--id", "id_", help="Column that names a comment; otherwise its row does.")
@click.option(
    "--terms",
    multiple=True,
    required=True,
    help="Whose terms: a category (gender, religion, ...), all, a term list (gender_50), or a CSV "
    "or TOML file of your own; repeat.",
)
@click.option(
    "--generate",
    "ways",
    multiple=True,
    default=["ablate"],
    show_default=True,
    type=click.Choice(["ablate", "swap"]),
    help="Take terms out, or put another group's in their place; repeat.",
)
@click.option("--targets", type=click.IntRange(1), help="Other groups to swap to, of each comment.")
@click.option("--each", type=click.IntRange(1), help="Keep so many valid pairs of each comment.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    default=0,
    show_default=True,
    help="Of all draws.",
)
@click.option("--check", "checks", multiple=True, help="Only these checks of all; repeat.")
@click.option("--no-check", is_flag=True, help="Take every pair as valid.")
@click.option(
    "--train-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Mark pairs whose terms are trained with: this share of the terms, such as 0.7.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Parquet file to be made."
)
@click.option("--overwrite", is_flag=True, help="Replace a file of pairs that is there.")
@click.option(
    "--batch",
    type=click.IntRange(1),
    default=BATCH,
    show_default=True,
    help="Comments in memory at once.",
)
@click.option("--show-text", is_flag=True, help="Print the texts of ten pairs. They may offend.")
def command(
    comments: tuple[str, ...],
    *,
    text: str,
    id_: str | None,
    terms: tuple[str, ...],
    ways: tuple[Literal["ablate", "swap"], ...],
    targets: int | None,
    each: int | None,
    seed: int,
    checks: tuple[str, ...],
    no_check: bool,
    train_share: float | None,
    out: Path,
    overwrite: bool,
    batch: int,
    show_text: bool,
) -> None:
    """Write counterfactual pairs of COMMENTS: files (or globs) with a column of texts.

    They are read in batches, so that files may be larger than memory. The texts stay on this
    machine; the file that is made holds them.
    """
    from counterpoise.cli.memory import give_memory_back
    from counterpoise.cli.paired_comments import Comments
    from counterpoise.cli.pairs_plan import chosen_checks, plan_of
    from counterpoise.cli.pairs_summary import show_summary
    from counterpoise.cli.pairs_words import harmless_words
    from counterpoise.cli.progress import bars
    from counterpoise.counterfactuals.pairs.files import check_name, check_vacant
    from counterpoise.counterfactuals.pairs.streaming import write_pairs

    give_memory_back()
    check_vacant(out, overwrite=overwrite)
    check_name(out)
    plan = plan_of(
        terms,
        ways=ways,
        targets=targets,
        each=each,
        seed=seed,
        checks=chosen_checks(checks, none=no_check),
        train_share=train_share,
    )
    harmless = harmless_words(terms, swapped="swap" in ways)
    read = Comments.of(comments, text=text, id=id_, batch=batch)
    with bars("pairing", read.rows()) as advance:
        tally = write_pairs(read.batches(), plan, out, advance=advance)
    show_summary(tally, harmless=harmless, show_text=show_text)
    click.echo(f"Pairs: {out}")
