"""What reference formats ask of a paper beside its fields: which kind of work it is, where its pages begin and end."""

import re
from typing import Literal, cast, get_args

from litcli.records import Paper
from litcli.text import fold
from litcli.text.venues import is_of_preprints

Kind = Literal["article", "conference", "preprint", "chapter", "book", "thesis", "report", "other"]

_CONFERENCE = re.compile(r"\b(conference|workshop|symposium|meeting)\b")
_PROCEEDINGS = re.compile(
    r"\b(proc|proceedings|neurips|nips|icml|iclr|aistats|colt|cvpr|iccv|eccv|aaai|ijcai|acl|emnlp|naacl|interspeech|icassp|kdd|sigir)\b"
)


def kind(paper: Paper) -> Kind:
    """Say what kind of work a paper is, by its sources, else by its venue; proceedings that have issues, as PNAS has, are a journal."""
    if paper.kind in get_args(Kind):
        return cast("Kind", paper.kind)
    place = fold(paper.venue)
    if is_of_preprints(place) or (paper.arxiv and not place):
        return "preprint"
    if _CONFERENCE.search(place) or (_PROCEEDINGS.search(place) and not paper.number):
        return "conference"
    return "article" if place else "other"


_RANGE = re.compile(r"(\w+) ?(?:-{1,2}|[–—]) ?(\w+)")


def page_range(pages: str) -> tuple[str, ...]:
    """Return the first and the last page, or whatever the pages are as one."""
    found = _RANGE.fullmatch(pages)
    return (found[1], found[2]) if found and found[1] != found[2] else (pages,)
