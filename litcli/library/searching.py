"""Papers out of the library: by a query, in an order, or one by the start of its id."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from litcli.errors import LitcliError, QueryError, UseError
from litcli.library.lexicon import vocabulary
from litcli.library.schema import Library
from litcli.query import FieldTerm, Node, Phrase, Regex, Word, parse, sql
from litcli.query.fields import BadValue, Condition, plain
from litcli.query.tree import fields, has_not, has_regex, leaves
from litcli.text import whole

if TYPE_CHECKING:  # what reads whole papers is not loaded where ids or a number are all that is asked for
    from litcli.records import Paper

SORTS = {
    "added": "papers.added",
    "title": "papers.title COLLATE NOCASE",
    "year": "papers.year",
    "venue": "papers.venue COLLATE NOCASE",
    "seen": "papers.seen",
    "score": "(SELECT coalesce(sum(score), 0) FROM tags WHERE paper = papers.rowid)",
    "id": "papers.id",
}
DEFAULT_SORT = "-added,title"
_MOST = 2**63 - 1
"""SQLite's largest whole number."""


class AmbiguousId(LitcliError):
    """The start of an id that more than one paper has."""


def read_query(text: str, saved: Mapping[str, str] | None = None) -> Node | None:
    """Parse a query that may use saved ones; an empty one is everything. Raises QueryError."""
    return parse(text, saved) if text.strip() else None


def papers(library: Library, text: str = "", sort: str = "", limit: int | None = None) -> "Iterator[Paper]":
    """Yield the papers that a query finds, in an order that does not depend on when they were read.

    `sort` is names of SORTS joined by commas, each with `-` before it for the other direction. Raises QueryError, UseError.
    """
    from litcli.library.rows import WHOLE, whole_paper

    order = _order(sort or DEFAULT_SORT)
    where, values = _where(library, text)
    rows = library.db.execute(f"SELECT {WHOLE} FROM papers WHERE {where} ORDER BY {order}{_limit(limit)}", values)
    return (whole_paper(row) for row in rows)


def ids(library: Library, text: str = "", sort: str = "", limit: int | None = None) -> list[str]:
    """Return the ids of the papers that `papers` yields, in its order, without reading the papers."""
    where, values = _where(library, text)
    order = _order(sort or DEFAULT_SORT)
    rows = library.db.execute(f"SELECT papers.id FROM papers WHERE {where} ORDER BY {order}{_limit(limit)}", values)
    return [row[0] for row in rows]


def count(library: Library, text: str = "") -> int:
    """Return how many papers a query finds."""
    if not text.strip():
        return library.size()
    where, values = _where(library, text)
    return int(library.one(f"SELECT count(*) FROM papers WHERE {where}", *values))


def paper(library: Library, start: str) -> "Paper":
    """Return the paper whose id, or any name it ever had, begins so. Raises UseError, AmbiguousId."""
    from litcli.library.rows import WHOLE, whole_paper

    key = whole(start.strip().lower())
    where = "papers.rowid IN (SELECT paper FROM names WHERE name >= ? AND name < ?)"
    asked = f"SELECT {WHOLE} FROM papers WHERE {where} ORDER BY id LIMIT 6"
    rows = library.db.execute(asked, (key, key + "~")).fetchall()
    if not key.isalnum() or not rows:
        raise UseError(f'no paper has an id that begins with "{start}"', "litcli list shows the ids")
    if len(rows) > 1:
        raise AmbiguousId(
            f'more than one paper has an id that begins with "{start}": {", ".join(row[0] for row in rows[:5])}'
        )
    return whole_paper(rows[0])


def id_length(library: Library, least: int = 4) -> int:
    """Return how many characters of an id to show.

    With n names, 32^k > 100 n^2 leaves one chance in 100 that any two begin alike: the first of the characters is one of 16.
    """
    names = int(library.one("SELECT count(*) FROM names"))
    return next(k for k in range(least, 13) if 32**k > 100 * names**2 or k == 12)


def warnings(library: Library, text: str) -> Iterator[str]:
    """Yield why a query can never find anything. Raises QueryError for a topic that does not exist."""
    node = read_query(text, library.queries)
    if node is None:
        return
    if has_not(node) and _contradicts_itself(node):
        yield "the query contradicts itself: no paper can match it"
    for field in fields(node):
        if field.field == "topic":
            _check_topic(library.topics, field, text)
    look_up = vocabulary(library)
    words = (word for leaf in leaves(node) if isinstance(leaf, Phrase) for word in leaf.words)
    for word in dict.fromkeys(words):
        if not _has_any(look_up, word):
            yield _MISSING[word.form].format(word)
    for phrase in (leaf for leaf in leaves(node) if isinstance(leaf, Phrase) and _has_operator(leaf)):
        if not library.one("SELECT count(*) FROM words WHERE words MATCH ?", sql.match(phrase, look_up)):
            yield f'no paper has the phrase "{" ".join(map(str, phrase.words))}"; operators are in capitals: AND, OR, NOT'


def _contradicts_itself(node: Node) -> bool:
    from litcli.topics.never import possible

    return not possible(node)


def _has_operator(phrase: Phrase) -> bool:
    return len(phrase.words) > 1 and any(word.text in ("and", "or", "not") for word in phrase.words)


_MISSING = {
    "word": 'no paper has the word "{}"',
    "prefix": 'no paper has the word "{}"',
    "glob": 'no paper has a word like "{}"',
    "fuzzy": 'no paper has a word close to "{}"',
}


def _has_any(look_up: sql.Vocabulary, word: Word) -> bool:
    try:
        return bool(look_up(word))
    except BadValue:
        return True


def _check_topic(topics: Mapping[str, object], field: FieldTerm, text: str) -> None:
    value = plain(field.value)
    if set("*?") & set(field.value) or value.lower() in map(str.lower, topics):
        return
    from difflib import get_close_matches

    near = get_close_matches(value, topics, n=1)
    guess = f'; did you mean "{near[0]}"?' if near else ""
    hint = "litcli topics lists them" if topics else "there is no configuration: litcli init writes one"
    raise QueryError(f'no topic is called "{value}"{guess}', text, field.start, field.end, f"({hint})")


def _where(library: Library, text: str) -> Condition:
    node = read_query(text, library.queries)
    if node is None:
        return "1", ()
    words = vocabulary(library)
    for leaf in leaves(node):
        _check(leaf, text, words)
    try:
        return sql.condition(node, words, _regexes(library, node))
    except BadValue as error:
        place = next(((leaf.start, leaf.end) for leaf in leaves(node) if isinstance(leaf, Regex)), (0, len(text)))
        raise QueryError("the query asks for too much", text, *place, str(error)) from None


def _regexes(library: Library, node: Node) -> sql.Checked:
    """Return what finds the papers with a regular expression, where the query has one."""
    if not has_regex(node):
        return sql.unchecked
    from litcli.library.checking import checked

    return checked(library)


def _check(leaf: Phrase | Regex | FieldTerm, text: str, words: sql.Vocabulary) -> None:
    """Try a leaf alone, so that an error has its place."""
    try:
        if isinstance(leaf, FieldTerm):
            sql.condition(leaf, words)
        elif isinstance(leaf, Phrase):
            sql.match(leaf, words)
    except BadValue as error:
        what = f"{leaf.field}:{plain(leaf.value)}" if isinstance(leaf, FieldTerm) else text[leaf.start : leaf.end]
        fault = "cannot be read" if isinstance(leaf, FieldTerm) else "asks for too much"
        raise QueryError(f"{what} {fault}", text, leaf.start, leaf.end, str(error)) from None


def _order(sort: str) -> str:
    """Return the ORDER BY of a sort; papers that are equal by it go by title and id, so that every order is total."""
    parts = []
    for name in sort.split(","):
        plain = name.strip().removeprefix("-")
        if plain not in SORTS:
            raise UseError(f'cannot sort by "{plain}"', f"legal: {', '.join(SORTS)}; -year sorts the other way round")
        descends = name.strip().startswith("-")
        # Only a year may be missing; where nothing can be, NULLS LAST would double the time of a sort.
        parts.append(f"{SORTS[plain]}{' DESC' if descends else ' NULLS LAST' if plain == 'year' else ''}")
    return ", ".join(dict.fromkeys([*parts, SORTS["title"], SORTS["id"]]))


def _limit(limit: int | None) -> str:
    """Return the clause; one that limits nothing would still cost a third of a sort."""
    return "" if limit is None else f" LIMIT {min(limit, _MOST)}"
