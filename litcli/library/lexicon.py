"""The words of the index: what a prefix, a wildcard or a fuzzy word stands for in this library.

A prefix is a look-up. For the others all words are gone through, so the library keeps them in a list beside the index: FTS5 takes
1.5 s to tell the words of 100,000 papers, because it counts each on the way.
"""

import re
from collections.abc import Sequence

from litcli.library.schema import WORDS_TOLD, Library
from litcli.query import Word, sql
from litcli.query.fields import BadValue
from litcli.query.fuzzy import alike

WORDS_LIMIT = 2_000
"""Words that one may stand for."""


def vocabulary(library: Library) -> sql.Vocabulary:
    """Return a function that finds the words of the index that a word stands for; it raises BadValue where they are too many."""
    known: dict[Word, Sequence[str]] = {}

    def words(word: Word) -> Sequence[str]:
        if word not in known:
            known[word] = _bounded(word, _words(library, word))
        return known[word]

    return words


def _bounded(word: Word, found: Sequence[str]) -> Sequence[str]:
    if len(found) > WORDS_LIMIT:
        raise BadValue(f"{word} stands for more than {WORDS_LIMIT:,} words; more letters make them fewer")
    return found


def _words(library: Library, word: Word) -> Sequence[str]:
    if word.form == "word":
        # Asked for its first paper the index is quick; asked for a word the vocabulary counts all that have it.
        found = library.one("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", f'"{word.text}"')
        return [word.text] if found else []
    if word.form == "fuzzy":
        return alike(word.text, every(library))
    start = re.split(r"[*?]", word.text)[0]
    if word.form == "prefix":
        return _between(library, start, start + "\U0010ffff", WORDS_LIMIT + 1)
    # A long beginning leaves few words; a short one would have FTS5 count the papers of too many.
    choices = _between(library, start, start + "\U0010ffff") if len(start) > 2 else every(library)
    pattern = re.compile(re.sub(r"[*?]", lambda m: "." + m[0].replace("?", ""), word.text))
    return [choice for choice in choices if pattern.fullmatch(choice)]


def _between(library: Library, first: str, last: str, most: int = -1) -> Sequence[str]:
    rows = library.db.execute("SELECT term FROM vocabulary WHERE term >= ? AND term <= ? LIMIT ?", (first, last, most))
    return [row[0] for row in rows]


def every(library: Library) -> Sequence[str]:
    """Return all words of the index, as the library keeps them until the index is changed."""
    if kept := library.setting(WORDS_TOLD):
        return kept.split(" ")
    found = [row[0] for row in library.db.execute("SELECT term FROM vocabulary")]
    library.remember_if_free(WORDS_TOLD, " ".join(found))
    return found
