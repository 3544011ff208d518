"""Citations as PubMed writes them.

`J Tides. 2024 Mar;12(3):101-9. doi: 10.1234/tides. Epub 2024 Feb 1. PMID: 38123456.` Others leave out the first full stop, before a
year with a volume.
"""

import re

from litcli.text.identifiers import find_doi

_CITED = re.compile(
    r"(?P<venue>[^.;:]{2,120}(?:\.[^.;:\d]{1,60}){0,2})(?:\.\s+|\s+(?=\d{4};))(?P<year>(?:1[89]|20)\d\d)\b(?:[ -][\w/ -]{0,30})?"
    r"(?:;(?P<volume>[^:();.]{0,30})(?:\((?P<number>[^)]{0,40})\))?)?(?::(?P<pages>[^.;\s]{1,30}))?[.;]"
)
_PMID = re.compile(r"\bPMID: ?(\d{1,9})\b")


def cited(text: str) -> dict[str, str]:
    """Return the fields of a citation by litcli's names, or none where a text does not begin as one."""
    found = _CITED.match(text)
    doi, pmid = find_doi(text), _PMID.search(text)
    if not found or not (found["volume"] or doi or pmid):
        return {}
    fields = {**found.groupdict(default=""), "doi": doi, "pmid": pmid[1] if pmid else ""}
    return {name: value.strip() for name, value in fields.items() if value.strip()}
