"""HTML: one page that needs nothing but itself, to search and filter the papers in a browser.

The page stands beside this module in three pieces (page.html, page.css, page.js). Its policy lets it load nothing and run only
its own script, known by its hash; the papers are data in it, and reach the document as text.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from litcli.records import Paper
from litcli.text import clean
from litcli.write.values import number

_STEERING = re.compile("[<>&\u2028\u2029]")
"""What could end the script that holds the data, or a line in it: in JSON these stand in strings only."""


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield the page, a line a paper; the list for browsers without scripts is short and is kept until its place comes."""
    head, middle, tail = _page()
    yield head
    items: list[str] = []
    before = "[\n"
    for paper in papers:
        data = json.dumps(_object(paper), ensure_ascii=False)
        yield before + _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", data)
        before = ",\n"
        items.append(_item(paper))
    yield ("[" if before == "[\n" else "\n") + "]" + middle
    yield from items
    yield tail.rstrip("\n") + end


def _page() -> tuple[str, str, str]:
    """Return the page before the papers, between them and the plain list, and after it."""
    folder = files(__package__)
    page, style, script = (folder.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    for mark, text in (("STYLE", style), ("SCRIPT", script)):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        page = page.replace(f"@@{mark}-HASH@@", f"sha256-{digest}").replace(f"@@{mark}@@", text)
    head, _, rest = page.partition("@@PAPERS@@")
    middle, _, tail = rest.partition("@@LIST@@")
    return head, middle, tail


def _object(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.authors,
        "year": paper.year,
        "venue": paper.venue,
        "status": paper.status,
        "note": paper.note,
        "topics": [(tag.topic, number(tag.score)) for tag in paper.tags],
        "seen": len(paper.seen),
        "links": list(_links(paper)),
    }


def _links(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the paper's addresses, each once, with a name for it; none that is not a web address."""
    known = {
        "DOI": f"https://doi.org/{quote(paper.doi)}" if paper.doi else "",
        "arXiv": f"https://arxiv.org/abs/{quote(paper.arxiv)}" if paper.arxiv else "",
        "PubMed": f"https://pubmed.ncbi.nlm.nih.gov/{quote(paper.pmid)}/" if paper.pmid else "",
    }
    given = {address: name for name, address in known.items() if address}
    for address in (paper.url, *paper.links):
        if host := _host(address):
            given.setdefault(address, host)
    yield from ((name, address) for address, name in given.items())


def _host(address: str) -> str:
    """Return the host of a web address, or nothing where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc.removeprefix("www.") if parts.scheme in ("http", "https") else ""


def _item(paper: Paper) -> str:
    """Write one paper of the list that stands for the page where scripts do not run."""
    address = next((address for _, address in _links(paper)), "")
    title = escape(clean(paper.title) or "Untitled")
    link = f'<a href="{escape(address)}" rel="noopener noreferrer">{title}</a>' if address else title
    told = (paper.status, "; ".join(paper.authors), paper.venue, str(paper.year or ""), paper.note)
    facts = [clean(part) for part in told if part]
    return f"<li>{'<br>'.join([link, escape(' · '.join(facts))] if facts else [link])}</li>\n"
