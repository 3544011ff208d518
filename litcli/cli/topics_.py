"""`litcli topics`: the topics with their counts, and tests of the topic file."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from litcli.cli import options
from litcli.cli.session import Session, load_config, opened
from litcli.errors import ConfigError, ExitCode, UseError
from litcli.library import tagging
from litcli.library.examples import failures
from litcli.library.searching import count
from litcli.terminal.streams import Streams
from litcli.topics import Config

command = typer.Typer(
    rich_markup_mode=None, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)

_FORMATS = ("table", "tsv", "jsonl")


@command.callback()
def counts(
    context: typer.Context,
    sources: options.From = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table, tsv or jsonl.",
            show_default="table on a terminal, tsv in a pipe",
        ),
    ] = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List the topics with how many papers each has."""
    if context.invoked_subcommand:
        return ExitCode.DONE
    streams = Streams.real(color)
    form = form or ("table" if streams.out_is_terminal else "tsv")
    if form not in _FORMATS:
        raise UseError(f'topics has no format "{form}"', f"legal: {', '.join(_FORMATS)}")
    with opened(streams, library, config, sources) as session:
        if not session.config.topics:
            raise ConfigError("there are no topics", "litcli init writes a configuration with some")
        _print(session, form, tagging.counts(session.library, session.config))
        return session.code()


def _print(session: Session, form: str, found: Mapping[str, int]) -> None:
    topics, streams = session.config.topics, session.streams
    if form == "jsonl":
        keys = ("topic", "papers", "label", "parent")
        rows = (
            (name, number, topics[name].label or None, topics[name].parent or None) for name, number in found.items()
        )
        streams.write(json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
    elif form == "tsv":
        streams.write(f"{name}\t{number}\t{topics[name].label or name}\n" for name, number in found.items())
    else:
        from litcli.terminal.topics import tree

        tagged, total = count(session.library, "has:topic"), count(session.library)
        streams.show([tree(list(_in_order(session.config)), found, total)])
        streams.say(f"{tagged:,} of {total:,} papers have a topic")


def _in_order(config: Config, parent: str = "", depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """Yield depth, name and label, each topic before its children."""
    for name, topic in config.topics.items():
        if topic.parent == parent:
            yield depth, name, topic.label
            yield from _in_order(config, name, depth + 1)


@command.command("test")
def try_examples(config: options.ConfigFile = "") -> int:
    """Try every topic on its own examples, and print each that fails with the reason."""
    streams = Streams.real()
    settings = load_config(config)
    total = sum(len(topic.match) + len(topic.no_match) for topic in settings.topics.values())
    if not total:
        raise ConfigError("no topic has examples", "examples: {match: [...], no_match: [...]} under a topic")
    failed = list(failures(settings))
    streams.write(
        f"{settings.path}:{failure.line}: {failure.topic}: {failure.reason}: {failure.text}\n" for failure in failed
    )
    streams.say(f"{total} examples of {len(settings.topics)} topics: {total - len(failed)} hold, {len(failed)} fail")
    return ExitCode.NOTHING if failed else ExitCode.DONE
