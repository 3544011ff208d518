"""The command line: the commands by name, and `main`, which turns what went wrong into one message and a code.

Only the module of the command that is asked for is imported, and Typer only where the line is not plain.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from litcli.cli import plain
from litcli.cli.declared import Function, Group
from litcli.cli.places import spread
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
    # Nor is it gone through once more when the interpreter ends, which took a tenth of a short query.
    atexit.register(gc.freeze)
    try:
        return _run(argv)
    except ReaderGone:
        _hush()
        return ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except LitcliError as error:
        return _complain(str(error), error.code)
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


def _run(argv: Sequence[str]) -> int:
    """Run a command: a plain line at once, any other through Typer."""
    if argv and argv[0] in COMMANDS:
        command: Function | Group | None = import_module(f"litcli.cli.{argv[0]}_").command
        words = list(argv[1:])
        if isinstance(command, Group):
            command, words = command.meant(words)
        given = plain.read(command, words) if command else None
        if command and given is not None:
            return int(command(**given))
    from litcli.cli import app

    return app.run(argv, COMMANDS)


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
