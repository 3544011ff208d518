"""Reading ahead: a large source is read in a process of its own, while what came before is stored.

Python computes on one core at a time, and reading is a third of the work of adding. Another third is what can be made of a record
alone, and may be done on either side: the process that reads does it for as long as the one that stores has enough to do, and leaves
the rest to it. Which of them is the slower depends on the format and on the size of the library.

The process is a fork: it has the source open already and hands plain values over. Elsewhere than on Linux, on a single core and for
a small source, reading and storing take turns.
"""

import io
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from mmap import mmap
from queue import Queue
from threading import Thread
from types import MappingProxyType
from typing import IO, Any, NamedTuple, NoReturn, TypeVar

from litcli.errors import LitcliError, SourceError
from litcli.read import Reading
from litcli.records import Furniture, Record, Tally, Unread

LARGE = 1_000_000
"""Bytes from which a source is read ahead: it then takes longer to read than a process to start, some 10 ms."""
FIRST, TOGETHER = 250, 2_000
"""Items of the first piece, for which storing has to wait, and of the largest: each has twice as many as the one before."""

_WAITING = 2
"""Pieces that wait in memory for the other process, some 6 MB each: its work is uneven."""

Prepared = TypeVar("Prepared")
"""What is made of a record."""
Prepare = Callable[[Record], Prepared]


class _Message(NamedTuple):
    """What one process hands to the other: a piece, none at the end, and the reading's account up to there."""

    piece: Sequence[object]
    prepared: int
    """How many items, the first ones, are prepared already."""
    tally: Tally
    position: int
    warnings: tuple[str, ...]


def pieces(reading: Reading, prepare: Prepare[Prepared]) -> Iterator[list[Prepared | Unread]]:
    """Yield what a reading finds, each record prepared, piece by piece without the lines of the page, with its account kept.

    Raises SourceError as iterating does.
    """
    if reading.source.size() < LARGE or not _is_possible():
        yield from _here(reading, prepare)
        return
    # An interrupt is for the parent to answer, and waits until it knows its child.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    waits = mmap(-1, 1)  # both processes have it: whether the one that stores has nothing to do
    child, pipe = _start(reading, prepare, waits)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        yield from _received(reading, prepare, pipe, waits) if pipe else _here(reading, prepare)
    finally:
        if pipe:
            pipe.close()
            # It has nothing to lose, and where the work was broken off it may be in the middle of a piece.
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _is_possible() -> bool:
    # In a fork the system libraries of macOS may break; Windows has none.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _here(reading: Reading, prepare: Prepare[Prepared]) -> Iterator[list[Prepared | Unread]]:
    return (list(_done(piece, prepare)) for piece in _cut(reading))


def _done(items: Iterable[Record | Unread], prepare: Prepare[Prepared]) -> Iterator[Prepared | Unread]:
    return (prepare(item) if isinstance(item, Record) else item for item in items)


def _cut(reading: Reading) -> Iterator[list[Record | Unread]]:
    piece: list[Record | Unread] = []
    size = FIRST
    for item in reading:
        if not isinstance(item, Furniture):
            piece.append(item)
        if len(piece) >= size:
            yield piece
            piece, size = [], min(2 * size, TOGETHER)
    if piece:
        yield piece


def _start(reading: Reading, prepare: Prepare[Prepared], waits: mmap) -> tuple[int, IO[bytes] | None]:
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
        _send(reading, prepare, into, waits)
    os.close(into)
    return child, os.fdopen(out, "rb")


def _send(reading: Reading, prepare: Prepare[Prepared], into: int, waits: mmap) -> NoReturn:
    """Read the source into a pipe, and end the process whatever comes: nothing of the parent's is closed or written twice."""
    try:
        sender = _Sender(into)
        try:
            for piece in _cut(reading):
                done = _begun(piece, prepare, lambda: bool(waits[0]) and sender.is_idle())
                message = _Message([*done, *piece[len(done) :]], len(done), reading.tally, reading.position(), ())
                sender.send(message)
            sender.send(_Message([], 0, reading.tally, reading.position(), reading.warnings))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
            if not isinstance(error, LitcliError):
                error.add_note(traceback.format_exc())
            sender.send(error)
        sender.queue.join()
    finally:
        os._exit(0)


def _begun(
    piece: Iterable[Record | Unread], prepare: Prepare[Prepared], is_wanted: Callable[[], bool]
) -> list[Prepared | Unread]:
    """Prepare the first items of a piece until it is wanted as it is."""
    done = []
    for item in _done(piece, prepare):
        done.append(item)
        if is_wanted():
            break
    return done


class _Sender:
    """Writes into the pipe, in a thread of its own: a piece is larger than a pipe, and the next is made while it waits."""

    def __init__(self, into: int) -> None:
        self.queue: Queue[bytes] = Queue(_WAITING)
        self.into = into
        Thread(target=self._write, daemon=True).start()

    def is_idle(self) -> bool:
        """Say whether all has been taken."""
        return not self.queue.unfinished_tasks

    def send(self, value: object) -> None:
        """Hand a value over; wait where enough of them wait."""
        data = io.BytesIO()
        pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
        # A record without extra fields has a read-only mapping, which pickle does not know.
        pickler.dispatch_table = {MappingProxyType: lambda mapping: (MappingProxyType, (dict(mapping),))}
        pickler.dump(value)
        self.queue.put(data.getvalue())

    def _write(self) -> None:
        try:
            with os.fdopen(self.into, "wb", buffering=0) as pipe:
                while True:
                    rest = memoryview(self.queue.get())
                    while rest:
                        rest = rest[pipe.write(rest) :]
                    self.queue.task_done()
        finally:
            # The parent has closed its end: nobody waits for more.
            os._exit(0)


def _received(
    reading: Reading, prepare: Prepare[Prepared], pipe: IO[bytes], waits: mmap
) -> Iterator[list[Prepared | Unread]]:
    while True:
        try:
            waits[0] = True
            message: Any = pickle.load(pipe)  # noqa: S301 - what the fork of this very program wrote
            waits[0] = False
        except (EOFError, pickle.UnpicklingError):
            raise SourceError(f"{reading.source.name}: the process that read it ended too early") from None
        if isinstance(message, Exception):
            raise message
        reading.take_over(message.tally, message.position, message.warnings)
        if not message.piece:
            return
        ready, rest = message.piece[: message.prepared], message.piece[message.prepared :]
        yield [*ready, *_done(rest, prepare)]
