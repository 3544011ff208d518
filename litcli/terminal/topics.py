"""The topics as a tree with counts and bars, and what is said of them in tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from litcli.terminal.lit import lit

_BAR = (6, 24)
"""The least and the most characters of the longest bar."""
_GAP = 2

Rows = Sequence[tuple[int, str, str]]
"""Depth, name and label of each topic, children after their parent."""


def tree(topics: Rows, counts: Mapping[str, int], total: int, width: int) -> Table:
    """Return a row a topic: its name in the tree, its count, its share, a bar, its label.

    The bars take what the width (in characters) leaves beside the labels; a label that does not fit ends in `…`.
    """
    names = [
        Text(guide, style="dim").append(lit(name, style="green"))
        for guide, (_, name, _) in zip(guides(topics), topics, strict=True)
    ]
    for text in names:
        text.truncate(width // 2, overflow="ellipsis")
    numbers = [(f"{counts[name]:,}", f"{100 * counts[name] / total:.0f} %" if total else "") for _, name, _ in topics]
    labels = [lit(label) for _, _, label in topics]
    room = width - sum(_widest(cells) for cells in (map(len, c) for c in zip(*numbers, strict=True)))
    room -= _widest(name.cell_len for name in names) + _GAP
    length = min(max(room - max((label.cell_len for label in labels), default=0), _BAR[0]), _BAR[1])
    most = max(counts.values(), default=0)
    table = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0), pad_edge=False)
    for column in ("name", "count", "share", "bar", "label"):
        table.add_column(justify="right" if column in ("count", "share") else "left", no_wrap=True)
    for (_, topic, _), name, (number, share), label in zip(topics, names, numbers, labels, strict=True):
        label.truncate(max(room - length, 1), overflow="ellipsis")
        drawn = Text(bar(counts[topic], most, length), style="green")
        table.add_row(name, Text(number), Text(share, style="dim"), drawn, label)
    return table


def _widest(lengths: Iterable[int]) -> int:
    """Return the width of a column with the gap after it."""
    return max(lengths, default=0) + _GAP


def guides(topics: Rows) -> list[str]:
    """Return the lines of the tree before each name: `├╴` for a child, `└╴` for the last one, `│` where one goes on."""
    drawn: list[str] = []
    goes_on: list[bool] = []
    for at in range(len(topics) - 1, -1, -1):
        depth = topics[at][0]
        # From the last row up: a line goes on at a depth where a later sibling was seen before any shallower row.
        goes_on = [*goes_on[:depth], *[False] * (depth - len(goes_on))]
        stems = "".join("│ " if on else "  " for on in goes_on[: depth - 1])
        drawn.append(stems + ("├╴" if goes_on[depth - 1] else "└╴") if depth else "")
        goes_on = [*goes_on[: depth - 1], True] if depth else []
    return drawn[::-1]


def bar(number: int, most: int, length: int) -> str:
    """Draw a bar in eighths of a character, of this length for the most; anything above none is seen."""
    eighths = max(round(8 * length * number / most), number > 0) if most else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def grid(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Table:
    """Return a plain table; the columns `right` hold numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for at, name in enumerate(header):
        table.add_column(name, justify="right" if at in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(lit(cell, style="green" if at == 0 else "") for at, cell in enumerate(row)))
    return table


def why(
    topic: str, applies: bool, total: str, terms: Sequence[tuple[str, str, str, str]], notes: Sequence[str]
) -> Iterator[RenderableType]:
    """Yield a topic's verdict: the sum, a line a term that was found (term, place, points, words around), then the notes."""
    yield Text.assemble(
        lit(topic, style="green" if applies else "red"), ("  yes  " if applies else "  no  ", "bold"), total
    )
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for row in terms:
        table.add_row(Text("  ").append(lit(row[0])), lit(row[1], style="dim"), Text(row[2]), lit(row[3], style="dim"))
    if terms:
        yield table
    for note in notes:
        yield Text("  ").append(lit(note, style="yellow"))


_FIRST = 3
"""Titles of a group that are shown."""


def groups_of(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], rest: Sequence[tuple[str, str]], most: int
) -> Iterator[RenderableType]:
    """Yield each group's phrase and count with its first papers (id and title), and the first papers that are in none."""
    for phrase, papers in groups:
        yield Text.assemble(lit(phrase, style="green"), (f"  {len(papers):,}", "bold"))
        for name, title in papers[:_FIRST]:
            yield Text.assemble("  ", (name, "cyan"), "  ", lit(title))
    if rest:
        yield Text.assemble(("in no group", "dim"), (f"  {len(rest):,}", "bold"))
        for name, title in rest[:most]:
            yield Text.assemble("  ", (name, "cyan"), "  ", lit(title))
    if len(rest) > most:
        yield Text(f"  and {len(rest) - most:,} more", style="dim")
