"""The user's pager, which more than a screen of text goes through."""

import os
import shlex
import shutil
import subprocess
from io import StringIO
from typing import TextIO


class Held(StringIO):
    """Text for a terminal that waits until it is known whether it is more than a screen."""

    def __init__(self, out: TextIO, height: int) -> None:
        super().__init__()
        self.out = out
        self.height = height
        self.command = pager()
        self.process: subprocess.Popen[str] | None = None
        self.lines = 0

    def write(self, text: str) -> int:
        """Hold the text back, or hand it to the pager that was started."""
        if self.process and self.process.stdin:
            self.process.stdin.write(text)
            self.process.stdin.flush()
            return len(text)
        if not self.command:
            return self.out.write(text)
        self.lines += text.count("\n")
        super().write(text)
        if self.lines >= self.height:
            self._start()
        return len(text)

    def _start(self) -> None:
        self.out.flush()
        environment = {"LESS": "FRX", "LV": "-c", **os.environ}
        try:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, text=True, encoding="utf-8", env=environment
            )
        except OSError:
            self.command = ()
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
            self.out.write(self.getvalue())
            self.out.flush()


def pager() -> tuple[str, ...]:
    """Return the user's pager: LITCLI_PAGER, PAGER, less; an empty one or `cat` is none."""
    for name in ("LITCLI_PAGER", "PAGER"):
        if name in os.environ:
            command = tuple(shlex.split(os.environ[name]))
            return () if command in ((), ("cat",)) else command
    return ("less",) if shutil.which("less") else ()
