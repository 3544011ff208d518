"""Regular expressions with a bound on time: a child process matches, and is ended when its time is over.

Python's `re` can run for years on a text of thirty letters and cannot be interrupted from outside on every system; a process can.
Run as a program this module is that child: one request a line, one answer a line, both JSON.
"""

import contextlib
import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # few queries have a regular expression, and only they pay for what starts a process
    import subprocess

SECONDS = 8.0
"""What one regular expression may take in all. 150 MB of text takes about a second."""
_SPANS = 200
"""Places that are told of one text."""

Span = tuple[int, int]


class TooSlow(Exception):
    """A regular expression that took longer than it may."""


class Matcher:
    """One regular expression, with the time that it has left."""

    def __init__(self, pattern: str, seconds: float = SECONDS) -> None:
        self.pattern = pattern
        self.left = seconds

    def found(self, texts: Sequence[str]) -> list[bool]:
        """Say which of the texts have a match. Raises TooSlow."""
        return [bool(places) for places in self._ask(texts, 1)]

    def spans(self, text: str) -> list[Span]:
        """Return the places of the matches in a text that are not empty. Raises TooSlow."""
        return [(start, end) for start, end in self._ask([text], _SPANS)[0] if end > start]

    def _ask(self, texts: Sequence[str], most: int) -> list[list[Span]]:
        if self.left <= 0:
            raise TooSlow(self.pattern)
        answer, self.left = _CHILD.ask([self.pattern, most, list(texts)], self.left)
        if answer is None:
            self.left = 0
            raise TooSlow(self.pattern)
        return answer


class _Child:
    """The process, started when it is first needed and again when it was ended."""

    process: "subprocess.Popen[bytes] | None" = None

    def ask(self, request: list[Any], seconds: float) -> tuple[list[list[Span]] | None, float]:
        """Return the answer, or None where there was none in time, and the seconds that are left."""
        from threading import Timer
        from time import monotonic

        process = self._running()
        started = monotonic()
        timer = Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin
            assert process.stdout
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self._end()
            return None, 0.0
        return json.loads(line), seconds - (monotonic() - started)

    def _running(self) -> "subprocess.Popen[bytes]":
        import subprocess

        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-I", "-S", __file__]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self.process

    def _end(self) -> None:
        if self.process:
            self.process.kill()
            with self.process:
                self.process = None


_CHILD = _Child()


def _answer(pattern: str, most: int, texts: Sequence[str]) -> list[list[Span]]:
    compiled = re.compile(pattern)
    if most == 1:
        return [[found.span()] if (found := compiled.search(text)) else [] for text in texts]
    return [[found.span() for found, _ in zip(compiled.finditer(text), range(most), strict=False)] for text in texts]


def _serve() -> None:
    import warnings

    warnings.simplefilter("ignore")
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(_answer(*json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve()
