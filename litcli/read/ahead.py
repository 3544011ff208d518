"""Reading ahead: a large source is read in a process of its own, while what came before is folded and stored.

Python computes on one core at a time, and reading is a third of the work of adding. The process is a fork: it has the source open
already and hands plain values over. Elsewhere than on Linux, on a single core and for a small source, reading and storing take turns.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import IO, Any, NamedTuple, NoReturn

from litcli.errors import LitcliError, SourceError
from litcli.read import Reading
from litcli.records import Furniture, Item, Record, Tally, Unread

LARGE = 1_000_000
"""Bytes from which a source is read ahead: it then takes longer to read than a process to start, some 10 ms."""
FIRST, TOGETHER = 250, 2_000
"""Items of the first piece, for which storing has to wait, and of the largest: each has twice as many as the one before."""

Piece = list[Record | Unread]
"""What is read together, without the lines of the page."""


class _Message(NamedTuple):
    """What one process hands to the other: a piece, none at the end, and the reading's account up to there."""

    piece: Piece
    tally: Tally
    position: int
    warnings: tuple[str, ...]


def pieces(reading: Reading) -> Iterator[Piece]:
    """Yield what a reading finds, piece by piece, with its account kept as it goes. Raises SourceError as iterating does."""
    if reading.source.size() < LARGE or not _is_possible():
        yield from _cut(reading)
        return
    # An interrupt is for the parent to answer, and waits until it knows its child.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child, pipe = _start(reading)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        yield from _received(reading, pipe) if pipe else _cut(reading)
    finally:
        if pipe:
            pipe.close()
            # It has nothing to lose, and where the work was broken off it may be in the middle of a piece.
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _is_possible() -> bool:
    # In a fork the system libraries of macOS may break; Windows has none.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _cut(items: Iterable[Item]) -> Iterator[Piece]:
    piece: Piece = []
    size = FIRST
    for item in items:
        if not isinstance(item, Furniture):
            piece.append(item)
        if len(piece) >= size:
            yield piece
            piece, size = [], min(2 * size, TOGETHER)
    if piece:
        yield piece


def _start(reading: Reading) -> tuple[int, IO[bytes] | None]:
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
        _send(reading, into)
    os.close(into)
    return child, os.fdopen(out, "rb")


def _send(reading: Reading, into: int) -> NoReturn:
    """Read the source into a pipe, and end the process whatever comes: nothing of the parent's is closed or written twice."""
    try:
        with os.fdopen(into, "wb") as pipe:
            try:
                for piece in _cut(reading):
                    _dump(_Message(piece, reading.tally, reading.position(), ()), pipe)
                _dump(_Message([], reading.tally, reading.position(), reading.warnings), pipe)
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
                if not isinstance(error, LitcliError):
                    error.add_note(traceback.format_exc())
                _dump(error, pipe)
    finally:
        os._exit(0)


def _dump(value: object, pipe: IO[bytes]) -> None:
    pickler = pickle.Pickler(pipe, pickle.HIGHEST_PROTOCOL)
    # A record without extra fields has a read-only mapping, which pickle does not know.
    pickler.dispatch_table = {MappingProxyType: lambda mapping: (MappingProxyType, (dict(mapping),))}
    pickler.dump(value)
    pipe.flush()


def _received(reading: Reading, pipe: IO[bytes]) -> Iterator[Piece]:
    while True:
        try:
            message: Any = pickle.load(pipe)  # noqa: S301 - what the fork of this very program wrote
        except (EOFError, pickle.UnpicklingError):
            raise SourceError(f"{reading.source.name}: the process that read it ended too early") from None
        if isinstance(message, Exception):
            raise message
        reading.take_over(message.tally, message.position, message.warnings)
        if not message.piece:
            return
        yield message.piece
