"""A paper as other programs see it: its fields as JSON values and as the text of a cell."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litcli.records import Paper

FIELDS: "dict[str, Callable[[Paper], Any]]" = {
    "id": lambda p: p.id,
    "title": lambda p: p.title or None,
    "abstract": lambda p: p.abstract or None,
    "authors": lambda p: list(p.authors),
    "year": lambda p: p.year,
    "venue": lambda p: p.venue or None,
    "doi": lambda p: p.doi or None,
    "arxiv": lambda p: p.arxiv or None,
    "pmid": lambda p: p.pmid or None,
    "url": lambda p: p.url or None,
    "links": lambda p: list(p.links),
    "topics": lambda p: [tag.topic for tag in p.tags],
    "scores": lambda p: {tag.topic: number(tag.score) for tag in p.tags},
    "status": lambda p: p.status or None,
    "note": lambda p: p.note or None,
    "added": lambda p: p.added or None,
    "seen": lambda p: [
        {"source": s.source, "line": s.line, "key": s.key or None, "listed": s.listed or None} for s in p.seen
    ],
    "volume": lambda p: p.volume or None,
    "number": lambda p: p.number or None,
    "pages": lambda p: p.pages or None,
    "versions": lambda p: list(p.versions),
    "kind": lambda p: p.kind or None,
}
"""Every field of a JSON paper, in order. One with nothing in it is null or empty, never absent."""


def number(score: float) -> float | int:
    """Return a score as JSON has it: 3 rather than 3.0."""
    return int(score) if score == int(score) else score


def cell(paper: "Paper", field: str) -> str:
    """Return a field as the text of one cell: no tab, no line end; lists joined, `seen` as a count."""
    value = FIELDS[field](paper)
    if field == "seen":
        text = str(len(paper.seen))
    elif field == "scores":
        text = ",".join(f"{topic}={score}" for topic, score in value.items())
    elif isinstance(value, list):
        text = {"authors": "; ", "topics": ","}.get(field, " ").join(value)
    else:
        text = "" if value is None else str(value)
    return " ".join(text.split()) if {"\t", "\n", "\r"} & set(text) else text


def tabbed(values: Iterable[object]) -> str:
    """Return a line of TSV: the values without tabs and line ends in them, joined by tabs."""
    return "\t".join(" ".join(str(value).split()) for value in values) + "\n"
