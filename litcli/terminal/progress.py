"""Progress on standard error: only on a terminal, and only once the work has taken a moment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from litcli.terminal.streams import Streams

_PATIENCE = 0.5
"""Seconds without a bar: most work is done by then, and Rich's progress takes a tenth of a second to import."""


@contextmanager
def progress(streams: Streams, total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how much of `total` is done. Nothing is shown where standard error is no terminal."""
    if not streams.err_is_terminal:
        yield lambda _: None
        return
    started = time.monotonic()
    bar: list[tuple[Any, Any]] = []

    def tell(done: int) -> None:
        if not bar and time.monotonic() - started > _PATIENCE:
            bar.append(_bar(streams, total, what))
        for shown, task in bar:
            shown.update(task, completed=done)

    try:
        yield tell
    finally:
        for shown, _ in bar:
            shown.stop()


def _bar(streams: Streams, total: int, what: str) -> tuple[Any, Any]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    shown = Progress(*columns, console=streams.console(streams.err), transient=True)
    shown.start()
    return shown, shown.add_task(what, total=total)
