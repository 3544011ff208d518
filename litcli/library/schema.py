"""The file itself: its tables, opening it, transactions.

What was read (sources, records, unread) and what the user said (decisions, facts, with their history) is kept. What follows from
both (names, keys, matches, papers, tags, the index, what is decided on each paper) can be made again at any time.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from litcli.errors import LibraryError
from litcli.text import fold

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = ":memory:"
Blocks = dict[int, list[int]]
"""The names of blocks, by key."""
PAPER_OF_ID = "(SELECT paper FROM names WHERE name = ?)"
"""The rowid of the paper that has an id, or had it before it merged: every id is the name of one of the paper's records."""
WORDS_TOLD = "words of the index"
"""The setting that keeps the index's words in a list; whoever changes the index takes it away."""
TAGGED = "topics"
"""The setting that says which configuration the tags come from; without it they are made again at the next command."""

_FIRST = """
CREATE TABLE sources (
    rowid INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, format TEXT NOT NULL, added TEXT NOT NULL,
    lines INTEGER NOT NULL, records INTEGER NOT NULL, unread INTEGER NOT NULL
);
CREATE TABLE unread (
    origin INTEGER NOT NULL REFERENCES sources, line INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
    reason TEXT NOT NULL
);
-- A name is a record's folded content; records with the same one are the same, and names are what is compared.
CREATE TABLE names (rowid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, paper INTEGER);
CREATE INDEX names_of_paper ON names (paper);
CREATE TABLE records (
    rowid INTEGER PRIMARY KEY, origin INTEGER NOT NULL REFERENCES sources, name INTEGER NOT NULL REFERENCES names,
    source TEXT NOT NULL, line INTEGER NOT NULL, end INTEGER NOT NULL, lines INTEGER NOT NULL,
    title TEXT NOT NULL, abstract TEXT NOT NULL, authors TEXT NOT NULL, year INTEGER, venue TEXT NOT NULL,
    volume TEXT NOT NULL, number TEXT NOT NULL, pages TEXT NOT NULL, doi TEXT NOT NULL, arxiv TEXT NOT NULL,
    pmid TEXT NOT NULL, url TEXT NOT NULL, links TEXT NOT NULL, key TEXT NOT NULL, listed TEXT NOT NULL,
    given TEXT NOT NULL, extra TEXT NOT NULL
);
CREATE INDEX records_of_name ON records (name);
CREATE TABLE keys (key INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
-- `same` is the verdict on the pair; `held_apart` says what in their groups kept a match from joining them.
CREATE TABLE matches (
    one INTEGER NOT NULL, other INTEGER NOT NULL, same INTEGER NOT NULL, rule TEXT NOT NULL, title REAL, abstract REAL,
    held_apart TEXT NOT NULL DEFAULT '', PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX matches_of_other ON matches (other);
CREATE TABLE papers (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, abstract TEXT NOT NULL, authors TEXT NOT NULL,
    year INTEGER, venue TEXT NOT NULL, volume TEXT NOT NULL, number TEXT NOT NULL, pages TEXT NOT NULL, doi TEXT NOT NULL,
    arxiv TEXT NOT NULL, pmid TEXT NOT NULL, url TEXT NOT NULL, links TEXT NOT NULL, added TEXT NOT NULL,
    seen INTEGER NOT NULL, places TEXT NOT NULL
);
CREATE TABLE tags (
    topic TEXT NOT NULL, paper INTEGER NOT NULL, score REAL NOT NULL, PRIMARY KEY (topic, paper)
) WITHOUT ROWID;
CREATE INDEX tags_of_paper ON tags (paper);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- The index holds folded text (text.fold), so that the tokenizer has only spaces to split at.
CREATE VIRTUAL TABLE words USING fts5(title, abstract, authors, venue, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
"""
_SAID = """
-- A paper's rowid is the smallest among its names; that of the first version was any. The index and the tags follow.
CREATE TEMP TABLE moved (old INTEGER PRIMARY KEY, new INTEGER);
INSERT INTO temp.moved SELECT paper, min(rowid) FROM names GROUP BY paper;
UPDATE names SET paper = (SELECT new FROM temp.moved WHERE old = names.paper);
UPDATE papers SET rowid = -(SELECT new FROM temp.moved WHERE old = papers.rowid);
UPDATE papers SET rowid = -rowid;
DROP TABLE temp.moved;
DELETE FROM tags;
DELETE FROM settings WHERE name = 'topics';
INSERT INTO words (words) VALUES ('delete-all');
INSERT INTO words (rowid, title, abstract, authors, venue)
    SELECT rowid, fold(title), fold(abstract), fold((SELECT group_concat(value, ' ') FROM json_each(authors))), fold(venue)
    FROM papers ORDER BY rowid;
-- What the user decided, on every name that the paper had then: a paper that merges keeps it.
CREATE TABLE IF NOT EXISTS decisions (name INTEGER PRIMARY KEY, status TEXT NOT NULL, note TEXT NOT NULL);
-- What a source says was decided (litcli's own JSON): it counts where the user has said nothing here.
CREATE TABLE IF NOT EXISTS carried (
    origin INTEGER NOT NULL, name INTEGER NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL
);
-- What follows for each paper.
CREATE TABLE IF NOT EXISTS decided (paper INTEGER PRIMARY KEY, status TEXT NOT NULL, note TEXT NOT NULL);
-- Papers that know each other as versions of one, where the configuration links them; each pair both ways.
CREATE TABLE IF NOT EXISTS linked (paper INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (paper, other)) WITHOUT ROWID;
-- What the user said of two names: `same` is 1 where they are one paper, 0 where they are not.
CREATE TABLE IF NOT EXISTS facts (
    one INTEGER NOT NULL, other INTEGER NOT NULL, same INTEGER NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facts_of_other ON facts (other);
-- A step is one change, with what takes it back (JSON); the steps of one command have its number.
CREATE TABLE IF NOT EXISTS history (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT, command INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
    what TEXT NOT NULL, before TEXT NOT NULL, undone TEXT NOT NULL DEFAULT ''
);
INSERT INTO history (command, at, kind, what, before)
    SELECT rowid, added, 'add', name, json_object('origin', rowid) FROM sources
    WHERE NOT EXISTS (SELECT 1 FROM history) ORDER BY rowid;
"""
_BLOCKS = """
-- The blocks that are too large to be compared (library.matching).
CREATE TABLE IF NOT EXISTS crowded (key INTEGER PRIMARY KEY) WITHOUT ROWID;
"""
_OUTLINES = """
-- Title, tail, second title and signs of telling words, one a line (dedupe.block): what is looked at before two names are compared.
ALTER TABLE names ADD COLUMN outline TEXT NOT NULL DEFAULT '';
"""
_LARGER_PIECES = """
-- The index is written in pieces of 16 MiB, not 1, and eight of a size are merged, not four: half the time for 80,000 papers.
INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
INSERT INTO words (words, rank) VALUES ('automerge', 8);
"""
_KINDS = """
-- What kind of work the sources say: a published form's before a preprint's, then what most records say (dedupe.merge).
ALTER TABLE papers ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE papers SET kind = coalesce((
    SELECT kind FROM (
        SELECT DISTINCT kind_of(r.extra) AS kind, r.title, r.authors, r.year, r.venue, r.abstract
        FROM names AS n JOIN records AS r ON r.name = n.rowid WHERE n.paper = papers.rowid AND r.extra <> '{}'
    ) WHERE kind <> '' GROUP BY kind ORDER BY kind = 'preprint', count(*) DESC, length(kind) DESC, kind LIMIT 1
), '');
"""
_SCATTERED_LESS = """
-- Every id is a name: an index of ids beside that of names is one more page to change for each paper, anywhere in the file.
CREATE TABLE papers_of_now (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, abstract TEXT NOT NULL, authors TEXT NOT NULL,
    year INTEGER, venue TEXT NOT NULL, volume TEXT NOT NULL, number TEXT NOT NULL, pages TEXT NOT NULL, doi TEXT NOT NULL,
    arxiv TEXT NOT NULL, pmid TEXT NOT NULL, url TEXT NOT NULL, links TEXT NOT NULL, added TEXT NOT NULL,
    seen INTEGER NOT NULL, places TEXT NOT NULL, kind TEXT NOT NULL DEFAULT ''
);
INSERT INTO papers_of_now SELECT
    rowid, id, title, abstract, authors, year, venue, volume, number, pages, doi, arxiv, pmid, url, links, added, seen, places, kind
    FROM papers;
DROP TABLE papers;
ALTER TABLE papers_of_now RENAME TO papers;
-- What gathers between two changes of the index (adding._INDEXED_TOGETHER) is one piece, and is merged half as often as two.
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
"""

_MIGRATIONS = (_FIRST, _SAID, _BLOCKS, _OUTLINES, _LARGER_PIECES, _KINDS, _SCATTERED_LESS)
"""What makes a library of version n from one of version n-1; a new one goes through all of them."""
VERSION = len(_MIGRATIONS)
_CACHE = 196_608
"""KiB of pages that are kept while something is written: what it looks up lies anywhere in the file. A query reads once, and would only
wait for the memory."""
_PAGE = 8192
"""Bytes of a page: records fill it better than SQLite's 4,096, and each that is read again while a source comes in is sought in the
log of what was written, which grows with the number of pages; with 16,384 a small change writes more and a large one gains nothing."""
_PAGE_IN_MEMORY = 16_384
"""The same where nothing is written: pages that are split less often save a tenth."""
_PATIENCE = 30
"""Seconds for which a command waits while another one writes."""
APPLICATION = 0x6C697463  # "litc": `file library.db` tells what it is


class Library:
    """An open library."""

    def __init__(self, db: sqlite3.Connection, path: str, with_index: bool = True) -> None:
        self.db = db
        self.path = path
        self.with_index = with_index
        """Whether papers are put into the full-text index, which costs more than all the rest of storing them."""
        self.queries: Mapping[str, str] = {}
        """The saved queries that a query over this library may use by name; a command sets them from its configuration."""
        self.fresh: Blocks = {}
        """Blocks whose keys are not stored: in memory, those of the last source, which another source or command may want (`matching.store`)."""
        self.topics: Mapping[str, object] = {}
        """The topics that a query may ask for, by name; a command sets them too."""

    @classmethod
    def open(cls, path: "str | Path", *, create: bool = True) -> Self:
        """Open a library, and make it where there is none. Raises LibraryError."""
        if not create and not os.access(path, os.F_OK):
            raise LibraryError(
                f"there is no library at {path} yet", "litcli add SOURCE... makes one; --from SOURCE needs none"
            )
        try:
            if create:
                from pathlib import Path

                Path(path).parent.mkdir(parents=True, exist_ok=True)
            return cls(_connect(str(path)), str(path))
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(f"{path}: cannot be opened as a library: {_plain(error)}") from None

    @classmethod
    def in_memory(cls, *, with_index: bool = True) -> Self:
        """Return a library that lives as long as the process; one that no text is looked for in needs no index."""
        return cls(_connect(MEMORY), MEMORY, with_index)

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise LibraryError(f"{self.path}: {_plain(error)}") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of it or nothing. Raises LibraryError where the file cannot be written."""
        self.db.execute(f"PRAGMA cache_size = -{_CACHE}")
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield self.db
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise LibraryError(f"{self.path}: {_plain(error)}; nothing was changed") from None
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def size(self) -> int:
        """Return how many papers there are, by the index of names: all rows of `papers` are a hundred times as much to read."""
        return int(self.one("SELECT count(DISTINCT paper) FROM names"))

    def setting(self, name: str) -> str:
        """Return a remembered value, or an empty string."""
        return self.one("SELECT value FROM settings WHERE name = ?", name) or ""

    def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, inside a transaction of the caller's."""
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def remember_if_free(self, name: str, value: str) -> None:
        """Keep a value that only spares time, unless the library cannot be written or another program is writing."""
        self.db.execute("PRAGMA busy_timeout = 0")
        try:
            self.remember(name, value)
        except sqlite3.OperationalError:
            return
        finally:
            self.db.execute(f"PRAGMA busy_timeout = {1000 * _PATIENCE}")


def _connect(path: str) -> sqlite3.Connection:
    """Open the file, check that it is ours and make the tables if it is new. Raises sqlite3.Error, LibraryError."""
    db = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LibraryError(f"{path}: made by a newer litcli (its version {version}, this one reads {VERSION})")
        if version == 0:
            _create(db, path)
        elif db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise LibraryError(f"{path}: an SQLite file of another program, not a litcli library")
        elif version < VERSION:
            _migrate(db)
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _create(db: sqlite3.Connection, path: str) -> None:
    foreign = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    # Another program may just have made it.
    if foreign and not db.execute("PRAGMA user_version").fetchone()[0]:
        raise LibraryError(f"{path}: an SQLite file of another program, not a litcli library")
    db.execute(f"PRAGMA page_size = {_PAGE_IN_MEMORY if path == MEMORY else _PAGE}")
    if path != MEMORY:
        _log_ahead(db)
    _migrate(db)


def _log_ahead(db: sqlite3.Connection) -> None:
    """Have readers and a writer not wait for each other; this alone SQLite does not wait for where another program has the file."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _migrate(db: sqlite3.Connection) -> None:
    """Bring a library up to date, wholly or not at all, once, whichever of two programs comes first."""
    import json

    from litcli.dedupe.kinds import kind_of

    db.create_function("fold", 1, lambda text: fold(text or ""), deterministic=True)
    db.create_function("kind_of", 1, lambda extra: kind_of(json.loads(extra)), deterministic=True)
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another program may have brought it up to date while this one waited.
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for statement in _statements("".join(_MIGRATIONS[version:])):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, each of which ends with a line; `executescript` would end the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _plain(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)
