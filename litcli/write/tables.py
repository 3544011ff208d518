"""TSV for pipes and CSV for spreadsheets."""

import csv as _csv
import io
from collections.abc import Iterable, Iterator, Sequence

from litcli.records import Paper
from litcli.write.values import FIELDS, cell

TSV_FIELDS = ("id", "title", "topics", "status", "seen")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CSV_FIELDS = tuple(name for name in FIELDS if name != "scores")


def tsv(papers: Iterable[Paper], fields: Sequence[str], end: str) -> Iterator[str]:
    """Yield a line a paper, its cells joined by tabs."""
    for paper in papers:
        yield "\t".join(cell(paper, field) for field in fields or TSV_FIELDS) + end


def csv(papers: Iterable[Paper], fields: Sequence[str], end: str) -> Iterator[str]:
    """Yield a header and a row a paper, quoted as RFC 4180 has it."""
    chosen = fields or _CSV_FIELDS
    yield _row(chosen, end)
    for paper in papers:
        yield _row([cell(paper, field) for field in chosen], end)


def safe_csv(papers: Iterable[Paper], fields: Sequence[str], end: str) -> Iterator[str]:
    """Yield what `csv` does, an apostrophe before every cell that a spreadsheet would take for a formula.

    The signs are those of OWASP's page on CSV injection. What is written is no longer the text itself.
    """
    chosen = fields or _CSV_FIELDS
    yield _row(chosen, end)
    for paper in papers:
        yield _row([_guarded(cell(paper, field)) for field in chosen], end)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: Sequence[str], end: str) -> str:
    out = io.StringIO()
    _csv.writer(out, lineterminator=end).writerow(cells)
    return out.getvalue()
