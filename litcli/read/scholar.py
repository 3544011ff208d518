"""Google Scholar's alerts: saved mails, an mbox of them, or their HTML alone.

An entry is a heading with a link of the class `gse_alrt_title`, a line `authors - venue, year`, and a snippet of the text, which
Scholar cuts with an ellipsis. What stands in the mail besides its HTML says the same and is left alone.
"""

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from litcli.read import mail, markup
from litcli.read.addresses import doi_in, real
from litcli.read.entry import Entry
from litcli.read.ledger import Ledger
from litcli.read.scan import Scan
from litcli.records import Item
from litcli.text import clean
from litcli.text.identifiers import find_arxiv

DESCRIPTION = "Google Scholar's alert mails (.eml, mbox) and their HTML"

_TITLE = "gse_alrt_title"
# In quotes it is an attribute; a mail's style sheet may name it too.
_MARK = re.compile(rf"""["']{_TITLE}["']""")
_SNIPPET = "gse_alrt_sni"
_SUBJECT = 1_000
"""Characters of a subject that every entry under it keeps."""
_SENDER = re.compile(r"scholar(?:alerts|citations)-noreply@google\.com", re.IGNORECASE)
_MAIL = re.compile(r"From \S|[!-9;-~]{1,80}: ?|\s*<")
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def sniff(head: list[str]) -> bool:
    """Say whether a mail is from Google Scholar, or HTML holds one of its titles."""
    return bool(head and _MAIL.match(head[0])) and any(_SENDER.search(line) or _TITLE in line for line in head)


def starts() -> Scan:
    """Begin a scan for lines in which the mark of a title ends, whatever the transfer encoding."""
    tail = ""

    def count(line: str) -> int:
        nonlocal tail
        line = line.rstrip()
        goes_on = line.endswith("=")
        if _BASE64.fullmatch(line):
            line, goes_on = binascii.a2b_base64(line).decode("latin-1"), True
        text = tail + line.removesuffix("=")
        tail = text[-len(_TITLE) - 1 :] if goes_on else ""
        return int(bool(_MARK.search(text)))

    return count


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry of every alert, one that the mail ends inside is unread; and those of other mails among them."""
    ledger, mails = Ledger(source, day), mail.Mails(whole=True)
    parts: list[mail.Part] = []
    for number, line in enumerate(lines, start=1):
        what, part = mails.take(number, line)
        if part:
            parts.append(part)
        if mails.begins and parts:
            yield from _mail(parts, ledger, day)
            parts = []
        ledger.line(number, line, what)
        if not (mails.part or parts):
            yield from ledger.before(number + 1)
    if parts := [*parts, *([mails.part] if mails.part else [])]:
        yield from _mail(parts, ledger, day)
    yield from ledger.rest()


def _mail(parts: list[mail.Part], ledger: Ledger, day: str) -> Iterator[Item]:
    """Yield the entries of an alert, or of whatever other mail lies in the same mailbox."""
    alerts = [part for part in parts if part.kind == mail.HTML and _MARK.search(part.text().text)]
    for part in alerts:
        yield from _entries(part, ledger)
    if not (alerts or _SENDER.search(parts[0].mail.get("from", ""))):
        from litcli.read.mail_parts import entries  # it knows all ways of reading; most mailboxes hold alerts alone

        yield from entries(parts, ledger, day)


def _entries(part: mail.Part, ledger: Ledger) -> Iterator[Item]:
    text = part.text()
    alert, listed = mail.decoded(part.mail.get("subject", "")[:_SUBJECT]), mail.day(part.mail.get("date", ""))
    for draft in _drafts(text.text):
        entry = draft.entry(text)
        entry.add("listed", listed)
        entry.add("alert", alert)
        yield from ledger.entry(entry, "the mail ends inside this entry" if draft.into else "")


@dataclass(slots=True)
class _Draft:
    """An entry while its tags and texts come."""

    start: int
    end: int
    address: str
    into: str = "title"
    """The field that is open."""
    depth: int = 0
    """How many `div`s are open in the field, its own among them."""
    texts: dict[str, list[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return clean("".join(self.texts.get(name, ())))

    def take(self, token: markup.Tag | str) -> None:
        if isinstance(token, str):
            if self.into:
                self.texts.setdefault(self.into, []).append(token)
        elif token.name == "br" and self.into:
            self.texts.setdefault(self.into, []).append(" ")
        elif self.into == "title":
            if token.closes and token.name in ("a", "h3"):
                self._close(token)
        elif token.name == "div":
            self._div(token)

    def _div(self, tag: markup.Tag) -> None:
        if self.into:
            self.depth += -1 if tag.closes else 1
            if not self.depth:
                self._close(tag)
        elif not tag.closes and "snippet" not in self.texts:
            if tag.has_class(_SNIPPET):
                self.into, self.depth = "snippet", 1
            elif "byline" not in self.texts:
                self.into, self.depth = "byline", 1

    def _close(self, tag: markup.Tag) -> None:
        if tag.whole:
            self.texts.setdefault(self.into, [])
            self.into, self.end = "", tag.end

    def entry(self, text: markup.Text) -> Entry:
        """Return what was gathered, by litcli's fields."""
        entry = Entry(text.line(self.start), text.line(max(self.start, self.end - 1)), 0)
        entry.add("title", self.text("title"))
        entry.add("abstract", self.text("snippet"))
        address = real(self.address)
        entry.add("url", address)
        entry.add("doi", doi_in(address))
        byline(entry, self.text("byline"))
        return entry


def _drafts(text: str) -> Iterator[_Draft]:
    """Yield the entries of an alert; of the last one a field may still be open."""
    draft: _Draft | None = None
    heading = -1
    for token in markup.tokens(text):
        if isinstance(token, markup.Tag) and token.name == "h3":
            heading = -1 if token.closes else token.start
        if isinstance(token, markup.Tag) and token.has_class(_TITLE) and not token.closes:
            if draft:
                # What follows is whole, so this one has only lost an end tag.
                draft.into = ""
                yield draft
            start = heading if heading >= 0 else token.start
            draft = _Draft(start, token.end, token.attributes.get("href", ""))
        elif draft:
            draft.take(token)
    if draft:
        if draft.into:
            draft.end = len(text)
        yield draft


def byline(entry: Entry, text: str) -> None:
    """Add what `K Ash, L Birch… - Journal of Tides, 2024 - publisher.com` says."""
    people, _, rest = text.partition(" - ")
    for name in people.replace("…", "").split(","):
        entry.add("author", name)
    published, _, publisher = rest.partition(" - ")
    venue, _, year = published.rpartition(", ")
    if not _YEAR.fullmatch(year):
        venue, year = published, ""
    entry.add("venue", venue)
    entry.add("year", year)
    entry.add("arxiv", find_arxiv(published))
    entry.add("publisher", publisher)
