"""Where files are: the configuration that is in use, the user's own library, sources on a command line.

`os.path` serves here: what `pathlib` imports takes a tenth of a short query, and this much of it every command needs.
"""

import os
import re
import sys
from collections.abc import Sequence

CONFIG_NAME = "litcli.yaml"
_FROM = "--from"
_CALLED_SO = re.compile(
    r"[^\s:()\"*?]+\.(?:txt|md|html?|csv|tsv|ris|nbib|bib|enw|ciw|xml|atom|rss|jsonl?|eml|mbox)(?:\.gz)?|[^\s:()\"*?]+\.zip",
    re.IGNORECASE,
)


def config_path(path: str) -> str:
    """Return the configuration that is named, or the first that is found, here or in the user's folder; or nothing."""
    places = (CONFIG_NAME, os.path.join(user_folder("config"), CONFIG_NAME))
    return path or next(filter(os.path.isfile, places), "")


def library_path(path: str) -> str:
    """Return the library that is named, or the user's own."""
    return path or os.path.join(user_folder("data"), "library.db")


def user_folder(kind: str) -> str:
    """Return litcli's folder among the user's `config` or `data`, as each system has it (XDG base directories on Unix)."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA") or os.path.join(home, "AppData", "Roaming"), "litcli")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "litcli")
    default = {"config": ".config", "data": ".local/share"}[kind]
    return os.path.join(os.environ.get(f"XDG_{kind.upper()}_HOME") or os.path.join(home, default), "litcli")


def spread(argv: Sequence[str]) -> list[str]:
    """Return the words of a command line with `--from` before each further source behind one, up to the first other word.

    The shell makes several words of `--from pages/*.txt`, and only the first is the option's own. They have a dot or a slash in
    them, so that a word of a query is not taken for a file that happens to be called so; what stands behind another option is
    that option's. What is called as sources are is one even where it is not there, so that a slip in a name is told.
    """
    made: list[str] = []
    behind, option = False, ""
    for i, word in enumerate(argv):
        if word == "--":
            return [*made, *argv[i:]]
        is_option = word.startswith("-") and len(word) > 1
        further = behind and not (option or is_option) and _is_source(word)
        made += [_FROM, word] if further else [word]
        behind = further or word.startswith(f"{_FROM}=") or option == _FROM or (behind and bool(option or is_option))
        option = word if is_option and "=" not in word else ""
    return made


def _is_source(word: str) -> bool:
    return bool(_CALLED_SO.fullmatch(word)) or (bool({".", "/"} & set(word)) and os.path.isfile(word))
