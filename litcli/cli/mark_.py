"""`litcli mark`: what the user makes of papers."""

from typing import Annotated

from litcli.cli import ids, options
from litcli.cli.declared import Argument, Option
from litcli.cli.session import opened
from litcli.errors import UseError
from litcli.library import searching
from litcli.library.decisions import NONE, STATUSES, decide
from litcli.terminal.streams import Streams

_HINT = "litcli list --format ids QUERY | litcli mark keep -"


def command(
    status: Annotated[
        str,
        Argument(
            metavar="keep|maybe|drop|none", help="The decision; none takes it back.", offers=lambda: (*STATUSES, NONE)
        ),
    ],
    papers: Annotated[
        list[str],
        Argument(
            metavar="ID...",
            help="Ids, or as much of their beginnings as is needed; - reads them, words or a table's first column.",
        ),
    ],
    note: Annotated[
        str | None,
        Option("--note", metavar="TEXT", empty=True, help="A note beside it; an empty one takes the note away."),
    ] = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
) -> int:
    """Decide on papers: keep, maybe, drop, or none yet."""
    streams = Streams()
    if status not in (*STATUSES, NONE):
        raise UseError(f'mark does not know "{status}"', f"legal: {', '.join(STATUSES)}, {NONE}")
    starts = ids.given(papers, _HINT)
    with opened(streams, library, config) as session:
        found = [searching.paper(session.library, start).id for start in starts]
        number = decide(session.library, found, status, note)
    streams.say(f"{number:,} paper{'s' * (number != 1)}: {status}; litcli undo takes it back")
    return 0
