"""The configuration as a JSON Schema (draft 7), made from the parser's own table of keys: editors complete and check by it."""

from typing import Any

from litcli.topics import keys

_TEXT = {"type": "string", "pattern": r"\S"}
_NUMBER = {"type": "number", "exclusiveMinimum": 0}
_TERMS = {"type": "array", "items": {"$ref": "#/definitions/term"}}


def schema() -> dict[str, Any]:
    """Return the schema of a configuration."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of litcli",
        **_mapping(keys.TOP),
        "definitions": {"topic": _topic(), "term": _term()},
    }


def _mapping(known: keys.Keys) -> dict[str, Any]:
    properties = {name: {**_kind(key), "description": key.about} for name, key in known.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _kind(key: keys.Key) -> dict[str, Any]:
    """Return the schema of what stands under a key."""
    if key.kind == "choice":
        return {"enum": list(key.legal)}
    if key.kind == "examples":
        return _mapping(keys.EXAMPLES)
    return _KINDS[key.kind]


def _named(pattern: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"type": "string", "pattern": f"^{pattern}$"},
        "additionalProperties": values,
    }


_KINDS: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "number": _NUMBER,
    "texts": {"type": "array", "items": _TEXT},
    "terms": _TERMS,
    "topics": _named(f"(?=.*\\S)[^{keys.NOT_IN_NAMES}]+", {"$ref": "#/definitions/topic"}),
    "queries": _named(keys.QUERY_NAME, _TEXT),
}


def _term() -> dict[str, Any]:
    return {"anyOf": [_TEXT, {**_mapping(keys.TERM), "required": ["term"]}]}


def _topic() -> dict[str, Any]:
    """Return the schema of a topic: a list of terms, or a rule that has at least one to find."""
    some = [{"required": [name], "properties": {name: {"minItems": 1}}} for name in ("any", "all")]
    return {"anyOf": [{**_TERMS, "minItems": 1}, {**_mapping(keys.TOPIC), "anyOf": some}]}
