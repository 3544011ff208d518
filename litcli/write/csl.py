"""CSL-JSON: what citation processors take (Zotero, pandoc, citeproc)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from litcli.records import Paper
from litcli.write.json_ import in_array
from litcli.write.keys import keyed
from litcli.write.kinds import kind, page_range
from litcli.write.names import family_first

_TYPES = {"article": "article-journal", "conference": "paper-conference", "preprint": "article",
          "chapter": "chapter", "book": "book", "thesis": "thesis", "report": "report", "other": "document"}  # fmt: skip


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield one array, an item a line."""
    return in_array((_item(key, paper) for key, paper in keyed(papers)), end)


def _item(key: str, paper: Paper) -> dict[str, Any]:
    """Return a paper by the variables of CSL 1.0.2; one with nothing in it is left out, as the schema has it."""
    values = {
        "id": paper.id,
        "citation-key": key,
        "type": _TYPES[kind(paper)],
        "title": paper.title,
        "author": [_name(author) for author in paper.authors if author.strip()],
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": paper.venue,
        "volume": paper.volume,
        "issue": paper.number,
        "page": "-".join(page_range(paper.pages)),
        # Zotero keeps a preprint's number in `number`; processors cite it from the archive.
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv and kind(paper) == "preprint" else "",
        "archive": "arXiv" if paper.arxiv else "",
        "archive_location": paper.arxiv,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "URL": paper.url,
        "keyword": ", ".join(tag.topic for tag in paper.tags),
        "abstract": paper.abstract,
        "note": paper.note,
    }
    return {name: value for name, value in values.items() if value}


def _name(author: str) -> dict[str, str]:
    """Split `Ash, K.` and `Ash K`; any other name stands as it is, since nobody can tell which part is the family's."""
    family, _, given = (part.strip() for part in family_first(author).partition(","))
    return {"family": family, "given": given} if family and given else {"literal": author}
