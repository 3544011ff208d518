"""Mails as they are saved: headers, parts, transfer encodings, one mail or an mbox of many. It knows nothing of papers.

The standard library's email package does not say on which line a thing stands, so the little that is needed is done here.
"""

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from litcli.read.charsets import known
from litcli.read.markup import Text

HEADER = re.compile(r"[!-9;-~]{1,80}:(?:\s|$)")
_MBOX = re.compile(r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")
_BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")


def day(text: str) -> str:
    """Return the day that a mail's date says, ISO 8601, or an empty string."""
    from email.utils import parsedate  # it brings the network's modules with it, and few sources are mails

    try:
        parsed = parsedate(text[:200])
        return date(*parsed[:3]).isoformat() if parsed else ""
    except (IndexError, OverflowError, TypeError, ValueError):
        return ""


def decoded(text: str) -> str:
    """Return a header's value without its encoded words: `=?UTF-8?Q?caf=C3=A9?=`."""
    from email.errors import MessageError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text


HTML, PLAIN, FILE = "html", "plain", "file"
_NO_TEXT = re.compile(
    r"(?:image|audio|video|font|multipart|message)/|application/(?:pdf|msword|vnd\.|pgp|pkcs|octet-stream.*\.pdf)"
)
_NAME = re.compile(r"""name\*?\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """A part of a mail: HTML, plain text, or a file that came with it."""

    mail: dict[str, str]
    """The headers of the mail, by their names in lower case."""
    encoding: str
    charset: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    kind: str = HTML
    """HTML, PLAIN or FILE."""
    name: str = ""
    """The file's name."""

    def text(self) -> Text:
        """Return what it says; every line of the source is a piece of it, and pieces may break anywhere."""
        plain = {"quoted-printable": _quoted, "base64": _Base64().decode}.get(self.encoding, _as_it_is)
        # A line that is not encoded has been decoded before, with the rest of the source.
        decoder = codecs.getincrementaldecoder("utf-8" if plain is _as_it_is else self.charset)("replace")
        return Text.of((number, decoder.decode(plain(line))) for number, line in self.lines)


def _as_it_is(line: str) -> bytes:
    return line.encode("utf-8", "replace") + b"\n"


def _quoted(line: str) -> bytes:
    """Decode a line of quoted-printable; `=` at its end says that the text goes on."""
    return binascii.a2b_qp(line.rstrip().encode("utf-8", "replace") + b"\n")


class _Base64:
    """Decodes line by line, whatever the lines' length."""

    def __init__(self) -> None:
        self._rest = ""

    def decode(self, line: str) -> bytes:
        digits = self._rest + _NOT_BASE64.sub("", line)
        # What ends with `=` ends here.
        whole = len(digits) - len(digits) % 4
        self._rest = digits[whole:]
        done = binascii.a2b_base64(digits[:whole])
        if line.rstrip().endswith("=") and len(self._rest) > 1:
            done += binascii.a2b_base64(self._rest + "=" * (4 - len(self._rest)))
            self._rest = ""
        return done


class Mails:
    """Takes the lines of one mail, of an mbox, or of HTML that was a mail once, and gathers the parts that are HTML.

    With `whole` it gathers those that are plain text too, and files.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self.part: Part | None = None
        """The part that is open."""
        self.begins = False
        """Whether the last line began a mail of an mbox."""
        self._whole = whole
        self._mail: dict[str, str] = {}
        self._head: list[str] | None = []
        """The headers' lines while they come; None in a body."""
        self._boundaries: set[str] = set()
        self._blank = True

    def take(self, number: int, line: str) -> tuple[str, Part | None]:
        """Take a line; return what it is, and the part that ends before it, if one does."""
        after_blank, self._blank = self._blank, not line or line.isspace()
        self.begins = after_blank and bool(_MBOX.match(line))
        if self.begins:
            return "mail header", self._next_mail()
        if self._head is not None:
            return self._header(number, line), None
        if line.startswith("--") and (mark := line.rstrip()[2:]) and {mark, mark.removesuffix("--")} & self._boundaries:
            done, self.part = self.part, None
            self._head = [] if mark in self._boundaries else None
            return "mail part", done
        if self.part:
            self.part.lines.append((number, line))
        return "mail part", None

    def _next_mail(self) -> Part | None:
        done, self.part = self.part, None
        self._mail, self._head, self._boundaries = {}, [], set()
        return done

    def _header(self, number: int, line: str) -> str:
        assert self._head is not None
        if self._blank and (self._head or self._mail):
            self._body(dict(_headers(self._head)))
        elif not self._blank and not self._head and not self._mail and line.lstrip().startswith("<"):
            self.part, self._head = Part({}, "", "utf-8", [(number, line)]), None
            return "markup"
        elif not self._blank:
            self._head.append(line)
        return "mail header"

    def _body(self, headers: dict[str, str]) -> None:
        """Begin what stands under headers: parts, a mail inside a mail, HTML, or what nobody needs."""
        if "date" in headers or not self._mail:
            self._mail = headers
        kind = headers.get("content-type", "").strip()
        if boundary := _BOUNDARY.search(kind):
            self._boundaries.add((boundary[1] or boundary[2]).rstrip())
        self._head = [] if kind.lower().startswith("message/rfc822") else None
        what = self._what(kind.lower(), headers.get("content-disposition", ""))
        if what:
            charset = known(found[1]) if (found := _CHARSET.search(kind)) else ""
            encoding = headers.get("content-transfer-encoding", "").strip().lower()
            named = _NAME.search(headers.get("content-disposition", "")) or _NAME.search(kind)
            name = decoded(named[1] or named[2]) if named else ""
            self.part = Part(self._mail, encoding, charset or "utf-8", kind=what, name=name)

    def _what(self, kind: str, disposition: str) -> str:
        """Return what a part is, or an empty string for one that is not gathered."""
        attached = disposition.lower().startswith("attachment") or "name=" in kind
        if kind.startswith("text/html") and not attached:
            return HTML
        if not self._whole or _NO_TEXT.match(kind):
            return ""
        return PLAIN if not attached and (not kind or kind.startswith("text/plain")) else FILE


def _headers(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield names and values, lines that were folded as one."""
    unfolded: list[list[str]] = []
    for line in lines:
        if line[0] in " \t" and unfolded:
            unfolded[-1].append(line.strip())
        else:
            unfolded.append([line])
    # Of two headers with one name, the first stands.
    for header in reversed(unfolded):
        name, colon, value = " ".join(header).partition(":")
        if colon:
            yield name.strip().lower(), value.strip()
