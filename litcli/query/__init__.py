"""The one language of topic files and command lines.

`tokens` and `syntax` read it, `tree` is what was read and `printing` writes it again; `fields` lists the fields, `sql` asks the
library, `regex` and `fuzzy` do what no index can, `spans` finds the places to light.
"""

from litcli.query.syntax import parse
from litcli.query.tree import And, FieldTerm, Near, Node, Not, Or, Phrase, Regex, Textual, Word

__all__ = ["And", "FieldTerm", "Near", "Node", "Not", "Or", "Phrase", "Regex", "Textual", "Word", "parse"]
