"""The `counterpoise` command: one file a subcommand."""

from __future__ import annotations

import os
import sys
import traceback

import click

import counterpoise
from counterpoise.errors import CounterpoiseError, MissingExtraError

COMMANDS = {
    "run": "counterpoise.cli.run",
    "audit": "counterpoise.cli.audit",
    "pairs": "counterpoise.cli.pairs",
    "gate": "counterpoise.cli.gate",
    "explore": "counterpoise.cli.explore",
}
"""Subcommand -> the module that defines it as `command`; imported only when it is called."""

EXTRA_OF = {
    "keras": "keras",
    "jax": "keras",
    "torch": "torch",
    "matplotlib": "figures",
    "apache_beam": "beam",
}
"""Module that may be missing -> the extra that brings it."""

INTERNAL_ERROR = 70
"""Exit status of a fault in counterpoise itself: not 1, which is a gate that failed."""

INTERRUPTED = (
    "Interrupted. No file is half written; `run` goes on from its last finished step when it is "
    "called again."
)


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand called `cmd_name`."""
        from importlib import import_module

        module = COMMANDS.get(cmd_name)
        return None if module is None else import_module(module).command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(counterpoise.__version__, prog_name="counterpoise")
def cli() -> None:
    """Find, mend and prove away subgroup bias in classifiers."""


def main() -> None:
    """Runs the command; a known error becomes one line, and exit status 2."""
    try:
        cli.main(standalone_mode=False)
    except CounterpoiseError as error:
        _fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"counterpoise: {INTERRUPTED}", err=True)
        sys.stdout.flush()
        os._exit(130)  # a framework's threads, torn down in the middle of work, may crash
    except BrokenPipeError:
        os._exit(141)
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename}. Choose another place.")
    except ModuleNotFoundError as error:
        extra = EXTRA_OF.get((error.name or "").partition(".")[0])
        if extra is not None:
            _fail(str(MissingExtraError(feature="This command", extra=extra)))
        _give_up()
    except Exception:  # noqa: BLE001 - the outermost edge; a fault of ours is no failed gate
        _give_up()


def _give_up() -> None:
    traceback.print_exc()
    sys.exit(INTERNAL_ERROR)


def _fail(message: str, *, status: int = 2) -> None:
    click.echo(f"counterpoise: {message}", err=True)
    sys.exit(status)
