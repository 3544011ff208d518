"""The saved queries of a configuration: each a name and a query, which may use others by `@name`."""

import re
from collections.abc import Iterable
from typing import Any

from litcli.errors import QueryError
from litcli.query import parse
from litcli.topics.document import Document
from litcli.topics.keys import QUERY_NAME


def read_queries(sections: Iterable[tuple[Document, Any]]) -> dict[str, str]:
    """Read the `queries:` of all files, each a document and a node, as name -> query; each error is noted at its query."""
    places: dict[str, tuple[Document, Any]] = {}
    for document, node in sections:
        for name, key_node, value in document.mapping(node, "queries"):
            if not re.fullmatch(QUERY_NAME, name):
                legal = "a letter, then letters, digits, _ and -: @to-read"
                document.error(key_node.start_mark, f'"{name}" cannot be the name of a saved query', legal)
            elif name in places:
                first, at = places[name]
                line = at.start_mark.line + 1
                document.error(key_node.start_mark, f'query "{name}" stands twice; the first is {first.path}:{line}')
            elif document.text(value, "a query"):
                places[name] = (document, value)
    queries = {name: str(node.value) for name, (_, node) in places.items()}
    for name, (document, node) in places.items():
        try:
            parse(queries[name], queries)
        except QueryError as error:
            document.error(node.start_mark, f"the query cannot be read: {error.message}", error.hint)
    return queries
