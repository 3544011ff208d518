"""Web of Science's own plain text: two letters, a space, the value; three spaces before a line that goes on."""

import re
from collections.abc import Iterable, Iterator

from litcli.read import tagged
from litcli.read.scan import by_pattern
from litcli.read.tagged import Grammar, Values
from litcli.records import Item

DESCRIPTION = "Web of Science plain text (savedrecs.txt)"

_START = re.compile(r"^PT [A-Z]\s*$")
"""Where an entry begins: a journal, a book, a series, a patent, each one letter."""
starts = by_pattern(_START.pattern)

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)")
_FIELDS = {
    "title": ("TI",),
    "abstract": ("AB",),
    "author": ("AF", "AU"),
    "venue": ("SO",),
    "volume": ("VL",),
    "number": ("IS",),
    # AR is the article number.
    "first_page": ("BP", "AR"),
    "last_page": ("EP",),
    "pmid": ("PM",),
    "key": ("UT",),
}


def sniff(head: list[str]) -> bool:
    """Say whether the file's own head or an entry's is in the first lines."""
    if len(head) > 1 and head[0].startswith("FN ") and head[1].startswith("VR "):
        return True
    starts = [number for number, line in enumerate(head) if _START.match(line)]
    return bool(starts) and any(line.startswith(("AU ", "TI ", "SO ")) for line in head[starts[0] :])


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; a further PT ends one that has no ER."""
    return tagged.read(lines, source, day, _GRAMMAR)


def _split(line: str) -> tuple[str, str]:
    found = _TAG.match(line)
    return (found[1], found[2] or "") if found else ("", "")


def _rename(values: Values) -> None:
    tagged.dois(values, "DI")
    tagged.addresses(values, ("DL",))
    tagged.date(values, ("PY", "EA"))
    tagged.rename(values, _FIELDS)


_GRAMMAR = Grammar(
    split=_split,
    bounds=("PT", "FN", "VR", "EF"),
    rename=_rename,
    head="PT",
    ends="ER",
    marks=("ER", "FN", "VR", "EF"),
    lists=("AU", "AF", "BA", "BF", "BE", "CA", "GP", "C1", "C3", "CR"),
)
