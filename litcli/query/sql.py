"""Tree to SQL: what part of a query the full-text index answers in one look-up, and how the rest is put together.

A subtree of phrases becomes one FTS5 expression where FTS5 can say it (its NOT needs something to take from); everything else
is SQL over the rowids. A regular expression is matched on the papers that the other parts of its AND leave.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from litcli.query.fields import FIELDS, BadValue, Condition
from litcli.query.tree import And, FieldTerm, Near, Node, Not, Or, Phrase, Regex, Word, has_regex

Vocabulary = Callable[[Word], Sequence[str]]
"""Returns the index's words that a word stands for. Raises BadValue where there are too many."""
Checked = Callable[[Regex, Condition], Iterable[int]]
"""Returns the rowids of the papers, among those of a condition, that a regular expression matches. Raises BadValue."""

SPELLED_LIMIT = 2_000
"""Phrases that one with wildcards may be spelled out to."""
_ANYWHERE = "{title abstract}"
_NOTHING = '""'
"""An FTS5 expression that finds nothing."""
_ALL: Condition = ("1", ())


def unchecked(regex: Regex, _: Condition) -> Iterable[int]:
    """Stand for what matches regular expressions where there is none. Raises BadValue."""
    raise BadValue(f"/{regex.pattern}/ cannot be matched here")


def condition(
    node: Node, vocabulary: Vocabulary, checked: Checked = unchecked, within: Condition = _ALL, index: str = "words"
) -> Condition:
    """Return a condition over `papers.rowid`. Raises fields.BadValue for a value that does not fit."""
    text = match(node, vocabulary)
    if text is not None:
        return f"papers.rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", (text,)
    if isinstance(node, FieldTerm):
        sql, values = FIELDS[node.field].condition(node.value)
        return f"({sql})", values
    if isinstance(node, Regex):
        rowids = ",".join(map(str, checked(node, within)))
        return "papers.rowid IN (SELECT value FROM json_each(?))", (f"[{rowids}]",)
    if isinstance(node, Not):
        sql, values = condition(node.part, vocabulary, checked, within, index)
        # A field with nothing in it compares as NULL, and so would its opposite.
        return f"NOT ifnull({sql}, 0)", values
    assert isinstance(node, And | Or)
    quick = [condition(part, vocabulary, checked, within, index) for part in node.parts if not has_regex(part)]
    if isinstance(node, And) and quick:
        within = _joined([*([] if within == _ALL else [within]), *quick], "AND")
    slow = [condition(part, vocabulary, checked, within, index) for part in node.parts if has_regex(part)]
    return _joined(quick + slow, "AND" if isinstance(node, And) else "OR")


def _joined(parts: Sequence[Condition], operator: str) -> Condition:
    """Join conditions as a balanced tree: in a row, a thousand of them are deeper than SQLite reads."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    (left, values), (right, more) = _joined(parts[:half], operator), _joined(parts[half:], operator)
    return f"({left} {operator} {right})", values + more


def match(node: Node, vocabulary: Vocabulary) -> str | None:
    """Return the FTS5 expression for a tree, or None where FTS5 has none."""
    if isinstance(node, Phrase):
        return f"{node.scope or _ANYWHERE} : {_any(_spelled(node, vocabulary))}"
    if isinstance(node, Near):
        return f"{node.scope or _ANYWHERE} : {_any(_near(node, vocabulary))}"
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


def _any(expressions: Sequence[str]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    return f"({' OR '.join(expressions)})" if expressions else _NOTHING


def _spelled(phrase: Phrase, vocabulary: Vocabulary) -> list[str]:
    """Spell a phrase out over the vocabulary: FTS5 knows one wildcard alone, a prefix at the end of a phrase."""
    *inner, last = phrase.words
    choices = [_choices(word, vocabulary) for word in inner]
    choices.append(
        [f'{last.text}" *'] if last.form == "prefix" else [f'{word}"' for word in _choices(last, vocabulary)]
    )
    _bound(choices)
    return ['"' + " ".join(words) for words in product(*choices)]


def _choices(word: Word, vocabulary: Vocabulary) -> Sequence[str]:
    return [word.text] if word.form == "word" else vocabulary(word)


def _near(near: Near, vocabulary: Vocabulary) -> list[str]:
    sides = [[text for phrase in side for text in _spelled(phrase, vocabulary)] for side in (near.left, near.right)]
    _bound(sides)
    return [f"NEAR({left} {right}, {near.distance})" for left, right in product(*sides)]


def _bound(choices: Sequence[Sequence[str]]) -> None:
    number = 1
    for choice in choices:
        number *= len(choice)
    if number > SPELLED_LIMIT:
        raise BadValue(f"the wildcards stand for more than {SPELLED_LIMIT:,} phrases; more letters make them fewer")
