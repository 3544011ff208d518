"""BibTeX: readable keys that are unique, TeX kept where the text has it and escaped where it has none."""

import re
from collections.abc import Iterable, Iterator, Sequence

from litcli.records import Paper
from litcli.text import clean, fold, safe

_SMALL_WORDS = frozenset(
    "a an the on of for in to and with from towards toward is are do does can how what why when".split()
)
_MATH = re.compile(r"(?<!\\)(\$[^$]+(?<!\\)\$)")
_BARE = re.compile(r"(?<!\\)([&%#_])")
_BACKSLASH = re.compile(r"\\(?![A-Za-z'\"`^~=.&%#_${}\\])")
_INNER_CAPITAL = re.compile(r"(?<![\\\w{])([A-Za-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z]{2,}s?)(?!\w)")


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield an entry a paper."""
    used: set[str] = set()
    for paper in papers:
        key = _key(paper)
        if key in used:
            # The id tells them apart whatever else is in the file: the same paper keeps its key.
            key = f"{key}-{paper.id[:6]}" if f"{key}-{paper.id[:6]}" not in used else f"{key}-{paper.id}"
        used.add(key)
        lines = [f"  {name} = {{{value}}}" for name, value in _fields(paper)]
        yield end.join([f"@{_kind(paper)}{{{key},", f",{end}".join(lines), "}"]) + end * 2


def _kind(paper: Paper) -> str:
    if not paper.venue:
        return "misc"
    place = fold(paper.venue)
    return (
        "inproceedings" if re.search(r"\b(proceedings|conference|workshop|symposium|meeting)\b", place) else "article"
    )


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", latex(paper.title, protect=True)
    if paper.authors:
        yield "author", " and ".join(latex(author) for author in paper.authors)
    if paper.year:
        yield "year", str(paper.year)
    if paper.venue:
        yield "booktitle" if _kind(paper) == "inproceedings" else "journal", latex(paper.venue)
    for name in ("volume", "number", "pages"):
        if value := getattr(paper, name):
            yield name, latex(value)
    if paper.doi:
        yield "doi", _verbatim(paper.doi)
    if paper.arxiv:
        yield "eprint", paper.arxiv
        yield "archiveprefix", "arXiv"
    if paper.pmid:
        yield "pmid", paper.pmid
    if paper.url:
        yield "url", _verbatim(paper.url)
    if paper.abstract:
        yield "abstract", latex(paper.abstract)
    if paper.tags:
        yield "keywords", ", ".join(latex(tag.topic) for tag in paper.tags)


def _key(paper: Paper) -> str:
    """Make a key of the first author's last name, the year and the title's first telling word."""
    names = fold(paper.authors[0].split(",")[0]).split() if paper.authors else []
    surname = names[-1] if names and "," not in paper.authors[0] else "".join(names)
    words = [_ascii(word) for word in fold(paper.title).split() if word not in _SMALL_WORDS]
    telling = [word for word in words if word]
    kept = telling[:1] if surname else telling[:3]
    return "".join((_ascii(surname), str(paper.year or ""), *kept)) or paper.id


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word)


def latex(text: str, *, protect: bool = False) -> str:
    """Write text for TeX: math and commands stay, bare special characters are escaped, braces balance.

    `protect` puts braces round words with capitals inside, which bibliography styles would make small.
    """
    text = clean(safe(text))
    if not _balanced(text):
        text = text.replace("{", "").replace("}", "")
    parts = _MATH.split(text)
    return "".join(part if i % 2 else _plain(part, protect) for i, part in enumerate(parts))


def _plain(text: str, protect: bool) -> str:
    text = _BACKSLASH.sub(r"\\textbackslash{}", text)
    text = _BARE.sub(r"\\\1", text)
    text = re.sub(r"(?<!\\)\$", r"\\$", text)
    text = re.sub(r"(?<!\\)\^", r"\\textasciicircum{}", text)
    text = re.sub(r"(?<!\\)~", r"\\textasciitilde{}", text)
    return _INNER_CAPITAL.sub(r"{\1}", text) if protect else text


def _balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and not text.endswith("\\")


def _verbatim(text: str) -> str:
    return re.sub(r"[{}\\\s]", "", safe(text))
