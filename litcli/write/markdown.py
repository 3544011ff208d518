"""Markdown: a heading a paper, what is known of it, and the abstract."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from litcli.records import Paper
from litcli.text import safe

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What at the beginning of a line makes a list, a rule or a heading."""


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield a section a paper."""
    for paper in papers:
        parts = [
            f"## {_escaped(paper.title or 'Untitled')}",
            _line(" · ".join(_facts(paper))),
            f"> {_line(_escaped(paper.note))}" if paper.note else "",
            _line(_escaped(paper.abstract)),
        ]
        yield (end * 2).join(part for part in parts if part) + end * 2


def _facts(paper: Paper) -> Iterator[str]:
    if paper.status:
        yield f"**{paper.status}**"
    if paper.authors:
        yield _escaped(", ".join(paper.authors))
    if place := " ".join(part for part in (paper.venue, str(paper.year or "")) if part):
        yield _escaped(place)
    if paper.doi:
        yield f"[doi:{_escaped(paper.doi)}](<https://doi.org/{quote(paper.doi)}>)"
    if paper.arxiv:
        yield f"[arXiv:{_escaped(paper.arxiv)}](<https://arxiv.org/abs/{quote(paper.arxiv)}>)"
    if paper.tags:
        yield ", ".join(f"`{tag.topic}`" for tag in paper.tags)
    yield f"seen {len(paper.seen)} time{'s' * (len(paper.seen) != 1)}"
    yield f"`{paper.id}`"


def _escaped(text: str) -> str:
    """Write text so that Markdown and the HTML in it show it as it stands."""
    return _SPECIAL.sub(r"\\\1", safe(text))


def _line(escaped: str) -> str:
    """Keep the beginning of a line from making a list or a rule of it."""
    return _BLOCK.sub(lambda m: m[1] + "\\" if m[1][0].isdigit() else "\\" + m[1], escaped)
