"""The JSON Schema of the configuration (draft 2020-12), so that an editor completes and checks it.

It holds what a schema can say: keys, kinds and numbers. That terms can be read and parents exist is `topics.config`'s to say.
"""

from typing import Any

from litcli.query.fields import SCOPES
from litcli.topics.config import NOT_IN_NAMES
from litcli.topics.queries import NAME
from litcli.topics.topic import TITLE_WEIGHT, VERSIONS

_TEXT = {"type": "string", "pattern": r"\S"}
_POSITIVE = {"type": "number", "exclusiveMinimum": 0}
_TERMS = {"type": "array", "items": {"$ref": "#/$defs/term"}}


def _known(properties: dict[str, Any], said: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "description": said, "additionalProperties": False, "properties": properties, **more}


def _said(kind: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    return {**kind, "description": text, **more}


def schema() -> dict[str, Any]:
    """Return the schema."""
    properties = {
        "include": _said(
            {"type": "array", "items": _TEXT}, "Further files of topics, by their path from this file's folder."
        ),
        "title_weight": _said(
            _POSITIVE, "How many times a term counts that is found in the title.", default=TITLE_WEIGHT
        ),
        "versions": {"enum": list(VERSIONS), "description": "What becomes of a preprint and its published form."},
        "queries": {
            "type": "object",
            "description": "Saved queries by their names: @name stands for one.",
            "propertyNames": {"pattern": f"^(?:{NAME.pattern})$"},
            "additionalProperties": _TEXT,
        },
        "topics": {
            "type": "object",
            "description": "The topics by their names.",
            "propertyNames": {"pattern": f"^[^{_escaped(NOT_IN_NAMES)}]+$"},
            "additionalProperties": {"$ref": "#/$defs/topic"},
        },
    }
    whole = _known(properties, "A configuration of litcli.")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "litcli configuration"}
    return {**head, **whole, "$defs": {"term": _term(), "topic": _topic()}}


def _escaped(characters: str) -> str:
    return "".join({"\n": r"\n", "\t": r"\t"}.get(one, one) for one in characters)


def _term() -> dict[str, Any]:
    properties = {
        "term": _said(_TEXT, "A phrase, or an expression of the query language."),
        "weight": _said(_POSITIVE, "What it adds to the score.", default=1),
    }
    return {"anyOf": [_TEXT, _known(properties, "A term with a weight.", required=["term"])]}


def _topic() -> dict[str, Any]:
    examples = {
        "match": _said({"type": "array", "items": _TEXT}, "Texts that must get the tag."),
        "no_match": _said({"type": "array", "items": _TEXT}, "Texts that must not."),
    }
    properties = {
        "label": _said(_TEXT, "What people read instead of the name."),
        "parent": _said(_TEXT, "The topic that this one implies."),
        "any": _said(_TERMS, "Terms that score; enough of them give the tag."),
        "all": _said(_TERMS, "Terms of which every one must be found."),
        "none": _said(_TERMS, "Terms of which none may be found."),
        "min_score": _said(_POSITIVE, "What the found terms must add up to.", default=1),
        "title_weight": _said(_POSITIVE, "How many times a term counts that is found in the title."),
        "field": {"enum": list(SCOPES), "description": "Where terms without a scope are searched."},
        "examples": _known(examples, "Tests of the rule: litcli topics test."),
    }
    long = _known(properties, "A topic with all that it needs.")
    long["anyOf"] = [{"required": [key], "properties": {key: {"minItems": 1}}} for key in ("any", "all")]
    return {"anyOf": [_said(_TERMS, "A topic as a list of terms.", minItems=1), long]}
