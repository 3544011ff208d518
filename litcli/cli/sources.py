"""The sources that `--from` names: the shell makes several words of `--from pages/*.txt`, and only the first is the option's own."""

from collections.abc import Sequence
from pathlib import Path

_FROM = "--from"


def spread(argv: Sequence[str]) -> list[str]:
    """Return the words of a command line with `--from` before each further source behind one, up to the first other word.

    They have a dot or a slash in them, so that a word of a query is not taken for a file that happens to be called so; what
    stands behind another option is that option's.
    """
    made: list[str] = []
    behind, option = False, ""
    for i, word in enumerate(argv):
        if word == "--":
            return [*made, *argv[i:]]
        is_option = word.startswith("-") and len(word) > 1
        further = behind and not (option or is_option) and bool({".", "/"} & set(word)) and Path(word).is_file()
        made += [_FROM, word] if further else [word]
        behind = further or word.startswith(f"{_FROM}=") or option == _FROM or (behind and bool(option or is_option))
        option = word if is_option and "=" not in word else ""
    return made
