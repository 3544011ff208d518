"""`litcli topics import`: a published search strategy as a topic."""

import sys
from pathlib import Path
from typing import Annotated

from litcli.cli.declared import Argument, Option
from litcli.errors import ExitCode, UseError
from litcli.terminal.streams import Streams


def borrow(
    file: Annotated[str, Argument(metavar="FILE", help="The strategy as text; - is standard input.")],
    name: Annotated[str, Option("--name", metavar="NAME", help="What to call the topic.")] = "imported",
) -> int:
    """Turn a published search strategy into a topic.

    It is read in PubMed, Ovid or Web of Science syntax and written as YAML; standard error says what has no equal.
    """
    from litcli.topics.borrow import borrow as translate
    from litcli.topics.config import loads

    streams = Streams()
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UseError(f"{file}: not UTF-8 text") from None
    found = translate(text)
    written = found.yaml(name)
    loads(written, Path(f"(imported from {file})"))  # its errors, a name with a space say, before anything is printed
    streams.write([written])
    for line in found.lost:
        streams.say(f"lost: {line}")
    streams.say(
        f"{found.terms_in} terms in, {found.terms_out} out, {len(found.lost)} thing{'s' * (len(found.lost) != 1)} lost"
    )
    return ExitCode.DONE
