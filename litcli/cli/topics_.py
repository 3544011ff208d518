"""`litcli topics`: the topics with their counts; its other commands are registered here and stand in modules of their own."""

from collections.abc import Iterator, Mapping

import typer

from litcli.cli import options, rows, topics_borrow, topics_change, topics_explain, topics_find
from litcli.cli.session import Session, opened
from litcli.errors import ConfigError, ExitCode
from litcli.library import tagging
from litcli.library.searching import count
from litcli.terminal.streams import Streams
from litcli.topics.topic import Config

command = typer.Typer(
    rich_markup_mode=None, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)


@command.callback()
def counts(
    context: typer.Context,
    sources: options.From = None,
    form: rows.Form = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List the topics with how many papers each has."""
    if context.invoked_subcommand:
        return ExitCode.DONE
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


command.command("why", help="Say why a paper has its topics, or what one that it has not would take.")(
    topics_explain.why
)
command.command("test", help="Try every topic on its own examples.")(topics_explain.try_examples)
command.command("check", help="Warn of terms that do nothing or too much in your own papers.")(topics_change.check)
command.command("diff", help="List what another configuration would change, and change nothing.")(topics_change.diff)
command.command("suggest", help="Propose terms that tell a topic's papers from the rest.")(topics_find.suggest)
command.command("untagged", help="Group the papers that have no topic by their telling phrases.")(topics_find.untagged)
command.command("import", help="Turn a published search strategy into a topic.")(topics_borrow.borrow)
