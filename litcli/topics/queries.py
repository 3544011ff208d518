"""The saved queries of a configuration: each a name and a query, which may use others by `@name`."""

import re
from typing import Any

from litcli.errors import QueryError
from litcli.query import parse
from litcli.topics.document import Document

NAME = re.compile(r"[A-Za-z][\w-]*")


def read_queries(document: Document, node: Any) -> dict[str, str]:
    """Read `queries:`, a mapping from name to query; each error is noted at its query."""
    queries: dict[str, str] = {}
    nodes: dict[str, Any] = {}
    for name, key_node, value_node in document.mapping(node, "queries"):
        if not NAME.fullmatch(name):
            legal = "a letter, then letters, digits, _ and -: @to-read"
            document.error(key_node.start_mark, f'"{name}" cannot be the name of a saved query', legal)
        elif query := document.text(value_node, "a query"):
            queries[name], nodes[name] = query, value_node
    for name, query in queries.items():
        try:
            parse(query, queries)
        except QueryError as error:
            document.error(nodes[name].start_mark, f"the query cannot be read: {error.message}", error.hint)
    return queries
