"""A mail of papers from anywhere: a journal's contents, a database's alert, a list. One mail, or an mbox of many.

Its HTML is read as a page, else its plain text as a listing; an entry must have an abstract or an identifier, as on a page. A
file that came with it is read as what it is.
"""

import io
import re
from collections.abc import Iterable, Iterator

from litcli.errors import LitcliError
from litcli.read import arxiv_mail, html_page, mail, scholar
from litcli.read.ledger import Ledger
from litcli.read.seen_lines import Seen, placed, told
from litcli.read.source import Source
from litcli.records import Furniture, Item, Unread

DESCRIPTION = "a mail of papers (.eml, mbox): a journal's contents, a database's alert"
starts = None
"""Entries have no mark."""

_HEADERS = frozenset(
    "from to subject date received return-path message-id mime-version delivered-to content-type reply-to sender".split()
)
_SURE = frozenset("received return-path message-id mime-version delivered-to".split())
_HEADER = re.compile(r"([!-9;-~]{1,80}):(?:\s|$)")
_SEEN = ("listing", "mail", "arxiv-mail", "pubmed-text")
"""Formats of text that is read as a reader sees it, without what marks it as quoted."""
_SIGNATURE = "--"
_QUOTE = re.compile(r"^(?:>+ ?)+")
"""What mail programs put before the lines of the mail that is answered or passed on."""


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
    surely = surely or bool(mail.day(known.get("date", "")))
    if len(known) < 3 or not surely or not known.keys() & {"from", "date", "subject"}:
        return False
    return not (arxiv_mail.sniff(head) or scholar.sniff(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry of every mail."""
    ledger, mails, given = Ledger(source, day), mail.Mails(whole=True), day
    parts: list[mail.Part] = []
    for number, line in enumerate(lines, start=1):
        what, part = mails.take(number, line)
        if part:
            parts.append(part)
        if mails.begins and parts:
            yield from _entries(parts, ledger, given)
            parts = []
        ledger.line(number, line, what)
    yield from _entries([*parts, *([mails.part] if mails.part else [])], ledger, given)
    yield from ledger.rest()


def _entries(parts: list[mail.Part], ledger: Ledger, day: str) -> Iterator[Item]:
    """Yield the entries of a mail: of its HTML, or of its text where it has no other, and of the files that came with it."""
    shown = mail.HTML if any(part.kind == mail.HTML for part in parts) else mail.PLAIN
    for part in (one for one in parts if one.kind in (shown, mail.FILE)):
        ledger.day = day or mail.day(part.mail.get("date", ""))
        if part.kind == mail.HTML:
            yield from html_page.entries(part.text(), ledger)
        else:
            yield from _read(part, ledger)


def _read(part: mail.Part, ledger: Ledger) -> Iterator[Item]:
    """Yield the entries of a text or of a file: of a format that litcli knows, or as a page is read."""
    from litcli.read.formats import format_of  # the table of formats names this module

    page = _lines(part)
    if not page:
        return
    source = Source(part.name, io.BytesIO("\n".join(line.text for line in page).encode("utf-8", "replace")))
    try:
        form = format_of(source)
        if form.name in _SEEN:
            yield from told(_lines(part, _QUOTE), ledger)
            return
        items = list(form.read(source.lines(), ledger.source, ledger.day))
    except LitcliError as error:
        items = [
            Unread(ledger.source, 1, len(page), part.name, f"came with the mail, and is not read: {error.message}")
        ]
    for item in items:
        if not isinstance(item, Furniture):
            yield from placed(item, page, ledger)


def _lines(part: mail.Part, quote: re.Pattern[str] | None = None) -> list[Seen]:
    """Return the lines of a part, each with the lines of the source that it comes from; of a text, up to the signature."""
    text = part.text()
    if not text.starts:
        return []
    found, at = [], 0
    for line in text.text.split("\n"):
        if quote and line.rstrip() == _SIGNATURE:
            break
        found.append(
            Seen(quote.sub("", line) if quote else line, text.line(at), text.line(max(at, at + len(line) - 1)))
        )
        at += len(line) + 1
    return found
