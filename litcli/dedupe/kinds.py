"""What kind of work a record's source says that it is, in the words of each format, as one word."""

from collections.abc import Mapping

from litcli.text import squash

_SAID_IN = ("kind", "TY", "ENTRYTYPE", "type", "%0", "Item Type", "Document Type", "DT")
"""Where formats say it, among a record's `extra`: litcli, RIS, BibTeX, CSL and services, EndNote, Zotero, Scopus, Web of Science."""
_CALLED = {
    "conference": "conference conf cpaper inproceedings conferencepaper paperconference proceedingsarticle proceedingspaper",
    "chapter": "chapter chap echap incollection inbook bookchapter booksection bookpart",
    "book": "book ebook edbook monograph editedbook",
    "thesis": "thesis thes phdthesis mastersthesis dissertation",
    "report": "report rprt techreport technicalreport",
    "preprint": "preprint unpb unpublished postedcontent",
}
_KINDS = {called: kind for kind, names in _CALLED.items() for called in names.split()}


def kind_of(extra: Mapping[str, str]) -> str:
    """Return the kind of work that a record's `extra` names, or nothing.

    An article is nothing: programs write it for whatever they have no word for, and the venue tells more.
    """
    said = (_KINDS.get(squash(extra[name]), "") for name in _SAID_IN if name in extra)
    return next(filter(None, said), "")
