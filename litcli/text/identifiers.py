"""Identifiers as sources write them, in many ways, and one for every other module: DOI, arXiv number, web address."""

import re

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:arxiv\s*:\s*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|/papers/)({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
_ARXIV_BARE = re.compile(rf"({_ARXIV_NEW})(?:v\d+)?")
_URL = re.compile(r"https?://[\w\[][^\s<>\"{}|\\^`]+", re.IGNORECASE)


def find_doi(text: str) -> str:
    """Return the first DOI in the text in lower case, or an empty string."""
    found = _DOI.search(text) if "10." in text else None
    doi = _unpunctuated(found[0]).lower() if found else ""
    return doi if _DOI.fullmatch(doi) else ""


def find_arxiv(text: str) -> str:
    """Return the first arXiv number in the text without its version, or an empty string.

    A number alone counts only where it is the whole text: elsewhere it may be anything.
    """
    named = "arxiv" in text.lower() or "/papers/" in text.lower()
    found = (_ARXIV.search(text) if named else None) or _ARXIV_BARE.fullmatch(text.strip())
    return found[1].lower() if found else ""


def find_urls(text: str) -> tuple[str, ...]:
    """Return the web addresses in the text, each once, without the punctuation of the sentence around them."""
    if "://" not in text:
        return ()
    urls = map(_unpunctuated, _URL.findall(text))
    return tuple(dict.fromkeys(url for url in urls if _URL.fullmatch(url)))


def _unpunctuated(address: str) -> str:
    """Take off what belongs to the sentence: `https://x.org/a).` ends at `a`, `https://x.org/b_(c)` keeps its bracket."""
    while address:
        last = address[-1]
        if last in ".,;:!?'\"*_“”‘’…»›" or (
            last in ")]" and address.count(last) > address.count("(" if last == ")" else "[")
        ):
            address = address[:-1]
        else:
            break
    return address
