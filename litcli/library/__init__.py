"""The library: one SQLite file with every record that was ever read, and the papers and tags derived from them.

`schema` opens it, `adding` takes a source in, `matching` judges names that share a block, `grouping` makes papers of those that
match, `deriving` writes their rows, `tagging` applies topics, `searching` gives papers back. `decisions` and `facts` are what the
user said, `history` what was done, `undoing` takes it back.
"""

from litcli.library.schema import Library

__all__ = ["Library"]
