"""Text to tree: phrases, AND, OR, NOT, parentheses, quotes, prefixes (`prun*`), scopes and fields.

query  = and {"OR" and}             NOT binds tightest, then AND, then OR
and    = not {["AND"] not}          AND may be left out where one side is a field or a group
not    = "NOT" not | term
term   = "(" query ")" | scope ":" term | field ":" value | phrase
phrase = word {word}                a word in quotes may hold operators and signs
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import NoReturn

from litcli.errors import QueryError
from litcli.query.fields import FIELDS, SCOPES
from litcli.text import fold, whole

DEPTH_LIMIT = 20
"""How deep parentheses, NOTs and scopes may nest: SQLite's and FTS5's own parsers give up at about 25 of ours."""
VALUE_LIMIT = 1_000
"""Characters in the value of a field."""


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word of a phrase."""

    text: str
    prefix: bool = False
    """Whether it stands for every word that begins so."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, in one scope or in title and abstract."""

    words: tuple[Word, ...]
    scope: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field of the paper and the value it is compared with."""

    field: str
    value: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but."""

    part: "Node"


Node = Phrase | FieldTerm | And | Or | Not


def parse(query: str) -> Node:
    """Read a query. Raises QueryError with the place and what was expected there."""
    return _Parser(query).whole()


def leaves(node: Node) -> Iterator[Phrase | FieldTerm]:
    """Yield the phrases and fields of a tree from left to right."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def fields(node: Node) -> Iterator[FieldTerm]:
    """Yield the fields that a tree asks for."""
    return (leaf for leaf in leaves(node) if isinstance(leaf, FieldTerm))


def wanted(node: Node) -> Iterator[Phrase]:
    """Yield the phrases whose presence a tree asks for, which are those to light up: none under a NOT."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from wanted(part)


# --- tokens ------------------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r'(?P<open>\()|(?P<close>\))|(?P<quoted>"(?P<inside>[^"]*)(?P<endquote>"?))'
    r"|(?P<field>[A-Za-z][A-Za-z_-]*):(?!//)|(?P<word>[^\s()\"]+)"
)
_OPERATORS = ("AND", "OR", "NOT")
_LATER = re.compile(r"NEAR(?:/\d*)?|/.+/|.+~|.*[*?]\w.*|\*.*")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """open, close, quoted, field, word, operator or end."""
    text: str
    start: int
    end: int


def _tokens(query: str) -> list[_Token]:
    tokens, at, value_follows = [], 0, False
    while found := _TOKEN.search(query, at):
        kind = str(found.lastgroup)
        if kind == "endquote":
            kind = "quoted"
        at = found.end()
        if value_follows and kind == "field":
            # `id:x` after `source:` is a value with a colon in it (`source:C:\page.txt`).
            rest = re.compile(r"[^\s()]*").match(query, found.start())
            at = rest.end() if rest else at
            tokens.append(_Token("word", query[found.start() : at], found.start(), at))
            value_follows = False
        else:
            text = {"quoted": found["inside"], "field": found["field"]}.get(kind, found[0])
            kind = "operator" if kind == "word" and text in _OPERATORS else kind
            if kind == "quoted" and not found["endquote"]:
                raise QueryError("a quote is not closed", query, found.start(), found.start() + 1)
            tokens.append(_Token(kind, text or "", found.start(), at))
            value_follows = kind == "field" and text.lower() not in SCOPES
    return [*tokens, _Token("end", "", len(query), len(query))]


# --- parser ------------------------------------------------------------------------------------------------------------------


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = _tokens(query)
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        if self.now.kind == "end":
            raise QueryError("the query is empty", self.query, 0, hint="expected a word, a field or a group")
        node = self.either("")
        if self.now.kind == "close":
            self.fail("a parenthesis is closed that was not opened", "AND, OR or the end")
        return node

    @property
    def now(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def operator(self, name: str) -> bool:
        return self.now.kind == "operator" and self.now.text == name

    def fail(self, message: str, expected: str) -> NoReturn:
        token = self.now
        raise QueryError(message, self.query, token.start, max(token.end, token.start + 1), f"expected {expected} here")

    def either(self, scope: str) -> Node:
        parts = [self.all(scope)]
        while self.operator("OR"):
            self.take()
            parts.append(self.all(scope))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all(self, scope: str) -> Node:
        parts = [self.negated(scope)]
        while True:
            if self.operator("AND"):
                self.take()
            elif self.now.kind in ("end", "close") or self.operator("OR"):
                break
            # No operator: two phrases cannot meet here, for adjacent words are one phrase, so one side is a field or a group.
            parts.append(self.negated(scope))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            self.fail(f"the query nests deeper than {DEPTH_LIMIT} levels", "a simpler query")
        yield
        self.depth -= 1

    def negated(self, scope: str) -> Node:
        if not self.operator("NOT"):
            return self.term(scope)
        self.take()
        with self.deeper():
            return Not(self.negated(scope))

    def term(self, scope: str) -> Node:
        kind = self.now.kind
        if kind == "open":
            return self.group(scope)
        if kind == "field":
            return self.scoped(scope)
        if kind in ("word", "quoted"):
            return self.phrase(scope)
        found = {"end": "the query ends too early", "close": "nothing stands before the parenthesis"}
        return self.fail(found.get(kind, f"{self.now.text} has nothing to work on"), "a word, a field or a group")

    def group(self, scope: str) -> Node:
        opened = self.take()
        with self.deeper():
            node = self.either(scope)
        if self.now.kind != "close":
            raise QueryError("a parenthesis is not closed", self.query, opened.start)
        self.take()
        return node

    def scoped(self, scope: str) -> Node:
        token = self.now
        name = token.text.lower()
        if name in SCOPES:
            self.take()
            if scope and SCOPES[name] != scope:
                raise QueryError(f"{name}: cannot stand inside another scope", self.query, token.start, token.end)
            with self.deeper():
                return self.term(SCOPES[name])
        if name not in FIELDS:
            self.unknown_field(token)
        self.take()
        if self.now.kind not in ("word", "quoted"):
            self.fail(f"{name}: has no value", f"a value ({FIELDS[name].example})")
        if len(self.now.text) > VALUE_LIMIT:
            self.fail(f"the value of {name}: is longer than {VALUE_LIMIT:,} characters", "a shorter one")
        value = self.take()
        return FieldTerm(name, whole(value.text), token.start, value.end)

    def unknown_field(self, token: _Token) -> NoReturn:
        names = [*SCOPES, *FIELDS]
        near = get_close_matches(token.text.lower(), names, n=1)
        guess = f'; did you mean "{near[0]}"?' if near else ""
        raise QueryError(
            f'no field is called "{token.text}"{guess}',
            self.query,
            token.start,
            token.end - 1,
            f'legal: {", ".join(names)}; quote a text with a colon: "{token.text}: ..."',
        )

    def phrase(self, scope: str) -> Phrase:
        start, words = self.now.start, list[Word]()
        while self.now.kind in ("word", "quoted"):
            token = self.take()
            words += self.words(token)
        end = self.tokens[self.at - 1].end
        if not words:
            raise QueryError("there is no letter or digit to search for", self.query, start, end)
        return Phrase(tuple(words), scope, start, end)

    def words(self, token: _Token) -> Iterator[Word]:
        if token.kind == "word" and _LATER.fullmatch(token.text):
            hint = "put it in quotes to search for it as text"
            raise QueryError(f"{token.text} is not understood", self.query, token.start, token.end, hint)
        folded = fold(token.text).split()
        for i, text in enumerate(folded, start=1):
            yield Word(text, prefix=token.kind == "word" and i == len(folded) and token.text.endswith("*"))


def in_title_alone(node: Node) -> Node | None:
    """Return the tree with its open phrases bound to the title, or None where it asks for another place.

    What matches it has the whole term in the title.
    """
    if isinstance(node, Phrase):
        return replace(node, scope="title") if node.scope in ("", "title") else None
    if isinstance(node, Not):
        part = in_title_alone(node.part)
        return Not(part) if part else None
    if isinstance(node, And | Or):
        parts = [part for part in map(in_title_alone, node.parts) if part]
        return replace(node, parts=tuple(parts)) if len(parts) == len(node.parts) else None
    return None
