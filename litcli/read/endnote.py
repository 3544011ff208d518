"""EndNote's tagged text, once refer's: a per cent sign, one character, the value; a blank line between two entries."""

import re
from collections.abc import Iterable, Iterator

from litcli.read import tagged
from litcli.read.scan import by_pattern
from litcli.read.tagged import Grammar, Values
from litcli.records import Item

DESCRIPTION = "EndNote tagged text (%0, %T, %A ...)"

starts = by_pattern(r"^%T\s")
"""What every entry has once."""

_TAG = re.compile(r"(%[0-9A-Z!#$&()*+<>?@\[\]^|~=])(?:\s(.*)|$)")
_FIELDS = {
    "title": ("%T", "%!"),
    "abstract": ("%X",),
    "author": ("%A",),
    "venue": ("%J", "%B"),
    "volume": ("%V",),
    "number": ("%N",),
    "pages": ("%P",),
    "key": ("%F", "%M"),
}


def sniff(head: list[str]) -> bool:
    """Say whether a type, or a title with another tag, is among the first lines."""
    tags = {found[1] for line in head if (found := _TAG.match(line))}
    first = _TAG.match(head[0]) if head else None
    return bool(first and first[1] == "%0") or ("%T" in tags and not tags.isdisjoint(("%0", "%A", "%D", "%J", "%B")))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; a second type or title begins the next one, where no blank line does."""
    return tagged.read(lines, source, day, _GRAMMAR)


def _split(line: str) -> tuple[str, str]:
    found = _TAG.match(line)
    return (found[1], found[2] or "") if found else ("", "")


def _rename(values: Values) -> None:
    tagged.pubmed(values, "%M", ("%~", "%W"))
    tagged.dois(values, "%R")
    tagged.addresses(values, ("%U", "%>"))
    tagged.date(values, ("%D", "%8"))
    tagged.rename(values, _FIELDS)


_GRAMMAR = Grammar(
    split=_split,
    bounds=("%0", "%T"),
    rename=_rename,
    begins=lambda tags, tag: tag in tags,
    lists=("%K",),
)
