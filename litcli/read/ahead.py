"""Reading ahead: a large source is read in a process of its own, while what came before is stored.

Python computes on one core at a time, and reading is a third of the work of adding. Another third is what can be made of a record
alone, and may be done on either side: the process that reads is some way ahead before it does any of it, and hands over what is
wanted before as it is, for the one that stores to do itself. So neither waits for the other, whatever the format and the library.

The process is a fork: it has the source open already and hands plain values over. Elsewhere than on Linux, on a single core and for
a small source, reading and storing take turns.
"""

import io
import os
import pickle
import select
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import MappingProxyType
from typing import IO, Any, NamedTuple, NoReturn, TypeVar

from litcli.errors import LitcliError, SourceError
from litcli.read import Reading
from litcli.records import Furniture, Record, Tally, Unread

LARGE = 1_000_000
"""Bytes from which a source is read ahead: it then takes longer to read than a process to start, some 10 ms."""
FIRST, TOGETHER = 250, 2_000
"""Items that are stored together: those of the first piece, and of the largest."""
_SHARE = 8
"""A piece is so large a part of all before it: while the last one is stored there is nothing left to read."""
PART = 25
"""Items that are handed over together."""
_RAW, _MOST = 10, 160
"""Parts that are read before any is prepared, and those that wait at most, twice as many as are stored together: both sides work unevenly."""
_ROOM = 1 << 18
"""Bytes of the pipe, some ten parts: neither side has to stand by for the other, and few that might be prepared lie in it as they are."""

Prepared = TypeVar("Prepared")
"""What is made of a record, and is no record."""
Prepare = Callable[[Record], Prepared]


class _Message(NamedTuple):
    """What one process hands to the other: a part, none at the end, and the reading's account up to there."""

    part: list[Any]
    """Items, records as they are or prepared."""
    tally: Tally
    position: int
    warnings: tuple[str, ...] = ()


def pieces(reading: Reading, prepare: Prepare[Prepared]) -> Iterator[list[Prepared | Unread]]:
    """Yield what a reading finds, each record prepared, piece by piece without the lines of the page, with its account kept.

    Raises SourceError as iterating does.
    """
    if reading.source.size() < LARGE or not _is_possible():
        yield from _gathered(_cut(reading), prepare)
        return
    # An interrupt is for the parent to answer, and waits until it knows its child.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child, pipe = _start(reading, prepare)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        yield from _gathered(_received(reading, pipe) if pipe else _cut(reading), prepare)
    finally:
        if pipe:
            pipe.close()
            # It has nothing to lose, and where the work was broken off it may be in the middle of a part.
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _is_possible() -> bool:
    # In a fork the system libraries of macOS may break; Windows has none.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _cut(reading: Reading) -> Iterator[list[Record | Unread]]:
    part: list[Record | Unread] = []
    for item in reading:
        if not isinstance(item, Furniture):
            part.append(item)
        if len(part) >= PART:
            yield part
            part = []
    if part:
        yield part


def _gathered(parts: Iterable[list[Any]], prepare: Prepare[Prepared]) -> Iterator[list[Prepared | Unread]]:
    """Prepare what is not, and join parts into the pieces that are stored together."""
    piece: list[Prepared | Unread] = []
    before = 0
    for part in parts:
        piece += _done(part, prepare)
        if len(piece) >= min(max(FIRST, before // _SHARE), TOGETHER):
            yield piece
            before += len(piece)
            piece = []
    if piece:
        yield piece


def _done(items: Iterable[Any], prepare: Prepare[Prepared]) -> Iterator[Prepared | Unread]:
    return (prepare(item) if isinstance(item, Record) else item for item in items)


def _start(reading: Reading, prepare: Prepare[Prepared]) -> tuple[int, IO[bytes] | None]:
    """Start the process; return its number and the end of its pipe, which is None where the system has no room for one."""
    out, into = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(out)
        os.close(into)
        return 0, None
    if not child:
        # With its end open here too, a parent that is gone would not be noticed.
        os.close(out)
        _send(reading, prepare, into)
    os.close(into)
    return child, os.fdopen(out, "rb")


def _send(reading: Reading, prepare: Prepare[Prepared], into: int) -> NoReturn:
    """Read the source into a pipe, and end the process whatever comes: nothing of the parent's is closed or written twice."""
    try:
        pipe = _Pipe(into)
        try:
            _Ahead(reading, prepare, pipe).run()
            pipe.put(_Message([], reading.tally, reading.position(), reading.warnings))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
            if not isinstance(error, LitcliError):
                error.add_note(traceback.format_exc())
            pipe.put(error)
        pipe.wait()
    finally:
        os._exit(0)


class _Ahead:
    """The process that reads: what it has read and not yet handed over."""

    def __init__(self, reading: Reading, prepare: Prepare[Any], pipe: "_Pipe") -> None:
        self.reading = reading
        self.prepare = prepare
        self.pipe = pipe
        self.raw: deque[_Message] = deque()
        """Parts as they were read, behind those that are prepared."""
        self.ready: deque[_Message] = deque()

    def run(self) -> None:
        """Read all of the source and hand it over."""
        for part in _cut(self.reading):
            self.raw.append(_Message(part, self.reading.tally, self.reading.position()))
            self._hand_over()
            while len(self.raw) >= _RAW or len(self.raw) + len(self.ready) >= _MOST:
                self._go_on()
        while self.raw or self.ready:
            self._go_on()

    def _go_on(self) -> None:
        """Prepare a part, or wait for the other process where all are prepared."""
        if self.raw:
            message = self.raw.popleft()
            self.ready.append(message._replace(part=list(_done(message.part, self.prepare))))
        else:
            self.pipe.wait()
        self._hand_over()

    def _hand_over(self) -> None:
        """Hand over what the pipe has room for."""
        while (self.ready or self.raw) and self.pipe.has_room():
            self.pipe.put((self.ready or self.raw).popleft())


class _Pipe:
    """The end of a pipe that takes what it has room for, so that who writes has not to stand by until somebody reads."""

    def __init__(self, into: int) -> None:
        from fcntl import F_SETPIPE_SZ, fcntl

        self.into = into
        self.rest = memoryview(b"")
        os.set_blocking(into, False)
        with suppress(OSError):  # a user may have too many large ones
            fcntl(into, F_SETPIPE_SZ, _ROOM)

    def put(self, value: object) -> None:
        """Take a value, behind what was taken before."""
        self.wait()
        data = io.BytesIO()
        pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
        # A record without extra fields has a read-only mapping, which pickle does not know.
        pickler.dispatch_table = {MappingProxyType: lambda mapping: (MappingProxyType, (dict(mapping),))}
        pickler.dump(value)
        self.rest = data.getbuffer()

    def has_room(self) -> bool:
        """Write what goes in of what was taken, and say whether all of it is gone."""
        with suppress(BlockingIOError):
            while self.rest:
                self.rest = self.rest[os.write(self.into, self.rest) :]
        return not self.rest

    def wait(self) -> None:
        """Wait until all is gone."""
        while not self.has_room():
            select.select((), (self.into,), ())


def _received(reading: Reading, pipe: IO[bytes]) -> Iterator[list[Any]]:
    """Yield the parts that the other process sends, and take over its account."""
    while True:
        try:
            message: Any = pickle.load(pipe)  # noqa: S301 - what the fork of this very program wrote
        except (EOFError, pickle.UnpicklingError):
            raise SourceError(f"{reading.source.name}: the process that read it ended too early") from None
        if isinstance(message, Exception):
            raise message
        reading.take_over(message.tally, message.position, message.warnings)
        if not message.part:
            return
        yield message.part
