"""`litcli show`: papers in full."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from litcli.cli import ids, options
from litcli.cli.declared import Argument
from litcli.cli.session import Session, opened
from litcli.library import decisions, evidence, searching
from litcli.query import Textual
from litcli.query.spans import spans
from litcli.query.tree import wanted
from litcli.records import Paper
from litcli.terminal.streams import Streams
from litcli.write import FORMATS, writer

if TYPE_CHECKING:
    from rich.console import RenderableType

_HINT = "litcli list --format ids | litcli show -"


def command(
    starts: Annotated[
        list[str],
        Argument(metavar="ID...", help="Ids, or as much of their beginnings as tells them apart; - is standard input."),
    ],
    sources: options.From = None,
    form: Annotated[
        str, options.one_of(("text", *FORMATS), told="text, or any format that litcli export writes.")
    ] = "text",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Show papers in full."""
    streams = Streams(color)
    with opened(streams, library, config, sources) as session:
        papers = [searching.paper(session.library, start) for start in ids.given(starts, _HINT)]
        if form == "text":
            streams.show(part for paper in papers for part in _parts(session, paper, last=paper is papers[-1]))
        else:
            streams.write(writer(form, also="text").write(papers, (), "\n"))
        return session.code()


def _parts(session: Session, paper: Paper, last: bool) -> "Iterator[RenderableType]":
    from rich.text import Text

    from litcli.terminal.paper import view

    reasons: dict[str, list[str]] = defaultdict(list)
    phrases: list[Textual] = []
    for found in evidence.terms(session.library, session.config, paper.id):
        times = f" ×{found.weight:g}" if found.weight != 1 else ""
        place = f"{'title' if found.title else 'abstract'}{times}{', required' if found.required else ''}"
        reasons[found.topic].append(f"{found.term} ({place})")
        phrases += wanted(found.node)
    library, records = session.library, evidence.records(session.library, paper.id)
    yield from view(
        paper,
        lambda text, scope: spans(text, phrases, scope),
        reasons,
        records,
        evidence.folds(library, paper.id),
        evidence.near_misses(library, paper.id),
        evidence.splits(library, paper.id),
        evidence.unchosen(paper, records),
        decisions.on_records(library, paper.id),
    )
    if not last:
        yield Text()
        yield Text()
