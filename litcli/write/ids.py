"""Ids alone, for xargs and fzf."""

from collections.abc import Iterable, Iterator, Sequence

from litcli.records import Paper


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield an id a line."""
    return (paper.id + end for paper in papers)
