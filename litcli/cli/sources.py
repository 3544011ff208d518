"""The sources that `--from` names: the shell makes several words of `--from pages/*.txt`, and only the first is the option's own."""

from collections.abc import Sequence
from pathlib import Path


def divided(sources: Sequence[str] | None, words: Sequence[str] | None) -> tuple[list[str], str]:
    """Return the sources, and the query: words that follow `--from SOURCE` and are files are further sources.

    They have a dot or a slash in them, so that a word of a query is not taken for a file that happens to be called so.
    """
    left = list(words or ())
    found = list(sources or ())
    while found and left and ({".", "/"} & set(left[0])) and Path(left[0]).is_file():
        found.append(left.pop(0))
    return found, " ".join(left)
