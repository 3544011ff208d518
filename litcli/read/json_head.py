"""What the first lines of a source show of its first JSON object, the rest of which may be out of sight."""

import json
import re
from typing import Any

from litcli.read.json_entries import GAP, LISTS

_DEPTH = 6
"""How deep an object that is not wholly in sight is looked into."""
_KEY = re.compile(r'[\s,]*"((?:[^"\\]|\\.){0,100})"\s*:\s*')
_OPEN = re.compile(r"\[\s*")
_JSON = re.compile(r'[\s\[]*\{\s*(?:"(?:[^"\\]|\\.){0,100}"\s*:|\})')
_TEXTS = re.compile(r'\[\s*"(?:[^"\\]++|\\.)*+"\s*[,\]]')
_DECODER = json.JSONDecoder()


def first_object(head: list[str]) -> dict[str, Any]:
    """Return what is in sight of the first entry; nothing where the source does not begin as JSON.

    The last member may be there in part, and is None where nothing of its value is to be seen.
    """
    text = "\n".join(head)
    gap = GAP.match(text)
    found = _visible(text, gap.end()) if gap else None
    while held := _held(found):
        found = held
    return found if isinstance(found, dict) else {}


def _held(found: object) -> Any:
    """Return the first paper of a page, or what Crossref wraps a page in."""
    if not isinstance(found, dict):
        return None
    first = next((value[0] for name in LISTS if isinstance(value := found.get(name), list) and value), None)
    return first if isinstance(first, dict) else found.get("message")


def is_json(head: list[str]) -> bool:
    """Say whether a source is JSON of any kind: it begins with an object, or is a list of texts as far as it is in sight."""
    text = "\n".join(head)
    if not _TEXTS.match(text):
        return bool(_JSON.match(text))
    try:
        return isinstance(json.loads(text), list)
    except json.JSONDecodeError as error:
        return error.msg.startswith("Unterminated") or error.pos >= len(text)
    except (ValueError, RecursionError):
        return True


def _value(text: str, at: int) -> tuple[Any, int]:
    """Return a value and where it ends, or -1 where it is not wholly in sight."""
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, -1


def _visible(text: str, at: int, depth: int = 0) -> Any:
    """Return as much of a value as is in sight: of an object its first members, of a list its first item."""
    value, end = _value(text, at)
    if end >= 0 or depth == _DEPTH:
        return value
    if opened := _OPEN.match(text, at):
        return [_visible(text, opened.end(), depth + 1)]
    return _members(text, at + 1, depth + 1) if text.startswith("{", at) else None


def _members(text: str, at: int, depth: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    while at >= 0 and (key := _KEY.match(text, at)):
        members[key[1]], at = _value(text, key.end())
        if at < 0:
            members[key[1]] = _visible(text, key.end(), depth)
    return members
