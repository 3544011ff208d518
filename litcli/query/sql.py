"""Tree to SQL: what part of a query the full-text index answers in one look-up, and how the rest is put together.

A subtree of phrases becomes one FTS5 expression where FTS5 can say it (its NOT needs something to take from); everything else
is SQL over the rowids.
"""

from collections.abc import Callable, Sequence

from litcli.query.fields import FIELDS, BadValue, Condition
from litcli.query.syntax import And, FieldTerm, Node, Not, Or, Phrase, Word

Vocabulary = Callable[[str], Sequence[str]]
"""Returns the index's words that begin with a prefix."""

_SPELLED_LIMIT = 2_000
"""Phrases that one with prefixes inside may be spelled out to."""
_ANYWHERE = "{title abstract}"


def condition(node: Node, vocabulary: Vocabulary, index: str = "words") -> Condition:
    """Return a condition over `papers.rowid`. Raises fields.BadValue for a value that does not fit."""
    text = match(node, vocabulary)
    if text is not None:
        return f"papers.rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", (text,)
    if isinstance(node, FieldTerm):
        sql, values = FIELDS[node.field].condition(node.value)
        return f"({sql})", values
    if isinstance(node, Not):
        sql, values = condition(node.part, vocabulary, index)
        # A field with nothing in it compares as NULL, and so would its opposite.
        return f"NOT ifnull({sql}, 0)", values
    assert isinstance(node, And | Or)
    parts = [condition(part, vocabulary, index) for part in node.parts]
    joined = _balanced([sql for sql, _ in parts], "AND" if isinstance(node, And) else "OR")
    return joined, tuple(value for _, values in parts for value in values)


def _balanced(parts: Sequence[str], operator: str) -> str:
    """Join conditions as a balanced tree: in a row, a thousand of them are deeper than SQLite reads."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_balanced(parts[:half], operator)} {operator} {_balanced(parts[half:], operator)})"


def match(node: Node, vocabulary: Vocabulary) -> str | None:
    """Return the FTS5 expression for a tree, or None where FTS5 has none."""
    if isinstance(node, Phrase):
        return _phrase(node, vocabulary)
    if isinstance(node, Or):
        parts = [match(part, vocabulary) for part in node.parts]
        return None if None in parts else f"({' OR '.join(map(str, parts))})"
    if isinstance(node, And):
        wanted = [match(part, vocabulary) for part in node.parts if not isinstance(part, Not)]
        unwanted = [match(part.part, vocabulary) for part in node.parts if isinstance(part, Not)]
        if not wanted or None in wanted or None in unwanted:
            return None
        both = f"({' AND '.join(map(str, wanted))})"
        return f"({both} NOT ({' OR '.join(map(str, unwanted))}))" if unwanted else both
    return None


def _phrase(phrase: Phrase, vocabulary: Vocabulary) -> str:
    """FTS5 knows a prefix at the end of a phrase; one inside is spelled out over the index's vocabulary."""
    spelled = [""]
    for word in phrase.words[:-1]:
        choices = list(vocabulary(word.text)) or [word.text] if word.prefix else [word.text]
        if len(spelled) * len(choices) > _SPELLED_LIMIT:
            raise BadValue(f"the prefixes inside the phrase stand for more than {_SPELLED_LIMIT:,} phrases")
        spelled = [f"{start}{choice} " for start in spelled for choice in choices]
    last: Word = phrase.words[-1]
    ends = [f'"{start}{last.text}"{" *" if last.prefix else ""}' for start in spelled]
    column = phrase.scope or _ANYWHERE
    return f"{column} : ({' OR '.join(ends)})" if len(ends) > 1 else f"{column} : {ends[0]}"
