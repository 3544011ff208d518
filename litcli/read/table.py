"""Tables with a header line, CSV and TSV: a row is an entry.

`rows` knows where a row ends, `columns` what its cells are; here it is settled which rows are read: those whose cells stand under
their own headers for certain. Every other is unread, with its first line.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from litcli.errors import SourceError, UseError
from litcli.read.columns import Columns, columns, folded, recognised
from litcli.read.entry import NAMES, Entry, item
from litcli.read.rows import LINE_LIMIT, Row, rows
from litcli.records import Furniture, Item, Record, Unread
from litcli.text.identifiers import find_urls

DESCRIPTION = (
    "a table with a header line, CSV or TSV (Zotero, Scopus, Web of Science, IEEE Xplore, Embase, PubMed, arXiv)"
)

_DELIMITERS = ",\t;|"
_HEADER_LINES = 30
"""Lines that the header may be looked for in: Scopus and Springer have a few of their own before it."""
_LONGEST_NAME = 100
_FOOTER = re.compile(r"\s*\"?(?:©|\(c\)|copyright\b|export(?:ed| date)\b|all rights reserved)", re.IGNORECASE)
_ALSO = {"authors": "author", "journal": "venue", "issue": "number"}
"""What a user may call a field, as JSON does or tables do."""
_NO_MAPPING: Mapping[str, str] = {}


class _Header(NamedTuple):
    """Where the header stands and what it says."""

    first: int
    """Lines before it."""
    behind: int
    """Lines up to its end."""
    delimiter: str
    names: list[str]


def sniff(head: list[str]) -> bool:
    """Say whether a header with a title and another known column is on the first line, or a surer one above a row like it."""
    header = _header(head[:_HEADER_LINES], _NO_MAPPING)
    if header is None or not header.first:
        return header is not None and recognised(header.names) > 1
    width = len(header.names)
    below = next(rows(head[header.behind :], header.delimiter, width), None)
    return below is not None and recognised(header.names) > 3 and len(below.cells) == width


def mapped(text: str) -> Mapping[str, str]:
    """Return the column for each field from `title=COLUMN,abstract=COLUMN`. Raises UseError where it is not of that form."""
    mapping: dict[str, str] = {}
    for part in next(csv.reader([text]), []):
        name, _, column = (piece.strip() for piece in part.partition("="))
        name = _ALSO.get(name, name)
        if name not in NAMES or not folded(column):
            raise UseError(
                f'"{part}" maps no column', f"title=COLUMN,abstract=COLUMN; fields: {', '.join(sorted(NAMES))}"
            )
        mapping[name] = column
    return mapping


def read(lines: Iterable[str], source: str, day: str = "", mapping: Mapping[str, str] = _NO_MAPPING) -> Iterator[Item]:
    """Yield a record for every row; `mapping` has the user's column for a field. Raises SourceError without a header."""
    lines = iter(lines)
    head = list(islice(lines, _HEADER_LINES))
    header = _header(head, mapping)
    if header is None:
        raise SourceError(
            f"{source}: {_no_header(head, mapping)}",
            "name its columns: --map title=COLUMN,abstract=COLUMN; if it is no table: --as listing",
        )
    for number, line in enumerate(head[: header.behind], start=1):
        if line and not line.isspace():
            yield Furniture(source, number, line, "page" if number <= header.first else "header")
    table = _Table(source, day, columns(header.names, mapping), header.delimiter)
    below = chain(head[header.behind :], lines)
    for row in rows(below, header.delimiter, len(header.names), header.behind + 1):
        yield from table.take(row)
    yield from table.finish()


def starts(mapping: Mapping[str, str] = _NO_MAPPING) -> "_Scan":
    """Return a scan for the lines on which a row begins."""
    return _Scan(mapping)


def _header(head: list[str], mapping: Mapping[str, str]) -> _Header | None:
    """Find the header: the first row with a title column, or with the user's columns, split at what shows most names."""
    for first, line in enumerate(head):
        found = [header for mark in _DELIMITERS if mark in line or mark == "," for header in _split(head, first, mark)]
        fitting = [header for header in found if _names_enough(header.names, mapping)]
        if fitting:
            return max(fitting, key=lambda header: recognised(header.names))
    return None


def _split(head: list[str], first: int, delimiter: str) -> Iterator[_Header]:
    """Yield the row that begins on a line, if it could be a header."""
    reader = csv.reader((f"{line}\n" for line in head[first:]), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        names = next(reader, [])
    except csv.Error:
        return
    if all(len(name) <= _LONGEST_NAME for name in names):
        yield _Header(first, first + reader.line_num, delimiter, names)


def _names_enough(names: list[str], mapping: Mapping[str, str]) -> bool:
    if mapping:
        return {folded(column) for column in mapping.values()} <= {folded(name) for name in names}
    return recognised(names) > 0


def _no_header(head: list[str], mapping: Mapping[str, str]) -> str:
    first = next((i for i, line in enumerate(head) if line.strip()), 0)
    widest = max(
        (h for mark in _DELIMITERS for h in _split(head, first, mark)), key=lambda h: len(h.names), default=None
    )
    there = f"; its columns: {', '.join(widest.names)[:1000]}" if widest else ""
    wanted = f"columns {', '.join(mapping.values())}" if mapping else "header line with a title column"
    return f"has no {wanted}{there}"


@dataclass(slots=True)
class _Table:
    """The rows of one source while they come in."""

    source: str
    day: str
    columns: Columns
    delimiter: str
    _torn: list[Row] = field(default_factory=list)
    """A row with an unclosed quote, and what follows it up to the next row that is one."""
    _in_doubt: bool = False

    def take(self, row: Row) -> Iterator[Item]:
        """Yield what a row is."""
        cells = self._cells(row)
        if cells is None and (row.torn or self._in_doubt):
            self._in_doubt = True
            self._torn.append(row)
            if len(self._torn) >= LINE_LIMIT:
                yield from self._unread()
        elif cells is None:
            yield from self._unlike(row)
        else:
            yield from self._unread()
            self._in_doubt = False
            yield self._record(row, cells)

    def finish(self) -> Iterator[Item]:
        """Yield what is left at the end."""
        yield from self._unread()

    def _unread(self) -> Iterator[Item]:
        if self._torn:
            lines = [line for row in self._torn for line in row.lines]
            first, last = self._torn[0], self._torn[-1]
            reason = "a quote is not closed: the row is damaged or cut off" if first.torn else "part of a damaged row"
            self._torn = []
            yield Unread(self.source, first.line, last.line + len(last.lines) - 1, "\n".join(lines), reason)

    def _unlike(self, row: Row) -> Iterator[Item]:
        """Yield what a whole row is that holds no entry: empty, a line of the program that wrote the table, or damage."""
        what = _furniture(row.lines[0], self.delimiter, len(self.columns.names)) if len(row.lines) == 1 else ""
        if what:
            yield Furniture(self.source, row.line, row.lines[0], what)
            return
        has, wants = len(row.cells), len(self.columns.names)
        reason = f"{has} cells where the header has {wants}" if has != wants else "its quotes cannot be understood"
        yield Unread(self.source, row.line, row.line + len(row.lines) - 1, "\n".join(row.lines), reason)

    def _cells(self, row: Row) -> list[str] | None:
        """Return the cells, each in the place of its column, or None where that is not certain."""
        has, wants = len(row.cells), len(self.columns.names)
        single = row.lines[0] if len(row.lines) == 1 else ""
        if single and _furniture(single, self.delimiter, wants):
            return None
        if has == wants and row.sure and not self._in_doubt:
            return row.cells
        proved = self.columns.proved(row.cells)
        if has == wants:
            # Text has commas but no tabs: of a line cut out of a larger row, the number of cells says little.
            return row.cells if proved >= (1 if row.torn and self.delimiter in ",;" else 0) else None
        if row.torn or self._in_doubt:
            return None
        return self.columns.placed(row.cells) if has > wants else self._short(row)

    def _short(self, row: Row) -> list[str] | None:
        """Return the cells of a row with too few, if most are there; the source's last may be cut off, and is not read."""
        cells = row.cells[:-1] if row.last else row.cells
        proved = self.columns.proved(cells)
        enough = proved > 0 or 2 * len(row.cells) > len(self.columns.names)
        if len(row.cells) < 2 or proved < 0 or not enough:
            return None
        at = self.columns.title
        return cells if 0 <= at < len(cells) and cells[at].strip() else None

    def _record(self, row: Row, cells: list[str]) -> Record | Unread:
        entry = Entry(row.line, row.line + len(row.lines) - 1, sum(map(bool, map(str.strip, row.lines))))
        self.columns.fill(entry, cells)
        if surplus := cells[len(self.columns.names) :]:
            entry.add("surplus", "; ".join(filter(str.strip, surplus)))
        if row.last and len(cells) < len(row.cells):
            entry.add("cut off", row.cells[-1])
        made = item(self.source, entry, "\n".join(row.lines), self.day)
        if isinstance(made, Record) and (links := find_urls(made.extra.get("links", ""))):
            extra = {name: value for name, value in made.extra.items() if name != "links"}
            return made._replace(links=tuple(dict.fromkeys((*made.links, *links))), extra=extra)
        return made


def _furniture(line: str, delimiter: str, width: int) -> str:
    """Return what a line is that is no row of so many cells: `empty row`, `footer`, or nothing."""
    if not line.strip(f'{delimiter}-: "\t'):
        return "empty row"
    return "footer" if _FOOTER.match(line) and line.count(delimiter) < min(width - 1, 3) else ""


class _Scan:
    """A scan that follows the quotes alone."""

    _CLOSE = re.compile(r'[^"]*+(?:""[^"]*+)*+"')

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._header: _Header | None = None
        self._lines = 0
        """How long a quoted cell has been open."""

    def __call__(self, line: str) -> int:
        """Return 1 where a row begins on the line."""
        if self._header is None:
            self._header = _header([line], self._mapping)
            return 0
        inside = 0 < self._lines < LINE_LIMIT
        stays = self._is_open(line, inside)
        if inside and stays is None:
            inside, stays = False, self._is_open(line, False)
        self._lines = self._lines * inside + 1 if stays else 0
        width = len(self._header.names)
        return int(not inside and bool(line.strip()) and not _furniture(line, self._header.delimiter, width))

    def _is_open(self, line: str, inside: bool) -> bool | None:
        """Say whether a quoted cell is open behind the line; None where a quote stands where none can."""
        assert self._header is not None
        at = 0
        while True:
            if inside:
                closed = self._CLOSE.match(line, at)
                if closed is None:
                    return True
                at = closed.end()
                if line[at : at + 1] not in ("", self._header.delimiter):
                    return None
            at, inside = _behind_quote(line, at, self._header.delimiter), True
            if not at:
                return False


def _behind_quote(line: str, at: int, delimiter: str) -> int:
    """Return the place behind the next quote that opens a cell, or 0."""
    quote = line.find('"', at)
    while quote >= 0:
        before = line[at:quote].rstrip(" ")
        if before.endswith(delimiter) or not (at or before):
            return quote + 1
        quote = line.find('"', quote + 1)
    return 0
