"""The library: one SQLite file with every record that was ever read, and the papers and tags derived from them.

`schema` opens it, `adding` takes a source in, `grouping` makes papers of the names that match, `deriving` writes
their rows, `tagging` applies topics, `searching` gives papers back.
"""

from litcli.library.schema import Library

__all__ = ["Library"]
