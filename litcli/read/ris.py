"""RIS as the many programs write it: what a line is in all of its dialects, and which tag is which field there."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from operator import methodcaller
from string import ascii_uppercase, digits

from litcli.read import tagged
from litcli.read.scan import Scan
from litcli.read.tagged import Grammar, Values
from litcli.records import Item

DESCRIPTION = "RIS (Zotero, EndNote, Scopus, Web of Science, Ovid, ProQuest, Embase, Rayyan)"

_SPACE = r"[ \t\xa0]"
_TAGS = (
    "TY|ER|A[1-4BDNUV]|BT|C[1-8AOPTY]|D[ABOP]|E[DPT]|I[DS]|J[12AFO]|KW|L[1-4ABK]|M[1-3]|N[1-2V]|OP|P[BPY]|R[INP]|S[ENOPTV]"
    "|T[1-3AIT]|U[1-5R]|V[LO]|Y[12]"
)
"""The tags of the specification: before a dash with a single space, where a wrapped text too may have two capitals, no other
counts as a tag."""
_STRICT = re.compile(rf"\s{{0,20}}([A-Z][A-Z0-9]){_SPACE}{{2,6}}-(.*)")
_LOOSE = re.compile(rf"({_TAGS}){_SPACE}-(?={_SPACE}|$)(.*)")
_USUAL = {
    f"{tag}  - ": tag
    for tag in map("".join, product(ascii_uppercase, ascii_uppercase + digits))
    if tag not in ("TY", "ER")
}

_FRAME = re.compile(rf"\s{{0,20}}(?:(?:TY|ER){_SPACE}{{2,6}}-|TY -{_SPACE}+[A-Z]{{3,}}\s*$)")

_FIELDS = {
    # A whole book has its title in BT.
    "title": ("TI", "T1", "CT", "ST", "BT"),
    "abstract": ("AB", "N2"),
    "author": ("AU", "A1"),
    "venue": ("JF", "JO", "T2", "BT", "JA", "J2", "J1"),
    "volume": ("VL",),
    "number": ("IS",),
    # C7 is the article number.
    "first_page": ("SP", "C7"),
    "last_page": ("EP",),
    "key": ("ID", "AN"),
}


def starts() -> Scan:
    """Begin a scan for entries, plainer than what is read, as every line passes it."""
    return methodcaller("startswith", ("TY  -", "TY - ", "TY   -", "TY    -"))


def sniff(head: list[str]) -> bool:
    """Say whether an entry begins or ends in the first lines."""
    return any(_FRAME.match(line) for line in head)


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; a further TY ends one that has no ER."""
    return tagged.read(lines, source, day, _GRAMMAR)


def _split(line: str) -> tuple[str, str]:
    found = _STRICT.match(line) or _LOOSE.match(line)
    return (found[1], found[2]) if found else ("", "")


def _rename(values: Values) -> None:
    tagged.pubmed(values, "AN", ("DB", "DP"))
    if values.get("DB") == ["Scopus"] and "C2" in values:
        values["pmid"] = values.pop("C2")
    # Ovid writes "No Pagination Specified" as a range.
    if values.get("SP") == ["No"] and values.get("EP") == ["Specified"]:
        values["SP EP"] = values.pop("SP") + values.pop("EP")
    tagged.dois(values, "DO")
    tagged.addresses(values, ("UR", "LK", "L1", "L2", "L3", "L4", "M3"))
    tagged.date(values, ("PY", "Y1", "DA"))
    tagged.rename(values, _FIELDS)


_GRAMMAR = Grammar(
    split=_split,
    bounds=("TY",),
    rename=_rename,
    head="TY",
    ends="ER",
    marks=("ER",),
    lists=("KW", "AD"),
    usual=_USUAL,
    width=6,
)
