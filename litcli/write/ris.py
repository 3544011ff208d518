"""RIS: a tag a line, as reference managers and screening tools read it.

RIS has no tag for an arXiv number, which stands in an address, and has PubMed's as the number of an entry in its database.
"""

from collections.abc import Iterable, Iterator, Sequence

from litcli.records import Paper
from litcli.text import clean
from litcli.text.identifiers import find_arxiv, find_doi, find_urls
from litcli.write.kinds import kind, page_range
from litcli.write.names import family_first

_TYPES = {"article": "JOUR", "conference": "CONF", "preprint": "UNPB", "chapter": "CHAP",
          "book": "BOOK", "thesis": "THES", "report": "RPRT", "other": "GEN"}  # fmt: skip


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield an entry a paper; every value is one line, so that no text in it can begin a tag."""
    for paper in papers:
        values = ((tag, clean(text)) for tag, text in _values(paper))
        yield "".join(f"{tag}  - {text}{end}" for tag, text in values if text) + f"ER  - {end}{end}"


def _values(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[kind(paper)]
    yield "ID", paper.id
    yield "TI", paper.title
    yield from (("AU", family_first(author)) for author in paper.authors)
    yield "PY", str(paper.year or "")
    yield "T2", paper.venue
    yield "VL", paper.volume
    yield "IS", paper.number
    yield from zip(("SP", "EP"), page_range(paper.pages), strict=False)
    yield "DO", paper.doi
    yield "DB", "PubMed" if paper.pmid else ""
    yield "AN", paper.pmid
    yield from _addresses(paper)
    yield from (("KW", tag.topic) for tag in paper.tags)
    yield "AB", paper.abstract
    yield "N1", paper.note


def _addresses(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the paper's address, arXiv's where no other has the number, and the links that the abstract does not have."""
    yield "UR", paper.url
    if paper.arxiv and paper.arxiv not in map(find_arxiv, (paper.url, paper.doi)):
        yield "UR", f"https://arxiv.org/abs/{paper.arxiv}"
    in_abstract = find_urls(paper.abstract)
    for link in paper.links:
        if link not in in_abstract:
            # An address with the number of another work would be taken for this one's.
            own = find_doi(link) in ("", paper.doi) and find_arxiv(link) in ("", paper.arxiv)
            yield "UR" if own else "N1", link
