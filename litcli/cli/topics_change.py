"""`litcli topics check` and `litcli topics diff`: what the user's own papers say of the topics, before and after a change."""

from collections.abc import Sequence
from typing import Annotated

from litcli.cli import options, rows
from litcli.cli.declared import Argument
from litcli.cli.session import load_config, opened
from litcli.errors import ExitCode
from litcli.library.advising import warnings
from litcli.library.preview import changes
from litcli.terminal.streams import Streams

_PLAIN = ("change", "text")
"""Columns that need no header on a terminal."""


def check(
    form: rows.Form = "",
    sources: options.From = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Warn of terms that do nothing or too much in your own papers.

    They match nothing, are covered by another, miss their plural or match most papers; topics that are nearly equal are named too.
    """
    streams = Streams(color)
    form = rows.chosen(streams, form)
    settings = load_config(config)  # its errors first: they need no library
    with opened(streams, library, config, sources) as session:
        found = list(warnings(session.library, session.config))
        given = [(one.topic, one.kind, one.term, one.text, one.place, one.hint) for one in found]
        _print(streams, form, ("topic", "warning", "term", "text", "place", "next"), given)
        topics = session.config.topics or settings.topics
        streams.say(f"{len(topics)} topic{'s' * (len(topics) != 1)}: {len(found)} warning{'s' * (len(found) != 1)}")
        return session.code()


def diff(
    new: Annotated[str, Argument(metavar="NEW.yaml", help="The configuration to compare with the one in use.")],
    form: rows.Form = "",
    sources: options.From = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List what another configuration would change, and change nothing.

    These are the papers that each topic would gain (+) and lose (-).
    """
    streams = Streams(color)
    form = rows.chosen(streams, form)
    other = load_config(new)
    with opened(streams, library, config, sources, apply=False) as session:
        found = list(changes(session.library, session.config, other))
        given = [("+" if one.gained else "-", one.topic, one.id, one.title) for one in found]
        _print(streams, form, ("change", "topic", "id", "title"), given)
        gained = sum(one.gained for one in found)
        streams.say(f"{gained} tag{'s' * (gained != 1)} gained, {len(found) - gained} lost; nothing was changed")
        return ExitCode(session.code(found=bool(found)))


def _print(streams: Streams, form: str, keys: tuple[str, ...], given: Sequence[tuple[str, ...]]) -> None:
    if form == "table":
        from litcli.terminal.topics import grid

        header = tuple("" if key in _PLAIN else key for key in keys)
        streams.show([grid(header, given)] if given else [])
    else:
        rows.write(streams, form, keys, given)
