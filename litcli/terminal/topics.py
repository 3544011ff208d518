"""The topics as a tree with counts and bars, and what is said of them in tables."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from litcli.terminal.lit import lit

_BAR = 24


def tree(topics: Sequence[tuple[int, str, str]], counts: Mapping[str, int], total: int) -> Table:
    """Return a row a topic: its name, set in by its depth, its count, a bar of its share, its label."""
    most = max(counts.values(), default=0)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("name", "count", "share", "bar", "label"):
        table.add_column(column, justify="right" if column in ("count", "share") else "left", no_wrap=column != "label")
    for depth, name, label in topics:
        number = counts[name]
        share = f"{100 * number / total:.0f} %" if total else ""
        table.add_row(
            Text("  " * depth).append(lit(name, style="green")), Text(f"{number:,}"), Text(share, style="dim"),
            Text(_bar(number, most), style="green"), lit(label),
        )  # fmt: skip
    return table


def _bar(number: int, most: int) -> str:
    """Draw a bar in eighths of a character."""
    eighths = round(8 * _BAR * number / most) if most else 0
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


def groups_of(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], rest: int) -> Iterator[RenderableType]:
    """Yield each group's phrase and count with its first papers (id and title), and how many papers are in none."""
    for phrase, papers in groups:
        yield Text.assemble(lit(phrase, style="green"), (f"  {len(papers):,}", "bold"))
        for name, title in papers[:_FIRST]:
            yield Text.assemble("  ", (name, "cyan"), "  ", lit(title))
    if rest:
        yield Text(f"{rest:,} more papers without a topic", style="dim")
