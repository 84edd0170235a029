"""`counterpoise explore`: results in a browser, from a server on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click


@click.command("explore")
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Otherwise any free one.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Another address lets others on the network ask, with the token.",
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--page", type=click.Path(path_type=Path), help="Write one file instead of serving.")
@click.option(
    "--texts",
    type=click.Choice(["none", "sample", "all"]),
    help="How many of the texts that file holds, for anyone to read; none unless told.",
)
@click.option("--no-texts", is_flag=True, help="Leave out the texts of a run.")
@click.option("--examples", multiple=True, help="File (or glob) with the texts; repeat.")
@click.option("--text", help="Its column of texts.")
@click.option("--feature", "features", multiple=True, help="Its column of a feature; repeat.")
@click.option("--id", "id_", help="Its column of ids, to join by; otherwise rows are in order.")
@click.option("--label", help="Its column of labels, where it is called otherwise.")
def command(
    results: Path,
    *,
    port: int,
    host: str,
    no_browser: bool,
    page: Path | None,
    texts: Literal["none", "sample", "all"] | None,
    examples: tuple[str, ...],
    text: str | None,
    features: tuple[str, ...],
    no_texts: bool,
    id_: str | None,
    label: str | None,
) -> None:
    """Explore RESULTS, a folder that `audit` or `run` wrote, until interrupted.

    Of a run, texts, counterfactual pairs and models are found by what it recorded.

    The page is served on this machine alone, to whoever has the token in the printed address.
    With --page it is written to a file that opens without a server.
    """
    from counterpoise.cli.progress import bars
    from counterpoise.errors import PlanError
    from counterpoise.explorer.joined_files import JoinedFiles
    from counterpoise.explorer.serving import serve
    from counterpoise.explorer.static_page import save_static_page
    from counterpoise.runs.exploring import explored

    if bool(examples) != bool(text or features):
        raise PlanError(
            "--examples goes with --text or --feature, and one was given without the other. "
            "Name the files and their column of texts."
        )
    if texts is not None and page is None:
        raise PlanError(
            "--texts says how many texts the file of --page holds, and no --page was given. "
            "Name the file, or leave --texts out: a page that is served shows every text."
        )
    named = JoinedFiles(files=examples, text=text, features=features, id=id_, label=label)
    found = explored(results, files=named if examples else None, texts=not no_texts, progress=bars)
    for sentence in found.missing:
        click.echo(sentence)
    if page is not None:
        click.echo(f"Page: {save_static_page(found.explorer, page, texts=texts or 'none')}")
        return
    serve(found.explorer, host=host, port=port, browser=not no_browser, tell=click.echo)
