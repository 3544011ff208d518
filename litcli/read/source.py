"""Bytes to lines: files, standard input, zip and gzip, encodings. It knows nothing of what the lines mean.

A source that cannot be read at all raises SourceError; damage inside one (bytes that are not UTF-8, NULs, a gzip stream cut
off) is remembered on the `Lines` and told as warnings, and every line that could be had is had.
"""

import codecs
import gzip
import io
import os
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO

from litcli.errors import SourceError
from litcli.read.archive import UNPACKED_LIMIT, is_archive, members, spooled
from litcli.read.charsets import declared
from litcli.text import whole

STDIN = "-"

_CHUNK = 1 << 20
_KINDS = {
    b"%PDF": "a PDF; save the page as text or HTML instead",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a zip archive (or a spreadsheet or a document in one)",
    b"SQLite format 3": "an SQLite database; a litcli library is named with --library",
    b"\x7fELF": "a program",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xfd7zXZ": "an xz archive",
    b"BZh": "a bzip2 archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\r\x0b\x0c\x1b\x00")


@dataclass(slots=True)
class Source:
    """One file or stream, opened: its bytes can be read from the start as often as needed."""

    name: str
    """As the user gave it."""
    file: IO[bytes] = field(repr=False)
    """The raw bytes, seekable."""
    is_member: bool = False
    """Whether it lay in an archive, so that nobody has named it: there may be a note among the pages."""

    def digest(self) -> str:
        """Return a digest of the raw bytes, which says whether a source was added before."""
        self.file.seek(0)
        digest = blake2b(digest_size=16)
        while chunk := self.file.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()

    def size(self) -> int:
        """Return the number of raw bytes; a reading that has begun goes on where it was."""
        at = self.file.tell()
        end = self.file.seek(0, os.SEEK_END)
        self.file.seek(at)
        return end

    def lines(self) -> "Lines":
        """Return its lines from the start. Raises SourceError where it is not text."""
        return Lines(self)

    def close(self) -> None:
        """Close the file; a spooled copy of standard input goes with it."""
        self.file.close()


def open_source(name: str) -> Source:
    """Open a file, or standard input for `-`. Raises SourceError with one line that says what is wrong."""
    path, name = Path(name), whole(name)
    if name == STDIN:
        return Source(name, spooled(sys.stdin.buffer))
    if not name:
        raise SourceError('"": an empty name is no source')
    try:
        if path.is_dir():
            raise SourceError(f"{name}: is a folder", f"its files: litcli add {name.rstrip('/')}/*")
        file = path.open("rb")
        # A named pipe (`litcli add <(curl ...)`) can be read only once.
        return Source(name, file if file.seekable() else spooled(file))
    except FileNotFoundError:
        raise SourceError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def open_sources(name: str) -> Iterator[Source | SourceError]:
    """Open a file or standard input, or what a zip archive in it holds: `archive.zip/member.ris`.

    What cannot be opened is a SourceError among the others. The caller closes each source.
    """
    try:
        source = open_source(name)
        zipped = is_archive(source.file)
    except SourceError as error:
        yield error
        return
    except OSError as error:
        yield SourceError(f"{whole(name)}: {error.strerror or error}")
        return
    if not zipped:
        yield source
        return
    try:
        for member in members(source.file, source.name):
            yield member if isinstance(member, SourceError) else Source(*member, is_member=True)
    finally:
        source.close()


class Lines:
    """The decoded lines of a source, and what was noticed on the way.

    Iterating yields each line without its end. Lines end at LF, CR LF or CR; Unicode's other separators are text.
    """

    def __init__(self, source: Source) -> None:
        """Look at the first bytes. Raises SourceError where they are not text."""
        self.source = source
        self.count = 0
        """Lines given so far."""
        self.legacy: list[int] = []
        """The lines that are not UTF-8 and were read as Windows-1252 or Latin-1."""
        self.nul = 0
        """Lines that NUL bytes were taken from."""
        self.broken = ""
        """Why the source ended before its end, if it did."""
        self._declared = ""
        """The character set of lines that are not UTF-8, where the source says it."""
        self._bytes = self._opened()
        self._mark, self._encoding = self._start()

    def _opened(self) -> "IO[bytes] | _Unpacked":
        """Return the bytes from the first on; what is packed is unpacked by a new stream, whoever has read the file before."""
        file = self.source.file
        file.seek(0)
        zipped = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        return _Unpacked(file) if zipped else file

    def _start(self) -> tuple[int, str]:
        """Return the length of the byte-order mark, and the encoding."""
        try:
            head = self._bytes.read(4096)
        except (OSError, EOFError, zlib.error):
            raise SourceError(f"{self.source.name}: looks like gzip and cannot be unpacked") from None
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return len(mark), encoding
        if wide := _utf16_by_its_nuls(head):
            return 0, wide
        if kind := binary_kind(head):
            raise SourceError(f"{self.source.name}: is {kind}, not text")
        self._declared = declared(head)
        return 0, "utf-8"

    def __iter__(self) -> Iterator[str]:
        """Yield the lines from the first on; this is passed once for every line there is."""
        self._bytes = self._opened()
        self._bytes.seek(self._mark)
        try:
            for line in self._wide_lines() if self._encoding.startswith("utf-16") else self._narrow_lines():
                self.count += 1
                yield self._mended(line) if "\x00" in line or "\ufeff" in line else line
        except (OSError, EOFError, zlib.error):
            packed = isinstance(self._bytes, _Unpacked)
            self.broken = (
                "the gzip stream is damaged or cut off here" if packed else "the file cannot be read on from here"
            )
        except UnpackedTooLarge:
            self.broken = f"unpacks to more than {UNPACKED_LIMIT >> 30} GiB; the rest was not read"

    def _mended(self, line: str) -> str:
        """Take out NULs, and the byte-order marks of files that were put one behind the other."""
        self.nul += "\x00" in line
        return line.replace("\x00", "").replace("\ufeff", "")

    def _narrow_lines(self) -> Iterator[str]:
        for raw in self._bytes:
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError:
                yield from map(self._decoded, raw.rstrip(b"\n").removesuffix(b"\r").split(b"\r"))
                continue
            line = line.removesuffix("\n")
            if "\r" in line:
                yield from line.removesuffix("\r").split("\r")
            else:
                yield line

    def _wide_lines(self) -> Iterator[str]:
        # A lone surrogate or an odd byte at the end becomes U+FFFD.
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self._encoding)("replace"), translate=True)
        rest = ""
        while chunk := self._bytes.read(_CHUNK):
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            yield from lines
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest

    def _decoded(self, raw: bytes) -> str:
        """Decode one line; the damage of one that is not UTF-8 stays with it."""
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                # A source cut off inside a character: only that character is lost.
                return raw.decode("utf-8", "replace")
        try:
            if self._declared:
                return raw.decode(self._declared)
        except UnicodeDecodeError:
            pass
        self.legacy.append(self.count + 1)
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return raw.decode("latin-1")

    def position(self) -> int:
        """Return how many raw bytes were read, for a progress bar."""
        return self.source.file.tell()

    def warnings(self) -> Iterator[str]:
        """Yield what the user should know of the encoding, one line each."""
        name = self.source.name
        if self.legacy:
            yield f"{name}: {_lines(self.legacy)} not UTF-8; read as Latin-1 (Windows-1252)"
        if self.nul:
            yield f"{name}: NUL characters were taken out of {self.nul} line{'s' * (self.nul > 1)}"


def _lines(numbers: list[int]) -> str:
    few = ", ".join(map(str, numbers[:3]))
    if len(numbers) == 1:
        return f"line {few} is"
    return f"lines {few}{f' and {len(numbers) - 3} more' if len(numbers) > 3 else ''} are"


class UnpackedTooLarge(Exception):
    """A gzip stream holds more than it may."""


class _Unpacked(gzip.GzipFile):
    """A gzip stream that stops at UNPACKED_LIMIT."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(fileobj=file, mode="rb")

    def readline(self, size: int | None = -1) -> bytes:
        if self.tell() > UNPACKED_LIMIT:
            raise UnpackedTooLarge
        return super().readline(UNPACKED_LIMIT if size is None or size < 0 else size)

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > UNPACKED_LIMIT:
            raise UnpackedTooLarge
        return super().read(size)

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line


def _utf16_by_its_nuls(head: bytes) -> str:
    """Tell UTF-16 without a byte-order mark by its NULs: Western text has one in nearly every other byte."""
    pairs = len(head) // 2
    if pairs < 8:
        return ""
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * pairs and odd < 0.1 * pairs else ""


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def binary_kind(head: bytes) -> str:
    """Return what a binary file is, or an empty string for text: known first bytes, else one control byte in twenty."""
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            return kind
    controls = len(head) - len(head.translate(None, _CONTROLS))
    # Random bytes hold one in ten. NULs inside text are damage, no reason to turn the file down, unless there is no text.
    if (
        controls > len(head) // 20
        or (controls > len(head) // 60 and not _is_utf8(head))
        or (head and not re.search(rb"[^\x00\s]", head))
    ):
        return "a binary file" if head.strip() else ""
    return ""
