"""The file itself: its tables, opening it, transactions.

What was read (sources, records, unread) is kept for ever. What follows from it (names, keys, matches, papers, tags, the index)
can be made again at any time.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from litcli.errors import LibraryError

VERSION = 1
MEMORY = ":memory:"

_SCHEMA = """
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
APPLICATION = 0x6C697463  # "litc": `file library.db` tells what it is


class Library:
    """An open library."""

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        self.db = db
        self.path = path
        self.queries: Mapping[str, str] = {}
        """The saved queries that a query over this library may use by name; a command sets them from its configuration."""

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open a library, and make it where there is none. Raises LibraryError."""
        if not create and not path.exists():
            raise LibraryError(
                f"there is no library at {path} yet", "litcli add SOURCE... makes one; --from SOURCE needs none"
            )
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            return cls(_connect(str(path)), str(path))
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(f"{path}: cannot be opened as a library: {_plain(error)}") from None

    @classmethod
    def in_memory(cls) -> Self:
        """Return a library that lives as long as the process."""
        return cls(_connect(MEMORY), MEMORY)

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

    def setting(self, name: str) -> str:
        """Return a remembered value, or an empty string."""
        return self.one("SELECT value FROM settings WHERE name = ?", name) or ""

    def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, inside a transaction of the caller's."""
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


def _connect(path: str) -> sqlite3.Connection:
    """Open the file, check that it is ours and make the tables if it is new. Raises sqlite3.Error, LibraryError."""
    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LibraryError(f"{path}: made by a newer litcli (its version {version}, this one reads {VERSION})")
        if version == 0:
            _create(db, path)
        elif db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise LibraryError(f"{path}: an SQLite file of another program, not a litcli library")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -65536")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _create(db: sqlite3.Connection, path: str) -> None:
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise LibraryError(f"{path}: an SQLite file of another program, not a litcli library")
    if path != MEMORY:
        db.execute("PRAGMA journal_mode = WAL")
    db.executescript(
        f"BEGIN IMMEDIATE; {_SCHEMA}; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
    )


def _plain(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error)


def packed(values: tuple[Any, ...]) -> str:
    """Write a list for a column; most are empty."""
    return json.dumps(values, ensure_ascii=False) if values else "[]"
