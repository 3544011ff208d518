"""Hugging Face Papers as JSON: what `hf papers ls --format json` prints and what the service's daily_papers answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litcli.read import json_fields
from litcli.read.entry import Entry
from litcli.read.json_fields import inside, text
from litcli.read.json_head import first_object
from litcli.read.scan import marks
from litcli.records import Item

DESCRIPTION = "Hugging Face Papers as JSON (hf papers ls --format json, the daily_papers API)"
starts = marks("summary")
"""What every entry of the command has once; one of the service may have it twice."""

_NUMBER = re.compile(r"\d{4}\.\d{4,5}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# The service says `publishedAt`, the command `published_at`.
_OWN = {"summary", "upvotes", "publishedAt", "published_at", "discussionId", "discussion_id", "ai_summary"}
_KEPT = ("upvotes", "comments", "numComments", "ai_keywords", "ai_summary", "submitted_by_name")


def is_paper(value: Mapping[str, Any]) -> bool:
    """Say whether an object is one of Hugging Face's papers: an arXiv number for an id, and a member of its own."""
    paper = value.get("paper")
    if isinstance(paper, dict):
        return _has_number(paper) and bool({"title", "authors", "summary"} & paper.keys())
    authors = value.get("authors")
    named = isinstance(authors, list) and bool(text(inside((authors or [None])[0], "name")))
    return _has_number(value) and (named or ("title" in value and bool(_OWN & value.keys())))


def _has_number(value: Mapping[str, Any]) -> bool:
    return bool(_NUMBER.fullmatch(text(value.get("id"))))


def sniff(head: list[str]) -> bool:
    """Say whether the first object is such a paper."""
    return is_paper(first_object(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every paper."""
    return json_fields.papers(lines, source, day, _fill, is_paper)


def _fill(entry: Entry, value: Mapping[str, Any]) -> None:
    # The service wraps the paper in what the day's list says of it.
    value = {**value, **inner} if isinstance(inner := value.get("paper"), dict) else value
    entry.add("title", text(value.get("title")))
    entry.add("abstract", text(value.get("summary")))
    for author in authors if isinstance(authors := value.get("authors"), list) else []:
        entry.add("author", text(inside(author, "name")) or text(author))
    entry.add("year", text(value.get("publishedAt")) or text(value.get("published_at")))
    if number := text(value.get("id")):
        entry.add("key", number)
        entry.add("arxiv", number)
        entry.add("url", f"https://huggingface.co/papers/{number}")
    for name in ("githubRepo", "github_repo", "projectPage", "project_page"):
        entry.add("url", text(value.get(name)))
    listed = _DAY.match(text(value.get("submittedOnDailyAt")) or text(value.get("submitted_at")))
    entry.add("listed", listed[0] if listed else "")
    json_fields.keep(entry, value, _KEPT)
