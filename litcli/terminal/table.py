"""Papers as a table that fits its terminal.

The widths are settled before the first row, so rows come as they are found and the first screen does not wait for the last paper.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from litcli.records import Paper
from litcli.terminal.lit import lit

Lit = Callable[[str, str], Sequence[tuple[int, int]]]
"""Takes a text and its scope and returns the places to light."""
Cell = Callable[[Paper, str], str]
"""Returns a field of a paper as text."""

FIELDS = ("id", "title", "topics", "seen")
DECIDED = ("id", "title", "topics", "status", "seen")
"""The fields where something has been decided."""
_NARROW = 72
"""Columns below which only id and title are shown."""
_BATCH = 50
_STYLES = {"id": "cyan", "topics": "green", "seen": "dim", "scores": "green"}
_WIDTHS = {"year": 4, "seen": 4, "added": 10, "status": 6, "doi": 24, "arxiv": 11, "pmid": 9}


def fields(width: int, decided: bool) -> Sequence[str]:
    """Return the fields of a table that the user has not chosen."""
    return FIELDS[:2] if width < _NARROW else DECIDED if decided else FIELDS


def rows(
    papers: Iterable[Paper], fields: Sequence[str], width: int, id_length: int, cell: Cell, places: Lit
) -> Iterator[Table]:
    """Yield pieces of the table, the first with the header."""
    widths = _widths(fields, width, id_length)
    batch: list[Paper] = []
    first = True
    for paper in papers:
        batch.append(paper)
        if len(batch) == _BATCH:
            yield _piece(batch, widths, first, id_length, cell, places)
            batch, first = [], False
    if batch:
        yield _piece(batch, widths, first, id_length, cell, places)


def _widths(fields: Sequence[str], width: int, id_length: int) -> dict[str, int]:
    """Share the width: known fields take what they need, the rest is for the texts, the title first."""
    fixed = {
        field: id_length if field == "id" else _WIDTHS[field] for field in fields if field in _WIDTHS or field == "id"
    }
    texts = [field for field in fields if field not in fixed]
    room = max(width - sum(fixed.values()) - 2 * (len(fields) - 1), 8 * len(texts))
    shares = {field: {"title": 3, "abstract": 4}.get(field, 1) for field in texts}
    if texts:
        fixed |= {field: max(6, room * shares[field] // sum(shares.values())) for field in texts}
        fixed[texts[0]] += max(0, room - sum(fixed[field] for field in texts))
    return {field: fixed[field] for field in fields}


def _piece(
    papers: Sequence[Paper], widths: dict[str, int], header: bool, id_length: int, cell: Cell, places: Lit
) -> Table:
    table = Table(box=None, show_header=header, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for field, width in widths.items():
        table.add_column(field, width=width, overflow="fold", justify="right" if field == "seen" else "left")
    for paper in papers:
        table.add_row(*(_cell(paper, field, width, id_length, cell, places) for field, width in widths.items()))
    return table


def _cell(paper: Paper, field: str, width: int, id_length: int, cell: Cell, places: Lit) -> Text:
    if field == "id":
        return Text(paper.id[:id_length], style=_STYLES["id"])
    if field == "topics":
        return _topics(paper, width)
    text = cell(paper, field)
    if field in ("title", "abstract"):
        return lit(text, places(text, field))
    return lit(text, style=_STYLES.get(field, ""))


def _topics(paper: Paper, width: int) -> Text:
    """Name the topics that fit on two lines, the surest first, and count the others; an implied parent comes last."""
    names = [tag.topic for tag in sorted(paper.tags, key=lambda tag: (-tag.score, tag.topic))]
    shown: list[str] = []
    while names and len(", ".join([*shown, names[0]])) <= 2 * width - 6:
        shown.append(names.pop(0))
    return lit(", ".join(shown) + (f" +{len(names)}" if names else ""), style=_STYLES["topics"])
