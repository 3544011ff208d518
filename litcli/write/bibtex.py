"""BibTeX: TeX kept where the text has it and escaped where it has none."""

import re
from collections.abc import Iterable, Iterator, Sequence

from litcli.records import Paper
from litcli.text import clean, safe
from litcli.write.keys import keyed
from litcli.write.kinds import kind
from litcli.write.names import family_first, is_group

_ENTRIES = {"article": "article", "conference": "inproceedings", "preprint": "misc", "chapter": "incollection", "book": "book",
            "thesis": "phdthesis", "report": "techreport", "other": "misc"}  # fmt: skip
_PLACES = {
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "book": "series",
    "phdthesis": "school",
    "techreport": "institution",
}
"""What the venue is called in each; elsewhere it is a journal."""


def write(papers: Iterable[Paper], _: Sequence[str], end: str) -> Iterator[str]:
    """Yield an entry a paper."""
    for key, paper in keyed(papers):
        lines = [f"  {name} = {{{value}}}" for name, value in _fields(paper) if value]
        yield end.join([f"@{_entry(paper)}{{{key},", f",{end}".join(lines), "}"]) + end * 2


def _entry(paper: Paper) -> str:
    # Styles print the journal of an article only, and an archive is given as one.
    return "article" if paper.venue and kind(paper) == "preprint" else _ENTRIES[kind(paper)]


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", latex(paper.title, protect=True)
    yield "author", " and ".join(filter(None, map(_author, paper.authors)))
    yield "year", str(paper.year or "")
    yield _PLACES.get(_entry(paper), "journal"), latex(paper.venue)
    yield "volume", latex(paper.volume)
    yield "number", latex(paper.number)
    yield "pages", latex(paper.pages)
    yield "doi", _verbatim(paper.doi)
    yield "eprint", _verbatim(paper.arxiv)
    yield "archiveprefix", "arXiv" if paper.arxiv else ""
    yield "pmid", _verbatim(paper.pmid)
    yield "url", _verbatim(paper.url)
    yield "abstract", latex(paper.abstract)
    yield "keywords", ", ".join(latex(tag.topic) for tag in paper.tags)
    # Styles print a `note`; an `annote` stays with the user.
    yield "annote", latex(paper.note)


def _author(name: str) -> str:
    """Write a name; braces hold together what BibTeX would take apart or for `et al.`: `Tides and Salt Group`."""
    name = family_first(name)
    written = latex(name)
    apart = (
        re.search(r"\b(and|others)\b", name, re.IGNORECASE) or name.count(",") > 2 or (" " in name and is_group(name))
    )
    return f"{{{written}}}" if written and apart else written


# --- text as TeX -----------------------------------------------------------------------------------------------------------

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_MATH = r"(?<=\$)(?P<math>(?!\s)(?:[^$\\]|\\.)+?(?<!\s)\$(?!\d))"
"""As pandoc has it: no space inside the dollars and no digit after them, or `$5 and $10` would be a formula."""
_DISPLAY = r"(?<=\$)(?P<display>\$(?:[^$\\]|\\.)+?\$\$)"
_ACCENT = r"(?:['\"`^~=.]\s*|[uvHtcdbkr](?=[\s{])\s*)(?:\{\\?[A-Za-z]\}|\\?[A-Za-z](?![A-Za-z])|(?<!\w)[A-Za-z])"
_LETTER = r"(?:ss|aa|AA|ae|AE|oe|OE|o|O|l|L|i|j|dh|th|S|P|dots|ldots|TeX|LaTeX)(?![A-Za-z])"
_STYLE = r"(?:emph|mbox|text(?:bf|it|sc|tt|rm|sf|sl|up|normal|superscript|subscript)|text[a-z]+(?=\{\}))(?=\{)"
_SWITCH = r"(?:bf|it|em|rm|sc|sf|tt|sl)(?![A-Za-z])"
_TEX = (
    rf"(?<=\\)(?P<tex>{_ACCENT}|{_LETTER}|{_STYLE}|{_SWITCH}|[{{}}])|(?<=\\)(?P<escaped>[&%#_$])|(?<=[{{}}])(?P<group>)"
)
_BLOCK = r"(?<=@)(?P<block>(?=\w+\s*[{(]))"
# The first character is consumed before anything is tried: the search then leaps from one to the next.
_SIGNS = rf"[\\{{}}$&%#_~^@](?:{_DISPLAY}|{_MATH}|{_TEX}|{_BLOCK}|(?P<sign>))"
_IN_TEXT = re.compile(_SIGNS)
_IN_TITLE = re.compile(rf"{_SIGNS}|(?P<word>(?<!\{{)\b[^\W_]+\b)")


def latex(text: str, *, protect: bool = False) -> str:
    """Write text for TeX: math and known commands stay, every other special character is escaped, braces balance.

    `protect` puts braces round words with capitals inside, which bibliography styles would make small.
    """
    text = safe(clean(text))
    return _escaped(text, _balanced(text), _IN_TITLE if protect else _IN_TEXT)


def _escaped(text: str, keep: bool, pattern: re.Pattern[str]) -> str:
    """Escape what the pattern finds; TeX in the text stays TeX where `keep` says that its braces balance."""

    def written(found: re.Match[str]) -> str:
        token = found[0]
        match found.lastgroup:
            case "math" | "display" if _balanced(token):
                return re.sub(r"\\.|[%#]", lambda sign: sign[0] if len(sign[0]) == 2 else f"\\{sign[0]}", token)
            case "math":
                return f"\\${_escaped(token[1:-1], keep, pattern)}\\$"
            case "word":
                return f"{{{token}}}" if any(map(str.isupper, token[1:])) else token
            case "block":
                return "{@}"
            case "escaped":
                return token
            case "tex" | "group" if keep:
                return token
        return "".join(_ESCAPES.get(char, char) for char in token)

    return pattern.sub(written, text)


def _balanced(text: str) -> bool:
    r"""Say whether the braces match, both for BibTeX, which counts `\{` too, and for what takes it as escaped."""
    if "{" not in text and "}" not in text:
        return True
    return not re.search(r"\\\\[{}]", text) and _matched(r"[{}]", text) and _matched(r"(?<!\\)[{}]", text)


def _matched(brace: str, text: str) -> bool:
    depth = 0
    for found in re.findall(brace, text):
        depth += 1 if found == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _verbatim(text: str) -> str:
    """Write an address or a number: what would end the field is percent-encoded, the rest stands as it is."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}" if ord(found[0]) < 128 else "", safe(text))
