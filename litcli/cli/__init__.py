"""The command line: Typer finds the command, `main` turns what went wrong into one message and a code.

Only the module of the command that is asked for is imported: `litcli --version` costs little more than Typer itself.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer
from typer.exceptions import TyperException

from litcli import __version__
from litcli.cli.sources import spread
from litcli.errors import ExitCode, LitcliError, ReaderGone
from litcli.text import safe

COMMANDS = {
    "add": "Read sources, fold the repeats, tag the papers and store them.",
    "list": "List the papers: a table on a terminal, TSV in a pipe.",
    "show": "Show papers in full, with why they have their topics.",
    "export": "Write papers for another program.",
    "mark": "Decide on papers: keep, maybe, drop, or none yet.",
    "topics": "List the topics with their counts; explain, check, test and improve them.",
    "config": "Say which configuration is in use and whether it is right; print its JSON Schema.",
    "parse": "Show how each line of a source was understood.",
    "formats": "List what can be read and written.",
    "repeats": "List what was merged and why; split, join, near misses.",
    "undo": "Take back the newest command that changed the library.",
    "init": "Write a commented configuration.",
}
"""Every command with its line in the help; its module is litcli.cli.NAME_, its function or app `command`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. No exception leaves it."""
    argv = spread(sys.argv[1:] if arguments is None else arguments)
    # What a command makes it keeps to its end: looking for cycles after every 700 objects took 13 % of a `list --from`.
    gc.set_threshold(1_000_000)
    try:
        code = _app(argv)(argv, standalone_mode=False, prog_name="litcli")
        return int(code or 0)
    except ReaderGone:
        _hush()
        return ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except LitcliError as error:
        return _complain(str(error), error.code)
    except TyperException as error:
        return _complain(_usage(error), ExitCode.WRONG_USE)
    except OSError as error:
        if not error.filename:
            _hush()
            return _complain(error.strerror or str(error), ExitCode.WRONG_USE)
        return _complain(f"{error.filename}: {error.strerror}", ExitCode.WRONG_USE)
    except Exception as error:
        if os.environ.get("LITCLI_DEBUG"):
            raise
        kind = type(error).__name__
        return _complain(
            f"unexpected {kind}: {error}\nthis is a bug in litcli; LITCLI_DEBUG=1 shows where", ExitCode.WRONG_USE
        )


def _app(argv: Sequence[str]) -> typer.Typer:
    """Build the app with the command that is asked for, or with all of them where help or completion needs them."""
    app = typer.Typer(
        name="litcli",
        help="Triage literature: read listing pages, fold repeats into papers, tag, list, filter and export them.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    first = next((word for word in argv if not word.startswith("-")), "")
    wanted = [first] if first in COMMANDS else [] if "--version" in argv else list(COMMANDS)
    for name in wanted:
        module = import_module(f"litcli.cli.{name}_")
        if isinstance(module.command, typer.Typer):
            app.add_typer(module.command, name=name, help=COMMANDS[name])
        else:
            app.command(name, help=COMMANDS[name])(module.command)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        print(f"litcli {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"\nhelp: {context.command_path} --help" if context else ""
    return f"{error.format_message()}{hint}"


def _complain(message: str, code: int) -> int:
    """Print an error on standard error, every line of it safe for a terminal."""
    print(f"litcli: {safe(message)}", file=sys.stderr)
    return int(code)


def _hush() -> None:
    """Keep the interpreter from complaining at its end that it cannot flush standard output."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
