"""The command line as Typer reads it: all of it, with help, completion and what is wrong with it."""

import inspect
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from functools import wraps
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperArgument, TyperGroup
from typer.exceptions import TyperException

from litcli import __version__
from litcli.cli.declared import DEFAULT, Argument, Function, Group, Option, Parameter, parameters
from litcli.errors import ExitCode, UseError

_COMPLETING = "_LITCLI_COMPLETE"
"""The variable by which a shell asks Typer for completions, with an empty command line."""
_MANNERS: dict[str, Any] = {
    "no_args_is_help": True,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class _Group(TyperGroup):
    """A group of commands, one of which is meant where none is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default before words that name no command: options, or arguments where it takes some."""
        default = self.commands.get(DEFAULT)
        # Completion, which is resilient, asks for the names of the commands.
        if default and not ctx.resilient_parsing and not (args and args[0] in {*self.commands, *ctx.help_option_names}):
            takes = any(isinstance(one, TyperArgument) for one in default.params)
            late = next((word for word in args[1:] if word in self.commands), "")
            if late and not takes:
                raise TyperException(f"{late} comes first, and options behind it: {ctx.command_path} {late} ...")
            if takes or not args or args[0].startswith("-"):
                args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


def run(argv: Sequence[str], commands: dict[str, str]) -> int:
    """Run a command line over commands, each given with its help. Raises UseError where it is wrong."""
    if _COMPLETING not in os.environ and (not argv or (len(argv) == 1 and _has_no_default(argv[0], commands))):
        # Help that nobody asked for is no output: it says what is missing.
        with redirect_stdout(sys.stderr):
            run([*argv, "--help"], commands)
        return ExitCode.WRONG_USE
    try:
        return int(_app(argv, commands)(argv, standalone_mode=False, prog_name="litcli") or 0)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        raise UseError(error.format_message(), f"help: {context.command_path} --help" if context else "") from None


def _has_no_default(name: str, commands: dict[str, str]) -> bool:
    """Say whether a name is a group's in which no command is meant where none is named."""
    command = import_module(f"litcli.cli.{name}_").command if name in commands else None
    return isinstance(command, Group) and DEFAULT not in command.commands


def _app(argv: Sequence[str], commands: dict[str, str]) -> typer.Typer:
    """Build the app with the command that is asked for, or with all of them where help or completion needs them."""
    app = typer.Typer(
        name="litcli",
        help="Triage literature: read listing pages, fold repeats into papers, tag, list, filter and export them.",
        pretty_exceptions_enable=False,
        **_MANNERS,
    )
    app.callback()(_options)
    first = next((word for word in argv if not word.startswith("-")), "")
    for name in [first] if first in commands else [] if "--version" in argv else commands:
        command = import_module(f"litcli.cli.{name}_").command
        if isinstance(command, Group):
            group = typer.Typer(cls=_Group, **_MANNERS | {"no_args_is_help": DEFAULT not in command.commands})
            for one in command.commands:
                group.command(one)(typed(command.load(one)))
            app.add_typer(group, name=name, help=commands[name])
        else:
            app.command(name, help=commands[name])(typed(command))
    return app


def typed(function: Function) -> Function:
    """Return a command's function with its options and arguments declared as Typer's."""

    @wraps(function)
    def called(**given: Any) -> int:
        return function(**given)

    hints = {one.name: Annotated[one.type, _typers(one)] for one in parameters(function)}
    called.__annotations__ = hints
    signature = inspect.signature(function)
    changed = [one.replace(annotation=hints[one.name]) for one in signature.parameters.values()]
    vars(called)["__signature__"] = signature.replace(parameters=changed)
    return called


def _typers(one: Parameter) -> Any:
    declared = one.declared
    if not isinstance(declared, Option):
        return typer.Argument(metavar=declared.metavar, help=declared.help, autocompletion=_completed(declared))
    return typer.Option(
        *declared.names,
        metavar=declared.metavar or None,
        help=declared.help,
        envvar=declared.variable or None,
        show_default=declared.default or True,
        min=declared.least,
        callback=None if declared.empty else _not_empty,
        autocompletion=_completed(declared),
    )


def _completed(declared: Option | Argument) -> Callable[[str], list[str]] | None:
    """Return what tells a shell how a word may go on; None where only the user knows."""
    offers, joined = declared.offers, declared.joined
    if offers is None:
        return None

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",") if joined else ("", "", incomplete)
        return [f"{before}{comma}{value}" for value in offers() if value.startswith(last)]

    return complete


def _not_empty(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
    """Refuse an empty value that the command line itself gives. Raises typer.BadParameter."""
    source = context.get_parameter_source(parameter.name or "")
    if source and source.name == "COMMANDLINE" and ("" in value if isinstance(value, list | tuple) else value == ""):
        raise typer.BadParameter("it is empty", param=parameter, ctx=context)
    return value


def _print_version(asked: bool) -> None:
    if asked:
        print(f"litcli {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""
