"""A published boolean strategy (PubMed, Ovid, Web of Science) as a topic, with what has no equal.

The syntax is told by the signs in the text, so a strategy may mix them. Ovid's `adj3` is two words between (its help counts the
words from one to the other), Web of Science's `NEAR/3` three.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from litcli.errors import QueryError, UseError
from litcli.query import parse

SIZE_LIMIT = 200_000
"""Characters of a strategy."""
LEAF_LIMIT = 5_000
"""Terms of the topic, lines that refer to lines written out."""
DEPTH_LIMIT = 15
"""How deep parentheses nest."""

_SCOPES = {
    "ti": "title:", "title": "title:", "ab": "abstract:", "abstract": "abstract:", "au": "author:", "author": "author:",
    "ta": "venue:", "journal": "venue:", "jn": "venue:", "so": "venue:",
    "tiab": "", "title/abstract": "", "tw": "", "text word": "", "all": "", "all fields": "", "mp": "", "ts": "", "af": "",
    "title-abs-key": "", "title-abs": "",
}  # fmt: skip
"""A field's name elsewhere and its scope here; any other name has no equal."""

_TOKEN = re.compile(
    r"""(?P<set>\b(?:or|and)/[\d,\s-]*\d|\b\d[\d,\s-]*/(?:or|and)\b)
    |(?P<near>\b(?:adj\d*|near(?:/\d+)?|(?:n|w|pre)/?\d+)(?=[\s(]|$))
    |(?P<prefix>\b[A-Z][A-Z-]*\s*=|\bTITLE-ABS(?:-KEY)?(?=\())
    |(?P<heading>(?:(?:exp\s+)?\*?"[^"]*"|(?:(?!\b(?:or|and|not|near|pre)\b)[\w\s,'*-])+)/
        (?:[a-z]{2}(?:,\s?[a-z]{2})*(?![\w*]))?(?:\s*\[[^\]]*\])?)
    |(?P<quoted>"[^"]*"?)|(?P<open>\()|(?P<close>\))|(?P<tag>\[[^\]]*\]?)
    |(?P<suffix>\.[a-z]{2}(?:,\s?[a-z]{2})*\.)
    |(?P<operator>\b(?:and|or|not)\b)|(?P<reference>[#S]\d+\b)|(?P<word>[^\s()"\[\].]+|\.)""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*#?(\d+)\s*[.):]?\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class _Leaf:
    text: str


@dataclass(frozen=True, slots=True)
class _Joined:
    operator: str
    """AND, OR, NOT (of its one part) or NEAR/n."""
    parts: tuple["_Tree", ...]
    size: int = field(default=0, compare=False)
    """Its leaves: lines that refer to lines can stand for billions, and what counts them one by one does not end."""

    def __post_init__(self) -> None:
        size = sum(part.size if isinstance(part, _Joined) else 1 for part in self.parts)
        if size > LEAF_LIMIT:
            raise UseError(f"the strategy has more than {LEAF_LIMIT:,} terms, its lines written out")
        object.__setattr__(self, "size", size)


_Tree = _Leaf | _Joined


@dataclass(slots=True)
class Borrowed:
    """A strategy as a topic."""

    topic: dict[str, list[str]]
    """Its `any`, `all` and `none`."""
    terms_in: int
    """Terms that the strategy has, headings included."""
    lost: list[str] = field(default_factory=list)
    """What has no equal, a line each."""

    @property
    def terms_out(self) -> int:
        """How many words and phrases the topic has."""
        return sum(
            len(re.split(r" (?:AND NOT|AND|OR|NEAR/\d+) ", text)) for texts in self.topic.values() for text in texts
        )

    def yaml(self, name: str) -> str:
        """Return it as a configuration with this one topic."""
        whole = {"topics": {name: self.topic}}
        return str(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=110))


def borrow(text: str) -> Borrowed:
    """Translate a strategy. Raises UseError where it cannot be read or nothing is left of it."""
    if len(text) > SIZE_LIMIT:
        raise UseError(f"the strategy is longer than {SIZE_LIMIT:,} characters")
    text = text.translate(str.maketrans("“”„«»‘’‐‑‒–—−", '"""""\'\'------'))
    lines: dict[str, _Tree | None] = {}
    lost: list[str] = []
    tree: _Tree | None = None
    terms = 0
    for number, line in _lines(text):
        reader = _Reader(line, lines, lost, f"line {number}: " if number else "")
        tree = lines[number] = reader.whole() or (tree if reader.is_limit else None)
        terms += reader.terms
    if tree is None:
        raise UseError("nothing of the strategy is left", "\n".join(lost) or "it has no terms")
    return Borrowed(_topic(tree), terms, list(dict.fromkeys(lost)))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield number and text of numbered lines, or everything as one line without a number."""
    rows = [row for row in text.splitlines() if row.strip()]
    found = [_NUMBERED.fullmatch(re.sub(r"\t\(?[\d,]+\)?\s*$", "", row)) for row in rows]
    if not rows or not found[0] or sum(map(bool, found)) < 2:
        yield "", " ".join(rows)
        return
    number, parts = "", list[str]()
    for row, match in zip(rows, found, strict=True):
        if match:
            if number:
                yield number, " ".join(parts)
            number, parts = match[1], [match[2]]
        else:
            parts.append(row)
    yield number, " ".join(parts)


class _Reader:
    """One line of a strategy."""

    def __init__(self, line: str, lines: dict[str, _Tree | None], lost: list[str], place: str) -> None:
        self.lines, self.lost, self.place = lines, lost, place
        self.is_limit = bool(re.match(r"\s*(limit|remove duplicates)\b", line, re.IGNORECASE))
        self.tokens = [] if self.is_limit else [(str(m.lastgroup), m[0].strip()) for m in _TOKEN.finditer(line)]
        if re.search(r"\[.*\b(AND|OR)\b", line):  # PubMed's: `sensitivity and specificity[mh]` is one phrase
            self.tokens = [
                ("word", text) if (kind == "operator" and text.islower()) else (kind, text)
                for kind, text in self.tokens
            ]
        self.at = self.depth = self.terms = 0
        if self.is_limit:
            self.lose(line.strip(), "a limit; litcli list has year: and others")

    def lose(self, what: str, why: str) -> None:
        self.lost.append(f"{self.place}{what}: {why}")

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else "end"

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def whole(self) -> _Tree | None:
        tree = self.either("")
        while self.at < len(self.tokens):  # a parenthesis too many is a slip of the printed page
            self.lose(self.take(), "stands alone")
            tree = _join("AND", [tree, self.either("")])
        return tree

    def operator(self, *names: str) -> str:
        if self.kind() == "operator" and self.tokens[self.at][1].upper() in names:
            return self.take().upper()
        return ""

    def either(self, scope: str) -> _Tree | None:
        parts = [self.both(scope)]
        while self.operator("OR"):
            parts.append(self.both(scope))
        return _join("OR", parts)

    def both(self, scope: str) -> _Tree | None:
        tree = self.close_by(scope)
        while self.kind() not in ("end", "close"):
            name = self.operator("AND", "NOT")
            if not name and self.kind() in ("operator", "tag", "suffix"):
                break
            if name == "AND" and self.operator("NOT"):
                name = "NOT"
            other = self.close_by(scope)
            if name and (not tree or not other):
                self.lose(
                    name,
                    "one side is lost; the other stands alone"
                    if name == "AND" or tree
                    else "what it takes from is lost, and so is it",
                )
                if name == "NOT" and not tree:
                    continue
            tree = _join("AND", [tree, _Joined("NOT", (other,)) if name == "NOT" and other else other])
        return tree

    def close_by(self, scope: str) -> _Tree | None:
        tree = self.one(scope)
        while self.kind() == "near":
            sign = self.take()
            tree = self.near(sign, tree, self.one(scope))
        return tree

    def near(self, sign: str, one: _Tree | None, other: _Tree | None) -> _Tree | None:
        number = int(re.sub(r"\D", "", sign) or ("1" if sign.lower() == "adj" else "15"))
        between = number - 1 if sign.lower().startswith("adj") else number
        if between == 0 and (phrases := _side_by_side(one, other)):
            return phrases
        operator = f"NEAR/{max(between, 1)}"
        if not _is_read(f"a {operator} b"):
            operator = "AND"
            self.lose(sign, "has no equal yet; AND stands for it, which finds more")
        if sign.lower().startswith("pre"):
            self.lose(sign, "the order of the words does not count here")
        return _join(operator, [one, other])

    def one(self, scope: str) -> _Tree | None:
        kind = self.kind()
        if kind == "open":
            tree = self.group(scope)
        elif kind == "prefix":
            return self.prefixed()
        elif kind in ("set", "reference") or (kind == "word" and self.is_reference()):
            return self.referred()
        elif kind == "heading":
            self.terms += 1
            self.lose(self.take(), "a heading of the database's own")
            return None
        elif kind in ("word", "quoted"):
            tree = self.phrase()
        else:
            if kind == "operator" and self.operator("NOT"):
                inner = self.one(scope)
                return _Joined("NOT", (inner,)) if inner else None
            if kind != "end":
                self.lose(self.take() if kind != "close" else ")", "has nothing before it")
            return None
        return self.in_field(tree, scope)

    def is_reference(self) -> bool:
        """Say whether the word here is the number of a line before, alone between operators."""
        after = self.tokens[self.at + 1][0] if self.at + 1 < len(self.tokens) else "end"
        return self.tokens[self.at][1] in self.lines and after in ("operator", "close", "near", "end")

    def group(self, scope: str) -> _Tree | None:
        self.take()
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise UseError(f"the strategy nests deeper than {DEPTH_LIMIT} levels")
        tree = self.either(scope)
        self.depth -= 1
        if self.kind() == "close":
            self.take()
        else:
            self.lose("(", "is not closed")
        return tree

    def phrase(self) -> _Tree | None:
        """Read adjacent words, or one quoted phrase: both are a phrase here."""
        words = [self.take()]
        while words[0][0] != '"' and self.kind() == "word":
            words.append(self.take())
        self.terms += 1
        text = " ".join(words).strip('"')
        shaped = _shaped(text)
        if not shaped:
            self.lose(text, "no letter or digit")
            return None
        if not _is_read(shaped):
            wider = re.sub(r"[*?](?=[\w]).*", "*", shaped)
            self.lose(text, f"a wildcard inside; {wider} stands for it, which finds more")
            shaped = wider if _is_read(wider) else re.sub(r"[*?]", " ", shaped).strip()
        return _Leaf(shaped) if shaped and _is_read(shaped) else None

    def in_field(self, tree: _Tree | None, scope: str) -> _Tree | None:
        """Give a term or a group the field that stands after it, or else the one around it."""
        if self.kind() not in ("tag", "suffix"):
            return _scoped(tree, (scope,)) if scope else tree
        sign = self.take()
        names = [name.strip().lower().partition(":")[0] for name in sign.strip("[].").split(",")]
        scopes = tuple(dict.fromkeys(_SCOPES[name] for name in names if name in _SCOPES))
        if not scopes:
            shown = _written(tree) if tree else ""
            self.lose(f"{shown}{sign}", "a field or a heading that has no equal")
            return None
        if "" in scopes or {"title:", "abstract:"} <= set(scopes):
            return tree
        return _scoped(tree, scopes)

    def prefixed(self) -> _Tree | None:
        name = self.take().rstrip("= ").lower()
        if name in _SCOPES:
            return self.one(_SCOPES[name])
        before = len(self.lost)
        tree = self.one("")
        del self.lost[before:]
        self.lose(f"{name.upper()}={_written(tree) if tree else ''}", "a field that has no equal")
        return None

    def referred(self) -> _Tree | None:
        """Put in the lines that `#1`, `3` or `or/1-5` stand for."""
        text = self.take()
        numbers: list[str] = []
        for part in re.findall(r"\d+(?:\s*-\s*\d+)?", text):
            first, _, last = part.replace(" ", "").partition("-")
            numbers += map(str, range(int(first), min(int(last or first), int(first) + 1000) + 1))
        for number in numbers:
            if number not in self.lines:
                self.lose(text, f"there is no line {number} before it")
        trees = [self.lines.get(number) for number in numbers]
        both = "and" in text.lower()
        if both and None in trees:
            self.lose(text, "a line of it is lost; the others stand alone")
        return _join("AND" if both else "OR", trees)


def _shaped(text: str) -> str:
    """Write a term with the wildcards of this language: `$`, `*` and `:` at an end are any ending, `?` and `#` one letter."""
    text = re.sub(r"[$:](?=\s|$)|[*$]\d+(?=\s|$)", "*", text)
    text = text.replace("$", "*").replace("#", "?")
    text = re.sub(r"\?(?=\s|$)", "*", text)
    text = re.sub(r"[^\w\s*?'.+-]", " ", text)
    words = (word.lower() if word in ("AND", "OR", "NOT") or word.startswith("NEAR") else word for word in text.split())
    return " ".join(word for word in words if re.search(r"\w", word))


def _side_by_side(one: _Tree | None, other: _Tree | None) -> _Tree | None:
    """Return the phrases that two terms or lists of terms make side by side, or None where one of them is more than a list."""
    firsts, lasts = (_either(tree) if tree else () for tree in (one, other))
    if (
        not firsts
        or not lasts
        or not all(isinstance(part, _Leaf) and ":" not in part.text for part in (*firsts, *lasts))
    ):
        return None
    return _join("OR", [_Leaf(f"{_written(first)} {_written(last)}") for first in firsts for last in lasts])


def _is_read(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


def _join(operator: str, parts: Sequence[_Tree | None]) -> _Tree | None:
    """Join what is there; parts of the same operator become one list."""
    flat: list[_Tree] = []
    for part in parts:
        if isinstance(part, _Joined) and part.operator == operator and operator in ("AND", "OR"):
            flat += part.parts
        elif part:
            flat.append(part)
    return None if not flat else flat[0] if len(flat) == 1 else _Joined(operator, tuple(dict.fromkeys(flat)))


def _scoped(tree: _Tree | None, scopes: tuple[str, ...]) -> _Tree | None:
    """Write scopes before every phrase of a tree that has none."""
    if tree is None:
        return None
    if isinstance(tree, _Joined):
        return _Joined(tree.operator, tuple(part for part in (_scoped(one, scopes) for one in tree.parts) if part))
    if ":" in tree.text:
        return tree
    text = f"({tree.text})" if " " in tree.text else tree.text
    return _join("OR", [_Leaf(f"{scope}{text}") for scope in scopes])


def _written(tree: _Tree, inside: str = "") -> str:
    if isinstance(tree, _Leaf):
        return tree.text
    if tree.operator == "NOT":
        return f"NOT {_written(tree.parts[0], 'NOT')}"
    text = f" {tree.operator} ".join(_written(part, tree.operator) for part in tree.parts)
    return f"({text})" if inside else text


def _topic(tree: _Tree) -> dict[str, list[str]]:
    """Make a topic: of groups joined by AND the longest is `any`, the others are `all`, what is under NOT is `none`."""
    parts = tree.parts if isinstance(tree, _Joined) and tree.operator == "AND" else (tree,)
    unwanted = [part.parts[0] for part in parts if isinstance(part, _Joined) and part.operator == "NOT"]
    groups = [part for part in parts if not (isinstance(part, _Joined) and part.operator == "NOT")]
    if not groups:
        raise UseError("the strategy only excludes", "a topic needs a term to look for")
    longest = max(groups, key=lambda part: len(_either(part)))
    topic = {"any": [_written(one) for one in _either(longest)]}
    topic["all"] = [_written(group) for group in groups if group is not longest]
    topic["none"] = [_written(one) for group in unwanted for one in _either(group)]
    return {key: texts for key, texts in topic.items() if texts}


def _either(tree: _Tree) -> tuple[_Tree, ...]:
    return tree.parts if isinstance(tree, _Joined) and tree.operator == "OR" else (tree,)
