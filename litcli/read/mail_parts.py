"""What the parts of a mail hold: entries in its HTML or its text, and files that came with it."""

import io
import re
from collections.abc import Iterator

from litcli.errors import LitcliError
from litcli.read import html_page, mail
from litcli.read.ledger import Ledger
from litcli.read.seen_lines import Seen, placed, told
from litcli.read.source import Source
from litcli.records import Furniture, Item, Unread

_SEEN = ("listing", "mail", "arxiv-mail", "pubmed-text")
"""Formats of text that is read as a reader sees it, without what marks it as quoted."""
_SIGNATURE = "--"
_QUOTE = re.compile(r"^(?:>+ ?)+")
"""What mail programs put before the lines of the mail that is answered or passed on."""


def entries(parts: list[mail.Part], ledger: Ledger, day: str) -> Iterator[Item]:
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
