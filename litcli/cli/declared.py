"""What commands declare: options and arguments in the annotations of a function, and groups of commands.

`app` makes Typer's of them, with help, errors and completion; `plain` reads from them the command lines that need none of that.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

Function = Callable[..., int]
Offers = Callable[[], Iterable[str]]
"""Returns the values that a shell may complete a word to, when it asks for them."""
DEFAULT = "list"
"""The command of a group that is meant where none is named."""


class Option:
    """An option of a command, in `Annotated` beside the type of its value."""

    def __init__(
        self,
        *names: str,
        help: str,  # noqa: A002 - as every library for command lines calls it
        metavar: str = "",
        variable: str = "",
        default: str = "",
        least: int | None = None,
        empty: bool = False,
        offers: Offers | None = None,
        joined: bool = False,
    ) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.variable = variable
        """The environment variable that stands in for it."""
        self.default = default
        """What the help says it is without it, where that is no value."""
        self.least = least
        """The smallest number that it takes."""
        self.empty = empty
        """Whether an empty value says something; else it is a slip, such as a variable that a script has not set."""
        self.offers = offers
        self.joined = joined
        """Whether it takes several of the values, joined by commas."""


class Argument(NamedTuple):
    """A word of a command line that no option takes, or all further ones where the value is a list."""

    metavar: str
    help: str
    offers: Offers | None = None
    joined: bool = False


class Group(NamedTuple):
    """Commands under one name, each as the `module.function` of litcli.cli that it is."""

    commands: Mapping[str, str]

    def load(self, name: str) -> Function:
        """Return a command's function; its module is imported for it."""
        module, function = self.commands[name].split(".")
        found: Function = getattr(import_module(f"litcli.cli.{module}"), function)
        return found

    def meant(self, words: list[str]) -> tuple[Function | None, list[str]]:
        """Return the command that words begin with, or the default, and the rest of them; None where there is neither."""
        if words and words[0] in self.commands:
            return self.load(words[0]), words[1:]
        return (self.load(DEFAULT) if DEFAULT in self.commands else None), words


class Parameter(NamedTuple):
    """A parameter of a command's function."""

    name: str
    type: Any
    """The type of its value, `int | None` say."""
    declared: Option | Argument
    default: Any
    """Its value where the command line has none; ... where it must have one."""


def parameters(function: Function) -> list[Parameter]:
    """Return what a command takes, in the order of its function's parameters."""
    given: dict[str, Any] = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    defaults: tuple[Any, ...] = getattr(function, "__defaults__", None) or ()
    defaults = (*[...] * (len(given) - len(defaults)), *defaults)
    return [
        Parameter(name, hint.__origin__, hint.__metadata__[0], default)
        for (name, hint), default in zip(given.items(), defaults, strict=True)
    ]
