"""The three streams and their manners: what is a terminal, how wide it is, whether it has colour, who reads it.

Standard output is data, standard error is for people. What goes to a terminal is made safe; what goes into a pipe is complete.
Rich is imported when something is first printed with it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO, TextIOWrapper
from typing import IO, TYPE_CHECKING, TextIO

from litcli.errors import ReaderGone, UseError
from litcli.text import safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

COLOURS = ("auto", "always", "never")
_NOT_NARROWER = 30


@dataclass(slots=True)
class Streams:
    """Standard output and error as this run sees them; a test sets what it needs."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    out_is_terminal: bool = False
    err_is_terminal: bool = False
    width: int = 80
    height: int = 24
    colour: bool = False
    """Whether standard output gets colours."""
    pager: tuple[str, ...] = ()
    """The command that long output goes through."""

    @classmethod
    def real(cls, colour: str = "auto") -> "Streams":
        """Look at the process's own streams and its environment. Raises UseError for an unknown word for colour."""
        if colour not in COLOURS:
            raise UseError(f'--color does not know "{colour}"', f"legal: {', '.join(COLOURS)}")
        size = shutil.get_terminal_size()
        terminal = _is_terminal(sys.stdout)
        _speak_utf8(terminal)
        return cls(
            out_is_terminal=terminal,
            err_is_terminal=_is_terminal(sys.stderr),
            width=max(size.columns, _NOT_NARROWER),
            height=size.lines,
            colour=_has_colour(colour, terminal),
            pager=_pager() if terminal else (),
        )

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
        held = _Held(self)
        try:
            yield held
        finally:
            held.finish()


class _Held(StringIO):
    """Text that waits until it is known whether it is more than a screen."""

    def __init__(self, streams: Streams) -> None:
        super().__init__()
        self.streams = streams
        self.process: subprocess.Popen[str] | None = None
        self.lines = 0

    def write(self, text: str) -> int:
        if self.process and self.process.stdin:
            self.process.stdin.write(text)
            self.process.stdin.flush()
            return len(text)
        if not self.streams.pager:
            return self.streams.out.write(text)
        self.lines += text.count("\n")
        super().write(text)
        if self.lines >= self.streams.height:
            self._start()
        return len(text)

    def _start(self) -> None:
        self.streams.out.flush()
        environment = {"LESS": "FRX", "LV": "-c", **os.environ}
        try:
            self.process = subprocess.Popen(
                self.streams.pager, stdin=subprocess.PIPE, text=True, encoding="utf-8", env=environment
            )
        except OSError:
            self.streams.pager = ()
        held = self.getvalue()
        self.truncate(0)
        self.write(held)

    def finish(self) -> None:
        """Let the user read to the end."""
        if self.process:
            try:
                self.process.communicate()
            except (BrokenPipeError, KeyboardInterrupt):
                self.process.wait()
        else:
            self.streams.out.write(self.getvalue())
            self.streams.out.flush()


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


def _pager() -> tuple[str, ...]:
    """Return the user's pager: LITCLI_PAGER, PAGER, less; an empty one or `cat` is none."""
    import shlex

    for name in ("LITCLI_PAGER", "PAGER"):
        if name in os.environ:
            command = tuple(shlex.split(os.environ[name]))
            return () if command in ((), ("cat",)) else command
    return ("less",) if shutil.which("less") else ()
