"""MEDLINE as PubMed writes it (nbib): a tag of four characters and a dash; six spaces before a line that goes on."""

import re
from collections.abc import Iterable, Iterator

from litcli.read import tagged
from litcli.read.scan import by_pattern
from litcli.read.tagged import Grammar, Values
from litcli.records import Item

DESCRIPTION = "MEDLINE / nbib (PubMed)"

_START = re.compile(r"^PMID-\s*\d")
"""What every entry has once."""
starts = by_pattern(_START.pattern)

_TAG = re.compile(r"([A-Z][A-Z0-9 ]{3})-(?:\s(.*)|$)")
_DOI = "[doi]"
_FIELDS = {
    "title": ("TI", "BTI"),
    "abstract": ("AB",),
    "author": ("FAU", "AU", "CN"),
    "venue": ("JT", "TA", "BTI"),
    "volume": ("VI",),
    "number": ("IP",),
    "pages": ("PG",),
    "key": ("PMID", "PMC"),
}


def sniff(head: list[str]) -> bool:
    """Say whether a PubMed number is among the first lines."""
    return any(_START.match(line) for line in head)


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; a PMID begins the next one, where no blank line does."""
    return tagged.read(lines, source, day, _GRAMMAR)


def _split(line: str) -> tuple[str, str]:
    found = _TAG.match(line)
    return (found[1].rstrip(), found[2] or "") if found else ("", "")


def _rename(values: Values) -> None:
    if "PMID" in values:
        values["pmid"] = values["PMID"]
    for tag in ("LID", "AID"):
        for value in values.pop(tag, ()):
            name = "doi" if value.endswith(_DOI) else tag
            values.setdefault(name, []).append(value)
    tagged.date(values, ("DP",))
    tagged.rename(values, _FIELDS)


_GRAMMAR = Grammar(
    split=_split,
    bounds=("PMID",),
    rename=_rename,
    # PubMed Central puts its own number before PubMed's.
    begins=lambda tags, _: list(tags) != ["PMC"],
)
