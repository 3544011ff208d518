"""`litcli init`: a commented configuration to start from."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from litcli.cli.config_ import schema_text
from litcli.cli.declared import Argument, Option
from litcli.cli.places import CONFIG_NAME
from litcli.errors import UseError
from litcli.terminal.streams import Streams

_EXAMPLE = "config.example.yaml"
_SCHEMA = "litcli.schema.json"
"""The file's first line names it; it is written beside the file, so that editors need no network."""


def command(
    path: Annotated[str, Argument(metavar="[FILE]", help="Where to write; - is standard output.")] = CONFIG_NAME,
    force: Annotated[bool, Option("--force", help="Write over a file that is there.")] = False,
) -> int:
    """Write a commented configuration to start from."""
    streams = Streams()
    text = example()
    if path == "-":
        streams.write([text])
        return 0
    target = Path(path)
    try:
        with target.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UseError(
            f"{path}: is there already", f"another name: litcli init FILE; to write over it: litcli init {path} --force"
        ) from None
    except OSError as error:
        raise UseError(f"{path}: {error.strerror}") from None
    _write_schema(target.parent / _SCHEMA)
    streams.say(f"{path} written; edit it, then: litcli topics test")
    return 0


def _write_schema(path: Path) -> None:
    """Write the schema that editors check the file by; it is litcli's own, so an older one is written over."""
    try:
        path.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise UseError(f"{path}: {error.strerror}") from None


def example() -> str:
    """Return the example configuration: inside an installed package, at the top level of a checkout."""
    package = files("litcli")
    for place in (package / _EXAMPLE, package / ".." / _EXAMPLE):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise UseError("this installation has no example configuration")
