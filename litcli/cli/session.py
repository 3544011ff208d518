"""What commands need before they can work: the configuration, the library or the sources that stand in for one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from litcli.cli.places import config_path, library_path
from litcli.errors import ExitCode, SourceError
from litcli.library import Library, applied, searching
from litcli.terminal.streams import Streams

if TYPE_CHECKING:  # what reads sources or a configuration is not loaded by a command that reads none
    from litcli.library.adding import Added
    from litcli.read import How, Source
    from litcli.records import Paper
    from litcli.topics.topic import Config

_AS_FOUND = ("", "", "")
"""No word on how sources are read: format, date, columns."""


class Session:
    """One command's library and configuration."""

    def __init__(self, library: Library, load: "Callable[[], Config]", streams: Streams) -> None:
        self.library = library
        self.streams = streams
        self.rejected = False
        """Whether some input could not be read."""
        self._load = load
        library.queries = _Later(lambda: self.config.queries)
        library.topics = _Later(lambda: self.config.topics)

    @cached_property
    def config(self) -> "Config":
        """Read the configuration, when it is first asked for: most commands have no need to. Raises ConfigError."""
        return self._load()

    def code(self, found: bool = True) -> ExitCode:
        """Return the exit code: rejected input outweighs nothing found, which outweighs done."""
        if self.rejected:
            return ExitCode.REJECTED
        return ExitCode.DONE if found else ExitCode.NOTHING

    def warn(self, text: str) -> None:
        """Say why a query can never find anything."""
        for warning in searching.warnings(self.library, text):
            self.streams.say(f"litcli: {warning}")

    def papers(self, text: str, sort: str, limit: int | None, not_in: str = "") -> "Iterator[Paper]":
        """Return the papers that a query finds, without those that the library `not_in` has."""
        self.warn(text)
        if not not_in:
            return searching.papers(self.library, text, sort, limit)
        known = self._known(not_in)
        return islice((one for one in searching.papers(self.library, text, sort) if one.id not in known), limit)

    def _known(self, path: str) -> Collection[str]:
        """Return the ids of the papers that another library has, and say how many there are."""
        from litcli.library import comparing

        with Library.open(path, create=False) as other:
            found = comparing.known(self.library, other)
        total = searching.count(self.library)
        papers = f"{total:,} paper{'s' * (total != 1)}"
        self.streams.say(f"{len(found):,} of {papers} are known to {path}, {total - len(found):,} are new")
        return found


class _Later(Mapping[str, Any]):
    """A mapping that is made when it is first looked into."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    def __getitem__(self, key: str) -> Any:
        """Return the value of a key."""
        return self._make()[key]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return iter(self._make())

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._make())


class Counted:
    """Papers on their way to a writer, counted as they pass."""

    def __init__(self, papers: "Iterable[Paper]") -> None:
        self._papers = papers
        self.count = 0

    def __iter__(self) -> "Iterator[Paper]":
        """Yield the papers, once."""
        for paper in self._papers:
            self.count += 1
            yield paper


def load_config(path: str, library: Library | None = None) -> "Config":
    """Read the configuration that is named, or the first that is found. Raises ConfigError.

    Where there is none, the library's tags come from the one it was last used with, which it keeps.
    """
    found = config_path(path)
    kept = applied.remembered(library) if library and not found else ""
    if not found and not kept:
        from litcli.topics.topic import Config

        return Config()
    from pathlib import Path

    from litcli.topics.config import load, loads

    return load(Path(found)) if found else loads(kept, Path("(the topics kept in the library)"))


@contextmanager
def opened(
    streams: Streams,
    library: str,
    config: str,
    sources: Sequence[str] | None = None,
    how: tuple[str, str, str] = _AS_FOUND,
    looks_for_text: bool = True,
    *,
    apply: bool = True,
) -> Iterator[Session]:
    """Open the library, or read the sources into one in memory, with its tags up to date unless they are not to be touched.

    `how` is what How takes. Sources that no topic and no query looks for text in are not indexed.
    """
    if sources:
        from litcli.read import How

        settings = load_config(config)
        with Library.in_memory(with_index=looks_for_text or bool(settings.topics)) as made:
            session = Session(made, lambda: settings, streams)
            for result in add_sources(session, sources, How(*how)):
                report_unread(streams, result)
            yield session
    else:
        with Library.open(library_path(library), create=False) as found:
            session = Session(found, lambda: load_config(config, found), streams)
            if apply and not applied.come_from(found, config_path(config)):
                from litcli.library import tagging, versions

                versions.apply(found, session.config.versions)
                tagging.apply(found, session.config)
            yield session


def add_sources(session: Session, sources: Sequence[str], how: "How") -> "list[Added]":
    """Add the sources one by one and tag what they bring; one that cannot be read is named and passed over."""
    from litcli.library import tagging, versions
    from litcli.read import open_sources

    how.check()
    versions.apply(session.library, session.config.versions)
    added: list[Added] = []
    for name in dict.fromkeys(sources):
        for source in open_sources(name):
            try:
                added.append(_add_one(session, source, how, max((one.command for one in added), default=0)))
            except SourceError as error:
                session.rejected = True
                session.streams.say(f"litcli: {error}")
    tagging.retag(session.library, session.config)
    return added


def _add_one(session: Session, source: "Source | SourceError", how: "How", command: int) -> "Added":
    from litcli.library.adding import add
    from litcli.read import read
    from litcli.terminal.progress import progress

    if isinstance(source, SourceError):
        raise source
    try:
        with progress(session.streams, source.size(), source.name) as tell:
            result = add(session.library, read(source, how), tell, command)
    finally:
        source.close()
    for warning in result.warnings:
        session.streams.say(f"litcli: {warning}")
    session.rejected |= bool(result.unread)
    return result


def report_unread(streams: Streams, result: "Added", most: int = 3) -> None:
    """Name the stretches of a source that could not be read, the first few in full."""
    for item in result.unread[:most]:
        text = " ".join(item.text.split())
        shown = f": {text[:60]}{'…' * (len(text) > 60)}" if text else ""
        streams.say(f"  {item.source}:{item.line}: {item.reason}{shown}")
    if len(result.unread) > most:
        streams.say(f"  and {len(result.unread) - most} more (litcli parse {result.source})")
