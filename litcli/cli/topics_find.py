"""`litcli topics suggest` and `litcli topics untagged`: terms and topics that the papers themselves propose."""

from itertools import islice
from typing import Annotated

from litcli.cli import options, rows
from litcli.cli.declared import Argument, Option
from litcli.cli.session import Session, opened
from litcli.errors import UseError
from litcli.library import searching
from litcli.library.schema import PAPER_OF_ID
from litcli.library.suggesting import learnt, terms
from litcli.library.suggesting import untagged as groups
from litcli.terminal.streams import Streams

Most = Annotated[int, Option("--limit", "-n", least=1, help="At most so many.")]


def suggest(
    topic: Annotated[str, Argument(metavar="TOPIC", help="The topic that needs terms.", offers=options.topic_names)],
    query: Annotated[
        list[str] | None,
        Argument(metavar="[QUERY]...", help="Further papers to learn from, as litcli list takes it."),
    ] = None,
    limit: Most = 20,
    form: rows.Form = "",
    sources: options.From = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Propose terms that tell a topic's papers from the rest.

    Papers marked keep count among the topic's; terms are ordered by the log-likelihood ratio G2.
    """
    streams = Streams(color)
    form = rows.chosen(streams, form)
    with opened(streams, library, config, sources) as session:
        if topic not in session.config.topics:
            raise UseError(f'no topic is called "{topic}"', "litcli topics lists them")
        chosen = _chosen(session, topic, " ".join(query or ()))
        found = terms(session.library, chosen, session.config.topics[topic])[:limit]
        given = [(one.term, one.inside, one.outside, round(one.g2, 1)) for one in found]
        if form == "table":
            from litcli.terminal.topics import grid

            cells = [tuple(map(str, row)) for row in given]
            streams.show([grid(("term", "here", "elsewhere", "G2"), cells, right=(1, 2, 3))] if cells else [])
        else:
            rows.write(streams, form, ("term", "here", "elsewhere", "g2"), given)
        streams.say(
            f"learnt from {len(chosen):,} paper{'s' * (len(chosen) != 1)}; G2 above 10.8 is chance once in 1,000"
        )
        return session.code(found=bool(given))


def _chosen(session: Session, topic: str, query: str) -> set[int]:
    """Return the topic's papers but those marked drop, the papers marked keep that have no topic, and what a query finds."""
    chosen = learnt(session.library, topic)
    for paper in searching.papers(session.library, query) if query else ():
        chosen.add(session.library.one(f"SELECT {PAPER_OF_ID}", paper.id))
    return chosen


def untagged(
    limit: Most = 20,
    form: rows.Form = "",
    sources: options.From = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Group the papers that have no topic by their telling phrases.

    A phrase tells a group from the rest; papers in no group come last.
    """
    streams = Streams(color)
    form = rows.chosen(streams, form)
    with opened(streams, library, config, sources) as session:
        found = list(groups(session.library))
        shown = [*islice((one for one in found if one.phrase), limit)]
        rest = [one for one in found if one not in shown]
        given = [(one.phrase, *paper) for one in (*shown, *rest) for paper in one.papers]
        if form == "table":
            from litcli.terminal.topics import groups_of

            alone = [paper for one in rest for paper in one.papers]
            streams.show(groups_of([(one.phrase, one.papers) for one in shown], alone, limit))
        else:
            rows.write(streams, form, ("phrase", "id", "title"), given)
        return session.code(found=bool(given))
