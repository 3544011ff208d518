"""A mail of papers from anywhere: a journal's contents, a database's alert, a list. One mail, or an mbox of many.

Its HTML is read as a page, else its plain text as a listing; an entry must have an abstract or an identifier, as on a page. A
file that came with it is read as what it is.
"""

import io
import re
from collections.abc import Iterable, Iterator

from litcli.errors import LitcliError
from litcli.read import html_page, mail
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
_HEADER = re.compile(r"([!-9;-~]{1,80}):(?:\s|$)")
_SIGNATURE = "--"
_QUOTE = re.compile(r"^(?:>+ ?)+")
"""What mail programs put before the lines of the mail that is answered or passed on."""


def sniff(head: list[str]) -> bool:
    """Say whether the first lines are a mail's headers: a sender or a date, and another that only mails have."""
    lines = head[1:] if head and head[0].startswith("From ") else head
    names = set()
    for line in lines:
        found = _HEADER.match(line)
        if found:
            names.add(found[1].lower())
        elif line[:1] not in (" ", "\t"):
            break
    known = names & _HEADERS
    return len(known) >= 3 and bool(known & {"from", "date", "subject"})


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
        elif part.kind == mail.PLAIN:
            yield from told(_lines(part, _QUOTE), ledger)
        else:
            yield from _attached(part, ledger)


def _attached(part: mail.Part, ledger: Ledger) -> Iterator[Item]:
    """Yield the entries of a file; one of a format that litcli does not know has none."""
    page = _lines(part)
    if not page:
        return
    from litcli.read.formats import format_of  # the table of formats names this module

    source = Source(part.name, io.BytesIO("\n".join(line.text for line in page).encode("utf-8", "replace")))
    try:
        form = format_of(source)
        items = [] if form.name in ("listing", "mail") else list(form.read(source.lines(), ledger.source, ledger.day))
    except LitcliError as error:
        items = [Unread(ledger.source, 1, len(page), part.name, f"attached, and not read: {error.message}")]
    for item in items:
        if not isinstance(item, Furniture):
            yield from placed(item, page, ledger)


def _lines(part: mail.Part, quote: re.Pattern[str] | None = None) -> list[Seen]:
    """Return the lines of a part, each with the lines of the source that it comes from; of a text, up to the signature."""
    text = part.text()
    found, at = [], 0
    for line in text.text.split("\n"):
        if quote and line.rstrip() == _SIGNATURE:
            break
        found.append(
            Seen(quote.sub("", line) if quote else line, text.line(at), text.line(max(at, at + len(line) - 1)))
        )
        at += len(line) + 1
    return found
