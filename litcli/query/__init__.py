"""The one language of topic files and command lines: `syntax` reads it, `fields` lists its fields, `sql` asks the library."""

from litcli.query.syntax import And, FieldTerm, Node, Not, Or, Phrase, Word, parse

__all__ = ["And", "FieldTerm", "Node", "Not", "Or", "Phrase", "Word", "parse"]
