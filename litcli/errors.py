"""The errors a user can meet and the exit codes they end with.

Failures of use (a wrong option, a broken configuration) are exceptions of this module; failures of data are values
(`records.Unread`). One boundary, `cli.main`, turns an exception into one message and a code.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell sees; the table stands in README."""

    DONE = 0
    NOTHING = 1
    WRONG_USE = 2
    REJECTED = 3
    INTERRUPTED = 130


class LitcliError(Exception):
    """An error that a user can do something about: `message` says what was found, `hint` what to type next."""

    code = ExitCode.WRONG_USE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UseError(LitcliError):
    """An option, an argument or a name that does not fit."""


class SourceError(LitcliError):
    """A source that cannot be read at all; the other sources still are."""

    code = ExitCode.REJECTED


class ConfigError(LitcliError):
    """A configuration that cannot be used; the message holds every error of the file."""


class LibraryError(LitcliError):
    """A library that cannot be opened or is not one."""


class QueryError(LitcliError):
    """A query that cannot be read or can never find anything, with the place."""

    def __init__(self, message: str, query: str, start: int, end: int | None = None, hint: str = "") -> None:
        width = max(1, (start + 1 if end is None else end) - start)
        place = f"    {query}\n    {' ' * start}{'^' * width}"
        super().__init__(message, "\n".join(part for part in (place, hint) if part))
        self.start = start


class ReaderGone(Exception):
    """The program that reads standard output has closed it (`| head -1`): stop in silence, with success."""
