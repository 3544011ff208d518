"""Repeats on a terminal: the list of them, the near misses, and the records of one paper side by side."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from litcli.records import Match, NearMiss, Paper, Record, Repeat, Told
from litcli.terminal.lit import lit
from litcli.terminal.paper import told
from litcli.text import fold

_LABEL = 10
_NARROWEST = 30
"""Columns that a record needs to be read."""
_FIELDS = ("title", "authors", "year", "venue", "volume", "number", "pages", "doi", "arxiv", "pmid", "url", "abstract")


def listed(repeats: Iterable[Repeat], width: int, id_length: int) -> Iterator[RenderableType]:
    """Yield a table of papers with more than one record."""
    table = _table({"id": id_length, "seen": 4, "scores": 9, "rule": 0, "title": 0}, width)
    for one in repeats:
        rule = lit(one.weakest.rule, style="green")
        seen, scores = Text(str(one.records), style="dim"), Text(_scores(one.weakest))
        table.add_row(Text(one.id[:id_length], style="cyan"), seen, scores, rule, lit(one.title))
    yield table


def near(misses: Iterable[NearMiss], width: int, id_length: int) -> Iterator[RenderableType]:
    """Yield a table of pairs that came close, the two papers of each under one another."""
    table = _table({"id": id_length, "scores": 9, "held apart by": 0, "title": 0}, width)
    for miss in misses:
        ids = Text(f"{miss.one[:id_length]}\n{miss.other[:id_length]}", style="cyan")
        titles = lit(miss.one_title).append("\n").append(lit(miss.other_title))
        table.add_row(ids, Text(_scores(miss.pair)), lit(miss.pair.rule, style="yellow"), titles)
        table.add_row()
    yield table


def _table(columns: dict[str, int], width: int) -> Table:
    """Make a table as wide as the terminal; of the columns without a width the last has two thirds of the rest."""
    rest = max(width - sum(columns.values()) - 2 * (len(columns) - 1), 16)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    shares = {"rule": rest // 3, "held apart by": rest // 3, "title": rest - rest // 3}
    for name, known in columns.items():
        table.add_column(name, width=known or shares[name], overflow="fold")
    return table


def _scores(match: Match) -> str:
    """Return the scores of title and abstract, `97/100`; a dash where one has none."""
    if match.title is None and match.abstract is None:
        return ""
    return "/".join("–" if score is None else f"{score:.0f}" for score in (match.title, match.abstract))


def side_by_side(
    paper: Paper, records: Sequence[Record], folds: Sequence[Told], splits: Sequence[Told], width: int
) -> Iterator[RenderableType]:
    """Yield the records of a paper beside one another: the words that differ from the first are lit."""
    yield lit(paper.title or "(no title)", style="bold")
    yield Text.assemble((f"{'id':<{_LABEL}}", "dim"), paper.id)
    first, *others = records
    beside = max(1, (width - _LABEL) // (_NARROWEST + 2) - 1)
    for i in range(0, len(others), beside):
        yield Text()
        yield _columns([first, *others[i : i + beside]], width)
    for name, pairs in (("folded because", folds), ("held apart by you", splits)):
        if pairs:
            yield Text()
            yield Text(name, style="bold")
            yield from (Text("  ").append(told(pair)) for pair in pairs)


def _columns(records: Sequence[Record], width: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("field", width=_LABEL - 2, style="dim")
    for _ in records:
        table.add_column(width=(width - _LABEL) // len(records) - 2, overflow="fold")
    table.add_row("seen", *(lit(f"{record.source}:{record.line}", style="cyan") for record in records))
    for field in ("key", *_FIELDS):
        values = [_text(record, field) for record in records]
        if any(values):
            table.add_row(field, lit(values[0]), *(lit(value, differing(values[0], value)) for value in values[1:]))
    return table


def _text(record: Record, field: str) -> str:
    value = getattr(record, field)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def differing(one: str, other: str) -> list[tuple[int, int]]:
    """Return the places in the second text of the words that the first has not; case and punctuation do not count."""
    words, at = other.split(" "), 0
    places = []
    for word in words:
        places.append((at, at + len(word)))
        at += len(word) + 1
    matcher = SequenceMatcher(None, [fold(w) for w in one.split(" ")], [fold(w) for w in words], autojunk=False)
    return [
        (places[start][0], places[end - 1][1])
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind != "equal" and end > start
    ]
