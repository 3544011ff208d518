"""`litcli add`: sources into the library, and what became of them in a few lines."""

from typing import Annotated

from litcli.cli import options
from litcli.cli.declared import Argument
from litcli.cli.places import library_path
from litcli.cli.session import Session, add_sources, load_config, report_unread
from litcli.library import Library
from litcli.library.adding import Added, outcome
from litcli.library.searching import count
from litcli.read import How
from litcli.terminal.streams import Streams

_FORMAT_WIDTH = 7


def command(
    sources: Annotated[list[str], Argument(metavar="SOURCE...", help="Files to read; - is standard input.")],
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    date: options.Date = "",
    form: options.As = "",
    columns: options.Map = None,
) -> int:
    """Read sources, fold the repeats, tag the papers and store them."""
    streams = Streams()
    settings = load_config(config)  # before a library is made for a configuration that has errors
    with Library.open(library_path(library)) as found:
        session = Session(found, lambda: settings if settings.path else load_config(config, found), streams)
        added = add_sources(session, sources, How(form, date, ",".join(columns or ())))
        for result in added:
            streams.say(_line(result, max(len(r.source) for r in added)))
            if result.known and (date or form or columns):
                streams.say(
                    "  it stays as it was read then: litcli undo takes back the newest add, and then it is read anew"
                )
            report_unread(streams, result)
        _sum_up(session, has_new=not all(result.known for result in added))
        return session.code()


def _line(result: Added, width: int) -> str:
    name = f"{result.source:<{width}}"
    if result.known:
        return f"{name}  already in the library, read as {result.format}; nothing added"
    tally = result.tally
    of = (
        f" of {_many(tally.starts, 'entry', 'entries')}"
        if tally.starts >= tally.entries > 0
        else f" in {_many(tally.lines, 'line')}"
    )
    unread = f", {_many(tally.unread_lines, 'line')} unread" if tally.unread else ""
    return f"{name}  {result.format:<{_FORMAT_WIDTH}}  {_many(tally.records, 'record')}{of}{unread}"


def _sum_up(session: Session, has_new: bool) -> None:
    """Say what the new sources brought, in papers."""
    say = session.streams.say
    if has_new:
        got = outcome(session.library)
        known = f", {got.papers - got.new:,} known before" if got.papers > got.new else ""
        near = f", {_many(got.near, 'near miss', 'near misses')} (litcli repeats near)" if got.near else ""
        say(
            f"{_many(got.records, 'record')} {_are(got.records)} {_many(got.papers, 'paper')}: {got.new:,} new{known},"
            f" {_many(got.records - got.papers, 'repeat')} folded{near}"
        )
    total = count(session.library)
    if session.config.topics and total:
        tagged = count(session.library, "has:topic")
        rest = "; the rest: litcli topics untagged" if tagged < total else ""
        have = "has" if total == 1 else "have"
        say(f"{tagged:,} of {_many(total, 'paper')} in the library {have} a topic{rest}")
    elif total:
        say(f"{_many(total, 'paper')} in the library; no topics yet: litcli init writes a configuration")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
