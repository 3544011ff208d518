"""A YAML file as checked values: safe, located, with all its errors at once.

PyYAML's `compose` gives nodes with line and column and runs no constructor, so nothing in the file is executed, equal keys are
both seen, and a bare `no` is known for what YAML makes of it.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from litcli.errors import ConfigError
from litcli.text import safe
from litcli.topics.files import fingerprint

NODE_LIMIT = 200_000
"""Values looked at, aliases followed: a file of a few lines can stand for billions."""
DEPTH_LIMIT = 50
"""How deep lists and mappings may nest: a topic needs five levels."""
_SHOWN = 20
_WINDOW = 100
"""Characters of a line that are shown on each side of an error."""

_MAPPING, _SEQUENCE, _SCALAR = yaml.MappingNode, yaml.SequenceNode, yaml.ScalarNode
_READ_AS = {"bool": "true or false", "null": "nothing", "int": "a number", "float": "a number", "timestamp": "a date"}
_TAG = "tag:yaml.org,2002:"
_IN_QUOTES = "while scanning a quoted scalar"
"""What PyYAML says it was doing where a quote is not closed; the place that it names is the file's end."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Error = tuple[int, int, int, str]
"""The file's place among the files, line and column from 0, the message."""


class Document:
    """One YAML file, and what was found wrong in it."""

    def __init__(self, text: str, path: Path, errors: list[Error] | None = None, order: int = 0) -> None:
        """Compose the text of a file; where it is not YAML, that is an error and there is no root.

        Files that make one configuration share one list of errors; `order` is the file's place among them.
        """
        self.path = path
        self.order = order
        self.errors = errors if errors is not None else []
        self.root: Any = None
        self._seen = 0
        self.lines = text.splitlines()
        self.print = fingerprint(text)
        try:
            if self._is_shallow(text):
                self.root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            if error.context == _IN_QUOTES and error.context_mark and "end of stream" in str(error.problem):
                self.error(error.context_mark, "not YAML: a quote opens here and is never closed")
            else:
                self.error(mark, f"not YAML: {error.problem or error}", self._remedy(mark))
        except yaml.reader.ReaderError as error:
            before = text[: error.position]
            mark = yaml.Mark("", 0, before.count("\n"), len(before) - before.rfind("\n") - 1, None, 0)
            self.error(mark, f"not YAML: a character that it does not allow (U+{ord(str(error.character)[:1]):04X})")

    def _remedy(self, mark: Any) -> str:
        """Return what to write where the two commonest slips are seen before a mark."""
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        if "\t" in line[: mark.column + 1]:
            return "indent with spaces, not tabs"
        if line[: mark.column].rstrip().endswith('"'):
            return "single quotes around all of a term that begins with a double one: '\"a b\" OR c'"
        return ""

    def _is_shallow(self, text: str) -> bool:
        """Refuse deep nesting before `compose`, which recurses in C and would crash the interpreter."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                self.error(event.start_mark, f"nested deeper than {DEPTH_LIMIT} levels")
                return False
        return True

    def error(self, mark: Any, message: str, legal: str = "") -> None:
        """Note an error at a mark, with the line itself and a caret under the place."""
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        start = max(0, mark.column - _WINDOW)
        before, after = safe(line[start : mark.column]), safe(line[mark.column : mark.column + _WINDOW])
        gutter = f"{mark.line + 1:>6} | {'…' * (start > 0)}"
        cut = "…" * (len(line) > mark.column + _WINDOW)
        place = f"{gutter}{before}{after}{cut}\n{' ' * len(gutter + before)}^"
        told = [f"{self.path}:{mark.line + 1}:{mark.column + 1}: {safe(message)}", place]
        text = "\n".join([*told, *(f"         {line}" for line in safe(legal).splitlines())])
        self.errors.append((self.order, mark.line, mark.column, text))

    def finish(self) -> None:
        """Raise ConfigError with every error noted, by file and place, if there is one."""
        # What an alias repeats stands in one place, and is told once.
        if errors := sorted(set(self.errors)):
            more = len(errors) - _SHOWN
            rest = [f"and {more} more errors"] if more > 0 else []
            raise ConfigError("\n".join([*(text for *_, text in errors[:_SHOWN]), *rest]))

    def _count(self, node: Any) -> None:
        """Count a value that is looked at. Raises ConfigError at the limit, with that first."""
        self._seen += 1
        if self._seen > NODE_LIMIT:
            self.error(node.start_mark, f"more than {NODE_LIMIT:,} values, aliases counted; litcli stops here")
            self.errors.append((-1, *self.errors.pop()[1:]))
            self.finish()

    # --- checked access

    def is_mapping(self, node: Any) -> bool:
        """Say whether a node is a mapping."""
        return isinstance(node, _MAPPING)

    def is_sequence(self, node: Any) -> bool:
        """Say whether a node is a list."""
        return isinstance(node, _SEQUENCE)

    def mapping(self, node: Any, what: str) -> Iterator[tuple[str, Any, Any]]:
        """Yield key, key node and value node of a mapping; equal keys and keys that are no text are errors."""
        if not isinstance(node, _MAPPING):
            self.error(node.start_mark, f"{what} must be a mapping (key: value)")
            return
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            self._count(key_node)
            key = self.text(key_node, "a key")
            if not key:
                continue
            if key in seen:
                self.error(key_node.start_mark, f'"{key}" stands twice; the first is on line {seen[key]}')
                continue
            seen[key] = key_node.start_mark.line + 1
            yield key, key_node, value_node

    def known(self, node: Any, what: str, keys: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """Yield the entries of a mapping whose keys are fixed; any other key is an error that names the nearest."""
        for key, key_node, value_node in self.mapping(node, what):
            if key in keys:
                yield key, value_node
                continue
            near = get_close_matches(key, keys, n=1)
            guess = f'; did you mean "{near[0]}"?' if near else ""
            self.error(key_node.start_mark, f'unknown key "{key}"{guess}', f"legal: {', '.join(keys)}")

    def sequence(self, node: Any, what: str) -> Iterator[Any]:
        """Yield the nodes of a list."""
        if not isinstance(node, _SEQUENCE):
            self.error(node.start_mark, f"{what} must be a list ([one, two] or one - line each)")
            return
        for value in node.value:
            self._count(node)
            yield value

    def text(self, node: Any, what: str) -> str:
        """Return a text; what YAML reads as something else is an error that says how to quote it."""
        if not isinstance(node, _SCALAR):
            self.error(
                node.start_mark, f"{what} must be a text, not a {'list' if self.is_sequence(node) else 'mapping'}"
            )
            return ""
        kind = node.tag.rsplit(":", 1)[-1]
        if kind == "merge":
            self.error(node.start_mark, "<< is not read here", "an alias may stand for a whole value: any: *terms")
            return ""
        if kind in _READ_AS:
            given = node.value or "an empty value"
            self.error(
                node.start_mark,
                f"YAML reads {given} as {_READ_AS[kind]}, {what} must be a text",
                f'write "{node.value}"',
            )
            return ""
        if kind != "str" or not node.value.strip():
            self.error(
                node.start_mark,
                f"{what} must be a text" + (f", not {node.tag}" if kind != "str" else " that is not empty"),
            )
            return ""
        return str(node.value)

    def choice(self, node: Any, what: str, legal: Sequence[str]) -> str:
        """Return a text that is one of a few; any other is an error that names the nearest."""
        text = self.text(node, what)
        if text and text not in legal:
            near = get_close_matches(text, legal, n=1)
            guess = f'; did you mean "{near[0]}"?' if near else ""
            self.error(node.start_mark, f'{what} cannot be "{text}"{guess}', f"legal: {', '.join(legal)}")
            return ""
        return text

    def number(self, node: Any, what: str) -> float | None:
        """Return a number above zero."""
        kind = node.tag.rsplit(":", 1)[-1]
        try:
            value = float(node.value) if isinstance(node, _SCALAR) and kind in ("int", "float") else None
        except ValueError:
            value = None
        if value is None or not 0 < value < float("inf"):
            self.error(node.start_mark, f"{what} must be a number above zero")
            return None
        return value


def merged(documents: Sequence[Document], sections: Sequence[str]) -> str:
    """Return YAML with the first file's settings and the sections of all files, for files in which nothing is wrong.

    Anchors stay anchors, so it is about as long as its parts.
    """
    kept = [(key, value) for key, value in documents[0].root.value if key.value not in ("include", *sections)]
    every = [pair for document in documents if document.root is not None for pair in document.root.value]
    for name in sections:
        entries = [one for key, value in every if key.value == name for one in value.value]
        if entries:
            kept.append((yaml.ScalarNode(f"{_TAG}str", name), _MAPPING(f"{_TAG}map", entries)))
    return str(yaml.serialize(_MAPPING(f"{_TAG}map", kept), Dumper=yaml.SafeDumper, allow_unicode=True))
