"""`litcli topics`: the topics with their counts; its other commands are named here and stand in modules of their own."""

from collections.abc import Iterator, Mapping

from litcli.cli import options, rows
from litcli.cli.declared import Group
from litcli.cli.session import Session, opened
from litcli.errors import ConfigError
from litcli.library import tagging
from litcli.library.searching import count
from litcli.terminal.streams import Streams
from litcli.topics.topic import Config

command = Group(
    {
        "list": "topics_.counts",
        "why": "topics_explain.why",
        "test": "topics_explain.try_examples",
        "check": "topics_change.check",
        "diff": "topics_change.diff",
        "suggest": "topics_find.suggest",
        "untagged": "topics_find.untagged",
        "import": "topics_borrow.borrow",
    }
)


def counts(
    sources: options.From = None,
    form: rows.Form = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List the topics with how many papers each has."""
    streams = Streams(color)
    form = rows.chosen(streams, form)
    with opened(streams, library, config, sources) as session:
        if not session.config.topics:
            raise ConfigError("there are no topics", "litcli init writes a configuration with some")
        _print(session, form, tagging.counts(session.library, session.config))
        return session.code()


def _print(session: Session, form: str, found: Mapping[str, int]) -> None:
    topics, streams = session.config.topics, session.streams
    if form != "table":
        keys = ("topic", "papers", "label", "parent")
        rows.write(
            streams,
            form,
            keys,
            [(name, number, topics[name].label, topics[name].parent) for name, number in found.items()],
        )
    else:
        from litcli.terminal.topics import tree

        tagged, total = count(session.library, "has:topic"), count(session.library)
        streams.show([tree(list(_in_order(session.config)), found, total, streams.width)])
        streams.say(f"{tagged:,} of {total:,} papers have a topic")


def _in_order(config: Config, parent: str = "", depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """Yield depth, name and label, each topic before its children."""
    for name, topic in config.topics.items():
        if topic.parent == parent:
            yield depth, name, topic.label
            yield from _in_order(config, name, depth + 1)
