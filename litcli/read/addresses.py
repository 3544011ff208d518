"""What a web address says: where a redirecting one leads, and the DOI in its path."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from litcli.text.identifiers import find_doi

_SCHOLAR = re.compile(r"scholar\.google\.[a-z.]{2,8}")
# What publishers put behind a DOI: the same paper in another shape.
_SHAPE = re.compile(r"(?:/(?:full|fulltext|full/html|abstract|meta|pdf|epdf|html?)|\.pdf|\.full)$")


def real(address: str) -> str:
    """Return the address that Google Scholar's own leads to: `https://scholar.google.com/scholar_url?url=REAL&hl=en&...`."""
    try:
        parts = urlsplit(address.strip())
        if parts.path == "/scholar_url" and _SCHOLAR.fullmatch(parts.netloc):
            return parse_qs(parts.query).get("url", [address])[0]
    except ValueError:
        pass
    return address


def doi_in(address: str) -> str:
    """Return the DOI in an address without what stands behind it, or an empty string: `.../doi/full/10.1/a/pdf?af=R`."""
    path = unquote(address.partition("?")[0].partition("#")[0])
    return _SHAPE.sub("", find_doi(path))
