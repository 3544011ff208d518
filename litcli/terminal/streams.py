"""The three streams and their manners: what is a terminal, how wide it is, whether it has colour, who reads it.

Standard output is data, standard error is for people. What goes to a terminal is made safe; what goes into a pipe is complete.
What not every run needs, Rich first of all, is imported where it is used.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from io import StringIO, TextIOWrapper
from typing import IO, TYPE_CHECKING, TextIO

from litcli.errors import ReaderGone, UseError
from litcli.text import safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

COLOURS = ("auto", "always", "never")
_NOT_NARROWER = 30


class Streams:
    """Standard output and error as this run sees them."""

    def __init__(self, colour: str = "auto") -> None:
        """Look at the process's own streams and its environment. Raises UseError for an unknown word for colour."""
        if colour not in COLOURS:
            raise UseError(f'--color does not know "{colour}"', f"legal: {', '.join(COLOURS)}")
        self.out = sys.stdout
        self.err = sys.stderr
        self.out_is_terminal = _is_terminal(self.out)
        self.err_is_terminal = _is_terminal(self.err)
        self.colour = _has_colour(colour, self.out_is_terminal)
        """Whether standard output gets colours."""
        _speak_utf8(self.out_is_terminal)

    @cached_property
    def width(self) -> int:
        """Return how many columns there are; 80 where nothing says so."""
        return max(self._size[0], _NOT_NARROWER)

    @cached_property
    def _size(self) -> tuple[int, int]:
        """Return columns and lines."""
        from shutil import get_terminal_size

        return get_terminal_size()

    def write(self, chunks: Iterable[str]) -> None:
        """Write data to standard output. Raises ReaderGone when nobody reads any more."""
        with _reader():
            for chunk in chunks:
                self.out.write(safe(chunk) if self.out_is_terminal else chunk)
            self.out.flush()

    def say(self, text: str = "") -> None:
        """Tell the user something on standard error; a reader gone there is no reason to stop."""
        try:
            print(safe(text) if self.err_is_terminal else text, file=self.err, flush=True)
        except OSError:
            return

    def show(self, parts: "Iterable[RenderableType]") -> None:
        """Print what Rich renders; more than a screen of it goes through the user's pager."""
        with _reader(), self._paged() as out:
            for part in parts:
                out.write(self.rendered(part))

    def rendered(self, part: "RenderableType") -> str:
        """Return what a part looks like here: as wide as the terminal, or unwrapped in a pipe."""
        text = StringIO()
        console = self.console(text)
        console.print(part, soft_wrap=not self.out_is_terminal)
        return text.getvalue()

    def console(self, file: IO[str]) -> "Console":
        """Return a Rich console that takes nothing for markup and emits no code where there is no colour."""
        from rich.console import Console

        return Console(
            file=file,
            width=self.width if self.out_is_terminal else None,
            force_terminal=self.colour,
            color_system="standard" if self.colour else None,
            no_color=not self.colour,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )

    @contextmanager
    def _paged(self) -> Iterator[IO[str]]:
        """Hold back up to a screen of text; from there on hand all of it to the pager, as it comes."""
        if not self.out_is_terminal:
            yield self.out
            self.out.flush()
            return
        from litcli.terminal.pager import Held

        held = Held(self.out, self._size[1])
        try:
            yield held
        finally:
            held.finish()


@contextmanager
def _reader() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ReaderGone from None


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (ValueError, AttributeError):
        return False


def _speak_utf8(terminal: bool) -> None:
    """Write UTF-8 into pipes whatever the locale says; a terminal that cannot show a character gets its number."""
    for stream, encoding in ((sys.stdout, None if terminal else "utf-8"), (sys.stderr, None)):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _has_colour(colour: str, terminal: bool) -> bool:
    """--color before NO_COLOR before FORCE_COLOR before what the stream is (https://no-color.org, https://force-color.org)."""
    if colour != "auto":
        return colour == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
