"""Plain command lines, read without Typer: its import takes longer than most commands do, and scripts run hundreds.

What is read here is read as Typer reads it (a test compares the two); whatever else there is, help, a wrong option, a short option
with its value in one word, is left to Typer.
"""

import os
from collections.abc import Sequence
from typing import Any

from litcli.cli.declared import Argument, Function, Option, Parameter, parameters

_REST = "--"
"""Behind it no word is an option."""


def read(function: Function, words: Sequence[str]) -> dict[str, Any] | None:
    """Return what a command line gives a command's function, or None where it takes Typer to say."""
    takes = parameters(function)
    given: dict[str, list[Any]] = {}
    try:
        for name, values in _given(takes, list(words)):
            given.setdefault(name, []).extend(values)
        return {one.name: _value(one, given.get(one.name, [])) for one in takes}
    except ValueError:
        return None


def _given(takes: Sequence[Parameter], words: list[str]) -> "list[tuple[str, list[Any]]]":
    """Return parameters with what options and arguments give them, in order. Raises ValueError where that is not plain."""
    options = {name: one for one in takes if isinstance(one.declared, Option) for name in one.declared.names}
    found: list[tuple[str, list[Any]]] = []
    arguments: list[str] = []
    while words:
        word = words.pop(0)
        if word == _REST:
            arguments += words
            break
        if word == "-" or not word.startswith("-"):
            arguments.append(word)
            continue
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = options.get(name)
        if not option or (option.type is bool and equals) or not (option.type is bool or equals or words):
            raise ValueError(word)
        value = value if equals or option.type is bool else words.pop(0)
        if not (value or option.type is bool or (isinstance(option.declared, Option) and option.declared.empty)):
            raise ValueError(word)
        found.append((option.name, [True if option.type is bool else value]))
    return found + _shared_out(takes, arguments)


def _shared_out(takes: Sequence[Parameter], words: list[str]) -> list[tuple[str, list[Any]]]:
    """Give arguments their words: one each, a list the rest. Raises ValueError where words are left."""
    found: list[tuple[str, list[Any]]] = []
    for one in takes:
        if isinstance(one.declared, Argument) and words:
            taken = len(words) if _is_list(one) else 1
            found.append((one.name, words[:taken]))
            words = words[taken:]
    if words:
        raise ValueError(words)
    return found


def _value(one: Parameter, given: list[Any]) -> Any:
    """Return a parameter's value: what is given, else its variable's, else its default. Raises ValueError."""
    declared = one.declared
    if not given and isinstance(declared, Option) and (kept := os.environ.get(declared.variable)):
        given = [kept]
    if not given:
        if one.default is ...:
            raise ValueError(one.name)
        return one.default
    if _is_list(one):
        return given
    if one.type not in (int, int | None):
        return given[-1]
    number = int(given[-1])
    if isinstance(declared, Option) and declared.least is not None and number < declared.least:
        raise ValueError(number)
    return number


def _is_list(one: Parameter) -> bool:
    return one.type in (list[str], list[str] | None)
