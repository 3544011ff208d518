"""`litcli config`: about the configuration file itself."""

import json

import typer

from litcli.errors import ExitCode
from litcli.terminal.streams import Streams

command = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)


@command.callback()
def about() -> None:
    """Work on the configuration file itself."""


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of the configuration, by which an editor completes and checks it."""
    Streams.real().write([schema_text()])
    return ExitCode.DONE


def schema_text() -> str:
    """Return the JSON Schema as `litcli config schema` prints it and `litcli init` writes it."""
    from litcli.topics.shape import schema as shape

    return json.dumps(shape(), indent=2) + "\n"
