"""`litcli formats`: what can be read and what can be written."""

from litcli.errors import ExitCode
from litcli.read import formats
from litcli.terminal.streams import Streams
from litcli.write import FORMATS as WRITTEN


def command() -> int:
    """List the formats: those that add, list --from and parse read, and those that list and export write."""
    rows = [("read", form.name, form.description) for form in formats()]
    rows += [("write", writer.name, writer.description) for writer in WRITTEN.values()]
    streams = Streams()
    if streams.out_is_terminal:
        width = max(len(name) for _, name, _ in rows)
        streams.write(f"{way:<5}  {name:<{width}}  {description}\n" for way, name, description in rows)
    else:
        streams.write("\t".join(row) + "\n" for row in rows)
    return ExitCode.DONE
