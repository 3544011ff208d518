"""The topics as a tree with counts and bars."""

from collections.abc import Mapping, Sequence

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
