"""A mail of papers from anywhere: a journal's contents, a database's alert, a list. One mail, or an mbox of many.

Its HTML is read as a page, else its plain text as a listing; an entry must have an abstract or an identifier, as on a page. A
file that came with it is read as what it is.
"""

import re
from collections.abc import Iterable, Iterator

from litcli.read import mail
from litcli.read.ledger import Ledger
from litcli.records import Item

DESCRIPTION = "a mail of papers (.eml, mbox): a journal's contents, a database's alert"
starts = None
"""Entries have no mark."""

_HEADERS = frozenset(
    "from to subject date received return-path message-id mime-version delivered-to content-type reply-to sender".split()
)
_SURE = frozenset("received return-path message-id mime-version delivered-to".split())
_HEADER = re.compile(r"([!-9;-~]{1,80}):(?:\s|$)")


def sniff(head: list[str]) -> bool:
    """Say whether the first lines are a mail's headers: three that mails have, and an address or a day in one of them.

    arXiv's and Google Scholar's mails have readers of their own.
    """
    lines = head[1:] if head and head[0].startswith("From ") else head
    headers: dict[str, str] = {}
    for line in lines:
        found = _HEADER.match(line)
        if found:
            headers.setdefault(found[1].lower(), line[found.end() :])
        elif line[:1] not in (" ", "\t"):
            break
    known = {name: value for name, value in headers.items() if name in _HEADERS}
    surely = lines is not head or bool(known.keys() & _SURE) or any("@" in value for value in known.values())
    if len(known) < 3 or not known.keys() & {"from", "date", "subject"}:
        return False
    if not (surely or mail.day(known.get("date", ""))):
        return False
    from litcli.read import arxiv_mail, scholar  # of the sources that are asked, few are mails

    return not (arxiv_mail.sniff(head) or scholar.sniff(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry of every mail."""
    from litcli.read.mail_parts import entries  # it knows all ways of reading; most sources are no mails

    ledger, mails, given = Ledger(source, day), mail.Mails(whole=True), day
    parts: list[mail.Part] = []
    for number, line in enumerate(lines, start=1):
        what, part = mails.take(number, line)
        if part:
            parts.append(part)
        if mails.begins and parts:
            yield from entries(parts, ledger, given)
            parts = []
        ledger.line(number, line, what)
    yield from entries([*parts, *([mails.part] if mails.part else [])], ledger, given)
    yield from ledger.rest()
