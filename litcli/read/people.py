"""Authors in one cell or one value: where one name ends and the next begins. The names themselves stay as they are."""

import re
from collections.abc import Callable, Collection, Iterator

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]*)+[^\W\d_]?|[A-Z]{1,4}(?:-[A-Z]{1,2})?")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\.?", re.IGNORECASE)
_OTHERS = re.compile(r"et\.? al\.?|others|\.{3}|…", re.IGNORECASE)
_LONGEST_NO_NAME = len("et. al.")
# A program has lost the separator: `Ash K.Birch L. M.`
_RUN_TOGETHER = re.compile(r"(?<= [^\W\d_]\.)(?=[^\W\d_]{2})")
_LAST_BY_AMPERSAND = re.compile(r", ?& ")
"""APA's: `Ash, K., & Birch, L.`"""
_AND_OTHERS = re.compile(r",? et\.? al\.?$", re.IGNORECASE)
_BRACKET = re.compile(r"([()])")
_AND = re.compile(r"\s+and\s+")
_BRACE_OR_AND = re.compile(r"\\.|[{}]| and ", re.IGNORECASE)


def manner(header: Collection[str]) -> Callable[[str], list[str]]:
    """Return how a table with these columns (folded names) writes its authors."""
    if "categories" in header and {"authorsparsed", "submitter"} & set(header):
        return natural
    if {"topics", "seen"} <= set(header) or {"itemtype", "abstractnote"} <= set(header):
        return semicolons
    return guessed


def semicolons(text: str) -> list[str]:
    """Split `Ash, Karl; Birch, Lena`: litcli, Zotero."""
    return _named(text.split(";"))


def natural(text: str) -> list[str]:
    """Split `K. Ash (Tide U.), L. Birch and M. Cedar ((1) Tide U., (2) Moor U.)`: arXiv. Brackets hold no names."""
    text = " ".join("".join(_unbracketed(text)).split())
    return _named(part.removeprefix("and ") for name in text.split(",") for part in _AND.split(name.strip()))


def guessed(text: str) -> list[str]:
    """Split by the separator that the text itself shows: `;`, lines, then ` and `, then commas between names."""
    if "\n" in text and (lines := _a_line_each(text)):
        return _named(lines)
    text = _AND_OTHERS.sub("", _LAST_BY_AMPERSAND.sub(" and ", " ".join(text.split())))
    if ";" in text:
        return semicolons(text)
    parts = text.split(" and ")
    if len(parts) > 1 and _is_natural(parts):
        return natural(text)
    if len(parts) > 1:
        return _named(name for part in parts for name in (_by_commas(part) if part.count(",") > 2 else [part]))
    return _named(_by_commas(text) if "," in text else _apart(text))


def _a_line_each(text: str) -> list[str]:
    """Return the lines where each is a name; none where a list of names goes on from line to line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    goes_on = any(line.endswith((",", " and", "&")) for line in lines) or any(line.count(",") > 1 for line in lines)
    return [] if goes_on or ";" in text else lines


def braced(text: str) -> list[str]:
    """Split at ` and ` outside braces: BibTeX. White space must be folded."""
    depth, start, names = 0, 0, []
    for mark in _BRACE_OR_AND.finditer(text):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0 and len(mark[0]) > 2:
            names.append(text[start : mark.start()])
            start = mark.end()
    return [name.strip() for name in (*names, text[start:]) if name.strip()]


def _is_natural(parts: list[str]) -> bool:
    """Tell `Karl Ash, Lena Birch and Max Cedar` from `Ash, Karl and Birch, Lena`: no part of a name stands alone there."""
    first = parts[0].split(",")
    return len(first) > 1 and all(" " in name.strip() and not _INITIALS.fullmatch(name.strip()) for name in first)


def _by_commas(text: str) -> list[str]:
    """Split `Ash K., Birch L.` into names, `Ash, K., Birch, L.` into pairs."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    second = parts[1::2]
    if len(parts) % 2 == 0:
        initials = all(_INITIALS.fullmatch(part) for part in second)
        one_name = len(parts) == 2 and " " not in second[0]
        if initials or one_name or not any(" " in part for part in parts):
            return [f"{last}, {given}" for last, given in zip(parts[::2], second, strict=True)]
    # PubMed ends its list with a full stop: `Ash K, Birch L.`
    return [*parts[:-1], parts[-1].rstrip(".")] if not any("." in part for part in parts[:-1]) else parts


def _apart(text: str) -> list[str]:
    parts = _RUN_TOGETHER.split(text)
    return parts if all(part.endswith(".") for part in parts) else [text]


def _named(parts: Collection[str] | Iterator[str]) -> list[str]:
    """Keep what is a name: not `et al.`, and `Jr.` with the name before it."""
    names: list[str] = []
    for part in (part.strip() for part in parts):
        if len(part) > _LONGEST_NO_NAME:
            names.append(part)
        elif names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        elif part and not _OTHERS.fullmatch(part):
            names.append(part)
    return names


def _unbracketed(text: str) -> Iterator[str]:
    """Yield the text outside round brackets; all of it where they do not balance."""
    depth = 0
    pieces = _BRACKET.split(text)
    if pieces.count("(") != pieces.count(")"):
        yield text
        return
    for piece in pieces:
        depth = max(0, depth + {"(": 1, ")": -1}.get(piece, 0))
        if depth == 0:
            yield "," if piece == ")" else piece
