"""Text to tokens: words, quotes, parentheses, scopes and fields, operators, regular expressions, names of saved queries."""

import re
from typing import NamedTuple

from litcli.errors import QueryError
from litcli.query.fields import SCOPES

OPERATORS = ("AND", "OR", "NOT")
_TOKEN = re.compile(
    r'(?P<open>\()|(?P<close>\))|(?P<quoted>"(?P<inside>[^"]*)(?P<endquote>"?))'
    r"|(?P<field>[A-Za-z][A-Za-z_-]*):(?!//)|@(?P<saved>[A-Za-z][\w-]*)(?=[\s()\"]|$)"
    r"|(?P<near>NEAR(?:/\d{1,4})?)(?=[\s()\"]|$)|/(?=[^\s/])(?P<regex>(?:\\.|[^\\/])*)(?P<endregex>/?)"
    r"|(?P<word>[^\s()\"]+)",
    re.DOTALL,
)
_VALUE = re.compile(r'\s*(?P<value>[^\s()"]+)')


class Token(NamedTuple):
    """A piece of a query."""

    kind: str
    """open, close, quoted, field, saved, near, regex, word, operator or end."""
    text: str
    """What it holds, without quotes, colon, `@` or slashes."""
    start: int
    end: int


def tokens(query: str) -> list[Token]:
    """Cut a query into tokens, the last of kind `end`. Raises QueryError for what is not closed."""
    found: list[Token] = []
    at = 0
    while match := _TOKEN.search(query, at):
        token = _token(query, match)
        found.append(token)
        at = token.end
        if token.kind == "field" and token.text.lower() not in SCOPES:
            # A value is whatever stands there (`source:C:\page.txt`, `source:/tmp/x`), but for an operator.
            value = _VALUE.match(query, at)
            if value and value["value"] not in OPERATORS:
                at = value.end()
                found.append(Token("word", value["value"], value.start("value"), at))
    return [*found, Token("end", "", len(query), len(query))]


def _token(query: str, match: re.Match[str]) -> Token:
    start, end = match.span()
    if match["quoted"]:
        if not match["endquote"]:
            raise QueryError("a quote is not closed", query, start)
        return Token("quoted", match["inside"], start, end)
    if match["regex"] is not None:
        _check_regex(query, match)
        return Token("regex", match["regex"], start, end)
    if (match["word"] or "").startswith("NEAR/"):
        hint = f'the words between are a number of up to four digits: a NEAR/5 b; as a text: "{match["word"]}"'
        raise QueryError("NEAR has no distance", query, start, end, hint)
    kind = next(name for name in ("open", "close", "field", "saved", "near", "word") if match[name])
    return Token("operator" if match[kind] in OPERATORS else kind, match[kind], start, end)


def _check_regex(query: str, match: re.Match[str]) -> None:
    hint = 'a regular expression stands between slashes: /GPT-\\d/; a text with a slash in quotes: "/tmp"'
    if not match["endregex"]:
        raise QueryError("a regular expression is not closed", query, match.start(), hint=hint)
    after = query[match.end() : match.end() + 1]
    if after.strip() and after not in '()"':
        raise QueryError("a regular expression ends inside a word", query, match.end(), hint=hint)
