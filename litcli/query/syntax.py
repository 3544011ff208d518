"""Text to tree: the whole grammar of the language.

query  = and {"OR" and}             NOT binds tighter than AND, AND tighter than OR
and    = not {["AND"] not}          AND may be left out where one side is no bare phrase
not    = "NOT" not | near
near   = term ["NEAR/n" term]       both sides a phrase or a group of phrases joined by OR
term   = "(" query ")" | scope ":" near | field ":" values | "/" regex "/" | "@" saved | phrase
values = value {"," value} | "(" values joined by AND, OR and NOT ")"
phrase = word {word}                `*` and `?` are wildcards, `~` is fuzzy; a word in quotes may hold operators and signs
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from litcli.errors import QueryError
from litcli.query.fields import FIELDS, SCOPES, literal
from litcli.query.tokens import Token, tokens
from litcli.query.tree import (
    And,
    FieldTerm,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Regex,
    Textual,
    Word,
    fields,
    in_title_alone,
    leaves,
    placed,
    wanted,
)
from litcli.text import fold, whole

__all__ = [
    "And",
    "FieldTerm",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Regex",
    "Textual",
    "Word",
    "fields",
    "in_title_alone",
    "leaves",
    "parse",
    "wanted",
]

DEPTH_LIMIT = 20
"""How deep parentheses, NOTs and scopes may nest: SQLite's and FTS5's own parsers give up at about 25 of ours."""
VALUE_LIMIT = 1_000
"""Characters in the value of a field, or in a regular expression."""
NEAR = 15
"""The distance of a NEAR without one, as in Web of Science."""
NEAR_LIMIT = 1_000
SAVED_LIMIT = 1_000
"""Saved queries that one query may use, each counted as often as it is used."""
_TERM = "a word, a field or a group"
_MINUS = re.compile(r"-\w")
"""What leaves a word out in search engines; taken for a hyphen, it would ask for the word."""
_SIGN = re.compile(r"[|&]{1,2}$|!(?=\w|$)")
_SIGNS = {"|": "OR", "&": "AND", "!": "NOT"}
"""What other programs write for operators, by the first letter."""


def parse(query: str, saved: Mapping[str, str] | None = None) -> Node:
    """Read a query; `saved` has the queries that `@name` stands for. Raises QueryError with the place and what was expected."""
    return _Parser(query, {} if saved is None else saved, (), [0]).whole("")


class _Parser:
    def __init__(self, query: str, saved: Mapping[str, str], inside: tuple[str, ...], used: list[int]) -> None:
        self.query = query
        self.saved = saved
        self.inside = inside
        self.used = used
        self.tokens = tokens(query)
        self.at = 0
        self.depth = len(inside)

    def whole(self, scope: str) -> Node:
        if self.now.kind == "end":
            raise QueryError("the query is empty", self.query, 0, hint=f"expected {_TERM}")
        node = self.either(scope)
        if self.now.kind == "close":
            self.fail("a parenthesis is closed that was not opened", "AND, OR or the end")
        if self.now.kind == "near":
            hint = "join two NEARs by AND: a NEAR/5 b AND b NEAR/5 c"
            raise QueryError("NEAR stands between two terms", self.query, self.now.start, self.now.end, hint)
        return node

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def operator(self, name: str) -> bool:
        return self.now.kind == "operator" and self.now.text == name

    def fail(self, message: str, expected: str) -> NoReturn:
        token = self.now
        raise QueryError(message, self.query, token.start, max(token.end, token.start + 1), f"expected {expected} here")

    # --- operators; a scope that ends with a colon is a field, whose values are read instead of terms

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
            elif self.now.kind in ("end", "close", "near") or self.operator("OR"):
                break
            elif scope.endswith(":"):
                self.fail("two values stand side by side", "AND, OR or a parenthesis")
            # No operator: two phrases cannot meet here, for adjacent words are one phrase.
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
            return self.near(scope)
        self.take()
        with self.deeper():
            return Not(self.negated(scope))

    def near(self, scope: str) -> Node:
        start = self.now.start
        left = self.term(scope)
        if self.now.kind != "near":
            return left
        operator = self.now
        sides = [self.side(left, start)]
        self.take()
        start = self.now.start
        sides.append(self.side(self.term(scope), start))
        scopes = {phrase.scope for side in sides for phrase in side}
        if len(scopes) > 1:
            hint = "both sides must be looked for in one place: title:(a NEAR/5 b)"
            raise QueryError("NEAR has two scopes", self.query, operator.start, operator.end, hint)
        distance = int(operator.text.partition("/")[2] or NEAR)
        if distance > NEAR_LIMIT:
            raise QueryError(f"NEAR reaches {NEAR_LIMIT:,} words at most", self.query, operator.start, operator.end)
        return Near(sides[0], sides[1], distance, scopes.pop())

    def side(self, node: Node, start: int) -> tuple[Phrase, ...]:
        """Return the phrases of one side of a NEAR."""
        if isinstance(node, Phrase):
            return (node,)
        if isinstance(node, Or):
            return tuple(phrase for part in node.parts for phrase in self.side(part, start))
        end = max(self.tokens[self.at - 1].end, start + 1)
        hint = "expected a phrase, or phrases joined by OR in parentheses: (a OR b c) NEAR/5 d"
        raise QueryError("NEAR cannot work on this", self.query, start, end, hint)

    # --- terms

    def term(self, scope: str) -> Node:
        kind = self.now.kind
        if kind == "open":
            return self.group(scope)
        if scope.endswith(":") and kind in ("word", "quoted"):
            return self.value(scope)
        if scope.endswith(":") and kind != "end":
            self.fail("this is no value", f"a value ({FIELDS[scope[:-1]].example})")
        if kind == "field":
            return self.scoped(scope)
        if kind == "regex":
            return self.regex(scope)
        if kind == "saved":
            return self.named(scope)
        if kind in ("word", "quoted"):
            return self.phrase(scope)
        found = {"end": "the query ends too early", "close": "nothing stands before the parenthesis"}
        return self.fail(found.get(kind, f"{self.now.text} has nothing to work on"), _TERM)

    def group(self, scope: str) -> Node:
        opened = self.take()
        with self.deeper():
            node = self.either(scope)
        if self.now.kind == "near":
            self.fail("NEAR stands between two terms", "AND, OR or a parenthesis")
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
                return self.near(SCOPES[name])
        if name not in FIELDS:
            self.unknown_field(token)
        self.take()
        if self.now.kind == "open":
            return self.group(f"{name}:")
        if self.now.kind not in ("word", "quoted"):
            self.fail(f"{name}: has no value", f"a value ({FIELDS[name].example})")
        return self.value(f"{name}:", token.start)

    def value(self, scope: str, start: int | None = None) -> Node:
        name = scope[:-1]
        if len(self.now.text) > VALUE_LIMIT:
            self.fail(f"the value of {name}: is longer than {VALUE_LIMIT:,} characters", "a shorter one")
        token = self.take()
        start = token.start if start is None else start
        if token.kind == "quoted":
            return FieldTerm(name, literal(whole(token.text)), start, token.end)
        values = token.text.split(",") if FIELDS[name].listed else [token.text]
        terms = tuple(FieldTerm(name, whole(value), start, token.end) for value in values)
        return terms[0] if len(terms) == 1 else Or(terms)

    def unknown_field(self, token: Token) -> NoReturn:
        names = [*SCOPES, *FIELDS]
        hint = f'legal: {", ".join(names)}; quote a text with a colon: "{token.text}: ..."'
        guess = _guess(token.text.lower(), names)
        message = f'no field is called "{token.text}"{guess}'
        raise QueryError(message, self.query, token.start, token.end - 1, hint)

    def regex(self, scope: str) -> Regex:
        token = self.take()
        pattern = re.sub(r"\\(.)", lambda m: "/" if m[1] == "/" else m[0], whole(token.text), flags=re.DOTALL)
        try:
            if len(pattern) > VALUE_LIMIT:
                raise ValueError(f"longer than {VALUE_LIMIT:,} characters")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                re.compile(pattern)
        except (re.error, ValueError, OverflowError, RecursionError) as error:
            message = "the regular expression cannot be read"
            raise QueryError(message, self.query, token.start, token.end, f"{error}") from None
        return Regex(pattern, scope, token.start, token.end)

    def named(self, scope: str) -> Node:
        """Read a saved query in place of its name."""
        token = self.take()
        name, place = token.text, (self.query, token.start, token.end)
        if name not in self.saved:
            legal = (
                ", ".join(f"@{known}" for known in self.saved) or 'none yet; they stand under "queries:" in the config'
            )
            guess = _guess(name, list(self.saved))
            hint = f'legal: {legal}; as a text: "@{name}"'
            raise QueryError(f'no saved query is called "{name}"{guess}', *place, hint)
        if name in self.inside:
            circle = " -> ".join(f"@{one}" for one in (*self.inside[self.inside.index(name) :], name))
            raise QueryError("the saved queries go in a circle", *place, circle)
        self.used[0] += 1
        if self.used[0] > SAVED_LIMIT:
            raise QueryError(f"the query uses more than {SAVED_LIMIT:,} saved queries", *place)
        try:
            with self.deeper():
                node = _Parser(self.saved[name], self.saved, (*self.inside, name), self.used).whole(scope)
        except QueryError as error:
            raise QueryError(f"in the saved query @{name}: {error.message}", *place, error.hint) from None
        return placed(node, token.start, token.end)

    def phrase(self, scope: str) -> Phrase:
        start, words = self.now.start, list[Word]()
        while self.now.kind in ("word", "quoted"):
            token = self.take()
            words += map(Word, fold(token.text).split()) if token.kind == "quoted" else self.words(token)
        end = self.tokens[self.at - 1].end
        if not words:
            raise QueryError("there is no letter or digit to search for", self.query, start, end)
        return Phrase(tuple(words), scope, start, end)

    def words(self, token: Token) -> Iterator[Word]:
        if _MINUS.match(token.text):
            hint = f'NOT leaves papers out: NOT {token.text[1:]}; as a text: "{token.text}"'
            raise QueryError("a minus is no operator", self.query, token.start, token.end, hint)
        sign = _SIGN.match(token.text)
        if sign:
            hint = f'{_SIGNS[sign[0][0]]} is one, in capitals; as a text: "{token.text}"'
            raise QueryError(f"{sign[0]} is no operator", self.query, token.start, token.end, hint)
        fuzzy = token.text.endswith("~")
        words = [_ONE.sub("?", _MANY.sub("*", word)) for word in fold(_marked(token.text)).split()]
        for at, text in enumerate(words, start=1):
            if not set("*?") & set(text):
                yield Word(text, "fuzzy" if fuzzy and at == len(words) else "word")
            elif not text.strip("*?"):
                hint = f'a wildcard stands in a word: prun*, *former, wom?n; as a text: "{token.text}"'
                raise QueryError("a wildcard stands alone", self.query, token.start, token.end, hint)
            elif fuzzy:
                raise QueryError("a word is fuzzy or has wildcards, not both", self.query, token.start, token.end)
            elif text.find("*") == len(text) - 1 and "?" not in text:
                yield Word(text[:-1], "prefix")
            else:
                yield Word(text, "glob")


# Wildcards pass through folding as two letters of a script that no title is written in.
_STANDS_FOR: dict[str, str] = {"*": "\ua4d0", "?": "\ua4d1"}
_MANY, _ONE = (re.compile(letter + more) for letter, more in zip(_STANDS_FOR.values(), ("+", ""), strict=True))


def _marked(text: str) -> str:
    for letter in _STANDS_FOR.values():
        text = text.replace(letter, " ")
    return text.translate({ord(sign): letter for sign, letter in _STANDS_FOR.items()})


def _guess(name: str, names: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
